import ast
import secrets
import string
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.privacy.likeness import REDACTED
from style_learner.privacy.redaction import Redacted, redact

PACKAGE = Path(__file__).parents[4] / "style_learner"
LETTERS_AND_DIGITS = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"


def drawn(random: Random, alphabet: str, length: int) -> str:
    """Draw a token as services do: with small and capital letters and digits where the alphabet has them."""
    token = [random.choice(alphabet) for _ in range(length)]
    kinds = [[one for one in alphabet if kind(one)] for kind in (str.islower, str.isupper, str.isdigit)]
    for place, kind in zip(random.sample(range(length), 3), filter(None, kinds), strict=False):
        token[place] = random.choice(kind)
    return "".join(token)


SECRETS = {
    "GitHub token": ("ghp_{}", LETTERS_AND_DIGITS, 36),
    "GitHub fine-grained token": ("github_pat_{}", LETTERS_AND_DIGITS, 60),
    "GitLab token": ("glpat-{}", LETTERS_AND_DIGITS, 20),
    "AWS key id": ("AKIA{}", string.ascii_uppercase + string.digits, 16),
    "OpenAI key": ("sk-proj-{}", LETTERS_AND_DIGITS, 48),
    "Anthropic key": ("sk-ant-api03-{}", LETTERS_AND_DIGITS, 80),
    "Google key": ("AIza{}", LETTERS_AND_DIGITS, 35),
    "Hugging Face token": ("hf_{}", LETTERS_AND_DIGITS, 34),
    "npm token": ("npm_{}", LETTERS_AND_DIGITS, 36),
    "PyPI token": ("pypi-AgEIcHlwaS5vcmc{}", LETTERS_AND_DIGITS, 80),
    "Slack token": ("xoxb-123456789012-{}", string.ascii_lowercase + string.digits, 24),
    "Stripe key": ("sk_live_{}", LETTERS_AND_DIGITS, 24),
    "SendGrid key": ("SG.abcdefghijklmnopqrstuv.{}", LETTERS_AND_DIGITS, 43),
    "Twilio key": ("SK{}", HEX, 32),
    "Telegram token": ("123456789:{}", LETTERS_AND_DIGITS, 35),
    "JSON web token": ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{}", LETTERS_AND_DIGITS, 43),
    "AWS secret": ("{}", LETTERS_AND_DIGITS + "+/", 40),
}
"""What known services give out; the braces are the part that nobody may see."""

PLACES = (
    'token = "{}"',
    "value: '{}',",
    "export SOME_VALUE={}",
    "# see {} for the old one",
    'client.login("{}", 3)',
    '{{"value": "{}"}}',
)

NAMED = {
    'password = "{}"': "hunter2",
    "password='{}')": "swordfish",
    '"db_password": "{}",': "tr0ub4dor&3",
    "const apiKey = `{}`;": "8f3a91c07d2be645",
    'let api_key: &str = "{}";': "8f3a91c07d2be645",
    'String clientSecret = "{}";': "8f3a91c07d2be645",
    'secret := "{}"': "8f3a91c07d2be645",
    'os.environ["SECRET_KEY"] = "{}"': "8f3a91c07d2be645",
    'os.getenv("API_TOKEN", "{}")': "8f3a91c07d2be645",
    'if token == "{}":': "8f3a91c07d2be645",
    "API_KEY={}": "8f3a91c07d2be645",
    "auth_token: {}": "8f3a91c07d2be645",
    'url = "postgres://ada:{}@db.example.org/shop"': "hunter2",
    "https://ada:{}@example.org/shop.git": "x9k2",
    "Server=db;User Id=ada;Password={};Database=shop": "hunter2",
    '"Authorization": "Bearer {}"': "8f3a91c07d2be645aa",
    "curl -H 'Authorization: Basic {}'": "YWRhOmh1bnRlcjI5OTk=",
    "//npm.example.com/:_authToken={}": "00000000-1111-2222",
    "password = {}": "pypi-x8f3a91c07d2be645",
    "machine example.org login ada password {}": "hunter2",
    "https://example.org/api?access_token={}&page=2": "8f3a91c07d2be645",
    "DefaultEndpointsProtocol=https;AccountKey={};": "8f3a91c07d2be645+/==",
    "ansible_become_pass: {}": "hunter2",
    "net use z: /user:ada {}": "tr0ub4dor!3",
    "ssh-keygen -t ed25519 -N {}": "hunter2!",
    "openssl enc -aes-256-cbc -k {}": "hunter2!",
    "PASSWORD_PROD = '{}'": "swordfish",
    'os.environ.get("DB_PASSWORD", "{}")': "swordfish",
    "curl -u ada:{} https://example.org": "hunter2",
    '"Server=db;Uid=ada;PWD={}"': "hunter2",
    "# password: {}": "hunter2",
    'salt = "{}"': "9f86d081884c7d659a2feaa0c55ad015",
}
"""Values that their name or place gives away."""

HARMLESS = (
    'password = input("Password: ")',
    "password = os.environ['DB_PASSWORD']",
    "def login(user: str, password: str, token: str = '') -> None:",
    'token_url = "https://example.org/oauth/token"',
    "password: string;",
    'PASSWORD_FIELD = "password1"',
    'f"postgres://{user}:{password}@{host}/shop"',
    'url = "https://${USER}:${PASSWORD}@example.org"',
    'api_key = "<your-api-key>"',
    'api_key = "your-api-key"',
    "token = tokens[index2]",
    "self.token = Token2(kind, value)",
    'token_type = "application/x-www-form-urlencoded2"',
    "checksum = '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32'",
    "commit 5a4f195b29f267f4a7fad8ffcc8fe8377a064982",
    "letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'",
    "from package.module.submodule2.VeryLongClassName import AnotherVeryLongClassName2",
    "# https://example.org/Some/Very/Long/Path/With/Numbers123/And/Names456/index.html",
    "tokenizer('100 PRINT \"HELLO\"')",
    "secretary = 'Ada Lovelace 1815'",
    "-----BEGIN CERTIFICATE-----",
    "data-testid='password-input-2'",
)


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("seed", range(3))
def test_a_planted_secret_never_survives(kind: str, place: str, seed: int) -> None:
    """Whatever it is written into, nothing of the part that nobody may see is left, and no line moves."""
    form, alphabet, length = SECRETS[kind]
    hidden = drawn(Random(f"{kind} {place} {seed}"), alphabet, length)  # noqa: S311 - the same each run
    text = f"first = 1\n{place.format(form.format(hidden))}\nlast = 2\n"

    redacted = redact(text).text

    assert not any(hidden[start : start + 8] in redacted for start in range(length - 7))
    assert redacted.startswith("first = 1\n")
    assert redacted.endswith("\nlast = 2\n")
    assert redacted.count("\n") == 3


@pytest.mark.parametrize("place", NAMED)
def test_a_value_that_its_name_or_place_gives_away_never_survives(place: str) -> None:
    """What stands around it stays, character for character."""
    hidden = NAMED[place]

    assert redact(place.format(hidden)).text == place.format(REDACTED)


@pytest.mark.parametrize("line", HARMLESS)
def test_ordinary_code_stays(line: str) -> None:
    """Names of secrets, gaps for them, addresses, checksums and alphabets are no secrets."""
    assert redact(line) == Redacted(line, ())


BLOCK = "-----BEGIN {0}PRIVATE KEY-----\n{1}\n-----END {0}PRIVATE KEY-----"


@pytest.mark.parametrize("kind", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize("form", ["{}", '"""{}"""\n', "    {}", "key = '{}'"])
def test_a_private_key_never_survives(kind: str, form: str) -> None:
    """On its own, indented or in one string with escaped line ends: each line goes and stays a line."""
    lines = [secrets.token_urlsafe(48).replace("-", "+").replace("_", "/") for _ in range(4)] + ["Qx9aB+=="]
    block = BLOCK.format(kind, "\n".join(lines))
    text = form.format(
        block.replace("\n", "\\n") if "key" in form else block.replace("\n", "\n" + form[: form.find("{")])
    )

    redacted = redact(text).text

    assert not any(line[:8] in redacted for line in lines)
    assert redacted.count("\n") == text.count("\n")
    assert "PRIVATE KEY-----" in redacted


@pytest.mark.parametrize("cut", ["head", "tail"])
def test_a_private_key_cut_off_never_survives(cut: str) -> None:
    """A window of text may begin or end in the middle of a key."""
    random = Random(1)  # noqa: S311 - the same each run
    lines = [drawn(random, LETTERS_AND_DIGITS + "+/", 64) for _ in range(6)]
    block = BLOCK.format("RSA ", "\n".join(lines)).split("\n")

    redacted = redact("\n".join(block[3:] if cut == "head" else block[:-3])).text

    assert not any(line[:8] in redacted for line in lines)


TEXTS = st.text() | st.lists(
    st.sampled_from(
        [*(one.format("8f3a91c07d2be645") for one in NAMED), *HARMLESS, "<redacted>", '"', "=", "\n", " ", "-"]
    )
    | st.text(max_size=5)
).map("".join)


@given(text=TEXTS)
def test_redacting_twice_is_redacting_once(text: str) -> None:
    """What is redacted holds nothing more to find, and as many lines as before."""
    once = redact(text)

    assert redact(once.text) == Redacted(once.text, ())
    assert once.text.count("\n") == text.count("\n")
    assert (once.text == text) == (once.kinds == ())


def test_a_service_that_is_named_is_looked_for() -> None:
    """Letters alone are no key, unless a service says that its keys are such."""
    assert redact("cloudant_password = 'abcdefghijklmnopqrstuvzy'").kinds != ()


def test_the_kinds_say_what_was_found() -> None:
    """Once each, for whoever asks what LAMP left out."""
    found = redact("password = 'hunter2'; password = 'swordfish'; key = 'AKIAQ4WHXUZ5MT2RKVBN'")

    assert found.kinds == ("aws access key", "password")


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_our_own_code_stays_and_parses(file: Path) -> None:
    """Code about secrets holds none; at most a documented example goes, and what is left is still Python."""
    text = file.read_text(encoding="utf-8")

    redacted = redact(text).text

    changed = [old for old, new in zip(text.split("\n"), redacted.split("\n"), strict=True) if old != new]
    assert len(changed) <= 1
    ast.parse(redacted)


@pytest.mark.parametrize(
    "piece", ["sk-", "eyJ", "a:", "://a:b", "password=", "-----BEGIN PRIVATE KEY-----", "A1b/", "'", "[", " "]
)
def test_no_text_takes_long(piece: str) -> None:
    """Text made to trip patterns does not: with a quadratic one each of these would take minutes."""
    redact(piece * 30_000)


@pytest.mark.parametrize("piece", ["password=", "password=x ", "token=a.b.c,", 'password="', "api key ", "curl -u "])
def test_four_times_the_text_is_four_times_the_work(piece: str) -> None:
    """Counted in calls, which no busy machine changes."""

    def calls(text: str) -> int:
        count = 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal count
            count += event.endswith("call")

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            redact(text)
        finally:
            sys.setprofile(before)
        return count

    redact(piece)
    once, four_times = calls(piece * 250), calls(piece * 1_000)

    assert once > 250
    assert four_times < 4.5 * once
