"""Secrets of many kinds, drawn at random and planted where people write them.

What redaction misses is counted with them (``benchmarks/redaction.py``), and tested with them wherever text is kept.
"""

import base64
import string
from collections.abc import Callable, Iterator
from random import Random

__all__ = ["KINDS", "planted"]

MIXED = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"
MARKS = "!@#%^*-_+?~"
EACH = 10
"""Secrets of a kind."""

Draw = Callable[[Random], str]


def of(alphabet: str, length: int, prefix: str = "") -> Draw:
    """Return what draws a token as services do: with small and capital letters and digits where there are any."""

    def draw(random: Random) -> str:
        token = [random.choice(alphabet) for _ in range(length)]
        kinds = [[one for one in alphabet if kind(one)] for kind in (str.islower, str.isupper, str.isdigit)]
        for place, kind in zip(random.sample(range(length), 3), filter(None, kinds), strict=False):
            token[place] = random.choice(kind)
        return prefix + "".join(token)

    return draw


def chosen_password(random: Random) -> str:
    """Return a password as people choose them: a word, digits, a mark."""
    word = random.choice(["Winter", "tr0ub4dor", "Kestrel", "Blumen", "xylophon", "Saturn", "maple", "Gecko", "rivet"])
    return f"{word}{random.choice(MARKS)}{random.randint(1000, 99999)}"


PASSWORD = chosen_password
TOKEN, KEY, UPPER = of(MIXED, 32), of(HEX, 32), of(string.ascii_uppercase + string.digits, 16)
BASE64 = of(MIXED + "+/", 43)


def uuid(random: Random) -> str:
    """Return a random UUID."""
    digits = of(HEX, 32)(random)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def login(random: Random) -> str:
    """Return a login as basic authentication has it."""
    return base64.b64encode(f"ada:{chosen_password(random)}".encode()).decode()


KINDS: dict[str, tuple[Draw, tuple[str, ...]]] = {
    "password in a block of YAML": (PASSWORD, ("password: |\n  {}", "db_password: >-\n    {}")),
    "password of a property": (
        PASSWORD,
        (
            'public string Password {{ get; set; }} = "{}";',
            'let password = r#"{}"#;',
            'ConvertTo-SecureString "{}" -AsPlainText -Force',
            'ConvertTo-SecureString -String "{}" -AsPlainText',
        ),
    ),
    "Discord webhook": (of(MIXED + "-_", 68), ("https://discord.com/api/webhooks/123456789012345678/{}",)),
    "Twilio client": (KEY, ('Client("AC0123456789abcdef0123456789abcdef", "{}")',)),
    "password, assigned": (
        PASSWORD,
        ('password = "{}"', "PASSWORD_PROD = '{}'", 'pw = "{}"', "let dbPassword: String = `{}`;"),
    ),
    "password, default of a variable": (
        PASSWORD,
        (
            'os.environ.get("DB_PASSWORD", "{}")',
            "process.env.DB_PASSWORD || '{}'",
            'ENV.fetch("SMTP_PASSWORD", "{}")',
            "${{DB_PASSWORD:-{}}}",
        ),
    ),
    "password, default of an argument": (
        PASSWORD,
        (
            'def connect(host, password="{}"):',
            'parser.add_argument("--password", default="{}")',
            'variable "db_password" {{\n  default = "{}"\n}}',
        ),
    ),
    "password, command line": (
        PASSWORD,
        (
            "mysql -u root -p{} shop",
            "sshpass -p {} ssh ada@example.org",
            "tool login --password {}",
            'run(["mysql", "-uroot", "-p{}"])',
        ),
    ),
    "password, curl": (
        PASSWORD,
        (
            "curl -u ada:{} https://example.org",
            'curl --user "ada:{}" https://example.org',
            'subprocess.run(["curl", "-u", "ada:{}"])',
        ),
    ),
    "password, environment": (
        PASSWORD,
        ("PGPASSWORD={} psql -h db", "export DB_PASSWORD={}", 'env = "DB_PASSWORD={}"', "- POSTGRES_PASSWORD={}"),
    ),
    "password, comment": (PASSWORD, ("# password: {}", "// pw: {}", "# the password is {}", "-- password for ada: {}")),
    "password, address": (
        PASSWORD,
        (
            "postgres://ada:{}@db.example.org/shop",
            'amqp = "amqp://ada:{}@mq:5672/"',
            "redis://:{}@cache:6379/0",
            "mongodb+srv://ada:{}@c0.example.net/x",
        ),
    ),
    "password, connection string": (
        PASSWORD,
        (
            "Server=db;Uid=ada;Pwd={}",
            '"Driver={{ODBC}};Server=db;PWD={};"',
            "host=db user=ada password={} dbname=shop",
            "jdbc:mysql://db/shop?user=ada&password={}",
        ),
    ),
    "password, SQL": (
        PASSWORD,
        (
            "CREATE USER ada IDENTIFIED BY '{}';",
            "ALTER USER ada WITH PASSWORD '{}';",
            "ALTER ROLE ada PASSWORD '{}'",
            "SET PASSWORD FOR 'ada' = PASSWORD('{}');",
        ),
    ),
    "password, configuration": (
        PASSWORD,
        (
            "  password: {}\n",
            'password = "{}"\n',
            "spring.datasource.password={}\n",
            '"password": "{}",',
            "<password>{}</password>",
        ),
    ),
    "password, pair of name and value": (
        PASSWORD,
        (
            "- name: DB_PASSWORD\n  value: {}",
            '{{"name": "DB_PASSWORD", "value": "{}"}}',
            '<add key="Password" value="{}" />',
            '<property name="password" value="{}"/>',
        ),
    ),
    "password, netrc": (
        PASSWORD,
        ("machine example.org login ada password {}", "machine example.org\nlogin ada\npassword {}\n"),
    ),
    "password, call": (
        PASSWORD,
        (
            'auth=("ada", "{}")',
            'HTTPBasicAuth("ada", "{}")',
            'server.login("ada", "{}")',
            '.set_password("{}")',
            'dict(user="ada", password="{}")',
        ),
    ),
    "password, wrapped": (
        PASSWORD,
        ('password = SecretStr("{}")', 'password := []byte("{}")', 'let password = String::from("{}");'),
    ),
    "password, escaped": (PASSWORD, ('body = "{{\\"password\\": \\"{}\\"}}"',)),
    "GitHub token": (of(MIXED, 36, "ghp_"), ('token = "{}"', "https://{}@github.com/ada/x.git", "# {}")),
    "GitHub fine-grained token": (of(MIXED, 82, "github_pat_"), ("{}",)),
    "GitLab token": (of(MIXED, 20, "glpat-"), ("{}", "PRIVATE-TOKEN: {}")),
    "npm token": (of(MIXED, 36, "npm_"), ("//registry.example.org/:_authToken={}",)),
    "npmrc token without a form": (uuid, ("//registry.example.org/:_authToken={}", "_authToken = {}")),
    "PyPI token": (of(MIXED + "-_", 90, "pypi-AgEIcHlwaS5vcmc"), ("password = {}", "{}")),
    "Slack token": (of(MIXED, 24, "xoxb-123456789012-123456789012-"), ("'{}'",)),
    "Slack webhook": (of(MIXED, 24, "T024FABCD/B024FABCD/"), ("https://hooks.slack.com/services/{}",)),
    "Stripe key": (of(MIXED, 24, "sk_live_"), ("stripe.api_key = '{}'", "{}")),
    "Twilio token": (KEY, ("TWILIO_AUTH_TOKEN = '{}'", "Client('AC00', auth_token='{}')")),
    "SendGrid key": (lambda random: f"SG.{of(MIXED, 22)(random)}.{of(MIXED, 43)(random)}", ("{}",)),
    "Hugging Face token": (of(MIXED, 34, "hf_"), ("login('{}')",)),
    "OpenAI key": (of(MIXED, 48, "sk-proj-"), ("OpenAI(api_key='{}')", "{}")),
    "Anthropic key": (of(MIXED, 90, "sk-ant-api03-"), ("{}",)),
    "AWS key id": (of(string.ascii_uppercase + "234567", 16, "AKIA"), ("{}",)),
    "AWS secret": (
        of(MIXED + "+/", 40),
        ("aws_secret_access_key = {}", "'{}'", "aws configure set aws_secret_access_key {}"),
    ),
    "Azure client secret": (
        lambda random: f"{of(MIXED, 3)(random)}8Q~{of(MIXED + '_~.-', 34)(random)}",
        ('client_secret = "{}"', "'{}'"),
    ),
    "Azure storage key": (
        lambda random: BASE64(random) * 2 + "==",
        ("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};EndpointSuffix=x",),
    ),
    "Google key": (of(MIXED, 35, "AIza"), ("{}",)),
    "Google service account": (
        BASE64,
        ('"private_key": "-----BEGIN PRIVATE KEY-----\\n{}\\n-----END PRIVATE KEY-----\\n"',),
    ),
    "PEM block": (BASE64, ("-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----",)),
    "Kubernetes configuration": (BASE64, ("    client-key-data: {}", "    token: {}")),
    "Kubernetes secret": (login, ("apiVersion: v1\nkind: Secret\ndata:\n  anything: {}\n",)),
    "Docker configuration": (login, ('{{"auths": {{"registry.example.org": {{"auth": "{}"}}}}}}',)),
    "basic authorization": (login, ("Authorization: Basic {}", '"Authorization": "Basic {}"')),
    "bearer token": (
        TOKEN,
        (
            "Authorization: Bearer {}",
            "headers = {{'Authorization': 'Bearer {}'}}",
            "curl -H 'Authorization: Bearer {}'",
        ),
    ),
    "JSON web token": (
        lambda random: f"eyJhbGciOiJIUzI1NiJ9.{of(MIXED, 40)(random)}.{of(MIXED, 43)(random)}",
        ("{}", "token={}"),
    ),
    "named token": (TOKEN, ("export X_TOKEN={}", "--api-key {}", "X-Api-Key: {}", 'api_key: "{}"', "token = '{}'")),
    "hexadecimal salt": (KEY, ('salt = "{}"', "SALT = bytes.fromhex('{}')", "password_salt: '{}'")),
    "private key in hexadecimals": (of(HEX, 64), ('PRIVATE_KEY = "0x{}"', "private_key: '{}'")),
    "one-time seed": (
        of(string.ascii_uppercase + "234567", 32),
        ('totp_secret = "{}"', "otpauth://totp/x?secret={}&issuer=y", 'pyotp.TOTP("{}")'),
    ),
    "session cookie": (TOKEN, ("Cookie: sessionid={}", 'cookies = {{"session": "{}"}}', "PHPSESSID={}")),
    "bcrypt hash": (of(MIXED + "./", 53, "$2b$12$"), ("ada:{}", 'hash = "{}"')),
    "Django secret": (
        of(string.ascii_lowercase + string.digits + "!@#$%^&*(-_=+)", 50),
        ("SECRET_KEY = '{}'", "SECRET_KEY = 'django-insecure-{}'"),
    ),
    "signing key": (TOKEN, ('jwt.encode(payload, "{}", algorithm="HS256")', "JWT_SECRET={}", 'app.secret_key = b"{}"')),
    "Terraform": (TOKEN, ('  api_token = "{}"', '  secret_key = "{}"')),
}


def planted() -> Iterator[tuple[str, str, str]]:
    """Yield kind, secret and the text that holds it."""
    for kind, (draw, places) in KINDS.items():
        for number in range(EACH):
            secret = draw(Random(f"{kind} {number}"))  # noqa: S311 - the same each run
            yield kind, secret, f"first = 1\n{places[number % len(places)].format(secret)}\nlast = 2\n"
