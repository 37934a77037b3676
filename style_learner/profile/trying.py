"""Tries settings of a formatter on the developer's own code, to find those that leave most of it as it is."""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

MAX_FILES = 100
TIMEOUT_S = 60.0

Option = TypeVar("Option")


def installed(program: str) -> str | None:
    """Return the path of a program in this environment or on the search path; never a project's own copy."""
    return shutil.which(program, path=str(Path(sys.executable).parent)) or shutil.which(program)


def sample(texts: Mapping[str, str], extensions: Sequence[str], max_characters: int) -> dict[str, str]:
    """Return the first of ``texts`` that have one of these extensions, under short names of their own."""
    chosen: dict[str, str] = {}
    size = 0
    for path, text in texts.items():
        extension = path.rpartition(".")[2]
        if extension in extensions and len(chosen) < MAX_FILES and size + len(text) <= max_characters:
            chosen[f"{len(chosen)}.{extension}"] = text
            size += len(text)
    return chosen


@contextmanager
def written(texts: Mapping[str, str]) -> Iterator[Path]:
    """Write ``texts`` into a folder for the owner's eyes alone, and remove it in the end."""
    with TemporaryDirectory(prefix="lamp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for path, text in texts.items():
            (folder / path).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        yield folder


def changed_lines(command: Sequence[str], texts: Mapping[str, str]) -> int | None:
    """Return how many lines differ after ``command`` has formatted ``texts`` in place; None when it failed."""
    with written(texts) as folder:
        if run([*command, "."], folder) is None:
            return None
        after = {path: (folder / path).read_text(encoding="utf-8", errors="surrogatepass") for path in texts}
    return sum(_difference(texts[path], after[path]) for path in texts)


def run(command: Sequence[str], folder: Path) -> str | None:
    """Run a tool in ``folder`` and return what it printed; None when it could not run or crashed."""
    try:
        answer = subprocess.run(  # noqa: S603 -- a tool found by `installed`, arguments as a list, no shell
            command, cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Formatters and linters exit with 1 or 2 where a file has complaints or does not parse, and do the others.
    return answer.stdout.decode("utf-8", "replace") if answer.returncode in {0, 1, 2} else None


def best(options: Iterable[Option], cost: Callable[[Option], int | None]) -> tuple[Option, int] | None:
    """Return the cheapest option, the first among equals, with its cost; None when no cost is known."""
    found: tuple[Option, int] | None = None
    for option in options:
        price = cost(option)
        if price is not None and (found is None or price < found[1]):
            found = (option, price)
    return found


def _difference(before: str, after: str) -> int:
    """Count lines that are in one text alone; formatters keep the order, so that order need not be looked at."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return max((old - new).total(), (new - old).total())
