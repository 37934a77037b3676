"""The profile as a ``ruff.toml``: the settings under which ruff leaves most of the developer's own code alone.

Where ruff is installed, its formatter tries the settings on their code, and then its linter tells which families of
rules they keep anyway. Where it is not, the settings follow from the habits.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from style_learner.profile.profile import Profile
from style_learner.profile.trying import best, changed_lines, installed, run, sample, written

_SAMPLE_CHARACTERS = 1_000_000
"""Ruff formats that much in a tenth of a second."""

_ROUNDS = 2
"""One setting can hide another's effect: a wrapped line differs whatever its quotes."""

_WIDTHS = (88, 79, 100, 120)
"""Ruff's own default first: it stands where several do equally well."""

_FAMILIES = (
    *("E", "F", "W", "I", "N", "D", "UP", "ANN", "B", "A", "C4", "COM", "EM", "ISC", "PIE", "PT", "Q", "RSE", "RET"),
    *(
        "SIM",
        "ARG",
        "PTH",
        "ERA",
        "PL",
        "TRY",
        "PERF",
        "FURB",
        "RUF",
        "T20",
        "BLE",
        "FBT",
        "G",
        "LOG",
        "TC",
        "DTZ",
        "S",
    ),
)
"""Families about any Python code; those about one framework say nothing where it isn't used."""

_FEW = 1.0
"""Complaints in 1,000 lines: a family with so few is kept already, and those few are worth seeing."""

_OF_HABITS = {
    "I": ("import_order", ("sorted", "by_kind")),
    "ANN": ("annotated_parameters", ("annotated",)),
    "D": ("documented_functions", ("documented",)),
    "PTH": ("paths", ("pathlib",)),
    "T20": ("output", ("logging",)),
}
"""Without trying: families that follow from a habit."""


@dataclass(frozen=True, slots=True)
class _Settings:
    width: int = 88
    indent: str = "4"
    """Columns, or ``tab``."""
    quotes: str = "double"
    convention: str = ""
    sort_within: bool = False
    """Sorts ``import`` and ``from`` together."""

    def lines(self) -> list[str]:
        """Return them as ``key = value``, with dotted keys."""
        lines = [f"line-length = {self.width}"]
        lines += ['format.indent-style = "tab"'] if self.indent == "tab" else [f"indent-width = {self.indent}"]
        lines.append(f'format.quote-style = "{self.quotes}"')
        lines += [f'lint.pydocstyle.convention = "{self.convention}"'] if self.convention else []
        lines += ["lint.isort.force-sort-within-sections = true"] if self.sort_within else []
        if self.quotes in {"single", "double"}:
            lines.append(f'lint.flake8-quotes.inline-quotes = "{self.quotes}"')
        return lines

    def arguments(self) -> list[str]:
        """Return them for the command line."""
        return [part for line in self.lines() for part in ("--config", line)]


def to_ruff(profile: Profile, texts: Mapping[str, str] | None = None, project: str = "") -> str:
    """Return a ``ruff.toml``, whose first line says whether it was tried; empty where there is no Python.

    Args:
        profile: whose habits they are.
        texts: the developer's own files by path, the newest first; without them nothing is tried.
        project: its habits outweigh those of everywhere.
    """
    wanted = _from_habits(profile, project)
    program = installed("ruff")
    files = sample(texts or {}, ("py", "pyi"), _SAMPLE_CHARACTERS)
    if not files and "python" not in profile.languages:
        return ""
    if program and files and (tried := _tried(program, files, wanted)):
        return tried
    return _document(
        "From your habits alone, by LAMP; ruff was not tried on your code.", wanted, _kept(profile, project), []
    )


def _from_habits(profile: Profile, project: str) -> _Settings:
    chosen = {feature: one.choice for feature, one in profile.chosen("python", project).items()}
    width, indentation = chosen.get("line_length", ""), chosen.get("indentation", "4")
    form = chosen.get("docstring_form", "")
    return _Settings(
        width=int(width) if width.isdigit() else 88,
        indent="tab" if indentation == "tabs" else indentation,
        quotes=chosen.get("quotes", "preserve"),
        convention=form if form in {"google", "numpy"} else "pep257" if form else "",
        sort_within=chosen.get("import_order") == "sorted",
    )


def _kept(profile: Profile, project: str) -> list[str]:
    chosen = profile.chosen("python", project)
    habitual = [
        family
        for family, (feature, choices) in _OF_HABITS.items()
        if feature in chosen and chosen[feature].choice in choices
    ]
    return ["E", "F", *habitual]


def _tried(program: str, files: Mapping[str, str], wanted: _Settings) -> str | None:
    """Try one setting after the other, each with the best of those before, until nothing gets better."""
    format_with = [program, "format", "--isolated", "--no-cache", "--quiet"]

    @cache
    def cost(settings: _Settings) -> int | None:
        return changed_lines([*format_with, *settings.arguments()], files)

    found = best([wanted], cost)
    for vary in (_indents, _quotes, _widths) * _ROUNDS:
        found = best(vary(found[0]), cost) if found else None
    if found is None:
        return None
    settings, changed = found
    total = sum(text.count("\n") for text in files.values())
    complaints = _complaints(program, files, settings)
    select, ignore = _families(complaints, total)
    head = f"Tried by LAMP on {len(files)} of your files: ruff format changes {changed} of {total} lines."
    return _document(head, settings, select, ignore)


def _quotes(settings: _Settings) -> list[_Settings]:
    return [replace(settings, quotes=one) for one in dict.fromkeys((settings.quotes, "double", "single"))]


def _indents(settings: _Settings) -> list[_Settings]:
    return [replace(settings, indent=one) for one in dict.fromkeys((settings.indent, "4", "2", "tab"))]


def _widths(settings: _Settings) -> list[_Settings]:
    return [replace(settings, width=one) for one in dict.fromkeys((settings.width, *_WIDTHS))]


def _complaints(program: str, files: Mapping[str, str], settings: _Settings) -> Counter[str]:
    """Return how often each rule is broken."""
    select = ["--select", ",".join(_FAMILIES), "--output-format", "json", "--exit-zero"]
    with written(files) as folder:
        answer = run([program, "check", "--isolated", "--no-cache", *select, *settings.arguments(), "."], folder)
    try:
        return Counter(str(one["code"]) for one in json.loads(answer or "[]") if one["code"])
    except (ValueError, TypeError, KeyError):
        return Counter()


def _families(complaints: Counter[str], lines: int) -> tuple[list[str], list[str]]:
    """Return the families that are kept, and of errors (E, F), which everybody wants, the rules that are not."""
    few = max(1.0, _FEW * lines / 1000)
    totals: Counter[str] = Counter()
    for code, count in complaints.items():
        totals[code.rstrip("0123456789")] += count
    # PL stands for PLC, PLE, PLR and PLW: each is judged by itself.
    names = [name for family in _FAMILIES for name in (("PLC", "PLE", "PLR", "PLW") if family == "PL" else (family,))]
    select = [name for name in names if name in {"E", "F"} or totals[name] <= few]
    ignore = sorted(
        code for code, count in complaints.items() if code.rstrip("0123456789") in {"E", "F"} and count > few
    )
    return select, ignore


def _document(head: str, settings: _Settings, select: Sequence[str], ignore: Sequence[str]) -> str:
    lines = [f"# {head}", *settings.lines(), f"lint.select = {json.dumps(list(select))}"]
    lines += [f"lint.ignore = {json.dumps(list(ignore))}"] if ignore else []
    return "\n".join(lines) + "\n"
