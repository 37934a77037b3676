"""Which names tell that what they name is a secret.

A name is split into its words. One of them has to tell (``password``, ``token``, a ``key`` that something is signed
with), and none behind it may say that something else is meant (``token_count``, ``password_field``).
"""

import re
from enum import Enum
from functools import lru_cache

__all__ = ["Telling", "telling"]


class Telling(Enum):
    """How much a name says about what it names."""

    PASSWORD = "password"  # noqa: S105 - what it is called
    """Whatever stands there is a secret, a weak password too."""
    SECRET = "secret"  # noqa: S105 - what it is called
    """A secret where it looks like one."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OF_A_PASS = _words(
    "db database smtp user mail email ftp auth root admin my sql mysql pg redis login ssh sudo proxy http rpc mq ldap "
    "become"
)
_PASSWORDS = _words("""
    password passwd passphrase passcode pwd pw psw pswd psk passwort kennwort senha contrasena contrasenya
    wachtwoord motdepasse parola haslo losenord dbpass dbpasswd smtppass userpass mailpass ftppass authpass rootpass
    adminpass pgpassword requirepass masterauth sudopass
""")
_SECRETS = _words("""
    secret token credential credentials cred creds bearer salt pepper otp totp seed jwt jws cookie sessionid sessid
    phpsessid jsessionid sid csrftoken xsrftoken hmac sas apikey authkey accesskey secretkey privatekey privkey
    seckey signingkey licensekey licencekey appkey apitoken authtoken accesstoken mnemonic dsn webhook pass passkey
    otpsecret nonce authorization auth authentication pincode passport
""")
_KEYS = _words("""
    api access auth account client private secret signing signature sign encryption encrypt decryption master
    storage app application consumer customer service admin license licence subscription shared hmac jwt crypto
    cipher aes rsa dsa ssh deploy deployment server session cookie webhook fernet merchant partner integration
    ingest ingestion write host function functions provisioning preshared pre psk vault kms root wallet priv user
    stripe twilio sendgrid mailgun mailchimp openai anthropic google gemini maps azure algolia datadog newrelic
    sentry firebase aws s3 gcp rapidapi tmdb weather recaptcha captcha search plaid pusher telegram discord slack
    github gitlab huggingface hf cohere groq mistral replicate eth ethereum solana bitcoin btc sign hash symmetric
    totp otp bot rest x ibm
""")
_MEANS_ELSE = _words("""
    name names type types url uri urls link field fields label labels header headers path paths file files filename
    env id ids identifier prefix suffix re regex regexp pattern patterns format formats hint error errors err
    message messages msg kind kinds length len size count number num index idx column col columns class cls var
    param params parameter parameters endpoint expires expiry expiration expired expire exp help title description
    desc location loc dir directory folder text strategy input placeholder widget form forms view page screen dialog
    prompt reset policy rule rules check checker validator validation valid hasher hashers algorithm algo method
    mode state status store manager provider service factory handler callback fn func function list set map dict
    array stream iter iterator parser lexer tokenizer ttl age timeout lifetime scope scopes issuer audience aud
    claim claims limit limits usage bits round rounds min max required enabled disabled visible strength score
    generator reader writer source sources kwarg kwargs arg args option options flag schema model table attr
    attribute property prop role user users owner str repr tag node pos position start end offset line version info
    meta data details result results response request req res event events test tests case cases style color icon
    image button group vector embedding embeddings weight weights mask pair pairs spec template alias cmd command
    config configuration settings setting extension ext jar domain doc docs
""") - {"data"}
_QUALIFIERS = _words("""
    prod production dev devel development test testing stage staging qa uat ci live local remote old new current
    previous prev main primary secondary backup default db database admin root user value val plain plaintext raw
    hex b64 base64 enc encoded bytes string a b c v key one two first second master slave replica eu us
""")
_VERBS = _words("""
    forgot forgotten reset change changed changing invalid wrong incorrect missing bad show hide toggle verify check
    checks has is no without need needs require requires required validate validates use uses using confirm lost
    recover update updated save weak strong random generate make create parse next peek expect skip unexpected eof
    end begin start
""")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_JOINED_ENDS = ("password", "passwd", "passphrase", "pwd", "passwort")
_JOINED_SECRETS = (
    "secret",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "authtoken",
    "accesstoken",
    "apitoken",
    "token",
)


@lru_cache(maxsize=20_000)
def telling(name: str) -> Telling | None:
    """Return how much a name, qualified or not, tells; None where it names no secret.

    >>> [telling(name) for name in ("DB_PASSWORD", "passwordProd", "token_count", "cache_key", "spring.db.password")]
    [<Telling.PASSWORD: 'password'>, <Telling.PASSWORD: 'password'>, None, None, <Telling.PASSWORD: 'password'>]
    """
    segments = re.split(r"\.|:+|->|/", name)
    if len(segments) > 1 and segments[-1].lower() in _QUALIFIERS and segments[-1].lower() not in {"key", "value"}:
        segments[-2:] = ["_".join(segments[-2:])]
    words = [word.lower() for word in _WORD.findall(segments[-1])]
    at = next((place for place in range(len(words) - 1, -1, -1) if _tells(words, place)), None)
    if at is None:
        return None
    after, before = words[at + 1 :], words[:at]
    if _MEANS_ELSE.intersection(after) - _QUALIFIERS:
        return None
    if not _is_password(words, at):
        return Telling.SECRET
    plain = all(word in _QUALIFIERS or word.isdigit() for word in after) and not _VERBS.intersection(before)
    return Telling.PASSWORD if plain else Telling.SECRET


def _tells(words: list[str], place: int) -> bool:
    word, before = words[place], words[place - 1] if place else ""
    if word == "key":
        return before in _KEYS or before.endswith("api")
    if word == "phrase":
        return before in {"pass", "seed", "recovery", "secret"}
    if word in {"word", "id"}:
        return (word, before) in {("word", "pass"), ("id", "session"), ("id", "sess")}
    if word == "session":
        return place == len(words) - 1
    return word in _SECRETS or _is_password(words, place) or word.endswith(_JOINED_SECRETS)


def _is_password(words: list[str], place: int) -> bool:
    word, before = words[place], words[place - 1] if place else ""
    if (word, before) in {("word", "pass"), ("phrase", "pass")}:
        return True
    if word == "pass":
        return before in _OF_A_PASS
    return word in _PASSWORDS or word.endswith(_JOINED_ENDS)
