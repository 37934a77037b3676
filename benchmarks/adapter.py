"""What an adapter is worth on a published history: none, the developer's own, another developer's.

    python benchmarks/adapter.py train HISTORY FOLDER [--seconds 240] [--files 150]
    python benchmarks/adapter.py judge HISTORY FOLDER [--by OTHER_HISTORY]

``train`` goes on where it was stopped, so that it can be run in pieces; each ends with the best weights in FOLDER.
``judge`` prints the bits for the history's held-out code without and with an adapter: its own, or the one that was
trained before on another history. Histories are as `lamp bench` reads them; their files are written below FOLDER.
"""

import argparse
import shutil
from pathlib import Path

from lamp_bench.histories.corpora import Corpus, read_corpus
from lamp_lsp.adapter.base import facts_of
from lamp_lsp.adapter.training.work import Task, Work
from lamp_lsp.backends.weights import weights_path
from lamp_lsp.paths import private_folder
from style_learner.memory.retrieval import Memory
from style_learner.sources.files import language_of
from style_learner.tuning.material import Material

NEWEST = 1_700_000_000.0
"""When the newest file was written, for the split by time; each before it is an hour older."""
HOUR_S = 3600.0


def main() -> None:
    """Train a piece, or judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("train", "judge"))
    parser.add_argument("history", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=240.0)
    parser.add_argument("--files", type=int, default=150)
    parser.add_argument("--by", type=Path)
    parser.add_argument("--weights", type=Path, default=weights_path())
    asked = parser.parse_args()
    corpus = read_corpus(asked.history)
    if asked.what == "train":
        train(corpus, asked.folder, asked.weights, asked.seconds, asked.files)
    else:
        other = read_corpus(asked.by).developer if asked.by else corpus.developer
        judge(corpus, asked.folder, asked.weights, other, asked.files)


def train(corpus: Corpus, folder: Path, weights: Path, seconds: float, files: int) -> None:
    """Train for some seconds and write the best weights."""
    work = Work(_task(corpus, folder, weights, files))
    estimate = work.estimate()
    trained = work.train(seconds, _never, lambda *_: None)
    work.keep_unfinished()
    work.write()
    print(
        f"{corpus.developer}: {estimate.tokens_per_s:.0f} tokens a second, {estimate.places:,} places; so far "
        f"{trained.places:,} places, {trained.tokens:,} tokens, {trained.minutes:.1f} minutes"
    )


def judge(corpus: Corpus, folder: Path, weights: Path, other: str, files: int) -> None:
    """Print what an adapter changes on the held-out code of a history."""
    adapter = folder / other / "adapter" / "work" / "peft"
    _, judged = Work(_task(corpus, folder, weights, files, adapter)).judge(lambda _: None)
    own, general = judged.own, judged.general
    print(
        f"{corpus.developer} with the adapter of {other}: {judged.base_bits:.3f} -> {judged.adapter_bits:.3f} bits a "
        f"character, {100 * own.estimate:+.1f} % ({100 * own.low:+.1f} to {100 * own.high:+.1f}), "
        f"{judged.places} places; general code {100 * general.estimate:+.1f} %"
    )


def _task(corpus: Corpus, folder: Path, weights: Path, files: int, adapter: Path | None = None) -> Task:
    home = private_folder(folder / corpus.developer / "adapter")
    (home / "started").write_text("benchmark")
    return Task(
        weights=weights,
        architecture=facts_of(weights).architecture,
        folder=home,
        material=_material(corpus, folder / corpus.developer / "files", files).as_json(),
        started="benchmark",
        adapter=adapter,
    )


def _material(corpus: Corpus, folder: Path, files: int) -> Material:
    """Write the history's newest files, and learn them as their author's own."""
    shutil.rmtree(folder, ignore_errors=True)
    memory = Memory()
    with memory.bulk():
        for number, file in enumerate(corpus.files[:files]):
            language = language_of(file.path, file.text)
            path = folder / file.repository / file.path
            if language is None or not path.resolve().is_relative_to(folder.resolve()):
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, encoding="utf-8")
            project, at = (folder / file.repository).as_posix(), NEWEST - HOUR_S * number
            memory.replace_document(project, file.path, language, file.text, at=at)
    return Material(tuple(memory.snippets()))


def _never() -> bool:
    return False


if __name__ == "__main__":
    main()
