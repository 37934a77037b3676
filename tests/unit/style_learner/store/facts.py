"""Facts to keep, each with what a test does not name filled in."""

from style_learner.types import (
    ChatTurn,
    Feedback,
    Observation,
    Outcome,
    OutcomeKind,
    Retention,
    Run,
    Snippet,
    Source,
    Suggestion,
)

KEY = "5e" * 32
SHOP = "/home/ada/shop"


def suggestion(name: str = "s1", *, text: str = "return total", **fields: object) -> Suggestion:
    """Return a suggestion in the shop."""
    values = {
        "at": 1_000.0,
        "language": "python",
        "project": SHOP,
        "path": "cart.py",
        "before": "def total():",
        "after": "",
        "backend": "ollama",
        "model": "qwen",
        "strategy": "personal",
        "evidence": ("n1", "n2"),
        "mean_logprob": -0.5,
        "latency_ms": 120.0,
    }
    return Suggestion(id=name, text=text, **{**values, **fields})  # type: ignore[arg-type]


def outcome(name: str = "s1", kind: OutcomeKind = OutcomeKind.ACCEPTED, at: float = 1_001.0, text: str = "") -> Outcome:
    """Return what became of it."""
    return Outcome(name, kind, at, characters=12, text=text)


def retention(name: str = "s1", after_s: int = 30) -> Retention:
    """Return how it stood some time later."""
    return Retention(name, after_s, share=1.0, characters=12, at=1_000.0 + after_s)


def feedback(name: str = "s1", *, project: str = SHOP, path: str = "cart.py", reason: str = "too long") -> Feedback:
    """Return what the developer said of it."""
    return Feedback(name, "bad", at=1_003.0, reason=reason, project=project, path=path)


def run(name: str = "s1", *, raised: bool = False) -> Run:
    """Return how its cell ran."""
    return Run(name, at=1_004.0, raised=raised, error="NameError" if raised else "")


def turn(name: str = "t1", *, project: str = SHOP, path: str = "cart.py", asked: str = "why?") -> ChatTurn:
    """Return a question and its answer."""
    return ChatTurn(name, 1_005.0, project, path, "python", "ask", asked, "total()", "Because.", "ollama", "qwen")


def observation(choice: str = "single", *, origin: str = f"file:{SHOP}/cart.py", project: str = SHOP) -> Observation:
    """Return one sight of a quote."""
    return Observation("quotes", choice, "python", project, Source.WRITTEN, origin, at=1_000.0, example="name = 'Ada'")


def snippet(text: str = "def total(): ...", *, name: str = "n1", project: str = SHOP, path: str = "cart.py") -> Snippet:
    """Return a function of the shop."""
    return Snippet(name, project, path, "python", text, first_line=3, kind="function", name="total", at=1_000.0)
