"""A place, what was written there, and what LAMP retrieves for it; and which places are held out.

The newest tenth by time is never trained on. What LAMP retrieves at a place never holds what is asked for there:
pieces of the open file that overlap it are left out.
"""

import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from style_learner.errors import NotAvailable
from style_learner.memory.retrieval import Memory
from style_learner.privacy.likeness import REDACTED
from style_learner.tuning.documents import OwnDocument
from style_learner.tuning.material import Material, OwnEdit
from style_learner.tuning.spans import Span, SpanKind, spans_of
from style_learner.types import CursorContext, RetrievedSnippet, Snippet

PREFIX_CHARACTERS, SUFFIX_CHARACTERS = 6_000, 2_000
"""More than any prompt of a small machine shows."""
RETRIEVED = 8
"""Snippets that come with a place; the prompt takes what fits of them."""
HELD_OUT_SHARE = 0.1
CHOOSING_SHARE = 0.05
LEAST_OWN_CHARACTERS = 20_000
"""Under about six thousand tokens there is nothing to learn that retrieval doesn't bring."""
FEWEST_DOCUMENTS = 3
"""One for each part."""
EDIT_WEIGHT = 2.0
"""What the developer made of a suggestion counts as much as two other places: nothing says surer what they want."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One place to be filled in."""

    id: str
    context: CursorContext
    wanted: str
    """What was written there."""
    kind: SpanKind
    retrieved: tuple[RetrievedSnippet, ...] = ()
    weight: float = 1.0
    own_before: int = 0
    """Characters right before the cursor that are the developer's as well: the end of them is learned from too."""


@dataclass(frozen=True, slots=True)
class Split:
    """The developer's code by time."""

    trained: tuple[OwnDocument, ...]
    """Trained on."""
    chosen_by: tuple[OwnDocument, ...]
    """The next newest: by these the best moment of the training is chosen."""
    held_out: tuple[OwnDocument, ...]
    """The newest: by these an adapter is judged, once."""
    since: float
    """When the held-out code begins; an edit made since is not trained on either."""


def split(documents: Sequence[OwnDocument]) -> Split:
    """Hold out the newest tenth of the code, whole files at a time; half as much before it chooses.

    Raises:
        NotAvailable: there is too little code.
    """
    total = sum(one.characters for one in documents)
    if total < LEAST_OWN_CHARACTERS or len(documents) < FEWEST_DOCUMENTS:
        raise NotAvailable(
            f"LAMP knows {total:,} characters of your code in {len(documents)} files, too few to train an adapter "
            f"({LEAST_OWN_CHARACTERS:,} in {FEWEST_DOCUMENTS} files); `lamp learn FOLDER` reads more of your projects."
        )
    newest = sorted(documents, key=lambda one: (-one.at, one.project, one.path))
    held_out = _up_to(newest, HELD_OUT_SHARE * total, most=len(newest) - 2)
    rest = newest[len(held_out) :]
    chosen_by = _up_to(rest, CHOOSING_SHARE * total, most=len(rest) - 1)
    trained = tuple(reversed(rest[len(chosen_by) :]))
    return Split(trained, tuple(chosen_by), tuple(held_out), min(one.at for one in held_out))


def _up_to(documents: Sequence[OwnDocument], characters: float, *, most: int) -> list[OwnDocument]:
    taken: list[OwnDocument] = []
    for document in documents[:most]:
        taken.append(document)
        characters -= document.characters
        if characters <= 0:
            break
    return taken


class Recaller:
    """Recalls for places as LAMP would: out of what was known, and the open file."""

    def __init__(self, material: Material, without: Iterable[OwnDocument] = ()) -> None:
        """Remember ``material``, but for the files ``without``."""
        left_out = {(one.project, one.path) for one in without}
        self._memory = Memory()
        self._memory.restore(one for one in material.snippets if (one.project, one.path) not in left_out)
        self._now = max((one.at for one in material.snippets), default=0.0)

    @contextmanager
    def opened(self, document: OwnDocument) -> Iterator[None]:
        """Know a file that was left out inside, as an editor has it open."""
        key = (document.project, document.path)
        self._memory.replace_document(*key, document.language, document.text, at=document.at)
        try:
            yield
        finally:
            self._memory.remove(*key)

    def sample(self, document: OwnDocument, span: Span) -> Sample:
        """Return one place of a known file."""
        context = context_at(document, span)
        retrieved = self._memory.retrieve(context, limit=2 * RETRIEVED, now=self._now)
        apart = [one for one in retrieved if not _overlaps(one.snippet, document, span)]
        wanted = document.text[span.start : span.end]
        words = f"{document.project} {document.path} {span.start} {wanted}"
        own = own_before(document, span)
        return Sample(_id(words), context, wanted, span.kind, tuple(apart[:RETRIEVED]), own_before=own)

    def edited(self, edit: OwnEdit) -> Sample:
        """Return the place of an edit."""
        context = CursorContext(
            _full_path(edit.project, edit.path),
            edit.language,
            edit.before[-PREFIX_CHARACTERS:],
            edit.after[:SUFFIX_CHARACTERS],
            edit.project,
        )
        wanted = edit.text.rstrip("\n")
        retrieved = self._memory.retrieve(context, limit=2 * RETRIEVED, now=self._now)
        apart = [one for one in retrieved if wanted.strip() not in one.snippet.text]
        words = f"{edit.project} {edit.path} {edit.at} {wanted}"
        return Sample(_id(words), context, wanted, "lines", tuple(apart[:RETRIEVED]), EDIT_WEIGHT)


class TrainingPlaces:
    """The places to train on, shuffled; each is looked up when it is its turn, since recalling takes time."""

    def __init__(self, material: Material, parts: Split, seed: int) -> None:
        """Draw the places by ``seed``: the same code gives the same."""
        hidden = (*parts.held_out, *parts.chosen_by)
        self._recaller = Recaller(material, without=hidden)
        self._places: list[tuple[OwnDocument, Span] | OwnEdit] = [
            (document, span) for document in parts.trained for span in spans_of(document, seed)
        ]
        names = {(one.project, one.path) for one in hidden}
        self._places += [
            edit for edit in material.edits if edit.at < parts.since and (edit.project, edit.path) not in names
        ]
        random.Random(seed).shuffle(self._places)  # noqa: S311 a sample

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> Sample:
        place = self._places[number]
        return self._recaller.edited(place) if isinstance(place, OwnEdit) else self._recaller.sample(*place)


def judging_samples(
    material: Material, parts: Split, documents: Sequence[OwnDocument], most: int, seed: int
) -> list[Sample]:
    """Return at most ``most`` places of held-out files, spread evenly over them; retrieved is what was known before."""
    recaller = Recaller(material, without=(*parts.held_out, *parts.chosen_by))
    found: list[Sample] = []
    for document, spans in spread({one: spans_of(one, seed) for one in documents}, most, seed).items():
        with recaller.opened(document):
            found += [recaller.sample(document, span) for span in spans]
    return found


def spread(spans: Mapping[OwnDocument, Sequence[Span]], most: int, seed: int) -> Mapping[OwnDocument, Sequence[Span]]:
    """Draw ``most`` spans, in turn from each file."""
    chance = random.Random(seed)  # noqa: S311 a sample
    drawn = {document: chance.sample(list(found), len(found)) for document, found in spans.items()}
    taken: dict[OwnDocument, list[Span]] = {document: [] for document in spans}
    while most > 0 and any(drawn.values()):
        for document, left in drawn.items():
            if left and most > 0:
                taken[document].append(left.pop())
                most -= 1
    return {document: sorted(found, key=lambda one: one.start) for document, found in taken.items() if found}


def context_at(document: OwnDocument, span: Span) -> CursorContext:
    """Return the place of a span, as an editor would send it once what stood there is gone."""
    return CursorContext(
        path=_full_path(document.project, document.path),
        language=document.language,
        prefix=document.text[: span.start][-PREFIX_CHARACTERS:],
        suffix=document.text[span.end :][:SUFFIX_CHARACTERS],
        project=document.project,
    )


def own_before(document: OwnDocument, span: Span) -> int:
    """Return how many characters right before a span are the developer's, and nothing that was redacted."""
    first = max((first for first, last in document.own if first <= span.first_line <= last), default=span.first_line)
    lines = document.text.split("\n")
    start = sum(len(line) + 1 for line in lines[:first])
    own = document.text[start : span.start]
    return len(own) - max(0, own.rfind(REDACTED) + len(REDACTED) if REDACTED in own else 0)


def _full_path(project: str, path: str) -> str:
    return f"{project}/{path}" if project else path


def _overlaps(snippet: Snippet, document: OwnDocument, span: Span) -> bool:
    """Say whether a snippet of the open file may hold something of a span; its headers only make it longer."""
    last = snippet.first_line + snippet.text.count("\n")
    here = (snippet.project, snippet.path) == (document.project, document.path)
    return here and snippet.first_line <= span.last_line and span.first_line <= last


def _id(words: str) -> str:
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
