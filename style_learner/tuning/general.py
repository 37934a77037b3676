"""Code that nobody here wrote: Python's standard library, as it lies on this machine.

A share of it is trained on beside the developer's own, against forgetting; other modules of it say whether that worked.
"""

import hashlib
import random
import sysconfig
from itertools import islice
from pathlib import Path

from style_learner.sources.files import read_text
from style_learner.tuning.documents import OwnDocument
from style_learner.tuning.samples import Sample, context_at, own_before, spread
from style_learner.tuning.spans import spans_of

NAME = "the standard library of Python"
_LEFT_OUT = frozenset(
    {"test", "tests", "idlelib", "turtledemo", "lib2to3", "site-packages", "__pycache__", "ensurepip"}
)
_LEAST, _MOST = 2_000, 60_000
"""Characters of a module: shorter ones hold no code, longer ones are tables."""
_JUDGED_SHARE = 0.3
_PLACES = 3
"""Places of one module."""


def general_documents(most: int, *, judged: bool, seed: int, folder: Path | None = None) -> list[OwnDocument]:
    """Return ``most`` modules to train on, or others to judge by; drawn by ``seed``."""
    root = folder or Path(sysconfig.get_path("stdlib"))
    paths = [path for path in _modules(root) if _is_judged(path, root) == judged]
    random.Random(seed).shuffle(paths)  # noqa: S311 a sample
    texts = ((path, read_text(path) or "") for path in paths)
    fitting = ((path, text) for path, text in texts if _LEAST <= len(text) <= _MOST)
    return [_document(root, path, text) for path, text in islice(fitting, most)]


def general_samples(*, judged: bool, most: int, seed: int, folder: Path | None = None) -> list[Sample]:
    """Return ``most`` places of general code, nothing retrieved for them."""
    documents = general_documents(max(1, most // _PLACES), judged=judged, seed=seed, folder=folder)
    found = spread({one: spans_of(one, seed) for one in documents}, most, seed)
    return [
        Sample(
            f"{one.path}:{span.start}",
            context_at(one, span),
            one.text[span.start : span.end],
            span.kind,
            own_before=own_before(one, span),
        )
        for one, spans in found.items()
        for span in spans
    ]


def _modules(root: Path) -> list[Path]:
    return [path for path in sorted(root.rglob("*.py")) if _LEFT_OUT.isdisjoint(path.relative_to(root).parts)]


def _document(root: Path, path: Path, text: str) -> OwnDocument:
    own = ((0, text.count("\n")),)
    return OwnDocument(root.as_posix(), path.relative_to(root).as_posix(), "python", text, own, at=0.0)


def _is_judged(path: Path, root: Path) -> bool:
    name = path.relative_to(root).as_posix().encode()
    return hashlib.blake2b(name, digest_size=1).digest()[0] < _JUDGED_SHARE * 256
