"""States, speeds and shares in words."""

from lamp_lsp.api.messages import AssistantModelStatus, BackendStatus, StatusResponse

ALL_OF_IT = 0.995
"""Sizes are rounded by those who report them."""

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86_400


def percent(share: float) -> str:
    """Return a share as people read it.

    >>> percent(0.256)
    '26 %'
    """
    return f"{round(100 * share)} %"


def span(seconds: float) -> str:
    """Return a length of time in its largest unit.

    >>> span(50), span(150), span(7300)
    ('50 s', '2 min', '2 h')
    """
    for size, unit in ((DAY_S, "days"), (HOUR_S, "h"), (MINUTE_S, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def abilities(backend: BackendStatus) -> str:
    """Say what the model can do."""
    can = ["fills in the middle" if backend.fills_in_the_middle else "completes by instruction"]
    can += ["chat"] if backend.chat else []
    can += ["log-probabilities"] if backend.logprobs else []
    return f"{', '.join(can)}; window of {backend.context_length} tokens"


def assistant(status: StatusResponse) -> str:
    """Say which model answers questions; empty when it is the one that completes."""
    return assistant_model(status.assistant) if status.assistant is not None else ""


def assistant_model(own: AssistantModelStatus) -> str:
    """Say how the assistant's own model is, and whether memory holds it beside the other.

    >>> assistant_model(AssistantModelStatus(kind="ollama", model="m", state="ready", in_memory=True))
    'm (ollama): ready, in memory beside the other'
    """
    if own.state != "ready":
        return f"{own.model}: {own.state}. {own.why}"
    where = {None: "", True: ", in memory beside the other", False: ", not in memory: the next question loads it again"}
    return f"{own.model} ({own.kind}): ready{where[own.in_memory]}"


def speed(backend: BackendStatus) -> str:
    """Say how fast the model reads and writes; empty when it is not known."""
    if backend.speed is None:
        return ""
    how = "measured" if backend.speed.measured else "assumed, not measured yet"
    reads, writes = backend.speed.read_tokens_per_s, backend.speed.write_tokens_per_s
    return f"reads {reads:.0f} and writes {writes:.0f} tokens/s ({how})"


def budget(backend: BackendStatus, latency_budget_ms: int) -> str:
    """Say what that speed allows within the waiting time; empty when it is not known."""
    if backend.budget is None:
        return ""
    allowed = backend.budget
    return (
        f"in {latency_budget_ms} ms: {allowed.prefix} tokens before and {allowed.suffix} after the cursor, "
        f"{allowed.evidence} of your own code, {allowed.answer} of answer"
    )


def gpu(backend: BackendStatus) -> str:
    """Say how much of the model sits on the GPU; empty when nobody knows."""
    if backend.gpu_share is None:
        return ""
    if backend.gpu_share >= ALL_OF_IT:
        return "all of the model"
    return f"{percent(backend.gpu_share)} of the model" if backend.gpu_share > 0 else "none of the model"


def gpu_advice(backend: BackendStatus, *, gpu_found: bool) -> str:
    """Say what to do when the model is not wholly on a GPU that is there; empty when nothing is to be done."""
    if backend.gpu_share is None or backend.gpu_share >= ALL_OF_IT or not gpu_found:
        return ""
    if backend.gpu_share > 0:
        return "Take a smaller model (`lamp model list`) or a shorter window (`lamp settings set context_length 2048`)."
    if backend.kind == "embedded":
        return (
            "The embedded model runs on the processor; to use the GPU, install xllamacpp's build for it "
            "(docs/backends.md), or use Ollama."
        )
    return "Ollama does not use the GPU: restart it (a driver update needs that), and look into its log for the reason."


def learning(status: StatusResponse) -> str:
    """Say whether LAMP learns, and why not."""
    if status.paused:
        return "paused; run `lamp resume`"
    if status.consent == "yes":
        return "yes, with your consent"
    if status.consent == "no":
        return "no: you did not consent, nothing is kept; `lamp setup` asks again"
    return "not yet: `lamp setup` asks whether it may"
