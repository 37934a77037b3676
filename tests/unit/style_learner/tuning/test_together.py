"""Which projects an adapter learns from, and where it may be used."""

from style_learner.privacy.sharing import Sharing
from style_learner.tuning.together import learned_together, may_be_used_in
from style_learner.types import Snippet, Source

OWNERS = {"/shop": "github.com/ada", "/bank": "github.com/ada", "/acme": "github.com/acme"}


def snippet(project: str, text: str, source: Source = Source.WRITTEN) -> Snippet:
    """Return a piece of code."""
    return Snippet(f"{project} {text}", project, "a.py", "python", text, 0, "block", "", 0.0, source)


def shared() -> Sharing:
    """Return whose the projects are."""
    sharing = Sharing(OWNERS.get)
    for project in (*OWNERS, "/new"):
        sharing.note(project)
    return sharing


def test_projects_that_are_kept_apart_are_never_learned_together() -> None:
    """The group with most of the developer's own code is taken, whole; other people's code in it does not count."""
    code = [
        snippet("/shop", "a = 1"),
        snippet("/bank", "b = 2"),
        snippet("/acme", "c = 30"),
        snippet("/new", "x" * 100, source=Source.PROJECT),
    ]

    assert learned_together(code, shared().allows) == {"/shop", "/bank"}
    assert learned_together([*code, snippet("/acme", "y" * 20)], shared().allows) == {"/acme"}


def test_an_adapter_is_used_where_all_that_it_learned_from_may_be_shown() -> None:
    """One project among them that is kept apart from this one is enough; what came from elsewhere is free."""
    allows = shared().allows

    assert may_be_used_in("/bank", ["/shop"], allows)
    assert not may_be_used_in("/acme", ["/shop"], allows)
    assert not may_be_used_in("/bank", ["/shop", "/acme"], allows)
    assert may_be_used_in("/acme", [], allows)
