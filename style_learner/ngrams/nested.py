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
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from style_learner.ngrams.suffixes import DEPTH, END, Positions, SuffixArray
from style_learner.ngrams.token_healing import Reading, Tail

__all__ = ["NestedCache", "PersonalNgrams", "TokenizedText"]

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


BELOW = 6
"""Tokens by which a place is known whose text goes on with what stands below the cursor. Fewer are syntax."""
LEAST_BELOW = 3


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A text that the developer wrote, in tokens."""

    project: str
    path: str
    tokens: tuple[int, ...]
    id: str = ""
    """Of the snippet, by which it is left out where it must not speak."""


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

    def __init__(self, texts: Sequence[TokenizedText]) -> None:
        tokens = [_ended(one.tokens) for one in texts]
        self._suffixes = SuffixArray(np.concatenate(tokens) if tokens else ())
        self.tokens = self._suffixes.tokens
        self._text_at: Positions = np.repeat(np.arange(len(texts)), [len(one) for one in tokens])
        self._projects = np.array([one.project for one in texts], dtype=object)
        self._distinct = frozenset(one.project for one in texts)
        self._numbers = {one.id: number for number, one in enumerate(texts) if one.id}

    def __len__(self) -> int:
        return len(self._text_at)

    def after(self, run: Sequence[int]) -> Positions:
        """Return the places after ``run``."""
        places = self._suffixes.after(run)[:MOST_FOLLOWERS]
        return places[places < len(self)]

    def text_at(self, places: Positions) -> Positions:
        """Return the number of the text that each place is in."""
        return self._text_at[places]

    def are_of(self, project: str) -> NDArray[np.bool_]:
        """Return of each text whether it is of the project."""
        return np.asarray(self._projects == project, dtype=bool)

    def are_shared(self, shared: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Return of each text whether its project's code may be used."""
        return np.isin(self._projects, [project for project in self._distinct if shared(project)])

    def are_among(self, ids: Collection[str]) -> NDArray[np.bool_]:
        """Return of each text whether it is one of these."""
        named = np.zeros(len(self._projects), dtype=bool)
        named[[self._numbers[one] for one in ids if one in self._numbers]] = True
        return named

    def go_on_as(self, places: Positions, below: Sequence[int]) -> NDArray[np.bool_]:
        """Return of each place whether its text goes on with ``below``."""
        alike = np.ones(len(places), dtype=bool)
        for offset, token in enumerate(below):  # behind the last text stand at least as many ends as are looked at
            alike &= self.tokens[np.minimum(places + offset, len(self.tokens) - 1)] == token
        return alike


class PersonalNgrams:
    """Everything the developer wrote, to be looked up; never changes, so any thread may read it."""

    def __init__(
        self, texts: Sequence[TokenizedText], beside: "PersonalNgrams | None" = None, gone: Collection[str] = ()
    ) -> None:
        """Take in ``texts``, beside what was taken in before: so a few new ones cost no more than themselves.

        ``gone`` are the ids of texts taken in before that the developer has no more.
        """
        self.parts: tuple[_Texts, ...] = (_Texts(texts), *(beside.parts if beside is not None else ()))
        """What came last first."""
        self._gone = frozenset(gone)

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def at(
        self,
        project: str,
        before: Sequence[int],
        after: Sequence[int],
        tail: Tail,
        *,
        unless_in: Collection[str] = (),
        shared: Callable[[str], bool] = lambda _: True,
    ) -> "NestedCache":
        """Return the cache for a place in a file.

        ``before`` and ``after`` are the file's tokens on both sides of the cursor, ``tail`` the text right before it.
        ``unless_in`` are the ids of texts that show the place itself, as the open file is stored: they say nothing.
        ``shared`` tells of which projects code may be used.
        """
        return NestedCache(self, project, before, after, tail, unless_in={*self._gone, *unless_in}, shared=shared)


class NestedCache:
    """What the developer would write at one place; for one request.

    What is stored of the place itself never foretells what stands below the cursor there: neither the texts that are
    left out by name, nor, in copies of the file, any place whose text goes on as the text below does.
    """

    def __init__(
        self,
        own: PersonalNgrams,
        project: str,
        before: Sequence[int],
        after: Sequence[int],
        tail: Tail,
        *,
        unless_in: Collection[str] = (),
        shared: Callable[[str], bool] = lambda _: True,
    ) -> None:
        self._parts = [
            (texts, texts.are_shared(shared) & ~texts.are_among(unless_in), texts.are_of(project))
            for texts in own.parts
            if len(texts)
        ]
        self._tail = tail
        self._below = [tuple(after[start : start + BELOW]) for start in range(BELOW)]
        self._file = SuffixArray([*before, END, *after, END])
        # Where the cursor stands within a token, each follower is cut anew: done while the model reads its prompt.
        self._first = Followers(tuple(self._steps(())))

    def after(self, written: Sequence[int]) -> "Followers":
        """Look up what followed ``written`` at the place, once for every distribution that it is mixed into."""
        return Followers(tuple(self._steps(written))) if written else self._first

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
            if not any(len(places) for _, places, _ in own) and not len(in_file):
                return
            if reading.begun:  # some of them: in the order of what follows, a fair share of each
                own = [
                    (texts, places[:: 1 + len(places) // MOST_CUT_ANEW], ours[:: 1 + len(places) // MOST_CUT_ANEW])
                    for texts, places, ours in own
                ]
            followers = [(self._going_on(texts.tokens, places, reading), ours) for texts, places, ours in own]
            everything = _joined([tokens for tokens, _ in followers])
            here = _joined([tokens[ours] for tokens, ours in followers])
            file = self._going_on(self._file.tokens, in_file, reading)
            yield everything[everything != END], here[here != END], file[file != END]

    def _places(self, run: Sequence[int]) -> list[tuple[_Texts, Positions, NDArray[np.bool_]]]:
        """Return the places after ``run`` in what the developer wrote, each part with which of its places are ours."""
        found = []
        for texts, speaks, ours in self._parts:
            places = texts.after(run)
            places = places[speaks[texts.text_at(places)] & ~self._go_on_below(texts, places)]
            found.append((texts, places, ours[texts.text_at(places)]))
        return found

    def _go_on_below(self, texts: _Texts, places: Positions) -> NDArray[np.bool_]:
        """Return of each place whether it goes on with what stands below the cursor, white space before it aside."""
        alike = np.zeros(len(places), dtype=bool)
        for below in self._below:
            if len(below) >= LEAST_BELOW:
                alike |= texts.go_on_as(places, below)
        return alike

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


def _step(scope: int, length: int, followers: Positions) -> _Step:
    tokens, counts = np.unique(followers, return_counts=True)
    trust = TRUST[scope] + TRUST_IN_RUN[length] + TRUST_IN_COUNT[scope] * math.log(len(followers))
    doubt = DOUBT_IN_VARIETY[scope] * math.log(len(tokens))
    weight = 1 / (1 + math.exp(doubt - trust))
    return _Step(scope, length, tokens, counts / len(followers), len(followers), weight)


def _joined(parts: Sequence[Positions]) -> Positions:
    return np.concatenate(parts) if parts else np.array([], dtype=np.int64)


def _ended(tokens: Sequence[int]) -> Positions:
    return np.asarray([*tokens, END], dtype=np.int64)
