"""What is forgotten takes the adapter along that learned from it."""

import asyncio
import time
from datetime import datetime
from pathlib import Path

import pytest

from lamp_lsp.adapter.base import BaseFacts
from lamp_lsp.adapter.forgetting import adapter_exported, expire_adapter, forget_adapter, learned_from
from lamp_lsp.adapter.record import AdapterFolder, Record, Trained
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.store.forgetting import Forget

BASE = BaseFacts(architecture="qwen2", layers=2, width=64, feed_forward=128, heads=4, key_heads=2)
TODAY = datetime.now().astimezone().date().isoformat()


def record(made_at: float | None = None, *, elsewhere: bool = False) -> Record:
    """Return an adapter that was trained on two files of a project."""
    documents = (("/home/a/shop", "cart.py"), ("/home/a/shop", "lib/price.py"))
    trained = Trained(places=9, tokens=99, minutes=1, documents=documents)
    return Record(made_at=made_at or time.time(), base=BASE, trained=None if elsewhere else trained, kept=True)


@pytest.mark.parametrize(
    ("what", "goes"),
    [
        (Forget(everything=True), True),
        (Forget(project="/home/a/shop"), True),
        (Forget(project="/home/a"), True),
        (Forget(project="/home/a/shop/lib"), True),
        (Forget(project="/home/a/shopping"), False),
        (Forget(path="/home/a/shop/cart.py"), True),
        (Forget(path="/home/a/shop/lib"), True),
        (Forget(path="/home/a/shop/other.py"), False),
        (Forget(day=TODAY), True),
        (Forget(day="2020-01-01"), True),
        (Forget(day="2999-01-01"), False),
    ],
)
def test_an_adapter_goes_with_what_it_learned_from(what: Forget, goes: bool) -> None:  # noqa: FBT001 a case
    """By project, file and day; a day after it was made is none that it learned from."""
    assert learned_from(record(), what) is goes


def test_one_from_elsewhere_always_goes() -> None:
    """Nobody here knows what it learned from."""
    assert learned_from(record(elsewhere=True), Forget(path="/x"))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """Give a LAMP with an adapter and an interrupted training."""
    found = Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    folder = AdapterFolder(found)
    folder.write(record())
    folder.gguf.write_bytes(b"weights")
    folder.unfinished.write_bytes(b"weights")
    folder.start()
    return found


def test_the_folder_is_gone(paths: Paths) -> None:
    """With everything in it, and the answer says so."""
    said = asyncio.run(forget_adapter(paths, Settings(), Forget(project="/home/a/shop")))

    assert said == " The adapter is erased, and every copy of it."
    assert not AdapterFolder(paths).path.exists()


def test_what_others_learned_stays_but_no_training_goes_on(paths: Paths) -> None:
    """An adapter that learned nothing of it serves on; of what is unfinished nobody knows what it learned."""
    said = asyncio.run(forget_adapter(paths, Settings(), Forget(project="/elsewhere")))

    folder = AdapterFolder(paths)
    assert said == ""
    assert folder.usable() is not None
    assert not folder.unfinished.exists()


def test_an_adapter_lives_no_longer_than_anything_may(paths: Paths) -> None:
    """After as many days as the settings keep things, it goes by itself."""
    asyncio.run(expire_adapter(paths, Settings(retention_days=30), time.time() + 29 * 86_400))
    assert AdapterFolder(paths).usable() is not None

    asyncio.run(expire_adapter(paths, Settings(retention_days=30), time.time() + 31 * 86_400))
    assert AdapterFolder(paths).read() is None


def test_the_folder_is_for_its_owner_alone_and_exported(paths: Paths) -> None:
    """Nobody else may look into it, and `lamp export` lists what it learned from."""
    folder = AdapterFolder(paths)
    told = adapter_exported(paths)

    assert folder.path.stat().st_mode & 0o077 == 0
    assert folder.record_file.stat().st_mode & 0o077 == 0
    assert told is not None
    assert ["/home/a/shop", "cart.py"] in [list(one) for one in told["trained"]["documents"]]
