"""Count what redaction misses and what it takes by mistake.

Secrets of many kinds are drawn and planted into code, configuration and commands; of each, any eight characters in a
row that are left count it as kept. The standard library and the packages installed here hold no secrets of anyone's:
every line that changes there is printed, to be judged by a person.

    python benchmarks/redaction.py [--lines 30000]
"""

import argparse
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from lamp_bench.secrets_planted import KINDS, planted
from style_learner.privacy.redaction import redact

FRAGMENT = 8


def is_kept(secret: str, text: str) -> bool:
    """Whether a part of a secret that tells something is left."""
    size = min(FRAGMENT, len(secret))
    return any(secret[start : start + size] in redact(text).text for start in range(len(secret) - size + 1))


def real_lines(least: int) -> Iterator[tuple[Path, str]]:
    """Yield files of the standard library and of installed packages, evenly chosen, of ``least`` lines or more."""
    roots = [Path(sysconfig.get_paths()[name]) for name in ("stdlib", "purelib")]
    roots += [Path(entry) for entry in sys.path if entry.endswith("site-packages")]
    for root in dict.fromkeys(roots):
        files = [path for path in sorted(root.rglob("*.py")) if not {"test", "tests"} & {*path.parts}]
        if root == roots[0]:
            files = [path for path in files if "site-packages" not in path.parts]
        lines, step = 0, max(1, len(files) // 400)
        for path in (path for offset in range(step) for path in files[offset::step]):
            if lines < least // 2:
                text = path.read_text(encoding="utf-8", errors="replace")
                lines += text.count("\n")
                yield path, text


def main() -> None:
    """Print both counts, and what they count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=30_000, help="lines of real code to look at, at least")
    least = parser.parse_args().lines
    secrets = list(planted())
    kept = [(kind, text) for kind, secret, text in secrets if is_kept(secret, text)]
    for kind, text in kept:
        print(f"kept, {kind}: {text.splitlines()[1:-1]}")
    print(f"{len(secrets)} planted secrets of {len(KINDS)} kinds: {len(kept)} kept")
    seen = touched = 0
    for path, text in real_lines(least):
        seen += text.count("\n")
        for number, (old, new) in enumerate(zip(text.split("\n"), redact(text).text.split("\n"), strict=True), 1):
            if old != new:
                touched += 1
                print(f"changed, {path.name}:{number}: {new.strip()[:100]}")
    print(f"{seen} lines of real code: {touched} changed")


if __name__ == "__main__":
    main()
