"""What waits on disk comes back whole, shows nobody anything, and never grows without end."""

import os
from pathlib import Path

import pytest

from lamp_lsp.api import spool as module
from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest, RunMessage
from lamp_lsp.api.spool import Spool, drop, keep_outcomes
from style_learner.errors import WrongSetting

posix = pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX's")


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    """Give an empty spool with its key in a file."""
    return Spool(tmp_path / "outbox", tmp_path / "outbox.key", use_keyring=False)


def test_what_was_put_there_comes_back_in_order(spool: Spool) -> None:
    """Another process reads what one wrote, oldest first, until it is taken away."""
    for number in range(3):
        spool.put({"number": number})
    other = Spool(spool.folder, spool.folder.with_name("outbox.key"), use_keyring=False)
    found = [other.read(file) for file in other.waiting()]
    for file in other.waiting():
        drop(file)

    assert found == [{"number": 0}, {"number": 1}, {"number": 2}]
    assert spool.waiting() == []


@posix
def test_nothing_can_be_read_by_others_or_without_the_key(spool: Spool) -> None:
    """Files are the owner's alone, and hold nothing legible."""
    file = spool.put({"text": "quarterly_figures"})

    assert file.stat().st_mode & 0o077 == 0
    assert spool.folder.stat().st_mode & 0o077 == 0
    assert spool.folder.with_name("outbox.key").stat().st_mode & 0o077 == 0
    assert b"quarterly" not in file.read_bytes()


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 4_000, b"\0" * 12])
def test_what_is_damaged_is_set_aside_and_kept(spool: Spool, damage: bytes) -> None:
    """A file that cannot be read hinders no other, and is not thrown away."""
    file = spool.put({"number": 1})
    file.write_bytes(damage)
    spool.put({"number": 2})

    assert [spool.read(one) for one in spool.waiting()] == [None, {"number": 2}]
    assert [one.name for one in spool.waiting()] != [file.name]
    assert file.with_suffix(".unreadable").read_bytes() == damage


def test_a_file_is_bound_to_its_name(spool: Spool) -> None:
    """A message copied under another name is not taken for another message."""
    file = spool.put({"number": 1})
    copy = file.with_name("0" * 20 + "-copy.box")
    copy.write_bytes(file.read_bytes())

    assert spool.read(copy) is None


def test_the_oldest_go_first(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the store is gone, so many messages are kept and no more."""
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    for number in range(5):
        spool.put({"number": number})

    assert [spool.read(file) for file in spool.waiting()] == [{"number": 2}, {"number": 3}, {"number": 4}]


def test_secrets_are_not_kept(spool: Spool) -> None:
    """What was typed over a suggestion loses its secrets before it reaches the disk, and a run all but its kind."""
    typed = OutcomeMessage(suggestion_id="s", kind="typed_over", at=1.0, text='password = "hunter2secret"')
    ran = RunMessage(suggestion_id="s", raised=True, at=2.0, error="KeyError: 'hunter2secret'")
    file = keep_outcomes(spool, OutcomesRequest(outcomes=[typed], runs=[ran]))
    assert file is not None
    kept = OutcomesRequest.model_validate(spool.read(file))

    assert "hunter2secret" not in kept.model_dump_json()
    assert kept.runs[0].error == "KeyError"


def test_a_secret_that_the_texts_place_is_a_part_of_goes_as_well(spool: Spool) -> None:
    """What was typed into quotes behind a password's name is one, though its text alone does not say so."""
    typed = OutcomeMessage(suggestion_id="1", kind="typed_over", at=1.0, text="swordfish")
    kept = [
        OutcomesRequest.model_validate(spool.read(file)).outcomes[0].text
        for one in (typed, typed.standing_between('password = "', '"\n'))
        if (file := keep_outcomes(spool, OutcomesRequest(outcomes=[one]))) is not None
    ]

    assert kept == ["swordfish", "<redacted>"]
    assert typed.standing_between("a", "b") == typed
    assert "around" not in typed.standing_between("a", "b").model_dump_json()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """Where nothing can be kept, the message is still there to be sent from memory."""
    (tmp_path / "outbox").write_text("")
    broken = Spool(tmp_path / "outbox", tmp_path / "outbox.key", use_keyring=False)

    with pytest.raises(WrongSetting):
        broken.put({})
    assert keep_outcomes(broken, OutcomesRequest()) is None


def test_clearing_leaves_nothing(spool: Spool) -> None:
    """Who takes back their consent leaves no message behind, readable or not."""
    spool.put({"number": 1}).write_bytes(b"")
    for file in spool.waiting():
        spool.read(file)
    spool.put({"number": 2})
    spool.clear()

    assert list(spool.folder.iterdir()) == []
