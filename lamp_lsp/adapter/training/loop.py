"""The training: planned by what the machine can do, measured before anybody is asked for their time.

AdamW (Loshchilov and Hutter, 2019), a short rise of the rate and a linear fall; the rate falls with the share of the
plan that is done, so that a training cut to ``--minutes`` ends as gently as a whole one.
"""

import pickle
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from lamp_lsp.adapter.training.examples import TRAINED, Example, Examples
from lamp_lsp.adapter.training.network import Network
from style_learner.tuning.samples import Sample, TrainingPlaces

RATE = 4e-4
RISE = 0.05
"""Share of the plan over which the rate rises."""
BATCH = 4
"""Places a step: few places are all there is in some minutes of two cores."""
LARGEST_STEP = 1.0
"""Norm to which gradients are cut."""
GENERAL_EVERY = 8
"""One place in so many is of general code."""
BEFORE = 0.3
"""What a token before the cursor counts against a wanted one: it is theirs too, but is not what is asked for."""
LOOKS = 3
"""How often the training stops to see how far it is."""
MEASURED = 3
"""Places that are read and learned from to measure the machine."""
KEEP_EVERY_S = 60.0

Progress = Callable[[float, float, float], None]
"""Called with the share that is done, the loss in bits a token, and the seconds left."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What training costs here."""

    tokens_a_place: float
    seconds_a_token: float


@dataclass(slots=True)
class State:
    """Where a training stands."""

    place: int = 0
    """The next place of the developer's code."""
    tokens: int = 0
    seconds: float = 0.0
    best: float = float("inf")
    """The least loss on the places that choose, in nats a token."""


class Loop:
    """Trains a network on a developer's places."""

    def __init__(
        self,
        network: Network,
        examples: Examples,
        places: TrainingPlaces,
        general: Sequence[Sample],
        choosing: Sequence[Sample],
        unfinished: "Unfinished",
    ) -> None:
        """Take up an unfinished training where there is one for such a network."""
        self._network, self._examples = network, examples
        self._places, self._general = places, general
        self._choosing = [examples.example(sample, TRAINED) for sample in choosing]
        self._unfinished = unfinished
        self._masters = {name: one.float().clone() for name, one in network.state().items()}
        self._optimizer = torch.optim.AdamW(list(self._masters.values()), lr=RATE, weight_decay=0.0)
        self.state = State()
        self._best: dict[str, Any] = network.state()
        self.goes_on = self._resume()

    def measure(self) -> Pace:
        """Read and differentiate a few places, and see what it takes; nothing is learned from them."""
        rows = [self._example(number) for number in range(8 * MEASURED)]
        self._differentiate(rows[0])  # the first is slower than all others
        started = time.perf_counter()
        for row in rows[:MEASURED]:
            self._differentiate(row)
        seconds = time.perf_counter() - started
        self._network.model.zero_grad()
        return Pace(sum(row.tokens for row in rows) / len(rows), seconds / sum(row.tokens for row in rows[:MEASURED]))

    def rest_s(self, pace: Pace) -> float:
        """Return how long all the places that are left would take."""
        own = len(self._places) - self.state.place
        return own * GENERAL_EVERY / (GENERAL_EVERY - 1) * pace.tokens_a_place * pace.seconds_a_token

    def train(self, seconds: float, stopped: Callable[[], bool], progress: Progress, tokens: int = 0) -> bool:
        """Train for about ``seconds``, then leave the best weights in the network; returns whether it got to the end.

        Where it is ``stopped``, what is needed to go on stays on the disk. With ``tokens`` so many are read, however
        long it takes: what is compared must have learned from as much.
        """

        def part_done() -> float:
            if tokens:
                return (self.state.tokens - before) / tokens
            return (time.monotonic() - started) / max(seconds, 1e-9)

        before = self.state.tokens
        started, look, kept_at = time.monotonic(), 0, time.monotonic()
        loss = None
        while self.state.place < len(self._places):
            done = part_done()
            if done >= 1 or stopped():
                break
            now = self._step(_rate(done))
            loss = now if loss is None else loss + 0.2 * (now - loss)
            done = part_done()
            progress(min(done, 1.0), loss / _LN2, max(0.0, seconds - (time.monotonic() - started)))
            if done * LOOKS >= look + 1:
                look = int(done * LOOKS)
                self._look()
            if time.monotonic() - kept_at > KEEP_EVERY_S:
                kept_at = time.monotonic()
                self.keep()
        finished = not stopped()
        self._look()
        self.state.seconds += time.monotonic() - started
        if finished:
            self._unfinished.drop()
        else:
            self.keep()
        self._network.take(self._best)
        return finished

    def _step(self, rate: float) -> float:
        """Learn from some places; returns what a wanted token cost, in nats."""
        self._network.model.train()
        rows = [self._example(self.state.place + number) for number in range(BATCH)]
        total = sum(row.weight * len(row.wanted) for row in rows)
        cost = 0.0
        for row in rows:
            cost += self._differentiate(row, row.weight / total)
            self.state.tokens += row.tokens
        self._move(rate)
        self.state.place += BATCH
        return cost

    def _differentiate(self, row: Example, weight: float = 1.0) -> float:
        """Add a place's gradient; returns what its wanted tokens cost."""
        wanted, before = self._network.loss(row)
        (weight * (wanted + BEFORE * before)).backward()
        return weight * float(wanted)

    def _move(self, rate: float) -> None:
        """Step in 32 bits: 16 would round most steps away."""
        for name, one in self._network.adapted():
            self._masters[name].grad, one.grad = one.grad.float(), None
        torch.nn.utils.clip_grad_norm_(self._masters.values(), LARGEST_STEP)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._network.take(self._masters)

    def _example(self, number: int) -> Example:
        """Return a place of the developer's, or in its turn one of general code; every other one without retrieval."""
        if self._general and number % GENERAL_EVERY == GENERAL_EVERY - 1:
            return self._examples.example(self._general[number // GENERAL_EVERY % len(self._general)], TRAINED)
        return self._examples.example(self._places[number % len(self._places)], TRAINED, retrieved=number % 2 == 0)

    def _look(self) -> None:
        """See how far it is, and remember the weights if they are the best so far."""
        if not self._choosing:
            self._best = self._network.state()
            return
        costs = [self._network.logprobs(row, adapted=True) for row in self._choosing]
        found = -sum(map(sum, costs)) / sum(map(len, costs))
        if found < self.state.best:
            self.state.best, self._best = found, self._network.state()

    def keep(self) -> None:
        """Write down where the training stands."""
        self._unfinished.keep(
            {
                "weights": self._masters,
                "best": self._best,
                "optimizer": self._optimizer.state_dict(),
                "state": (self.state.place, self.state.tokens, self.state.seconds, self.state.best),
            }
        )

    def _resume(self) -> bool:
        found = self._unfinished.read(self._network.device)
        mine = {name: one.shape for name, one in self._network.state().items()}
        if found is None or {name: one.shape for name, one in found["weights"].items()} != mine:
            return False
        for name, one in self._masters.items():
            one.copy_(found["weights"][name])
        self._network.take(self._masters)
        self._optimizer.load_state_dict(found["optimizer"])
        self.state, self._best = State(*found["state"]), found["best"]
        return True


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Where an interrupted training goes on."""

    file: Path
    may_keep: Callable[[], bool]
    """False once something of what is learned from was forgotten."""

    def keep(self, what: dict[str, Any]) -> None:
        """Write down what is needed to go on, for its owner's eyes alone: the folder lets nobody else in."""
        if self.may_keep():
            draft = self.file.with_suffix(".draft")
            torch.save(what, draft)
            draft.replace(self.file)

    def read(self, device: str) -> dict[str, Any] | None:
        """Return what was written down; None where there is nothing that can be used."""
        try:
            found: dict[str, Any] = torch.load(self.file, map_location=device, weights_only=True)
        except (OSError, ValueError, RuntimeError, EOFError, pickle.UnpicklingError):
            return None
        return found if {"weights", "best", "optimizer", "state"} <= found.keys() else None

    def drop(self) -> None:
        """Erase it: the training got to its end."""
        self.file.unlink(missing_ok=True)


def _rate(done: float) -> float:
    """Return the learning rate at a share of the plan."""
    return RATE * min(1.0, done / RISE + 0.1, (1 - done) / (1 - RISE) + 0.02)


_LN2 = 0.6931471805599453
