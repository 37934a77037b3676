"""A place in a notebook, a console or a file, as the daemon wants it."""

from jupyter_ext.lamp import Lamp
from jupyter_ext.messages import SuggestBody
from lamp_lsp.api.messages import IndentationMessage, PlaceMessage, SuggestRequest
from style_learner.notebooks.around import around


def suggest_request(lamp: Lamp, body: SuggestBody) -> SuggestRequest:
    """Return the request for a suggestion at the cursor."""
    found = around(body.notebook(body.offset, lamp.allowed(body.names)))
    path = lamp.path_of(body.path)
    place = PlaceMessage(
        path=path,
        language=found.language,
        prefix=found.prefix,
        suffix=found.suffix,
        project=lamp.project_of(path),
        indentation=IndentationMessage(width=body.tab_size, spaces=body.insert_spaces),
        context_only_characters=found.context_only_characters,
        context_only_characters_after=found.context_only_characters_after,
    )
    count = lamp.settings().candidates if body.trigger == "invoked" else 1
    return SuggestRequest(place=place, client=body.client, trigger=body.trigger, count=count)
