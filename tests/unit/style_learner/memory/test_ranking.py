from hypothesis import given
from hypothesis import strategies as st

from style_learner.memory.query import RetrievalQuery, retrieval_query
from style_learner.memory.ranking import age_factor, diverse, fused, nearness_factor, shown_already, similarity
from style_learner.types import CursorContext, Snippet

_IDS = st.lists(st.sampled_from("abcdefgh"), unique=True)
_WEIGHTS = {"words": 1.0, "meaning": 0.5}


def _snippet(text: str, *, path: str = "a.py", project: str = "/p") -> Snippet:
    return Snippet(f"{path}:{text}", project, path, "python", text, 0, "block", "", 0.0)


def _place(prefix: str, suffix: str = "") -> RetrievalQuery:
    return retrieval_query(CursorContext("/p/a.py", "python", prefix, suffix, "/p"))


def _shown(snippet: Snippet, place: RetrievalQuery) -> bool:
    return shown_already(snippet, place, frozenset((*place.before, *place.after)))


@given(_IDS, _IDS)
def test_fusion_keeps_the_order_on_which_all_agree(words: list[str], meaning: list[str]) -> None:
    """Whatever comes before another in each ranking comes before it in the fused one."""
    scores = fused({"words": words, "meaning": meaning}, _WEIGHTS)

    assert set(scores) == {*words, *meaning}
    for first in words:
        for second in words[words.index(first) + 1 :]:
            if first in meaning and (second not in meaning or meaning.index(first) < meaning.index(second)):
                assert scores[first][0] > scores[second][0]


def test_the_reason_is_the_ranking_that_spoke_most() -> None:
    """A person is told why a snippet was retrieved."""
    assert fused({"words": ["a"], "meaning": ["a", "b"]}, _WEIGHTS)["a"][1] == "words"
    assert fused({"words": ["a"], "meaning": ["a", "b"]}, _WEIGHTS)["b"][1] == "meaning"


@given(st.floats(-10, 1e9), st.floats(0, 1e9))
def test_older_never_counts_more(age_s: float, more_s: float) -> None:
    """Age takes away and never more than its share; a clock set back does no harm."""
    assert 0 < age_factor(age_s + more_s, 100.0) <= age_factor(age_s, 100.0) <= 1


def test_nearer_counts_more() -> None:
    """The same file is nearer than the same folder, that than the same project, that than another."""
    place = _place("x")
    near = [_snippet("y"), _snippet("y", path="b.py"), _snippet("y", path="d/c.py"), _snippet("y", project="/q")]
    factors = [nearness_factor(snippet, place, ()) for snippet in near]

    assert factors == sorted(factors, reverse=True)
    assert len(set(factors)) == len(factors)
    assert nearness_factor(near[2], place, {"d/c.py"}) > factors[2]


def test_what_the_window_mostly_holds_is_shown_already() -> None:
    """A copy elsewhere of what stands around the cursor tells nothing, whatever its indentation."""
    copy = _snippet("  one\n  two\n  three\n  other", path="b.py")

    assert _shown(copy, _place("one\ntwo\n", "\nthree"))
    assert not _shown(copy, _place("one\nelse\n", "\nthing"))


def test_a_snippet_that_the_window_cuts_is_shown_already() -> None:
    """In its own file a snippet may not stick out of the window, in another file it may."""
    cut_by_window = "a\nb\nc\nd\nlast"

    assert _shown(_snippet(cut_by_window), _place("last\nx\ny\nz\n"))
    assert not _shown(_snippet(cut_by_window, path="b.py"), _place("last\nx\ny\nz\n"))
    assert _shown(_snippet("class Header:\nfirst\nb\nc\nd\ne"), _place("x\n", "\ny\nfirst"))


@given(st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), max_size=12), st.integers(0, 6))
def test_what_is_chosen_is_diverse(texts: list[list[str]], limit: int) -> None:
    """The best is chosen first, nothing twice, and no two are near copies."""
    candidates = [(_snippet("\n".join(text), path=str(i)), 1.0 / (i + 1)) for i, text in enumerate(texts)]

    chosen = diverse(candidates, limit)

    assert len(chosen) <= limit
    assert not candidates or not limit or chosen[0] is candidates[0][0]
    for number, one in enumerate(chosen):
        for other in chosen[number + 1 :]:
            assert similarity(set(one.text.split("\n")), set(other.text.split("\n"))) < 0.7
