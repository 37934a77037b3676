"""What only a notebook knows: whether the cell in which a suggestion was accepted then ran."""

from dataclasses import replace
from pathlib import PurePosixPath

from style_learner.learned_state import LearnedState, suggestion_origin
from style_learner.store.store import Store
from style_learner.types import CursorContext, Run, Source, Suggestion

OWN_FAULTS = frozenset({
    "AttributeError", "ImportError", "IndentationError", "ModuleNotFoundError", "NameError", "SyntaxError", "TypeError",
    "UnboundLocalError", "UndefVarError", "ParseError", "LoadError", "MethodError", "ReferenceError",
})  # fmt: skip
"""What code raises that was wrong as it stood; a missing file or a dead server says nothing of it."""


def learn_run(state: LearnedState, store: Store, suggestion: Suggestion, run: Run) -> bool:
    """Learn from one run; returns whether an answer may change.

    A suggestion that ran counts more than one that was only taken. One that raised by its own fault does not count at
    all, and is not offered there again; any other exception changes nothing.
    """
    origin, place = suggestion_origin(suggestion.id), context_of(suggestion)
    if not run.raised:
        state.rejected.forgive(place, suggestion.text)
        taken = state.habits.observations_of(origin)
        if not taken or taken[0].source is not Source.ACCEPTED:
            return False
        learned = [replace(one, source=Source.RAN, at=run.at) for one in taken]
    elif error_class(run.error) in OWN_FAULTS:
        state.rejected.remember(place, suggestion.text, run.at)
        learned = []
        state.rules.drop(origin)
    else:
        return False
    state.habits.replace(origin, learned)
    store.replace_observations(origin, [*learned, *state.rules.of(origin)])
    return True


def error_class(error: str) -> str:
    """Return the class of what was raised: its message may hold anything, and is not kept.

    >>> error_class("NameError: name 'total' is not defined"), error_class("json.decoder.JSONDecodeError: ...")
    ('NameError', 'JSONDecodeError')
    """
    return error.partition(":")[0].strip().rpartition(".")[2][:80]


def context_of(suggestion: Suggestion) -> CursorContext:
    """Return the place at which a suggestion was offered, as far as it is kept."""
    path = suggestion.path
    if suggestion.project and not PurePosixPath(path).is_absolute():
        path = str(PurePosixPath(suggestion.project) / path)
    return CursorContext(path, suggestion.language, suggestion.before, suggestion.after, suggestion.project)
