"""The measurement runs every task under every arm, reads nothing twice, and gives each arm what is its own."""

import asyncio
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from lamp_bench.histories.corpora import Corpus
from lamp_bench.measures import Score
from lamp_bench.personalization.developers import other_for
from lamp_bench.personalization.kept import Kept, KeptScore
from lamp_bench.personalization.run import Keeping, Plan, chosen_tasks, run
from lamp_bench.personalization.variants import EVIDENCE, PARTS, STANDARD, chosen_arms
from style_learner.advice import Advice
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.prompts.budget import Budget
from tests.unit.lamp_bench.corpus import CountingModel, WritingModel, corpus, opened

ADA, BOB = corpus("ada", "ada"), corpus("bob", "bob")
BUDGET = Budget(evidence=700, prefix=640, suffix=160, answer=64)


def _run(backend: WritingModel, file: Path, arms: Sequence[str] = STANDARD, *, answers: bool = True) -> list[Score]:
    plan = Plan([ADA, BOB], arms, tasks=1, budget=BUDGET, seed=0)
    keeping = Keeping.of(file.parent, file.name, answers=answers)

    async def collect() -> list[Score]:
        return [score async for score in run(plan, await opened(backend), keeping, lambda *_: None)]

    return asyncio.run(collect())


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Name a place for kept scores."""
    return tmp_path_factory.mktemp("kept") / "scores.jsonl"


@pytest.fixture(scope="module")
def first(file: Path) -> tuple[CountingModel, list[Score]]:
    """Run all arms once, with nothing kept."""
    model = CountingModel()
    return model, _run(model, file)


def test_every_arm_does_every_task(first: tuple[CountingModel, list[Score]]) -> None:
    """Two developers, one line and one block each, under all arms."""
    _, scores = first

    assert len(scores) == 2 * 2 * len(STANDARD)
    assert {score.arm for score in scores} == set(STANDARD)


def test_a_second_run_reads_nothing_and_says_the_same(file: Path, first: tuple[CountingModel, list[Score]]) -> None:
    """Scores are kept by what was read, and the same history is retrieved alike."""
    second = CountingModel()

    assert _run(second, file) == first[1]
    assert first[0].read
    assert second.read == []
    assert second.asked == []


def test_each_arm_has_the_evidence_that_it_is_named_for(tmp_path: Path) -> None:
    """No evidence for none; nothing of other repositories for repo; nothing of one's own for other."""
    read = {}
    for arm in ("none", "repo", "own-plain", "other", "lamp"):
        model = CountingModel()
        _run(model, tmp_path / f"{arm}.jsonl", (arm,))
        read[arm] = model.read[0]  # at the first task, one of ada's

    assert "verify" not in read["none"]
    assert "shop_ledger_ada" not in read["repo"]
    assert "shop_ledger_ada" in read["own-plain"]
    assert "Ledger.load" in read["lamp"]
    assert "ledger_bob" in read["other"]
    assert "ledger_bob" not in read["lamp"] + read["own-plain"]


def test_a_prompt_too_long_costs_one_score(tmp_path: Path) -> None:
    """Text far denser than code does not fit; the rest is measured, and what is left out is said."""

    class Small(CountingModel):
        async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
            if "Ledger.load" in prompt:
                raise WrongSetting("A prompt of 5000 tokens does not fit.")
            return await super().score(prompt, targets)

    plan = Plan([ADA, BOB], ("none", "lamp"), tasks=1, budget=BUDGET, seed=0)
    keeping = Keeping.of(tmp_path, "scores", answers=False)

    async def collect() -> list[Score]:
        return [score async for score in run(plan, await opened(Small()), keeping, lambda *_: None)]

    scores = asyncio.run(collect())

    assert {score.arm for score in scores} == {"none"}
    assert len(scores) == len(keeping.refused) == 4
    assert keeping.refused[0].startswith("Left out: lamp at ada-")


def test_what_is_written_with_another_history_is_written_anew(tmp_path: Path) -> None:
    """The developer's words correct it, though the prompt is the same."""
    model, file = CountingModel(), tmp_path / "scores.jsonl"
    _run(model, file, ("lamp-retrieval", "none"))
    first = len(model.asked)

    _run(model, file, ("lamp-retrieval", "none"))
    again = len(model.asked)
    more = Corpus(ADA.developer, (*ADA.files, *BOB.files), ADA.tasks)
    plan = Plan([more], ("lamp-retrieval", "none"), tasks=1, budget=BUDGET, seed=0)
    keeping = Keeping.of(file.parent, file.name, answers=True)

    async def collect() -> list[Score]:
        return [score async for score in run(plan, await opened(model), keeping, lambda *_: None)]

    asyncio.run(collect())

    assert again == first
    assert len(model.asked) > first


def test_a_run_that_was_killed_while_writing_goes_on(tmp_path: Path) -> None:
    """A broken last line costs one reading, not the file."""
    file = tmp_path / "scores.jsonl"
    Kept(file, KeptScore).keep("prompt", "target", KeptScore((-1.0,), 0.1))
    with file.open("a") as lines:
        lines.write('{"key": "12')

    Kept(file, KeptScore).keep("another", "target", KeptScore((-2.0,), 0.1))

    assert len(Kept(file, KeptScore)) == 2


def test_fewer_tasks_are_among_more() -> None:
    """So that a longer run takes up what a shorter one read; another seed draws others."""
    few, many = chosen_tasks(ADA, 1, seed=0), chosen_tasks(ADA, 2, seed=0)

    assert {task.id for task in few} < {task.id for task in many}
    assert chosen_tasks(ADA, 2, seed=0, kinds=("line",)) == [task for task in many if task.kind == "line"]
    assert any(chosen_tasks(ADA, 1, seed=seed) != few for seed in range(1, 10))


def test_the_other_developer_has_no_more_to_say() -> None:
    """Another's history is cut to the length of one's own."""
    files = other_for(ADA, [ADA, BOB])

    assert {file.repository for file in files} <= {"bob+bank", "bob+shop"}
    assert sum(len(file.text) for file in files) <= ADA.characters


def test_another_language_is_no_other(tmp_path: Path) -> None:
    """A history in another language foretells nothing; the arm is left out, and the result says so."""
    eve = Corpus("eve", tuple(replace(file, path=file.path.replace(".py", ".rs")) for file in BOB.files), BOB.tasks)
    assert other_for(ADA, [ADA, eve, BOB]) == other_for(ADA, [ADA, BOB])
    assert other_for(ADA, [ADA, eve]) == ()

    keeping = Keeping.of(tmp_path, "scores", answers=False)
    scores = _scores(Plan([ADA, eve], ("none", "other"), tasks=1, budget=BUDGET, seed=0), keeping)
    assert {score.arm for score in scores} == {"none"}
    assert [sentence.partition(";")[0] for sentence in keeping.refused] == [
        "Left out: other for ada",
        "Left out: other for eve",
    ]


def test_developers_and_kinds_take_turns(tmp_path: Path) -> None:
    """A run that is broken off has as much of everyone, and as many lines as blocks."""
    plan = Plan([ADA, BOB], ("none", "lamp"), tasks=2, budget=BUDGET, seed=0)
    scores = _scores(plan, Keeping.of(tmp_path, "scores", answers=False))
    assert [score.developer for score in scores] == ["ada", "ada", "bob", "bob"] * 4
    assert {score.kind for score in scores[:8]} == {"line", "block"}


def _scores(plan: Plan, keeping: Keeping) -> list[Score]:
    async def collect() -> list[Score]:
        return [score async for score in run(plan, await opened(CountingModel()), keeping, lambda *_: None)]

    return asyncio.run(collect())


def test_kept_scores_are_their_owners_alone(tmp_path: Path) -> None:
    """From the likeliest tokens at a place most of what was written there can be guessed."""
    file = tmp_path / "kept" / "scores.jsonl"
    Kept(file, KeptScore).keep("prompt", "target", KeptScore((-1.0,), 0.1))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_alone_there_is_no_other() -> None:
    """A single corpus has nobody to be compared with."""
    assert other_for(ADA, [ADA]) == ()


def test_a_model_without_a_gap_is_refused(tmp_path: Path) -> None:
    """It is closed all the same."""
    model = CountingModel(fim=False)

    with pytest.raises(NotAvailable, match="embedded"):
        _run(model, tmp_path / "scores.jsonl")
    assert model.closed


def test_an_unknown_arm_is_refused_with_the_known() -> None:
    """The message lists what may be chosen, groups too."""
    with pytest.raises(WrongSetting, match=r"best;.* own-plain,.* lamp-habits,.* parts"):
        chosen_arms(["none", "best"])
    with pytest.raises(WrongSetting, match="No arm"):
        chosen_arms([" "])


def test_groups_stand_for_their_arms() -> None:
    """Each arm once, whatever else is named; nothing is in no group."""
    assert chosen_arms(["standard"]) == list(STANDARD)
    assert set(chosen_arms(["all"])) == set(STANDARD) | set(PARTS) == set(EVIDENCE)
    assert chosen_arms(["long", "parts", "long"])[:4] == ["long", "none", "lamp", "lamp-correcting"]


def test_each_part_of_lamp_can_be_left_out(tmp_path: Path) -> None:
    """Without retrieval the bare prompt is read; without other files nothing of them."""
    model = CountingModel()
    arms = ("none", "lamp", "lamp-correcting", "lamp-retrieval", "lamp-otherfiles")
    scores = _run(model, tmp_path / "scores.jsonl", arms)
    bits = {score.arm: score.bits or 0.0 for score in scores if score.task_id == scores[0].task_id}
    snippets = {score.arm: score.evidence for score in scores if score.task_id == scores[0].task_id}

    assert bits["lamp-correcting"] < bits["none"]
    assert bits["lamp-correcting"] != bits["lamp"] < bits["lamp-retrieval"]
    assert snippets["none"] == snippets["lamp-retrieval"] == snippets["lamp-otherfiles"] == 0
    assert snippets["lamp"] > 0


def test_habits_are_one_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """They are brought to the answers of lamp, and to none of the arm without them."""
    monkeypatch.setattr("lamp_bench.personalization.run.apply_habits", lambda text, _, habits, **__: text * len(habits))
    monkeypatch.setattr(Advice, "confident_habits", lambda *_: {"quotes": "double", "naming": "snake"})
    scores = _run(CountingModel(), tmp_path / "scores.jsonl", ("lamp", "lamp-habits"))
    written = {score.arm: score.likeness for score in scores}

    assert written["lamp-habits"] is not None
    assert written["lamp"] != written["lamp-habits"]


def test_a_model_that_only_writes_is_measured_by_what_it_writes(tmp_path: Path) -> None:
    """Bits are left out; a second run asks nothing."""
    model, file = WritingModel(), tmp_path / "scores.jsonl"
    scores = _run(model, file, ("none", "lamp"))
    asked = len(model.asked)

    assert {score.arm for score in scores} == {"none", "lamp"}
    assert all(score.bits is None and score.likeness is not None for score in scores)
    assert _run(model, file, ("none", "lamp")) == scores
    assert len(model.asked) == asked


def test_without_bits_and_without_answers_there_is_nothing(tmp_path: Path) -> None:
    """What to do is said before anything is learned."""
    with pytest.raises(WrongSetting, match="--no-answers"):
        _run(WritingModel(), tmp_path / "scores.jsonl", answers=False)


def test_prompts_do_not_depend_on_what_was_written_before(tmp_path: Path) -> None:
    """Tokens are counted alike in every run, so that one that was broken off goes on as it began."""
    model = asyncio.run(opened(CountingModel()))
    long = "x = 1\n" * 200
    before = model.count_tokens(long)
    _run(CountingModel(), tmp_path / "scores.jsonl", ("none",))

    assert model.count_tokens(long) == before
    assert model.count_tokens("x = 1") == len("x = 1")
