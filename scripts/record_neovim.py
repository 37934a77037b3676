# ruff: noqa: INP001 a script, not a package
"""Record a real Neovim with the plugin and the real model as an animated picture: ``record_neovim.py [FILE.svg]``.

What is seen is what Neovim drew: the script presses keys and keeps the screens that come. Pauses are shortened.
"""

import html
import itertools
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pynvim

from lamp_lsp.paths import lamp_paths

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "pictures" / "neovim.svg"

COLUMNS, ROWS = 84, 20
CELL_WIDTH, CELL_HEIGHT = 8.4, 18
LONGEST_PAUSE_S = 1.8
LAST_PAUSE_S = 3.0
KEY_S = 0.06
MODEL_S = 240.0
ANSWER_S = 10.0

SHOP = '''"""Invoices of the shop."""

import json
from pathlib import Path


def load_orders(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as file:
        return json.load(file)


def order_total(order: dict) -> float:
    return sum(line["price"] * line["count"] for line in order["lines"])


def print_invoice(order: dict) -> None:
    for line in order["lines"]:
        print(f"{line['name']:<20} {line['price']:>8.2f}")
    print(f"{'Total':<20} {order_total(order):>8.2f}")
'''

Cell = tuple[str, int]


@dataclass
class Screen:
    """What Neovim has drawn, and every screen so far with its moment."""

    cells: list[list[Cell]] = field(default_factory=lambda: [[(" ", 0)] * COLUMNS for _ in range(ROWS)])
    looks: dict[int, dict[str, Any]] = field(default_factory=dict)
    colours: tuple[int, int] = (0xD0D0D0, 0x1C1C1C)
    cursor: tuple[int, int] = (0, 0)
    frames: list[tuple[float, list[list[Cell]], tuple[int, int]]] = field(default_factory=list)

    def take(self, name: str, arguments: list[Any]) -> None:
        """Take in one redraw event of ``nvim_ui_attach``."""
        handler = getattr(self, f"_{name}", None)
        for each in arguments:
            if handler:
                handler(*each)

    def _default_colors_set(self, foreground: int, background: int, *_: Any) -> None:
        self.colours = (foreground, background)

    def _hl_attr_define(self, number: int, look: dict[str, Any], *_: Any) -> None:
        self.looks[number] = look

    def _grid_clear(self, _grid: int) -> None:
        self.cells = [[(" ", 0)] * COLUMNS for _ in range(ROWS)]

    def _grid_cursor_goto(self, _grid: int, row: int, column: int) -> None:
        self.cursor = (row, column)

    def _grid_line(self, _grid: int, row: int, column: int, cells: list[Any], *_more: Any) -> None:
        look = 0
        for cell in cells:
            look = cell[1] if len(cell) > 1 else look
            for _ in range(cell[2] if len(cell) > 2 else 1):  # noqa: PLR2004 the third is the count
                self.cells[row][column] = (cell[0], look)
                column += 1

    def _grid_scroll(self, _grid: int, top: int, bottom: int, left: int, right: int, rows: int, _columns: int) -> None:
        order = range(top, bottom - rows) if rows > 0 else range(bottom - 1, top - rows - 1, -1)
        for row in order:
            self.cells[row][left:right] = self.cells[row + rows][left:right]

    def _flush(self) -> None:
        frame = ([list(row) for row in self.cells], self.cursor)
        if not self.frames or frame != self.frames[-1][1:]:
            self.frames.append((time.monotonic(), *frame))


class Session:
    """A Neovim that is drawn on a screen; a story presses its keys from another thread."""

    def __init__(self, environment: dict[str, str]) -> None:
        variables = [f"{name}={value}" for name, value in environment.items()]
        program = Path(sys.executable).parent / "nvim"
        self.nvim = pynvim.attach("child", argv=["env", *variables, str(program), "--embed", "--clean", "-n"])
        self.screen = Screen()

    def play(self, story: Callable[["Session"], None]) -> None:
        """Run the story to its end."""
        failed: list[BaseException] = []

        def tell() -> None:
            try:
                story(self)
            except BaseException as error:  # noqa: BLE001 raised again below
                failed.append(error)
            self.nvim.async_call(self.nvim.stop_loop)

        self.nvim.ui_attach(COLUMNS, ROWS, rgb=True, ext_linegrid=True)
        threading.Thread(target=tell, daemon=True).start()
        self.nvim.run_loop(None, self._drawn)
        if failed:
            raise failed[0]

    def _drawn(self, name: str, events: list[Any]) -> None:
        for event in events if name == "redraw" else []:
            self.screen.take(event[0], event[1:])

    def call(self, work: Callable[[], Any]) -> Any:
        """Do something in the loop's thread and return its result."""
        answers: queue.Queue[Any] = queue.Queue()
        self.nvim.async_call(lambda: answers.put(work()))
        return answers.get(timeout=60)

    def lua(self, code: str, *arguments: Any) -> Any:
        return self.call(lambda: self.nvim.exec_lua(code, *arguments))

    def keys(self, *keys: str) -> None:
        """Press keys, one after the other, as fast as a person."""
        for key in keys:
            self.call(lambda key=key: self.nvim.input(key))  # type: ignore[misc]
            time.sleep(KEY_S)

    def type(self, text: str) -> None:
        self.keys(*("<CR>" if each == "\n" else each for each in text))

    def shown(self, *, keep: float = 1.0) -> None:
        """Wait for a suggestion, ask by hand where none comes, and let it be read."""
        until = time.monotonic() + MODEL_S
        while not self._visible_within(ANSWER_S):
            if time.monotonic() > until:
                raise TimeoutError("The model suggests nothing.")
            self.lua("require('lamp').trigger()")
        time.sleep(keep)

    def _visible_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not (visible := self.lua("return require('lamp').visible()")) and time.monotonic() < until:
            time.sleep(0.1)
        return bool(visible)


def story(project: Path, lamp: list[str]) -> Callable[[Session], None]:
    """Return what happens in the picture."""

    def tell(session: Session) -> None:
        session.lua(
            "vim.opt.runtimepath:append(...) vim.o.shortmess = vim.o.shortmess .. 'I' vim.o.termguicolors = true "
            "vim.o.laststatus = 2 vim.o.statusline = [[ %t%m %=%{v:lua.require'lamp'.statusline()} ]] "
            "vim.api.nvim_set_hl(0, 'LampSuggestion', { fg = '#8a94a6', italic = true })",
            str(ROOT / "editors" / "nvim"),
        )
        session.lua("vim.cmd.runtime('plugin/lamp.lua') require('lamp').setup { cmd = ..., mappings = true }", lamp)
        session.lua("vim.cmd.cd(...)", str(project))
        session.lua("vim.cmd.edit('report.py')")
        session.keys("i")
        session.type("def main():\n")
        session.shown(keep=0)  # the model is loaded by then
        session.keys("<C-Bslash><C-n>", "gg", "d", "G")
        session.screen.frames.clear()
        session.keys("i")
        session.type("from shop import load_orders, order_total\n\n\ndef print_totals(path):\n")
        session.shown()
        session.keys("<M-Right>")
        time.sleep(0.5)
        session.keys("<M-Down>")
        time.sleep(0.8)
        session.shown()
        session.keys("<Tab>")
        time.sleep(1.2)
        session.keys("<Esc>")
        session.type(":Lamp why\n")
        time.sleep(2.5)

    return tell


def svg(screen: Screen) -> str:
    """Return the frames as one animated picture."""
    width, height = COLUMNS * CELL_WIDTH + 24, ROWS * CELL_HEIGHT + 24
    foreground, background = screen.colours
    head = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-size="14"
 font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace">
<title>LAMP in Neovim: ghost text, accepted by word, by line and whole, and why it was suggested</title>
<style>g.f{{visibility:hidden}}text{{white-space:pre}}
{_timing([frame[0] for frame in screen.frames])}</style>
<rect width="100%" height="100%" rx="8" fill="#{background:06x}"/>
<g transform="translate(12 12)" fill="#{foreground:06x}">
"""
    frames = [
        f'<g class="f" id="f{number}">{"".join(_frame(screen, cells, cursor))}</g>\n'
        for number, (_, cells, cursor) in enumerate(screen.frames)
    ]
    return "".join([head, *frames, "</g></svg>\n"])


def _timing(times: list[float]) -> str:
    """Return the rules by which each frame is seen in its turn, over and over."""
    moments = _moments(times)
    whole = moments[-1] + LAST_PAUSE_S
    rules = []
    for number, (begins, ends) in enumerate(itertools.pairwise([*moments, whole])):
        first, last = 100 * begins / whole, min(99.999, 100 * ends / whole)
        before = f"0%{{visibility:hidden}}{first:.3f}%" if number else "0%"
        rules.append(f"@keyframes k{number}{{{before}{{visibility:visible}}{last:.3f}%,100%{{visibility:hidden}}}}")
        rules.append(f"#f{number}{{animation:k{number} {whole:.2f}s step-end infinite}}")
    return "\n".join(rules)


def _moments(times: list[float]) -> list[float]:
    """Return when each frame begins, pauses shortened."""
    moments = [0.0]
    for before, now in itertools.pairwise(times):
        moments.append(moments[-1] + min(LONGEST_PAUSE_S, now - before))
    return moments


def _frame(screen: Screen, cells: list[list[Cell]], cursor: tuple[int, int]) -> list[str]:
    parts = []
    for row, line in enumerate(cells):
        column = 0
        while column < COLUMNS:
            end = column + 1
            while end < COLUMNS and line[end][1] == line[column][1]:
                end += 1
            text = "".join(character for character, _ in line[column:end])
            parts += _run(screen, text, screen.looks.get(line[column][1], {}), row, column)
            column = end
    x, y = cursor[1] * CELL_WIDTH, cursor[0] * CELL_HEIGHT
    parts.append(f'<rect x="{x:.1f}" y="{y}" width="2" height="{CELL_HEIGHT}" fill="#e0e0e0"/>')
    return parts


def _run(screen: Screen, text: str, look: dict[str, Any], row: int, column: int) -> list[str]:
    """Draw cells of one look."""
    foreground = look.get("foreground", screen.colours[0])
    background = look.get("background")
    if look.get("reverse"):
        foreground, background = background if background is not None else screen.colours[1], foreground
    x, y = column * CELL_WIDTH, row * CELL_HEIGHT
    parts = []
    if background is not None and background != screen.colours[1]:
        width = len(text) * CELL_WIDTH
        parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{CELL_HEIGHT}" fill="#{background:06x}"/>')
    if text.strip():
        style = (' font-style="italic"' if look.get("italic") else "") + (
            ' font-weight="bold"' if look.get("bold") else ""
        )
        fill = "" if foreground == screen.colours[0] else f' fill="#{foreground:06x}"'
        shown = text.strip()
        x += (len(text) - len(text.lstrip())) * CELL_WIDTH
        parts.append(
            f'<text x="{x:.1f}" y="{y + 14}" textLength="{len(shown) * CELL_WIDTH:.1f}"{fill}{style}>'
            f"{html.escape(shown, quote=False)}</text>"
        )
    return parts


def main() -> None:
    """Record the picture with a LAMP of its own, which has learned from a small project."""
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    lamp = [sys.executable, "-m", "lamp_lsp.cli.main"]
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "shop"
        project.mkdir()
        (project / "shop.py").write_text(SHOP, encoding="utf-8")
        environment = {"LAMP_HOME": f"{folder}/lamp", "LAMP_CONSENT": "yes", "LAMP_HOLDOUT_SHARE": "0"}
        environment["LAMP_MODELS"] = str(lamp_paths().cache)
        environment["LAMP_LATENCY_BUDGET_MS"] = "20000"  # a busy machine shortens no prompt
        mail, name = ["config", "user.email", "ada@example.org"], ["config", "user.name", "Ada"]
        for words in (["init", "-q"], mail, name, ["add", "."], ["commit", "-qm", "Begin"]):
            subprocess.run(["git", "-C", str(project), *words], check=True)  # noqa: S603, S607
        run = ["env", *(f"{name}={value}" for name, value in environment.items()), *lamp]
        subprocess.run([*run, "learn", str(project)], check=True)  # noqa: S603
        try:
            session = Session(environment)
            session.play(story(project, [*lamp, "lsp"]))
        finally:
            subprocess.run([*run, "daemon", "stop"], check=True)  # noqa: S603
    picture.write_text(svg(session.screen), encoding="utf-8")
    sys.stdout.write(f"{picture}: {len(session.screen.frames)} screens, {picture.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
