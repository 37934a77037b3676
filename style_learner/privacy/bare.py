"""Find values without quotes: of environments, commands, configuration, addresses and comments.

Such a value may be an expression of a language, so more is asked of it than of one in quotes.
"""

import re
from collections.abc import Iterator

from style_learner.privacy.judging import Name, is_key, is_plain_secret, without_name
from style_learner.privacy.likeness import is_bare_password, is_random
from style_learner.privacy.naming import Telling

__all__ = ["bare"]

_LEAST = 12
_NEAR = 100
"""Characters before a name in which the parameter before it stands."""
# Values are bounded, so that no text takes long.
_QUOTES = frozenset({'"', "'", "`"})
_LINE_END = frozenset({"", "\n", "\r"})
_NEXT_PARAMETER = re.compile(r"\\[rnt]|[;&](?=[\w. -]+=|$)")
_IN_PARAMETERS = re.compile(r"[;?&]\s*$|\w=[^\s,()]+\s+$")
_PLAIN_NAME = re.compile(r"[A-Za-z_][\w.]*$")
_FLAG = re.compile(r"(?:=|[ \t]+|\\*[\"'],?[ \t]*\\*[\"'])(?P<value>[^\s\"'`;|&<>]{1,500})")
_ENVIRONMENT = re.compile(r"=(?P<value>[^\s\"'`;|&<>]{1,500})")
_SET_BY_COMMAND = re.compile(r"[ \t]+(?P<value>[^\s\"'`;|&<>]{1,500})")
_BARE = re.compile(r"\\*['\"]?[ \t]{0,20}(?:=>|[=:])[ \t]{0,20}(?P<value>[^\s\"'`<>]{1,500})")
_SAID = re.compile(
    r"(?:[ ](?:for|of)[ ][\w@.-]{1,40})?(?:[ ]?:|[ ]=|[ ](?:is|was|to|now|->|=>))[ ]+[\"'`]?"
    r"(?P<value>[^\s\"'`<>]{1,500})"
)
_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*(?:\(|\[)|[&*(\[{]|\.\.\.")
_COMMENT = re.compile(r"^[ \t]*(?:#|//|--|;|\*|/\*|<!--|%|rem\b|\"\"\"|-|\[)|[ \t](?:#|//|--)[ ]", re.IGNORECASE)
_COMMAND_BEFORE = re.compile(
    r"(?:\bENV|\bARG|\bsetx(?:[ ]/m)?|\bset[ ]+-\w+|\bconfig(?:ure)?(?:[ ]+--?\w+)*[ ]+set|\bconfig:set"
    r"|\bsetenv|\bconfig)[ \t]+$",
    re.IGNORECASE,
)
_ENVIRONMENT_BEFORE = re.compile(
    r"(?:^|[\s\"'`(,;])(?:(?:export|set|env|declare|local|readonly|typeset|ENV|ARG|-e|-D|--env"
    r"|--build-arg|--set|--set-string|--from-literal|"
    r"--property|-v|--var|-var|-o|-P|-)[ =]?(?:-\w+[ ])?[\"']?)?$"
)


def bare(name: Name) -> Iterator[tuple[int, int]]:
    """Find what a name is given without quotes, as start and end."""
    for found in (_option(name), _variable(name), _set_by_command(name), _assigned(name), _said(name)):
        if found is not None:
            yield found


def _option(name: Name) -> tuple[int, int] | None:
    """Find the argument of a command's option: ``--password ...``."""
    if not name.text[max(0, name.start - 2) : name.start].endswith("-"):
        return None
    found = _FLAG.match(name.text, name.end)
    if found is None or found["value"].startswith("-") or (found["value"].isupper() and found["value"].isalpha()):
        return None
    value, joined = found["value"].rstrip(",)]"), name.text[name.end] == "="
    written = is_plain_secret(name, value) and not _EXPRESSION.match(value)
    sure = joined or name.tells is Telling.SECRET or is_bare_password(value)
    return _span(found, value) if written and sure else None


def _variable(name: Name) -> tuple[int, int] | None:
    """Find ``NAME=value`` of an environment, or of a connection string."""
    found = _ENVIRONMENT.match(name.text, name.end)
    if found is None or not _is_no_expression(name, found):
        return None
    value = _NEXT_PARAMETER.split(found["value"], maxsplit=1)[0].rstrip(",)")
    return _span(found, value) if is_plain_secret(name, value) and not _EXPRESSION.match(value) else None


def _set_by_command(name: Name) -> tuple[int, int] | None:
    """Find ``ENV NAME value``, ``config set name value`` and the like."""
    found = _SET_BY_COMMAND.match(name.text, name.end) if _COMMAND_BEFORE.search(name.before) else None
    return found.span("value") if found is not None and is_plain_secret(name, found["value"]) else None


def _assigned(name: Name) -> tuple[int, int] | None:
    """Find ``name = value`` and ``name: value``, where the value looks like no code."""
    found = _BARE.match(name.text, name.end)
    if found is None:
        return None
    value = _NEXT_PARAMETER.split(found["value"], maxsplit=1)[0].rstrip(",;)]}")
    ends_line = value == found["value"] and name.text[found.end() : found.end() + 1] in _LINE_END
    if _EXPRESSION.match(value):
        return None
    random = is_random(without_name(value), _LEAST) and not re.search(r"[(\[{]", value)
    weak = name.tells is Telling.PASSWORD and is_bare_password(value)
    return _span(found, value) if random or (ends_line and (weak or is_key(name.name, value, _LEAST))) else None


def _said(name: Name) -> tuple[int, int] | None:
    """Find ``the password is ...`` in a comment."""
    if name.tells is not Telling.PASSWORD or not _COMMENT.search(name.before):
        return None
    found = _SAID.match(name.text, name.end)
    value = found["value"].rstrip(",.;)") if found is not None else ""
    return _span(found, value) if found is not None and is_bare_password(value) else None


def _span(found: re.Match[str], value: str) -> tuple[int, int]:
    return found.start("value"), found.start("value") + len(value)


def _is_no_expression(name: Name, found: re.Match[str]) -> bool:
    """Whether ``NAME=value`` stands in an environment or in a connection string, not in code."""
    value, next_one = found["value"], name.text[found.end() : found.end() + 1]
    if value.startswith(("=", ">", "(")):
        return False
    if name.name.isupper() and (next_one in _QUOTES or _ENVIRONMENT_BEFORE.search(name.before)):
        return True
    if _IN_PARAMETERS.search(name.before[-_NEAR:]) and not _EXPRESSION.match(value):
        return True
    if next_one in _QUOTES and is_bare_password(value):
        return True
    alone = not name.before.strip(" \t-") and next_one in _LINE_END and value[-1] not in ",([{\\"
    if alone and not name.name.isupper() and _PLAIN_NAME.match(value):
        return "." in name.name and not name.name.startswith(("self.", "this.", "cls."))
    return alone
