"""What an adapter is worth on published histories: against none, another developer's, and one of general code.

    python -m benchmarks.adapter train FOLDER HISTORY... [--tokens 45000]
    python -m benchmarks.adapter measure FOLDER HISTORY=OTHER... [--places 20]
    python -m benchmarks.adapter table FOLDER

``train`` makes the adapter of each history as `lamp adapter train` does, from as many tokens; the history ``general``
is Python's standard library. ``measure`` reads lines that each developer wrote after the day of their history, and
general code, without an adapter, with their own, with the one of OTHER, and with the one of general code. ``table``
prints what was found as Markdown. What is done already is not done again, so that each command can be stopped at any
time. Histories are as `lamp bench` reads them; their files are written below FOLDER.
"""

import argparse
import json
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task, read_corpus
from lamp_bench.personalization.developers import context_of
from lamp_bench.personalization.run import chosen_tasks
from lamp_lsp.adapter.base import facts_of
from lamp_lsp.adapter.training.examples import ASKED, Example, Examples
from lamp_lsp.adapter.training.network import Network, Told
from lamp_lsp.adapter.training.work import Task as Training
from lamp_lsp.adapter.training.work import Work
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.engine.foreseen import ScoredToken, scored
from lamp_lsp.engine.logprob_correction import SURE, UNSURE
from lamp_lsp.engine.personal_ngrams import cache_at, personal_ngrams
from lamp_lsp.paths import private_folder
from style_learner.evaluation.intervals import Interval, change_interval, paired_difference_interval
from style_learner.memory.retrieval import Memory
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.sources.files import language_of
from style_learner.tuning.general import general_documents, general_samples
from style_learner.tuning.material import Material
from style_learner.tuning.samples import RETRIEVED, Sample
from style_learner.types import CursorContext

GENERAL = "general"
SEED = 20
FILES = 150
"""Of a history, its first ones."""
MODULES = 60
"""Of general code, to train on."""
GENERAL_PLACES = 10
NEWEST = 1_700_000_000.0
"""When the first file was written, for the split by time; each after it is an hour older."""
HOUR_S = 3600.0
LN2 = 0.6931471805599453
LONGEST_S = 86_400.0

NONE, ALONE, LAMP, BOTH, OTHER, OF_GENERAL = "none", "adapter", "lamp", "lamp+adapter", "lamp+other", "lamp+general"
ELSEWHERE, ELSEWHERE_OWN = "general code", "general code+adapter"
ARMS = {
    NONE: "the open file alone",
    ALONE: "the open file, own adapter",
    LAMP: "LAMP, no adapter",
    BOTH: "LAMP, own adapter",
    OTHER: "LAMP, another's adapter",
    OF_GENERAL: "LAMP, adapter of general code",
}


@dataclass(frozen=True, slots=True)
class Read:
    """One place under one arm."""

    developer: str
    place: str
    arm: str
    bits: float
    characters: int
    exact: bool
    """Whether greedy decoding writes the first line as it was really written."""
    seconds: float


def main() -> None:
    """Train, measure, or print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "measure", "table"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("histories", nargs="*")
    parser.add_argument("--tokens", type=int, default=45_000, help="Read to train each adapter.")
    parser.add_argument("--places", type=int, default=20, help="Of each developer, half of them lines, half blocks.")
    parser.add_argument("--weights", type=Path, default=weights_path())
    asked = parser.parse_args()
    if asked.what == "train":
        for history in asked.histories:
            train(_history(history), asked.folder, asked.weights, asked.tokens)
    elif asked.what == "measure":
        for pair in asked.histories:
            history, _, other = pair.partition("=")
            measure(_history(history), _history(other).developer, asked.folder, asked.weights, asked.places)
    else:
        print(table(_kept(asked.folder)))


def train(corpus: Corpus, folder: Path, weights: Path, tokens: int) -> None:
    """Train one adapter, and write the best weights."""
    if _adapter(folder, corpus.developer).is_dir():
        return
    work = Work(_training(corpus, folder, weights))

    def say(done: float, loss: float, _left: float) -> None:
        print(f"\r{corpus.developer}: {done:.0%}, {loss:.2f} bits a token ", end="", file=sys.stderr, flush=True)

    trained = work.train(LONGEST_S, lambda: False, say, tokens=tokens)
    work.write()
    speed = trained.tokens / max(1e-9, 60 * trained.minutes)
    print(
        f"\n{corpus.developer}: {trained.places:,} places, {trained.tokens:,} tokens, {trained.minutes:.1f} minutes, "
        f"{speed:.0f} tokens a second",
        flush=True,
    )


def measure(corpus: Corpus, other: str, folder: Path, weights: Path, places: int) -> None:
    """Read the developer's later lines under every arm, and write down what each took."""
    done = {(one.place, one.arm) for one in _kept(folder) if one.developer == corpus.developer}
    wanted = {"own": corpus.developer, "other": other, GENERAL: GENERAL}
    adapters = {name: _adapter(folder, of) for name, of in wanted.items()}
    reader = _Reader(weights, {name: found for name, found in adapters.items() if found.is_dir()}, corpus)
    todo = [
        (sample.id, arm, read)
        for samples, arms in (
            ([_sample(corpus, task) for task in chosen_tasks(corpus, (places + 1) // 2, SEED)][:places], reader.arms),
            (general_samples(judged=True, most=GENERAL_PLACES, seed=SEED), reader.elsewhere),
        )
        for sample in samples
        for arm, read in arms(sample).items()
        if (sample.id, arm) not in done
    ]
    with (folder / "reads.jsonl").open("a", encoding="utf-8") as stream:
        for number, (place, arm, read) in enumerate(todo, start=1):
            started = time.monotonic()
            bits, characters, exact = read()
            found = Read(corpus.developer, place, arm, bits, characters, exact, time.monotonic() - started)
            stream.write(json.dumps(asdict(found)) + "\n")
            stream.flush()
            print(f"\r{corpus.developer}: {number} of {len(todo)} ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


class _Reader:
    """Reads places without an adapter and with several."""

    def __init__(self, weights: Path, adapters: Mapping[str, Path], corpus: Corpus) -> None:
        if not adapters:
            raise SystemExit("No adapter is there yet; train one.")
        first, *others = adapters.items()
        self._network = Network(weights, first[1])
        self._names = {first[0]: "default"} | {name: name for name, _ in others}
        for name, folder in others:
            self._network.model.load_adapter(folder, adapter_name=name, autocast_adapter_dtype=False)
        self._examples = Examples(self._network.tokenizer)
        self._pre_tokenizer = PreTokenizer()
        self._memory = Memory()
        self._texts = {(_project(file), file.path): file.text for file in corpus.files}
        with self._memory.bulk():
            for (project, path), text in self._texts.items():
                language = language_of(path, text)
                if language is not None:
                    self._memory.replace_document(project, path, language, text, at=NEWEST)
        snippets = list(self._memory.snippets())
        self._ngrams = personal_ngrams(snippets, self._pre_tokenizer)
        self._ids: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for one in snippets:
            self._ids[one.project, one.path].add(one.id)

    def arms(self, sample: Sample) -> dict[str, Callable[[], tuple[float, int, bool]]]:
        """Return how to read a place of the developer's, by arm."""
        alone = {NONE: "", ALONE: "own"}
        whole = {LAMP: "", BOTH: "own", OTHER: "other", OF_GENERAL: GENERAL}
        return self._by_arm(self._alone, sample, alone) | self._by_arm(self._with_lamp, sample, whole)

    def elsewhere(self, sample: Sample) -> dict[str, Callable[[], tuple[float, int, bool]]]:
        """Return how to read a place of general code, by arm."""
        return self._by_arm(self._alone, sample, {ELSEWHERE: "", ELSEWHERE_OWN: "own"})

    def _by_arm(
        self, read: Callable[[Sample, str], tuple[float, int, bool]], sample: Sample, arms: Mapping[str, str]
    ) -> dict[str, Callable[[], tuple[float, int, bool]]]:
        """Return how to read a place, by arm; nothing where there is no such adapter."""
        there = {"", *self._names}
        return {arm: partial(read, sample, name) for arm, name in arms.items() if name in there}

    def _alone(self, sample: Sample, adapter: str) -> tuple[float, int, bool]:
        example = self._examples.example(sample, ASKED, retrieved=False)
        told = self._told(example, adapter)
        return self._result([one for one, _ in told[:-1]], [_likeliest(one) for one in told], example)

    def _with_lamp(self, sample: Sample, adapter: str) -> tuple[float, int, bool]:
        """Read with what is retrieved, corrected by the developer's n-grams, as every answer is."""
        context = sample.context
        here = (context.project, context.path.removeprefix(f"{context.project}/"))
        with self._opened(context, *here):
            retrieved = tuple(self._memory.retrieve(context, limit=RETRIEVED, now=NEWEST))
        example = self._examples.example(replace(sample, retrieved=retrieved), ASKED)
        told, before = self._told(example, adapter), self._ids[here]
        bits, choices = self._corrected(
            told, example, lambda: cache_at(self._ngrams, context, self._pre_tokenizer, before)
        )
        return self._result(bits, choices, example)

    @contextmanager
    def _opened(self, context: CursorContext, project: str, path: str) -> Iterator[None]:
        """Know the open file as it stands, without what is to be written; inside alone."""
        shown = context.prefix + context.suffix
        self._memory.replace_document(project, path, context.language, shown, at=NEWEST)
        try:
            yield
        finally:
            before = self._texts.get((project, path), "")
            self._memory.replace_document(project, path, context.language, before, at=NEWEST)

    def _corrected(
        self, told: Sequence[Told], example: Example, cache: Callable[[], Any]
    ) -> tuple[list[float], list[str]]:
        """Return what each token costs, and what would be written at each place after what was really written."""
        places = [
            ScoredToken(self._text(token), logprob, {self._text(other): one for other, one in reversed(others)})
            for token, (logprob, others) in zip(example.wanted, told, strict=True)
        ]
        mixer = LogprobMixer(cache(), self._pre_tokenizer)
        logprobs = scored(mixer, places[:-1], lambda word: self._text(self._examples.tokens(word)[0]))
        mixer, written, choices = LogprobMixer(cache(), self._pre_tokenizer), "", []
        for place in places:
            best = max(place.top_logprobs, key=lambda text: place.top_logprobs[text])
            if place.top_logprobs[best] < SURE:
                following = mixer.mix(written, place.top_logprobs)
                best = following.best() if place.top_logprobs[best] < UNSURE else best
                following.foresaw(place.text, place.logprob)
            choices.append(best)
            written += place.text
        return logprobs, choices

    def _told(self, example: Example, adapter: str) -> list[Told]:
        if adapter:
            self._network.model.set_adapter(self._names[adapter])
        return self._network.told(example, adapted=bool(adapter))

    def _text(self, token: int) -> str:
        return self._examples.piece(token).decode("utf-8", "replace")

    def _result(self, logprobs: Sequence[float], choices: Sequence[Any], example: Example) -> tuple[float, int, bool]:
        texts = [choice if isinstance(choice, str) else self._text(choice) for choice in choices]
        written = [self._text(token) for token in example.wanted[:-1]]
        return -sum(logprobs) / LN2, max(1, len("".join(written))), _first_line_is_written(written, texts)


def _likeliest(told: Told) -> int:
    return told[1][0][0]


def _first_line_is_written(written: Sequence[str], choices: Sequence[str]) -> bool:
    """Say whether each token of the first line would be chosen, and the line be ended then."""
    for number, text in enumerate(written):
        if "\n" in text:
            return choices[number].partition("\n")[0] == text.partition("\n")[0] and "\n" in choices[number]
        rest = "".join(written[number:])
        if choices[number] != text and not (choices[number] and rest.startswith(choices[number])):
            return False
    return choices[-1].startswith(("\n", "<|")) or not choices[-1]


def _sample(corpus: Corpus, task: Task) -> Sample:
    context = context_of(task)
    own = f"{corpus.developer} {task.id}"
    return Sample(own, context, task.target.rstrip("\n"), "line" if task.kind == "line" else "block")


def table(reads: Sequence[Read]) -> str:
    """Return what was read as a table of Markdown."""
    by_developer: defaultdict[str, list[Read]] = defaultdict(list)
    for one in reads:
        by_developer[one.developer].append(one)
    groups = list(by_developer.items())
    if len(groups) > 1:
        groups.append(("all", list(reads)))
    lines = [
        "| developer | arm | places | bits/char | against LAMP | against another's | first lines exact | seconds |",
        "| --- | --- | ---: | ---: | --- | --- | --- | ---: |",
        *(line for developer, found in groups for line in _rows(developer, found)),
    ]
    changes = [f"General code with the adapter of {name}: {_elsewhere(found)}." for name, found in groups]
    return "\n".join([*lines, "", *changes])


def _rows(developer: str, reads: Iterable[Read]) -> Iterator[str]:
    by_arm: defaultdict[str, dict[tuple[str, str], Read]] = defaultdict(dict)
    for one in reads:
        by_arm[one.arm][one.developer, one.place] = one
    for arm, words in ARMS.items():
        found = by_arm[arm]
        if found:
            bits = sum(one.bits for one in found.values()) / sum(one.characters for one in found.values())
            exact = sum(one.exact for one in found.values())
            gained = _paired(found, by_arm[LAMP], lambda one: float(one.exact), paired_difference_interval)
            points = f" ({_points(gained)})" if gained and arm != LAMP else ""
            seconds = sum(one.seconds for one in found.values()) / len(found)
            cells = [
                *(developer, words, str(len(found)), f"{bits:.3f}"),
                *(_percent(_paired(found, by_arm[rival], lambda one: one.bits, change_interval), same=arm == rival)
                  for rival in (LAMP, OTHER)),
                *(f"{exact}{points}", f"{seconds:.1f}"),
            ]  # fmt: skip
            yield f"| {' | '.join(cells)} |"


def _paired(
    one: Mapping[Any, Read],
    other: Mapping[Any, Read],
    value: Callable[[Read], float],
    interval: Callable[[Sequence[float], Sequence[float]], Interval],
) -> Interval | None:
    both = [key for key in one if key in other]
    return interval([value(one[key]) for key in both], [value(other[key]) for key in both]) if both else None


def _elsewhere(reads: Iterable[Read]) -> str:
    found: defaultdict[str, dict[tuple[str, str], Read]] = defaultdict(dict)
    for one in reads:
        found[one.arm][one.developer, one.place] = one
    return _percent(_paired(found[ELSEWHERE_OWN], found[ELSEWHERE], lambda one: one.bits, change_interval))


def _percent(found: Interval | None, *, same: bool = False) -> str:
    if found is None or same:
        return ""
    return f"{100 * found.estimate:+.1f} % ({100 * found.low:+.1f} to {100 * found.high:+.1f})"


def _points(found: Interval) -> str:
    return f"{100 * found.estimate:+.0f} points, {100 * found.low:+.0f} to {100 * found.high:+.0f}"


def _kept(folder: Path) -> list[Read]:
    try:
        lines = (folder / "reads.jsonl").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Read(**json.loads(line)) for line in lines]


def _history(name: str) -> Corpus:
    if name != GENERAL:
        return read_corpus(Path(name))
    documents = general_documents(MODULES, judged=False, seed=SEED + 1)
    return Corpus(GENERAL, tuple(CorpusFile("python+library", one.path, one.text) for one in documents), ())


def _adapter(folder: Path, developer: str) -> Path:
    return folder / developer / "adapter" / "work" / "peft"


def _project(file: CorpusFile) -> str:
    return f"/corpus/{file.repository.replace('+', '/', 1)}"


def _training(corpus: Corpus, folder: Path, weights: Path) -> Training:
    home = private_folder(folder / corpus.developer / "adapter")
    (home / "started").write_text("benchmark", encoding="utf-8")
    return Training(
        weights=weights,
        architecture=facts_of(weights).architecture,
        folder=home,
        material=_material(corpus, folder / corpus.developer / "files").as_json(),
        started="benchmark",
    )


def _material(corpus: Corpus, folder: Path) -> Material:
    """Write the history's files, and learn them as their author's own."""
    shutil.rmtree(folder, ignore_errors=True)
    memory = Memory()
    with memory.bulk():
        for number, file in enumerate(corpus.files[:FILES]):
            language = language_of(file.path, file.text)
            path = folder / file.repository / file.path
            if language is None or not path.resolve().is_relative_to(folder.resolve()):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
            project, at = (folder / file.repository).as_posix(), NEWEST - HOUR_S * number
            memory.replace_document(project, file.path, language, file.text, at=at)
    return Material(tuple(memory.snippets()))


if __name__ == "__main__":
    main()
