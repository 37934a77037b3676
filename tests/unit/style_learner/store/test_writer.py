from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from style_learner.errors import DamagedData, TryAgain
from style_learner.store.writer import Writer
from style_learner.store.writes import AddFacts, AddVectors, ReplaceObservations
from tests.unit.style_learner.store.facts import observation, outcome, suggestion


class Disk:
    """Stands for a database; each transaction fails with the next of ``errors``, or is remembered."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.transactions: list[list[Any]] = []
        self.open = Event()
        self.open.set()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        self.open.wait(5)
        done: list[Any] = []
        yield done
        if self.errors:
            raise self.errors.pop(0)
        self.transactions.append(done)


class Note:
    """A change that says its number."""

    def __init__(self, number: int, error: Exception | None = None) -> None:
        self.number = number
        self.error = error

    def joined(self, _later: object) -> None:
        return None

    def apply(self, transaction: Any) -> None:
        if self.error:
            raise self.error
        transaction.append(self.number)


def test_changes_that_wait_share_a_transaction_and_keep_their_order() -> None:
    """While the disk is busy, what comes is collected."""
    disk = Disk()
    disk.open.clear()
    writer = Writer(disk)  # type: ignore[arg-type]
    for number in range(50):
        writer.put(Note(number))
    disk.open.set()
    writer.call(lambda: None)

    assert [number for done in disk.transactions for number in done] == list(range(50))
    assert len(disk.transactions) <= 2
    writer.close()


def test_a_full_disk_is_told_and_what_it_refused_is_tried_again() -> None:
    """Nothing is lost, and whoever waits is not told otherwise before it is written."""
    disk = Disk(TryAgain("full"), TryAgain("full"))
    disk.open.clear()
    writer = Writer(disk)  # type: ignore[arg-type]
    writer.put(Note(1))
    disk.open.set()

    while disk.errors:
        with pytest.raises(TryAgain, match="full"):
            writer.call(lambda: None)
    writer.put(Note(2))
    writer.call(lambda: None)

    assert [number for done in disk.transactions for number in done] == [1, 2]
    writer.close()


def test_a_bad_change_takes_no_other_along() -> None:
    """Its own caller is told, the rest is written."""
    disk = Disk()
    disk.open.clear()
    writer = Writer(disk)  # type: ignore[arg-type]
    for note in (Note(1), Note(2, DamagedData("bad")), Note(3)):
        writer.put(note)
    disk.open.set()

    with pytest.raises(DamagedData, match="bad"):
        writer.call(lambda: None)
    writer.call(lambda: None)

    assert [number for done in disk.transactions for number in done] == [1, 3]
    writer.close()


def test_the_error_of_a_task_reaches_its_caller() -> None:
    """What goes wrong in the writer's thread is raised where it was asked for."""
    writer = Writer(Disk())  # type: ignore[arg-type]

    with pytest.raises(ZeroDivisionError):
        writer.call(lambda: 1 // 0)
    assert writer.call(lambda: 2) == 2
    writer.close()


def test_changes_of_a_kind_become_one() -> None:
    """Facts add up, the newer set of an origin wins."""
    facts = AddFacts((suggestion(),)).joined(AddFacts((outcome(),)))
    sets = ReplaceObservations({"a": [observation("old")], "b": []}, 1.0).joined(
        ReplaceObservations({"a": [observation("new")]}, 2.0)
    )

    assert facts == AddFacts((suggestion(), outcome()))
    assert sets == ReplaceObservations({"a": [observation("new")], "b": []}, 2.0)


def test_changes_of_different_kinds_stay_apart() -> None:
    """Their order may matter."""
    assert AddFacts((suggestion(),)).joined(ReplaceObservations({}, 1.0)) is None
    assert AddVectors("mini", {}).joined(AddVectors("maxi", {})) is None
