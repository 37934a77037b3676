# ruff: noqa: INP001 a script, not a package
"""Cut the histories of people who write in public out of mirrors of their repositories, for `lamp bench`.

``python scripts/cut_histories.py MIRRORS OUT [--half tune|look|both] [--people FILE]``: MIRRORS holds one mirror each
(``git clone --mirror``) as ``owner+name`` or ``owner/name``; OUT gets one ``owner+name.jsonl.gz`` a person. The
histories hold other people's code: they stay out of this repository.
"""

import argparse
import sys
from pathlib import Path

from lamp_bench.cli.progress import progress_bar
from lamp_bench.histories.corpora import write_corpus
from lamp_bench.histories.public import Found, cut, half_of, read_list
from style_learner.errors import LampError

PEOPLE = Path(__file__).parent / "people.txt"


def main() -> None:
    """Cut each listed history, and say what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--half", choices=("tune", "look", "both"), default="both")
    parser.add_argument("--people", type=Path, default=PEOPLE, help="list of repositories, one owner/name a line")
    given = parser.parse_args()
    try:
        wanted = [name for name in read_list(given.people) if given.half in {half_of(name), "both"}]
        given.out.mkdir(parents=True, exist_ok=True)
        for name in wanted:
            with progress_bar(f"cutting {name}") as progress:
                found = cut(name, given.mirrors, progress)
            sys.stdout.write(_kept(found, given.out) + "\n")
    except LampError as error:
        sys.exit(str(error))


def _kept(found: Found, folder: Path) -> str:
    """Write a history that the rule takes; return the line to print."""
    head = f"{found.repository} | {found.half} | "
    if found.corpus is None:
        return head + f"left out: {found.left_out}"
    write_corpus(found.corpus, folder / f"{found.corpus.developer}.jsonl.gz")
    size, tasks = found.corpus.characters, found.corpus.tasks
    return head + f"{found.commits} commits, {len(found.corpus.files)} files, {size:,} characters, {len(tasks)} places"


if __name__ == "__main__":
    main()
