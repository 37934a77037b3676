"""LAMP's main job, shown on real code: hide real lines, learn the rest, and ask for them back as an editor would.

Everything goes the real way: the daemon learns from a clone in which the lines are missing, and a client of the
language server on stdio asks for each, once without what was learned and once with it.
"""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.lifecycle import find_daemon, stop_daemon
from lamp_lsp.api.messages import LearnRequest, StatusResponse
from lamp_lsp.paths import Paths, lamp_paths
from lamp_lsp.version import __version__
from style_learner.errors import LampError, NotAvailable, WrongSetting
from style_learner.profile.as_json import from_json
from style_learner.profile.table import ProfileTable
from style_learner.profile.wording import counted
from style_learner.sources.files import language_of, text_of
from style_learner.syntax.parsing import LANGUAGES, parse

PLACES = 6
"""Lines hidden: some are guessed by any model, some by none, and in between lies what LAMP is for."""
SEED = 7
MODEL_TIMEOUT_S = 120.0
ANSWER_TIMEOUT_S = 60.0
FEWEST_LINES_AROUND = 8
SHORTEST_LINE, LONGEST_LINE = 16, 88
MOST_BYTES = 200_000
RECURS = 3
"""Times that a line's beginning occurs in the project: what the developer does again and again."""


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A real line that was taken out, and where."""

    path: Path
    language: str
    before: str
    """Text before the cursor; ends with the line's first characters, or its indentation."""
    after: str
    truth: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What was suggested at a place."""

    text: str
    seconds: float


def demo(project: Path, *, console: Console, wait_ms: int, completed: Callable[[], None]) -> None:
    """Run the demonstration on ``project`` and print it; calls ``completed`` when the lines have been.

    Raises:
        WrongSetting: there is no code to hide lines of.
        NotAvailable: no model is there.
    """
    if not project.is_dir():
        raise WrongSetting(f"There is no folder {project}; name one with code in it.")
    with demo_home(wait_ms) as paths:
        clone = _clone(project, paths.data / "project")
        hidden = _hide_lines(clone)
        if not hidden:
            raise WrongSetting(f"There are too few lines of code in {project} to hide some; name a larger project.")
        asyncio.run(_show(hidden, clone, console, completed))


@contextmanager
def demo_home(wait_ms: int) -> Iterator[Paths]:
    """Keep the demonstration apart from what the developer's own LAMP learned, and leave nothing of it behind.

    What an earlier one that was killed left is removed as well.
    """
    home = lamp_paths().cache.parent / "demo"
    os.environ |= {"LAMP_HOME": str(home), "LAMP_CONSENT": "yes", "LAMP_WAIT_MS": str(wait_ms)}
    os.environ.setdefault("LAMP_IDLE_MINUTES", "5")
    paths = lamp_paths()
    _remove(paths)
    home.mkdir(mode=0o700, parents=True)
    try:
        yield paths
    finally:
        _remove(paths)


def _remove(paths: Paths) -> None:
    """Remove the demonstration's clone, store and key, after the daemon that has them open is gone."""
    address = find_daemon(paths)
    if address is not None:
        stop_daemon(address)
    shutil.rmtree(paths.data, ignore_errors=True)


def _clone(project: Path, target: Path) -> Path:
    """Copy the project's code, with its history where it has one, so that lines can be taken out of the copy."""
    git = shutil.which("git")
    if git and (project / ".git").exists():
        command = [git, "clone", "--quiet", "--no-hardlinks", "--", str(project.resolve()), str(target)]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:  # noqa: S603 no shell, own arguments
            return target.resolve()
    ignore = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "*.egg-info")
    shutil.copytree(project, target, ignore=ignore, symlinks=True)
    return target.resolve()


def _hide_lines(clone: Path) -> list[HiddenLine]:
    """Take a line out of each of some files, the same ones each time: lines that begin as others of the project."""
    chance = random.Random(SEED)  # noqa: S311 a choice of examples
    texts = {path: text for path in sorted(clone.rglob("*")) if (text := _code_of(path, clone))}
    beginnings = Counter(_beginning(line) for text in texts.values() for line in text.splitlines())
    files = list(texts)
    chance.shuffle(files)
    chosen: list[HiddenLine] = []
    for path in files:
        found = _hide_line(path, texts[path], beginnings, chance)
        if found is not None and len(chosen) < PLACES:
            chosen.append(found)
            path.write_text(found.before + found.after, encoding="utf-8")
    return chosen


def _code_of(path: Path, clone: Path) -> str | None:
    inside = path.relative_to(clone).parts
    if any(part.startswith(".") or part in {"tests", "test", "node_modules"} for part in inside):
        return None
    if not path.is_file() or path.stat().st_size > MOST_BYTES or language_of(path) not in LANGUAGES:
        return None
    return text_of(path.read_bytes(), path.name)


def _hide_line(path: Path, text: str, beginnings: Counter[str], chance: random.Random) -> HiddenLine | None:
    language = language_of(path) or ""
    lines = text.splitlines(keepends=True)
    code = _lines_of_code(text, language)
    candidates = [
        number
        for number in range(FEWEST_LINES_AROUND, len(lines) - 2)
        if number in code and _worth_hiding(lines[number].strip()) and beginnings[_beginning(lines[number])] >= RECURS
    ]
    if not candidates:
        return None
    number = chance.choice(candidates)
    line = lines[number]
    indent = line[: len(line) - len(line.lstrip())]
    before, after = "".join(lines[:number]) + indent, "\n" + "".join(lines[number + 1 :])
    return HiddenLine(path, language, before, after, line.strip())


def _beginning(line: str) -> str:
    """Return the line up to its first opening bracket: what it calls."""
    head, bracket, _ = line.strip().partition("(")
    return head if bracket else ""


def _lines_of_code(text: str, language: str) -> frozenset[int]:
    """Return the lines, zero-based, that begin with code, not within a text or a comment."""
    tree = parse(text, language)
    if tree is None:
        return frozenset()
    found = set()
    for number, line in enumerate(text.encode().split(b"\n")):
        column = len(line) - len(line.lstrip())
        node = tree.root_node.descendant_for_point_range((number, column), (number, column + 1))
        if node is not None and not any(mark in node.type for mark in ("string", "comment")):
            found.add(number)
    return frozenset(found)


def _worth_hiding(code: str) -> bool:
    return (
        SHORTEST_LINE <= len(code) <= LONGEST_LINE
        and code.count("(") == code.count(")")
        and bool(_beginning(code))
        and not code.startswith(("import ", "from ", "use ", "def ", "class ", "fn ", "func ", "if ", "for ", "while "))
    )


async def _show(hidden: list[HiddenLine], clone: Path, console: Console, completed: Callable[[], None]) -> None:
    async with DaemonClient() as daemon:
        with Progress(
            TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console, transient=True
        ) as progress:
            bar = progress.add_task("waiting for the model", total=None)
            await _ready(daemon)
            await _learn(daemon, clone, progress)
            progress.update(bar, description="completing hidden lines", total=len(hidden) * 2, completed=0)
            generic = await _guesses(hidden, clone, 1.0, lambda: progress.advance(bar))
            personal = await _guesses(hidden, clone, 0.0, lambda: progress.advance(bar))
        status = await daemon.status()
        console.print(_headline(status))
        console.print(_table(hidden, generic, personal, clone))
        completed()
        document = await daemon.get("/v1/profile", project=clone.as_posix())
    console.print(ProfileTable(from_json(json.dumps(document))))
    console.print(_how_to_go_on())


async def _ready(daemon: DaemonClient) -> None:
    """Wait until model and store are there."""
    started = time.monotonic()
    while time.monotonic() - started < MODEL_TIMEOUT_S:
        status = await daemon.status()
        if status.backend.state == "ready" and status.store == "ready":
            return
        if status.backend.state in {"missing", "failed"}:
            raise NotAvailable(status.backend.why)
        if status.store == "failed":
            raise LampError(status.store_message)
        await asyncio.sleep(0.2)
    raise NotAvailable("The model did not load in two minutes; `lamp doctor` says why.")


async def _learn(daemon: DaemonClient, clone: Path, progress: Progress) -> None:
    bar = progress.add_task("learning", total=None)
    request = LearnRequest(path=clone.as_posix(), everything_is_mine=True)
    async for step in daemon.learn(request):
        progress.update(bar, description=step.stage, completed=step.done, total=step.total or None)
    progress.remove_task(bar)


async def _guesses(
    hidden: list[HiddenLine], clone: Path, generic_share: float, done: Callable[[], None]
) -> list[Guess]:
    """Ask the language server on stdio for every hidden line, as an editor would."""
    client = LanguageClient("lamp-demo", __version__)
    await client.start_io(sys.executable, "-m", "lamp_lsp.cli.main", "lsp")
    folder = lsp.WorkspaceFolder(uri=clone.as_uri(), name=clone.name)
    options = {"generic_share": generic_share, "learn_workspaces": False}
    await client.initialize_async(
        lsp.InitializeParams(
            capabilities=lsp.ClientCapabilities(),
            initialization_options=options,
            workspace_folders=[folder],
            root_uri=folder.uri,
        )
    )
    client.initialized(lsp.InitializedParams())
    found = []
    for place in hidden:
        found.append(await _ask(client, place))
        done()
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return found


async def _ask(client: LanguageClient, place: HiddenLine) -> Guess:
    uri = place.path.as_uri()
    text = place.before + place.after
    client.text_document_did_open(
        lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri=uri, language_id=place.language, version=1, text=text))
    )
    last_line = place.before.rsplit("\n", 1)[-1]
    position = lsp.Position(line=place.before.count("\n"), character=len(last_line.encode("utf-16-le")) // 2)
    started = time.perf_counter()
    answer = await asyncio.wait_for(
        client.text_document_inline_completion_async(
            lsp.InlineCompletionParams(
                text_document=lsp.TextDocumentIdentifier(uri=uri),
                position=position,
                context=lsp.InlineCompletionContext(trigger_kind=lsp.InlineCompletionTriggerKind.Invoked),
            )
        ),
        ANSWER_TIMEOUT_S,
    )
    seconds = time.perf_counter() - started
    client.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri=uri)))
    items = answer.items if isinstance(answer, lsp.InlineCompletionList) else answer or []
    return Guess(_inserted(items[0], position) if items else "", seconds)


def _inserted(item: lsp.InlineCompletionItem, position: lsp.Position) -> str:
    """Return what appears right of the cursor."""
    text = item.insert_text if isinstance(item.insert_text, str) else item.insert_text.value
    if item.range is not None and item.range.start.line == position.line:
        return text[position.character - item.range.start.character :]
    return text


def _headline(status: StatusResponse) -> Text:
    speed = status.backend.speed
    read = (
        f", reading {speed.read_tokens_per_s:.0f} and writing {speed.write_tokens_per_s:.0f} tokens a second"
        if speed
        else ""
    )
    return Text(
        f"\n{status.backend.model} ({status.backend.kind}{read}); "
        f"{counted(status.snippets, 'snippet')}, {counted(status.habits, 'habit')}\n"
    )


def _table(hidden: list[HiddenLine], generic: list[Guess], personal: list[Guess], clone: Path) -> Table:
    table = Table(title="Hidden lines of a kind that recurs in this project", show_lines=True, expand=True)
    for name in ("Generic", "Personalized", "What was really written"):
        table.add_column(name, ratio=1, overflow="fold")
    for place, plain, own in zip(hidden, generic, personal, strict=True):
        where = f"{place.path.relative_to(clone)}:{place.before.count(chr(10)) + 1}"
        truth = Text.assemble(place.truth, (f"\n{where}", "dim"))
        table.add_row(_shown(plain, place.truth), _shown(own, place.truth), truth)
    return table


def _shown(guess: Guess, truth: str) -> Text:
    first = guess.text.strip().splitlines()[0] if guess.text.strip() else "(nothing)"
    style = "green" if first == truth else "" if guess.text.strip() else "dim"
    return Text.assemble((first, style), (f"\n{guess.seconds:.1f} s", "dim"))


def _how_to_go_on() -> str:
    return (
        "\nNothing of this left your machine. To go on with your own editor:\n"
        "  [bold]lamp setup[/bold]     asks whether it may learn, finds model and editors, says how to connect them\n"
        "  Neovim 0.11+   vim.lsp.config('lamp', { cmd = { 'lamp', 'lsp' } }); vim.lsp.enable('lamp')\n"
        "  any editor     start [bold]lamp lsp[/bold] as a language server with inline completion\n"
    )
