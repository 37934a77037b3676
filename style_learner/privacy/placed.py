"""Find secrets by where they stand: in addresses, connection strings, headers, commands, and files of logins.

Each place says which words its text must hold, so that a pattern costs nothing where none of them is.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from style_learner.privacy.judging import Span
from style_learner.privacy.likeness import is_bare_password, is_name_like, is_password, is_random, is_stand_in

__all__ = ["placed"]


class Place(NamedTuple):
    """One way in which a place gives a secret away."""

    kind: str
    words: tuple[str, ...]
    """One of them, in lower case, is in every text that holds such a place."""
    pattern: re.Pattern[str]
    """Its group ``value`` is the secret."""
    is_secret: Callable[[str], bool]


def _any(value: str) -> bool:
    return not is_stand_in(value) and not value.isspace() and not value.startswith("-")


def _written(value: str) -> bool:
    return is_password(value) and not is_name_like(value)


def _in_address(value: str) -> bool:
    return _any(value) and not is_name_like(value) and not re.match(r"\d{2,5}(?:/|$)", value)


def _login_in_base64(value: str) -> bool:
    try:
        decoded = base64.b64decode(value + "=" * (-len(value) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    return re.fullmatch(r"[\x21-\x7e]+:[\x21-\x7e]+", decoded) is not None


def _place(
    kind: str, words: str, pattern: str, is_secret: Callable[[str], bool] = _written, *, flags: int = re.IGNORECASE
) -> Place:
    return Place(kind, tuple(words.split()), re.compile(pattern, flags | re.MULTILINE), is_secret)


_SEPARATOR = r"(?:=|[ \t]+|[\"'],[ \t]*[\"']|[\"'][ \t]+[\"']|[ \t]*[\"'])[\"']?"
"""Between an option and its argument: in a command line, or in a list of arguments."""
_ARGUMENT = r"(?P<value>[^\s\"'`;|&<>]+)"
_BETWEEN = r"[^\n|;&]{0,200}?"

_PLACES = (
    _place(
        "password in an address",
        "://",
        r"[a-z][a-z0-9+.-]{1,30}:(?:thin:)?//[^\s:/@\"'`<>?#]{0,100}:(?P<value>[^\s@\"'`<>]{1,200}(?:@"
        r"[^\s/@\"'`<>:,]{1,100})*?)@(?=[\w.\[\]{}$-]+(?:[:/?\"'`\s,);<]|$))",
        _in_address,
    ),
    _place(
        "token in an address",
        "://",
        r"[a-z][a-z0-9+.-]{1,30}://(?P<value>[\w.~-]{16,200})(?::x-oauth-basic)?@",
        lambda value: is_random(value, 16),
    ),
    _place(
        "password in an address",
        "@",
        r"(?:^|[\"'`=\s])[\w.-]+:(?P<value>[^\s:/@\"'`<>(){}]{3,100})@(?:tcp|unix|udp)\(",
        _in_address,
    ),
    _place(
        "password in an address",
        "@",
        r"(?:^|[\"'`=\s])[\w.-]+:(?P<value>[^\s:/@\"'`<>(){}]{3,100})@[\w-]+(?:\.[\w-]+)*:\d{2,5}\b",
        _in_address,
    ),
    _place(
        "password in an address",
        "jdbc:oracle sqlplus",
        r"(?:jdbc:oracle:\w+:|sqlplus(?:[ ]-\w+)*[ ])[\w$#.]+/(?P<value>[^\s@/\"'`]+)@",
        _in_address,
    ),
    _place(
        "password in a connection string",
        "password= password pwd accountkey sharedaccesskey secret accesskey",
        r"(?:[;\"'`][ ]?|\w=[^;=\n\"'`]{0,200};[ ]?)(?:(?:user[ ]|db)?password|pwd|accountkey|sharedaccesskey"
        r"|sharedsecret(?:value)?|accesskey|"
        r"client[ ]?secret|primarykey|secret)[ ]?=[ ]?(?P<value>[^;\s\"'`<>]{3,200})(?<![(\[{])(?=[;\"'`]|\s*$)",
        _written,
    ),
    _place(
        "password in a connection string",
        "password pwd",
        r"\b(?:host|hostaddr|server|dbname|user|username|uid|port|database|addr)=[^\s\"'`=,()]+[ ](?:\w+="
        r"[^\s\"'`=,()]+[ ]){0,6}(?:password|pwd)=(?P<value>[^\s\"'`<>,()]+)(?=[\s\"'`;]|$)",
    ),
    _place(
        "authorization header",
        "bearer basic token digest apikey oauth negotiate",
        r"\b(?:bearer|basic|token|digest|apikey|oauth|ghost|negotiate|sso-key)(?:[ \t]+|:[ ]?|%20)(?P<value>"
        r"[A-Za-z0-9._~+/:-]{16,}=*)",
        lambda value: is_random(value, 16) or _login_in_base64(value),
    ),
    _place("authorization header", "basic", r"\bbasic[ \t]+(?P<value>[A-Za-z0-9+/]{6,}={0,2})", _login_in_base64),
    _place(
        "login in base64", "auth", r"\bauth[\"']?\s*[:=]\s*[\"']?(?P<value>[A-Za-z0-9+/]{8,}={0,2})", _login_in_base64
    ),
    _place(
        "token of a package index",
        "_auth _password authtoken",
        r"(?:^|[:\s\"'])(?:_(?:authToken|password|auth)|npmAuthToken|npmAuthIdent)[ \t]*[=:][ \t]*[\"']?"
        r"(?P<value>[^\s\"'<>$]+)",
        lambda value: not is_stand_in(value) and len(value) > 7,  # noqa: PLR2004
    ),
    _place(
        "password of a network login",
        "machine login",
        r"\b(?:machine[ \t]+\S+|default)\s+(?:login[ \t]+\S+\s+|account[ \t]+\S+\s+){0,2}password[ \t]+"
        r"(?P<value>[^\s\"'<>]+)",
    ),
    _place("password of a network login", "login", r"^[ \t\"'#]*login[ \t]+\S+\s+password[ \t]+(?P<value>[^\s\"'<>]+)"),
    _place(
        "password of a network login",
        ":",
        r"^[ \t\"'#]*[\w.*-]+:(?:\d{2,5}|\*):[\w.*-]+:[\w.*-]+:(?P<value>[^\s:\"'`]{4,100})[\"']?$",
    ),
    _place(
        "key in an address",
        "=",
        r"[?&](?:access_token|api_?key|key|sig|signature|token|auth|code|secret|client_secret|password|passwd"
        r"|pwd|session|sid|X-Amz-Signature|"
        r"X-Amz-Security-Token|X-Goog-Signature)=(?P<value>[A-Za-z0-9._~+/%=-]{12,})",
        lambda value: is_random(value, 12),
    ),
    _place(
        "password in an address",
        "password= pwd= passwd=",
        r"[?&;](?:password|passwd|pwd|pass)=(?P<value>[^\s&;\"'`<>]+)",
        _written,
    ),
    _place(
        "webhook",
        "discord",
        r"https?://(?:[\w-]+\.)?discord(?:app)?\.com/api/webhooks/\d{5,30}/(?P<value>[\w-]{40,200})",
        _any,
    ),
    _place(
        "twilio token",
        "ac",
        r"\bAC[a-f0-9]{32}\\*[\"']\s{0,20},\s{0,20}\\*[\"'](?P<value>[a-f0-9]{32})\b",
        _any,
    ),
    _place(
        "password",
        "convertto-securestring",
        r"ConvertTo-SecureString[ ]+(?:-(?:AsPlainText|Force|String)[ ]+){0,3}[\"'](?P<value>[^\"'\n]{1,200})[\"']",
    ),
    _place(
        "webhook",
        "hooks. webhook",
        r"https?://(?:[\w.-]*hooks?[\w.-]*|discord(?:app)?\.com/api/webhooks|[\w.-]*webhook[\w.-]*)/"
        r"(?P<value>[\w/@.=&?%-]{20,})",
        lambda value: is_random(value.replace("/", ""), 20),
    ),
    # Commands
    _place(
        "password of a command",
        "-u --user --proxy-user",
        rf"\b(?:curl|http|https|httpie|wget|lftp|aria2c|ab|hey){_SEPARATOR}?{_BETWEEN}[ \t\"'](?:-u|-U|--user"
        rf"|--proxy-user|-a){_SEPARATOR}?[\w.@+-]+[:,]{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "-u user",
        rf"(?:^|\s)(?:-u|--user|--proxy-user|--auth|--basic){_SEPARATOR}[\w.@+-]+:{_ARGUMENT}",
        lambda value: _written(value) and not value.isdigit() and not value.startswith("/"),
        flags=0,
    ),
    _place("password of a command", "sshpass", rf"\bsshpass{_BETWEEN}-p{_SEPARATOR}?{_ARGUMENT}", _any, flags=0),
    _place(
        "password of a command",
        "mysql mariadb mysqladmin mysqldump 7z 7za rar",
        rf"\b(?:mysql\w*|mariadb\w*|7za?|rar){_SEPARATOR}{_BETWEEN}(?<=[ \t\"'])-p[\"']?(?P<value>[^\s\"'`;"
        rf"|&<>-][^\s\"'`;|&<>]*)",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "zip sqlcmd bcp osql",
        rf"\b(?:zip|unzip|sqlcmd|bcp|osql)(?:{_SEPARATOR}){_BETWEEN}(?<=[ \t\"'])-P{_SEPARATOR}?{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "redis-cli mongo ldap bind",
        rf"\b(?:redis-cli|redis-benchmark|mongo\w*|ldap\w+)(?:{_SEPARATOR}){_BETWEEN}(?<=[ \t\"'])(?:-a|-p|-w"
        rf"|--pass|--password){_SEPARATOR}?{_ARGUMENT}",
        lambda value: _any(value) and not value.isdigit(),
        flags=0,
    ),
    _place(
        "password of a command",
        "login",
        rf"\b(?:docker|podman|az|oc|helm|registry|skopeo|buildah|crane|vercel|heroku)"
        rf"[ \"',]+{_BETWEEN}login{_BETWEEN}(?<=[ \t\"'])(?:-p|-t|--creds){_SEPARATOR}{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command", "htpasswd", rf"\bhtpasswd[ ]+-\w*b\w*[ ]+(?:\S+[ ]+)?\S+[ ]+{_ARGUMENT}", _any, flags=0
    ),
    _place(
        "password of a command",
        "smbclient winexe rpcclient net mount cifs -u",
        rf"\b(?:smbclient|winexe|rpcclient|net|smbmap|wmic){_BETWEEN}-U[ ]?[\"']?[\w\\/.-]+%{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "pass: passin passout",
        rf"\b(?:pass|-passin[ ]pass|-passout[ ]pass|-pass[ ]pass):{_ARGUMENT}",
        is_bare_password,
        flags=0,
    ),
    _place(
        "password of a command",
        "passin passout -pass -storepass -keypass",
        rf"-(?:passin|passout|pass)[ \"',]+pass:{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "storepass keypass srcstorepass deststorepass",
        rf"-(?:src|dest)?(?:storepass|keypass){_SEPARATOR}{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command",
        "chpasswd sudo stdin passwd",
        r"\becho[ ]+(?:-n[ ]+)?[\"']?(?:[\w.-]+:)?(?P<value>[^\s\"'`|:]+)[\"']?[ ]*\|[ ]*(?:sudo\b[^\n|]*"
        r"|chpasswd|passwd|[^\n|]*(?:-stdin|--stdin))",
        _any,
        flags=0,
    ),
    _place("password of a command", "chpasswd", r"chpasswd[ ]*<<<[ ]*[\"']?[\w.-]+:(?P<value>[^\s\"'`]+)", _any),
    _place(
        "password of a command",
        "send expect",
        r"\bsend[ ]+(?:--[ ]+)?\"(?P<value>[^\s\"\\]+)\\[rn]\"",
        is_bare_password,
    ),
    _place(
        "password of a command",
        "requirepass masterauth",
        rf"\b(?:requirepass|masterauth)[ ]+[\"']?{_ARGUMENT}",
        _written,
    ),
    _place(
        "password of a device",
        "username enable password secret snmp",
        r"\b(?:username[ ]\S+(?:[ ]privilege[ ]\d+)?|enable)[ ](?:password|secret)(?:[ ]\d)?[ ](?P<value>\S{4,})",
        is_bare_password,
    ),
    _place("password of a command", "/user:", rf"\bnet[ ]+use\b{_BETWEEN}/user:\S+[ ]+{_ARGUMENT}", _any),
    _place(
        "password of a command",
        "ssh-keygen",
        rf"\bssh-keygen\b{_BETWEEN}[ ]-[NP]{_SEPARATOR}{_ARGUMENT}",
        _any,
        flags=0,
    ),
    _place(
        "password of a command", "openssl", rf"\bopenssl[ ]enc\b{_BETWEEN}[ ]-k{_SEPARATOR}{_ARGUMENT}", _any, flags=0
    ),
    # Databases
    _place(
        "password in SQL",
        "identified",
        r"(?:\b(?-i:IDENTIFIED)|\b(?:create|alter)[ ]+user[^\n;]{1,80}identified)[ ]+(?:WITH[ ]+\S+[ ]+)?"
        r"(?:BY|AS|VIA)[ ]+(?:PASSWORD[ ]+|VALUES[ ]+)?\\*[\"'](?P<value>[^\"'\n\\]+)",
        _any,
    ),
    _place(
        "password in SQL",
        "identified",
        r"\b(?:create|alter)[ ]+user[ ]+\S+[ ]+identified[ ]+by[ ]+(?P<value>[^\s\"';]+)",
        _written,
    ),
    _place(
        "password in SQL",
        "password",
        r"\bPASSWORD(?:[ ]+FOR[ ]+\S+)?[ ]*=?[ ]*(?:PASSWORD[ ]*)?\(?[ ]*\\*'(?P<value>[^'\n\\]{3,})",
        _written,
        flags=0,
    ),
    _place(
        "password in SQL",
        "password",
        r"\b(?:user|role|login)[ ]+\S+[ ]+(?:with[ ]+)?(?:encrypted[ ]+)?password[ ]+\\*'(?P<value>[^'\n\\]+)",
        _any,
    ),
    _place(
        "password in SQL",
        "pgp_sym_ aes_ crypt(",
        r"\b(?:pgp_sym_\w+|aes_\w+|encode|encrypt|decrypt)\([^()\n]{1,100},[ ]*'(?P<value>[^'\n]{4,})'\)",
        is_bare_password,
    ),
    # Arguments by their order
    _place(
        "password of a login",
        "auth",
        r"\b(?:\w*auth|credentials?)[\"']?\s*[=:]\s*(?:\w[\w.]*)?[(\[]\s*[\"'][^\"'\n]{0,100}[\"']\s*,\s*"
        r"[\"'](?P<value>[^\"'\n]+)",
    ),
    _place(
        "password of a login",
        "basicauth basic_auth usernamepassword networkcredential login passwordauthentication digestauth plainauth",
        r"\b\w*(?:Basic_?Auth\w*|DigestAuth\w*|UsernamePassword\w*|NetworkCredential|PasswordAuthentication"
        r"|PlainAuth|PlainAuthProvider|NtlmAuth)\s*\(\s*(?:\"\",\s*)?[\"'][^\"'\n]{0,100}[\"']\s*,\s*[\"']"
        r"(?P<value>[^\"'\n]+)",
    ),
    _place(
        "password of a login",
        "login( authenticate( signin( sign_in( connect(",
        r"\b(?:log_?in|authenticate|sign_?in|bind|simple_bind_s?)\s*\(\s*[\"'][^\"'\n]{1,100}[\"']\s*,\s*"
        r"[\"'](?P<value>[^\"'\n]+)",
        is_bare_password,
    ),
    _place(
        "password of a login",
        "mysqli getconnection pdo( _connect",
        r"(?:mysqli(?:_connect)?|getConnection|PDO|\w+_connect|create_engine)\s*\(\s*[^,()\n]{1,150},\s*[\"']"
        r"[^\"'\n]{1,60}[\"']\s*,\s*[\"'](?P<value>[^\"'\n]+)",
    ),
    _place(
        "signing key",
        "jwt",
        r"\bjwt\.(?:encode|decode|sign|verify)\(\s*[^,()\n]{1,100}(?:\([^()\n]*\))?,\s*b?[\"'`](?P<value>"
        r"[^\"'`\n]{4,})",
    ),
    _place("signing key", "hmac", r"(?:createHmac\([^,\n]{1,40},|hmac\.new\()\s*b?[\"'`](?P<value>[^\"'`\n]{4,})"),
    _place(
        "one-time seed",
        "totp hotp otpauth",
        r"(?:\b[TH]OTP\(\s*[\"']|otpauth://[^\s\"']*[?&]secret=)(?P<value>[A-Z2-7]{8,}=*)",
        _any,
    ),
    # What passwords become
    _place(
        "hash of a password",
        "$",
        r"(?P<value>\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{22,53}|apr1\$[^$\s]{1,8}\$[./A-Za-z0-9]{20,}|[156]\$"
        r"(?:rounds=\d+\$)?[^$\s\"']{1,16}\$[./A-Za-z0-9]{20,}|y\$[^\s\"']{20,}"
        r"|argon2(?:id?|d)\$[^\s\"'`]{20,}|s(?:crypt|0|8)\$[^\s\"'`]{20,}|pbkdf2[\w-]*\$[^\s\"'`]{20,}|P\$"
        r"[./A-Za-z0-9]{31}|H\$[./A-Za-z0-9]{31}))",
        _any,
    ),
    _place(
        "hash of a password",
        "pbkdf2 scrypt bcrypt argon2 sha1",
        r"\b(?P<value>(?:pbkdf2_sha\d+\$\d+\$|scrypt:\d+:\d+:\d+\$|pbkdf2:sha\d+(?::\d+)?\$|bcrypt_sha256\$"
        r"|scrypt\$|sha1\$|argon2\$argon2id?\$)[^\s\"'`]{16,})",
        _any,
    ),
    _place("hash of a password", "{s", r"\{S?SHA(?:256|512)?\}(?P<value>[A-Za-z0-9+/]{20,}={0,2})", _any),
)


def placed(text: str, lower: str) -> Iterator[Span]:
    """Find what a place gives away; ``lower`` is the text in lower case."""
    for place in _PLACES:
        if any(word in lower for word in place.words):
            for match in place.pattern.finditer(text):
                value = match["value"]
                if value and place.is_secret(value):
                    yield *match.span("value"), place.kind
    if "kind: secret" in lower:
        yield from _manifest(text)


_MANIFEST = re.compile(r"^(?P<indent>[ ]*)kind:[ ]*Secret\b(?P<rest>.*?)(?=^---|\Z)", re.MULTILINE | re.DOTALL)
_DATA = re.compile(
    r"^(?P<indent>[ ]*)(?:data|stringData):[ ]*\n(?P<lines>(?:(?P=indent)[ ]+[^\n]*\n?|[ ]*\n)*)", re.MULTILINE
)
_ENTRY = re.compile(r"^[ ]+[\w.-]+:[ ]*[\"']?(?P<value>[^\s\"'|>#][^\s\"']*)", re.MULTILINE)


def _manifest(text: str) -> Iterator[Span]:
    """Find the values of a Kubernetes secret, whatever their names."""
    for manifest in _MANIFEST.finditer(text):
        for data in _DATA.finditer(text, *manifest.span("rest")):
            for entry in _ENTRY.finditer(text, *data.span("lines")):
                if not is_stand_in(entry["value"]):
                    yield *entry.span("value"), "named secret"
