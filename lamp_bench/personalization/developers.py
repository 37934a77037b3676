"""A corpus' developer, as LAMP comes to know them: a real learner with a store of its own."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task
from style_learner.learner import Learner
from style_learner.memory.tokens import family_of
from style_learner.privacy.sharing import Sharing
from style_learner.sources.files import language_of
from style_learner.store.store import Store
from style_learner.types import CursorContext

PREFIX_CHARACTERS, SUFFIX_CHARACTERS = 16_000, 4_000
"""What the language server sends of a document."""


def project_of(repository: str) -> str:
    """Return the folder that a repository stands for; its last part is the name that prompts show.

    >>> project_of("simonw+llm")
    '/corpus/simonw/llm'
    """
    return f"/corpus/{repository.replace('+', '/', 1)}"


def context_of(task: Task) -> CursorContext:
    """Return the place of a task, as an editor would send it."""
    project = project_of(task.repository)
    return CursorContext(
        path=f"{project}/{task.path}",
        language=task.language,
        prefix=task.prefix[-PREFIX_CHARACTERS:],
        suffix=task.suffix[:SUFFIX_CHARACTERS],
        project=project,
    )


@contextmanager
def learned(files: Iterable[CorpusFile], progress: Callable[[], None]) -> Iterator[Learner]:
    """Learn ``files`` as their author's own, in a store that goes with the block; calls ``progress`` after each."""
    with TemporaryDirectory(prefix="lamp-bench-") as folder:
        started = time.time()
        # All is of one age, or the pace of learning would order equals.
        learner = Learner(clock=lambda: started, sharing=Sharing(lambda _: "one developer"))
        # Words alone: a query's vector is waited for so long only that a busy machine would get another result.
        learner.open(Store.open(Path(folder) / "bench.duckdb", None), meaning_search=False)
        try:
            for file in files:
                language = language_of(file.path, file.text)
                if language is not None:
                    project = project_of(file.repository)
                    learner.writer.learn_document(f"{project}/{file.path}", language, file.text, project, saved=False)
                progress()
            yield learner
        finally:
            learner.close()


@contextmanager
def opened(learner: Learner, task: Task, before: str) -> Iterator[None]:
    """Let the document of ``task`` be open inside, as an editor's is: known as it stands, without what is to come.

    ``before`` is the file as the history has it, empty where it has none; that is what is known of it afterwards.
    """
    project = project_of(task.repository)
    path = f"{project}/{task.path}"
    learner.writer.learn_document(path, task.language, task.prefix + task.suffix, project, saved=False)
    try:
        yield
    finally:
        learner.writer.learn_document(path, task.language, before, project, saved=False)


def other_for(corpus: Corpus, corpora: Sequence[Corpus]) -> tuple[CorpusFile, ...]:
    """Return another developer's history, cut to the length of this one's; empty where there is no other.

    The next developer who mostly writes the same language: a history in another would foretell nothing, and so say
    nothing of whose it is. Files of this developer's repositories are left out.
    """
    place = next(number for number, one in enumerate(corpora) if one.developer == corpus.developer)
    others = [*corpora[place + 1 :], *corpora[:place]]
    other = next((one for one in others if _main_family(one) == _main_family(corpus)), None)
    if other is None:
        return ()
    own = {file.repository for file in corpus.files} | {task.repository for task in corpus.tasks}
    return _cut_to((file for file in other.files if file.repository not in own), corpus.characters)


def _cut_to(files: Iterable[CorpusFile], characters: int) -> tuple[CorpusFile, ...]:
    taken: list[CorpusFile] = []
    for file in files:
        if characters <= 0:
            break
        taken.append(CorpusFile(file.repository, file.path, file.text[:characters]))
        characters -= len(file.text)
    return tuple(taken)


def _main_family(corpus: Corpus) -> str:
    sizes: dict[str, int] = {}
    for file in corpus.files:
        family = family_of(language_of(file.path) or "")
        sizes[family] = sizes.get(family, 0) + len(file.text)
    return max(sizes, key=lambda family: sizes[family], default="")
