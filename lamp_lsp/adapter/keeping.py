"""What a training or an import comes to: kept in the place of what was there, or nothing changes."""

import shutil
import time
from dataclasses import dataclass

from lamp_lsp.adapter.finding import Serving
from lamp_lsp.adapter.record import AdapterFolder, Judged, Record
from lamp_lsp.adapter.session import Result
from lamp_lsp.paths import Paths


@dataclass(slots=True)
class Outcome:
    """What was found, and what follows of it."""

    kept: bool
    judged: Judged
    serving: Serving
    finished: bool
    served: str = ""

    @property
    def next_step(self) -> str:
        """What the developer should know now."""
        more = "" if self.finished else " The training was interrupted; `lamp adapter train` goes on."
        if not self.kept:
            return f"Nothing changed.{more}"
        return (self.served or "It is not used, as the settings ask; `lamp adapter use` changes that.") + more


def keep_result(paths: Paths, serving: Serving, result: Result) -> Outcome:
    """Put an adapter that helps in place; one that does not leaves the earlier one as it was."""
    folder = AdapterFolder(paths)
    finished = result.trained is None or result.trained.finished
    if result.kept:
        before = folder.read_if_sound()
        folder.adopt_work()
        folder.write(
            Record(
                made_at=time.time(),
                base=serving.facts,
                weights=serving.weights.name,
                trained=result.trained,
                judged=result.judged,
                kept=True,
                ollama=before.ollama if before else (),
            )
        )
    else:
        shutil.rmtree(folder.work, ignore_errors=True)
    return Outcome(result.kept, result.judged, serving, finished)
