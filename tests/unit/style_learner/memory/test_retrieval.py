import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from style_learner.memory import cutting, retrieval
from style_learner.memory.query import significant_lines
from style_learner.memory.retrieval import OPEN_FILE, Memory
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.types import REST_OF_FILE, CursorContext, RetrievedSnippet, Snippet, Source

_SOURCES = {
    "cutting.py": Path(cutting.__file__).read_text("utf-8"),
    "retrieval.py": Path(retrieval.__file__).read_text("utf-8"),
}
_DAY_S = 86_400.0
_CLIENT = """
def fetch_invoice(session, number):
    response = session.get(f"/invoices/{number}", timeout=TIMEOUT)
    response.raise_for_status()
    return Invoice.model_validate(response.json())
"""
_PARSER = """
def tokens_of(source):
    for match in PATTERN.finditer(source):
        yield Token(match.lastgroup, match.group())
"""


def _memory(documents: dict[str, str], project: str = "/p", language: str = "python", at: float = 0.0) -> Memory:
    memory = Memory()
    for path, text in documents.items():
        memory.replace_document(project, path, language, text, at=at)
    return memory


def _retrieve(memory: Memory, prefix: str, *, path: str = "new.py", language: str = "python") -> list[RetrievedSnippet]:
    return memory.retrieve(CursorContext(f"/p/{path}", language, prefix, "", "/p"), limit=5, now=0.0)


def _paths(retrieved: Sequence[RetrievedSnippet]) -> list[str]:
    return [one.snippet.path for one in retrieved]


def test_kindred_code_comes_back() -> None:
    """What the developer wrote about the same things comes first."""
    memory = _memory({"client.py": _CLIENT, "parser.py": _PARSER})

    (first, *_) = _retrieve(memory, "def fetch_order(session, number):\n    response = session.get(")

    assert first.snippet.path == "client.py"
    assert first.reason == "words"


def test_coverage_tells_kindred_from_strange() -> None:
    """A place of which memory knows most words is covered more than one of which it knows a single word."""
    memory = _memory({"client.py": _CLIENT})

    (kindred,) = _retrieve(memory, "response = session.get(f'/invoices/{number}'")
    (strange,) = _retrieve(memory, "draw_circle(canvas, radius, colour, timeout")

    assert 0 <= strange.coverage < 0.5 < kindred.coverage <= 1


def test_other_languages_stay_out() -> None:
    """The same words in another language are not retrieved; those of a kindred language are."""
    memory = _memory({"client.ts": "const response = session.get(invoices);\n"}, language="typescript")

    assert _retrieve(memory, "response = session.get(", language="python") == []
    assert _paths(_retrieve(memory, "response = session.get(", language="javascript")) == ["client.ts"]


def test_newer_code_comes_before_older() -> None:
    """Of two equally kindred snippets the one written last is first."""
    memory = _memory({"old.py": _CLIENT}, at=-1000 * _DAY_S)
    memory.replace_document("/p", "new_one.py", "python", _CLIENT.replace("return", "result ="), at=-_DAY_S)

    assert _paths(_retrieve(memory, "response = session.get(number"))[0] == "new_one.py"


def test_own_code_comes_before_that_of_others() -> None:
    """Of two equally kindred snippets the developer's own is first."""
    memory = Memory()
    memory.replace_document("/p", "a.py", "python", _CLIENT, at=0.0, source=Source.PROJECT)
    memory.replace_document("/p", "b.py", "python", _CLIENT.replace("return", "result ="), at=0.0)

    assert _paths(_retrieve(memory, "response = session.get(number"))[0] == "b.py"


def test_copies_come_back_once() -> None:
    """The same code in several files takes the room of one."""
    memory = _memory({f"{name}.py": _CLIENT for name in "abc"})

    assert len(_retrieve(memory, "response = session.get(number")) == 1


def test_names_near_the_cursor_bring_their_definitions() -> None:
    """What a name means is retrieved though its definition shares nothing else with the place."""
    memory = _memory({"money.py": "def round_half_even(x):\n    return quantize(x)\n" + "\n" * 3 + _PARSER})

    assert [one.name for one in memory.definitions(["round_half_even"], "python")] == ["round_half_even tokens_of"]
    assert _paths(_retrieve(memory, "price = round_half_even(")) == ["money.py"]
    assert memory.definitions(["round_half_even"], "rust") == []


@settings(max_examples=60)
@given(st.sampled_from(sorted(_SOURCES)), st.data())
def test_nothing_from_inside_the_window_comes_back(path: str, data: st.DataObject) -> None:
    """No retrieved snippet of the same file shares a whole line with the window, wherever it begins and ends."""
    text = _SOURCES[path]
    first, cursor, last = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 3)))
    context = CursorContext(f"/p/{path}", "python", text[:cursor], text[cursor:], "/p")

    retrieved = _BOTH.retrieve(context, limit=20, now=0.0, window=(text[first:cursor], text[cursor:last]))

    lines = text.split("\n")
    shown = range(text.count("\n", 0, first) + 1, text.count("\n", 0, last))
    written = {row for row in shown if lines[row].strip() and row != text.count("\n", 0, cursor)}
    for one in (one.snippet for one in retrieved if one.snippet.path == path):
        rows = range(one.first_line, one.first_line + one.text.count("\n") + 1 - _headers(one, lines))
        assert written.isdisjoint(rows)


_BOTH = _memory(_SOURCES)


def _headers(snippet: Snippet, lines: Sequence[str]) -> int:
    """Return how many lines of enclosing definitions stand before the snippet's own."""
    own = snippet.text.split("\n")
    return next(n for n in range(3) if lines[snippet.first_line : snippet.first_line + len(own) - n] == own[n:])


def test_far_parts_of_the_same_file_may_come_back() -> None:
    """What the model cannot see of the file is as good as another file."""
    text = _CLIENT + "".join(f"filler_{i} = {i}\n" for i in range(40)) + _PARSER
    memory = _memory({"a.py": text})
    context = CursorContext("/p/a.py", "python", text + "\nresponse = session.get(number", "", "/p")

    retrieved = memory.retrieve(context, limit=5, now=0.0, window=("\nresponse = session.get(number", ""))

    assert any("fetch_invoice" in one.snippet.text for one in retrieved)


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from([_CLIENT, _PARSER, _CLIENT + _PARSER, "", "x = 1\n"])))
)
def test_replacing_and_removing_leaves_nothing(changes: list[tuple[str, str]]) -> None:
    """Memory holds what the documents say last, and after their removal nothing at all."""
    memory = Memory()
    for path, text in changes:
        memory.replace_document("/p", path, "python", text, at=0.0)
    fresh = _memory(dict(changes))

    assert {one.id for one in memory.snippets()} == {one.id for one in fresh.snippets()}

    memory.remove("/p")
    assert len(memory) == 0
    assert _retrieve(memory, _CLIENT[:60]) == []
    assert memory.definitions(["fetch_invoice", "tokens_of"], "python") == []


def test_removal_takes_what_it_names() -> None:
    """A document, a project or everything: no more and no less."""
    memory = _memory({"a.py": _CLIENT, "b.py": _PARSER})
    memory.replace_document("/q", "a.py", "python", _CLIENT, at=0.0)

    assert len(memory.remove("/p", "a.py")) == 1
    assert {(one.project, one.path) for one in memory.snippets()} == {("/p", "b.py"), ("/q", "a.py")}

    memory.remove("/q")
    assert {one.project for one in memory.snippets()} == {"/p"}


def test_unchanged_code_keeps_its_age() -> None:
    """Saving a file makes only its changed parts new; what became surer evidence is told."""
    memory = _memory({"a.py": _CLIENT}, at=1.0)

    new, gone = memory.replace_document("/p", "a.py", "python", _CLIENT, at=2.0)
    assert (new, gone) == ([], [])
    assert [one.at for one in memory.snippets()] == [1.0]

    memory.replace_document("/p", "a.py", "python", _CLIENT, at=3.0, source=Source.PROJECT)
    assert [one.source for one in memory.snippets()] == [Source.WRITTEN]


def test_restoring_gives_the_same_memory() -> None:
    """What was kept over a restart is retrieved as before, and can be replaced as before."""
    memory = _memory({"client.py": _CLIENT, "parser.py": _PARSER})
    again = Memory()
    again.restore(memory.snippets())

    assert again.snippets() == memory.snippets()
    assert _retrieve(again, "response = session.get(") == _retrieve(memory, "response = session.get(")

    again.replace_document("/p", "client.py", "python", "", at=0.0)
    assert _paths(_retrieve(again, "response = session.get(")) == []


def test_meaning_joins_in_when_it_is_ready() -> None:
    """A snippet without a common word is retrieved by its meaning."""

    class Same:
        name = "same"

        def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
            return np.ones((len(texts), 1), np.float32)

    meaning = SemanticIndex(Same)
    memory = Memory(meaning)
    memory.replace_document("/p", "a.py", "python", _PARSER, at=0.0)
    assert _retrieve(memory, "zebra\n") == []

    meaning.start()
    while not meaning.ready:
        threading.Event().wait(0.001)
    context = CursorContext("/p/b.py", "python", "zebra\n", "", "/p")
    retrieved = memory.retrieve(context, limit=5, now=0.0, meaning_timeout_s=5.0)
    meaning.stop()

    assert [one.reason for one in retrieved] == ["meaning"]


def test_recalling_while_writing_is_safe() -> None:
    """Recalls in one thread go on undisturbed while another replaces documents."""
    memory = _memory({"client.py": _CLIENT})
    done = threading.Event()

    def write() -> None:
        for number in range(60):
            memory.replace_document("/p", f"{number % 3}.py", "python", f"{_CLIENT}\nx = {number}\n", at=0.0)
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    found = [_retrieve(memory, "def fetch_order(session, number):\n    response = session.get(")]
    while not done.is_set():
        found.append(_retrieve(memory, "def fetch_order(session, number):\n    response = session.get("))
    writer.join()

    assert all(found)
    assert all("fetch_invoice" in one.snippet.text for one in found[-1])


def test_a_place_without_words_recalls_nothing() -> None:
    """An empty document asks for nothing."""
    assert _retrieve(_memory({"a.py": _CLIENT}), "") == []
    assert significant_lines("") == ()


def test_equals_come_in_the_same_order_wherever_the_project_lies() -> None:
    """The order of like files does not hang on the folder above them."""
    files = {f"{name}.py": _CLIENT.replace("invoice", name) for name in ("order", "refund", "credit", "letter")}

    def order(folder: str) -> list[str]:
        place = CursorContext(f"{folder}/new.py", "python", "response = session.get(number)\n", "", folder)
        return _paths(_memory(files, project=folder).retrieve(place, limit=4, now=0.0))

    assert {tuple(order(f"/{number}/p")) for number in range(6)} == {tuple(order("/p"))}


def test_a_measurement_may_leave_out_parts() -> None:
    """Without other files only the open one speaks, and the other way round; without every search nothing does."""
    memory = _memory({"here.py": _CLIENT, "there.py": f"# elsewhere\n{_CLIENT}"})
    place = CursorContext("/p/here.py", "python", "response = session.get(number, timeout=TIMEOUT)\n", "", "/p")

    def paths(*without: str) -> set[str]:
        found = memory.retrieve(place, limit=5, now=0.0, window=("", ""), without=without)
        return {one.snippet.path for one in found}

    assert paths("otherfiles") == {"here.py"}
    assert paths("openfile") == {"there.py"}
    assert paths("words", "definition") == set()


def test_code_of_the_project_keeps_out_that_of_others() -> None:
    """Where the project holds much that is alike, another project's code takes none of its room."""
    kinds = ("order", "refund", "credit", "letter", "ticket", "parcel")
    memory = _memory({f"{name}.py": _CLIENT.replace("invoice", name).replace("Invoice", name) for name in kinds})
    memory.replace_document("/q", "client.py", "python", _CLIENT, at=0.0)

    retrieved = _retrieve(memory, "def fetch_order(session, number):\n    response = session.get(")

    assert retrieved
    assert {one.snippet.project for one in retrieved} == {"/p"}


def test_the_open_file_comes_before_code_of_other_projects() -> None:
    """Where the project holds little that is alike, all that the window hides of the file comes first."""
    memory = _memory({"a.py": _PARSER})
    memory.replace_document("/q", "client.py", "python", _CLIENT, at=0.0)
    place = CursorContext("/p/a.py", "python", f"{_PARSER}\n\nresponse = session.get(number", "", "/p")

    retrieved = memory.retrieve(place, limit=5, now=0.0, window=("response = session.get(number", ""))

    assert [(one.snippet.project, one.reason) for one in retrieved] == [("/p", REST_OF_FILE), ("/q", "words")]
    assert memory.retrieve(place, limit=5, now=0.0) == retrieved[1:]  # the window shows the file
    assert memory.retrieve(place, limit=5, now=0.0, window=("", ""), without=[OPEN_FILE]) == retrieved[1:]
