"""The developer's tokens as a nested cache: everything they wrote, this project, this file.

Each scope counts what came after the last 1 to ``DEPTH`` tokens, and what it says is mixed into what was believed
before: the model's distribution first, then the shortest run of the widest scope, at last the longest run of this file.

    p(token) = w c / C + (1 - w) p_before(token),    w = 1 / (1 + exp(-(s + r + g ln C - h ln T)))

where ``c`` of the run's ``C`` followers are the token and ``T`` of them are different; ``s``, ``g`` and ``h`` belong to
the scope, ``r`` to the run's length. Interpolation after Jelinek and Mercer (1980), nesting after Hellendoorn and
Devanbu, Are Deep Neural Networks the Best Choice for Modeling Source Code? (2017). Fitted by likelihood
on later code of five developers, each left out once to see what they are worth (``scripts/fit_nested_cache.py``).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from style_learner.ngrams.readings import Reading, Tail
from style_learner.ngrams.suffixes import DEPTH, END, Positions, SuffixArray

__all__ = ["NestedCache", "OwnTokens", "Written"]

Floats = NDArray[np.floating]

TRUST = (-2.14, -2.09, -1.95)
"""``s``, of everything, the project and the file."""
TRUST_IN_RUN = (-2.13, -1.89, -1.54, -1.26, -0.91, -0.61, -0.26, 0.43)
"""``r``, of runs of 1 to ``DEPTH`` tokens: a long run that recurs says what comes next."""
TRUST_IN_COUNT = (0.03, 0.03, 0.22)
"""``g``: often elsewhere is hardly surer than once, often in this file is."""
DOUBT_IN_VARIETY = (1.20, 0.31, 0.55)
"""``h``: a run that has had many followers says little."""
_HALF, _LOW = 32, (1 << 32) - 1
"""Two tokens in one number, so that pairs are counted as fast as numbers."""
MOST_FOLLOWERS = 20_000
"""Places looked at for one run: of a bracket or a line's end there are more, which change nothing."""

MOST_CUT_ANEW = 1_000
"""Of these, those whose tokens are cut anew, 20 microseconds each: what follows a common token at all says little."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that the developer wrote, in tokens."""

    project: str
    path: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """What one scope says after one run."""

    scope: int
    """0: everything, 1: the project, 2: the file."""
    length: int
    """Tokens of the run, less one."""
    tokens: Positions
    """The different followers."""
    shares: Floats
    """How often each of them followed, of all times."""
    count: int
    """All these times."""
    weight: float


class _Texts:
    """Texts one after another, to be looked up."""

    def __init__(self, texts: Sequence[Sequence[int]], documents: Sequence[int]) -> None:
        self._suffixes = SuffixArray(np.concatenate([_ended(one) for one in texts]) if texts else ())
        self.tokens = self._suffixes.tokens
        self.document_at = np.repeat(np.array(documents, dtype=np.int64), [len(one) + 1 for one in texts])
        """The number of the document that each place is in."""

    def __len__(self) -> int:
        return len(self.document_at)

    def after(self, run: Sequence[int]) -> Positions:
        """Return the places after ``run``."""
        places = self._suffixes.after(run)[:MOST_FOLLOWERS]
        return places[places < len(self)]


class OwnTokens:
    """Everything the developer wrote, to be looked up; never changes, so any thread may read it."""

    def __init__(self, texts: Sequence[Written], beside: "OwnTokens | None" = None) -> None:
        """Take in ``texts``, beside what was taken in before: so a few new ones cost no more than themselves."""
        known = beside.numbers if beside is not None else {}
        documents = dict.fromkeys((*known, *((one.project, one.path) for one in texts)))
        self.numbers: dict[tuple[str, str], int] = {document: number for number, document in enumerate(documents)}
        """Of each document, by its project and path."""
        new = _Texts([one.tokens for one in texts], [self.numbers[one.project, one.path] for one in texts])
        self.parts: tuple[_Texts, ...] = (new, *(beside.parts if beside is not None else ()))
        """What came last first."""

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def at(
        self, project: str, before: Sequence[int], after: Sequence[int], tail: Tail, *, whole: str = ""
    ) -> "NestedCache":
        """Return the cache for a place in a file.

        ``before`` and ``after`` are the file's tokens on both sides of the cursor, ``tail`` the text right before it.
        ``whole`` is its path where these are all of it: then what came of it lately is not counted twice.
        """
        return NestedCache(self, project, before, after, tail, whole=whole)

    def are_of(self, project: str) -> NDArray[np.bool_]:
        """Return of each document, by its number, whether it is of the project."""
        return np.array([one == project for one, _ in self.numbers], dtype=bool)


class NestedCache:
    """What the developer would write at one place; for one request."""

    def __init__(
        self, own: OwnTokens, project: str, before: Sequence[int], after: Sequence[int], tail: Tail, *, whole: str = ""
    ) -> None:
        self._own = own
        self._here = own.numbers.get((project, whole))
        self._ours = own.are_of(project)
        self._tail = tail
        self._file = SuffixArray([*before, END, *after, END])
        # Where the cursor stands within a token, each follower is cut anew: done while the model reads its prompt.
        self._first = Followers(tuple(self._steps(())))

    def after(self, written: Sequence[int]) -> "Followers":
        """Look up what followed ``written`` at the place, once for every distribution that it is mixed into."""
        return Followers(tuple(self._steps(written))) if written else self._first

    def score(self, tokens: Sequence[int], experts: Sequence[Sequence[float]]) -> list[list[float]]:
        """Return the log-probability of each of ``tokens`` under each expert, whose own are given."""
        places = [self.after(tokens[:number]) for number in range(len(tokens))]
        return [
            [place.logprob(token, logprob) for place, token, logprob in zip(places, tokens, logprobs, strict=True)]
            for logprobs in experts
        ]

    def _steps(self, written: Sequence[int]) -> Iterator[_Step]:
        """Yield what each scope says after each run, the widest and shortest first."""
        scopes: tuple[list[list[Positions]], ...] = tuple([[] for _ in range(DEPTH)] for _ in range(3))
        for reading in self._tail.readings(written):
            for length, found in enumerate(self._found(reading), start=bool(reading.begun)):
                for scope, followers in zip(scopes, found, strict=True):
                    scope[min(length, DEPTH - 1)].append(followers)
        for number, scope in enumerate(scopes):
            for length, readings in enumerate(scope):
                if any(len(followers) for followers in readings):
                    yield _step(number, length, np.concatenate(readings))

    def _found(self, reading: Reading) -> Iterator[tuple[Positions, Positions, Positions]]:
        """Yield what followed in each scope, for runs that grow by a token, until one stands nowhere."""
        known = reading.run[-DEPTH:]
        for length in range(1, len(known) + 1):
            run = known[-length:]
            own, in_file = self._places(run), self._file.after(run)
            if not any(len(places) for _, places in own) and not len(in_file):
                return
            if reading.begun:  # some of them: in the order of what follows, a fair share of each
                own = [(texts, places[:: 1 + len(places) // MOST_CUT_ANEW]) for texts, places in own]
            everything = np.concatenate([self._going_on(texts.tokens, places, reading) for texts, places in own])
            documents = np.concatenate([texts.document_at[places] for texts, places in own])
            ours = everything[self._ours[documents]]
            file = self._going_on(self._file.tokens, in_file, reading)
            yield everything[everything != END], ours[ours != END], file[file != END]

    def _places(self, run: Sequence[int]) -> list[tuple[_Texts, Positions]]:
        """Return the places after ``run`` in what the developer wrote, but for what came lately of this file."""
        *lately, before = [(texts, texts.after(run)) for texts in self._own.parts]
        if self._here is not None:
            lately = [(texts, places[texts.document_at[places] != self._here]) for texts, places in lately]
        return [*lately, before]

    def _going_on(self, tokens: Positions, places: Positions, reading: Reading) -> Positions:
        """Return the token that comes next at each place; ``END`` where the text ends, or goes on otherwise."""
        if not reading.begun or not len(places):
            return tokens[places]
        pairs, which = np.unique((tokens[places] << _HALF) + tokens[places + 1] - END, return_inverse=True)
        rests = [self._tail.rest(int(pair >> _HALF), int(pair & _LOW) + END, reading.begun) for pair in pairs]
        found: Positions = np.array(rests, dtype=np.int64)[which]
        return found


@dataclass(frozen=True, slots=True)
class Followers:
    """What the scopes say of the next token."""

    steps: tuple[_Step, ...]

    def mix(self, logprobs: Floats) -> Floats:
        """Return a distribution with the cache mixed in."""
        probabilities = np.exp(logprobs.astype(np.float64))
        for step in self.steps:
            probabilities *= 1 - step.weight
            probabilities[step.tokens] += step.weight * step.shares
        mixed: Floats = np.log(np.maximum(probabilities, np.finfo(np.float64).tiny))
        return mixed

    def logprob(self, token: int, logprob: float) -> float:
        """Return the log-probability of one token, of which the model's own is ``logprob``: as ``mix`` would."""
        probability = float(np.exp(logprob))
        for step in self.steps:
            share = float(step.shares[step.tokens == token].sum())
            probability = step.weight * share + (1 - step.weight) * probability
        return float(np.log(max(probability, np.finfo(np.float64).tiny)))


def _step(scope: int, length: int, followers: Positions) -> _Step:
    tokens, counts = np.unique(followers, return_counts=True)
    trust = TRUST[scope] + TRUST_IN_RUN[length] + TRUST_IN_COUNT[scope] * math.log(len(followers))
    doubt = DOUBT_IN_VARIETY[scope] * math.log(len(tokens))
    weight = 1 / (1 + math.exp(doubt - trust))
    return _Step(scope, length, tokens, counts / len(followers), len(followers), weight)


def _ended(tokens: Sequence[int]) -> Positions:
    return np.asarray([*tokens, END], dtype=np.int64)
