"""`--mine` of `lamp bench`: the developer's own folders as a history."""

from collections.abc import Sequence
from pathlib import Path

from lamp_bench.cli.progress import progress_bar
from lamp_bench.histories.corpora import Corpus, read_corpus
from lamp_bench.histories.mine import own_corpus
from style_learner.errors import WrongSetting


def read_histories(named: Sequence[Path], *, mine: bool) -> list[Corpus]:
    """Read the histories that a command names: files are corpora, folders of the developer's own code are one together.

    With ``mine`` and no folder, it is the current one.

    Raises:
        WrongSetting: nothing is named, or something that is not there.
        NotAvailable: there is too little history in the folders.
        DamagedData: a file is no corpus.
    """
    if not mine and not named:
        raise WrongSetting("No history is named; give the file of one, or measure on your own code with --mine.")
    corpora = [path for path in named if path.is_file() or not mine]
    folders = [path for path in named if path not in corpora] or [Path()]
    return [*([_own(folders)] if mine else []), *map(read_corpus, corpora)]


def _own(folders: Sequence[Path]) -> Corpus:
    with progress_bar("asking git") as progress:
        return own_corpus(folders, progress)
