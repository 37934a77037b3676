"""What an adapter learns from, and what it is judged by."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from style_learner.errors import NotAvailable
from style_learner.memory.retrieval import Memory
from style_learner.privacy.likeness import REDACTED
from style_learner.tuning.documents import OwnDocument, file_on_disk, own_documents
from style_learner.tuning.general import general_documents, general_samples
from style_learner.tuning.masking import Masking
from style_learner.tuning.material import Material, OwnEdit, material_of
from style_learner.tuning.samples import TrainingPlaces, judging_samples, split
from style_learner.tuning.spans import spans_of
from style_learner.types import Outcome, OutcomeKind, Retention, Source, Suggestion

FUNCTION = """def {name}_{number}(the_order):
    the_total = sum_of(the_order, "{name}")
    if the_total is None:
        return give_up("{name}", {number})
    return wrap(the_total)
"""


def module(name: str, functions: int = 30) -> str:
    """Return a file in one manner."""
    return "import shop\n\n\n" + "\n\n".join(FUNCTION.format(name=name, number=one) for one in range(functions))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project of files, each newer than the one before."""
    for name in "abcdefgh":
        (tmp_path / f"{name}.py").write_text(module(name))
    return tmp_path


def learned(project: Path, *, source: Source = Source.WRITTEN, names: str = "abcdefgh") -> Material:
    """Return what the memory holds of the project's files."""
    memory = Memory()
    for number, name in enumerate(names):
        text = (project / f"{name}.py").read_text()
        memory.replace_document(project.as_posix(), f"{name}.py", "python", text, at=1000.0 + number, source=source)
    return Material(tuple(memory.snippets()))


def test_documents_have_their_blank_lines_and_all_own_lines(project: Path) -> None:
    """A file learned whole comes back whole: one run, from its first line to its last."""
    documents = own_documents(learned(project).snippets, file_on_disk())

    assert [one.path for one in documents] == [f"{name}.py" for name in "abcdefgh"]
    text = module("a")
    assert documents[0].text == text
    assert documents[0].own == ((0, text.rstrip("\n").count("\n")),)


def test_lines_written_since_are_no_ones(project: Path) -> None:
    """What no learned piece holds is context, not the developer's."""
    material = learned(project)
    (project / "a.py").write_text(f"def foreign():\n    raise NotImplementedError\n\n\n{module('a')}")

    (document,) = (one for one in own_documents(material.snippets, file_on_disk()) if one.path == "a.py")

    assert document.own[0][0] >= 4
    assert all("NotImplementedError" not in document.text[one.start : one.end] for one in spans_of(document, 0))


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: (file.parent / ".lampignore").write_text(file.name)])
def test_a_file_that_is_gone_or_ignored_teaches_nothing(project: Path, spoil: Callable[[Path], object]) -> None:
    """Ignore files hold as they are now, whatever was learned before."""
    material = learned(project)
    spoil(project / "a.py")

    assert "a.py" not in [one.path for one in own_documents(material.snippets, file_on_disk())]


def test_others_code_is_not_trained_on(project: Path) -> None:
    """Other people's files in a project are retrieved at most."""
    assert own_documents(learned(project, source=Source.PROJECT).snippets, file_on_disk()) == []


def test_spans_end_where_the_syntax_does() -> None:
    """Blocks are whole pieces or what follows their first line; every own line is in one of them."""
    text = module("a", functions=6)
    document = OwnDocument("/p", "a.py", "python", text, ((0, text.count("\n")),), 0.0)

    spans = spans_of(document, seed=3)

    blocks = [one for one in spans if one.kind == "block"]
    assert {text[one.end] for one in spans} == {"\n"}
    assert all(text[one.start : one.end].startswith(("def ", "the_total", "import")) for one in blocks)
    assert {one.kind for one in spans} == {"line", "lines", "block"}


def test_a_secret_is_never_asked_for(tmp_path: Path) -> None:
    """Where something was redacted, nothing is learned by heart."""
    secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz81KLqkpt"  # noqa: S105 planted
    (tmp_path / "a.py").write_text(f'{module("a")}\n\naws_secret_access_key = "{secret}"\n')
    memory = Memory()
    read = file_on_disk()
    text = read(tmp_path.as_posix(), "a.py") or ""
    memory.replace_document(tmp_path.as_posix(), "a.py", "python", text, at=1.0)

    (document,) = own_documents(memory.snippets(), read)

    assert REDACTED in document.text
    assert secret not in document.text
    assert all(REDACTED not in document.text[one.start : one.end] for one in spans_of(document, 0))


def test_the_newest_tenth_is_held_out(project: Path) -> None:
    """Whole files, by time; what chooses comes next, and no place to train on is of either."""
    material = learned(project)
    parts = split(own_documents(material.snippets, file_on_disk()))

    assert [one.path for one in parts.held_out] == ["h.py"]
    assert [one.path for one in parts.chosen_by] == ["g.py"]
    places = TrainingPlaces(material, parts, seed=1)
    seen = [places[number] for number in range(0, len(places), 7)]
    assert {one.context.path[-4:] for one in seen} <= {f"{name}.py" for name in "abcdef"}
    assert all(one.snippet.path not in {"g.py", "h.py"} for sample in seen for one in sample.retrieved)


def test_nothing_recalled_holds_what_is_asked_for(project: Path) -> None:
    """Of the open file no piece comes back in which the wanted lines stand, in training and in judging."""
    material = learned(project)
    parts = split(own_documents(material.snippets, file_on_disk()))
    samples = [TrainingPlaces(material, parts, seed=1)[number] for number in range(30)]
    samples += judging_samples(material, parts, parts.held_out, 30, seed=1)

    blocks = [one for one in samples if one.kind == "block"]
    assert blocks
    assert any(one.retrieved for one in samples)
    assert all(one.wanted not in retrieved.snippet.text for one in blocks for retrieved in one.retrieved)


def test_too_little_code_is_said(project: Path) -> None:
    """The sentence says how much there is, how much it takes, and how to get more."""
    with pytest.raises(NotAvailable, match=r"too few to train an adapter .* `lamp learn FOLDER`"):
        split(own_documents(learned(project, names="a").snippets, file_on_disk()))


def suggestion(name: str, text: str = "the_total = sum_of(the_order)") -> Suggestion:
    """Return a suggestion that was offered."""
    return Suggestion(
        id=name, text=text, at=5.0, language="python", project="/p", path="a.py", before="def f():\n    ", after="\n",
        backend="ollama", model="m", strategy="evidence", evidence=(), mean_logprob=None, latency_ms=1.0,
    )  # fmt: skip


def test_kept_and_typed_texts_are_edits() -> None:
    """What was accepted and still stands counts, and what was typed instead; what was taken out again does not."""
    outcomes = [
        Outcome("kept", OutcomeKind.ACCEPTED, 6.0, characters=29),
        Outcome("undone", OutcomeKind.ACCEPTED, 6.0, characters=29),
        Outcome("typed", OutcomeKind.TYPED_OVER, 6.0, text="the_total = add_up(the_order)"),
    ]
    looks = [Retention("kept", 600, 1.0, 29, 7.0), Retention("undone", 600, 0.1, 3, 7.0)]

    found = material_of([], map(suggestion, ("kept", "undone", "typed", "ignored")), outcomes, looks)

    assert [one.text for one in found.edits] == ["the_total = sum_of(the_order)", "the_total = add_up(the_order)"]
    assert Material.from_json(json.loads(json.dumps(found.as_json()))) == found


def test_an_edit_weighs_more_and_is_trained_on_with_its_time(project: Path) -> None:
    """Edits made before the held-out code are places of double weight; later ones are left out."""
    material = learned(project)
    parts = split(own_documents(material.snippets, file_on_disk()))
    early, late = (
        OwnEdit(project.as_posix(), "a.py", "python", "x = ", text, "\n", at)
        for text, at in (("early_choice()", 900.0), ("late_choice()", 9000.0))
    )

    places = TrainingPlaces(Material(material.snippets, (early, late)), parts, seed=1)
    heavy = [places[number] for number in range(len(places)) if places[number].weight > 1]

    assert [one.wanted for one in heavy] == ["early_choice()"]


def test_general_code_is_judged_by_other_modules_than_it_is_trained_on() -> None:
    """The standard library gives places of both kinds, from modules of their own."""
    trained, judged = (general_documents(1000, judged=one, seed=1) for one in (False, True))

    assert not {one.path for one in trained} & {one.path for one in judged}
    assert len(general_samples(judged=True, most=10, seed=1)) == 10


def test_names_of_people_and_hosts_are_replaced() -> None:
    """The same name gets the same stand-in, and code stays code."""
    mask = Masking({"Ada Lovelace", "root"})

    text = mask(
        '# Ada Lovelace <ada@engine.org>\nURL = "https://build.engine.org/x"\nHOME = "/home/ada/x"\nroot = tree.root'
    )

    for name in ("Ada", "ada", "engine.org"):
        assert name not in text
    assert "root = tree.root" in text
    assert mask("see ada@engine.org") == f"see {text.split('<')[1].split('>')[0]}"
