"""What a server holds is never overstated: a full prompt that has to be read anew would keep one waiting."""

from lamp_lsp.backends.prefix_caches import PrefixCaches


def _read(caches: PrefixCaches, prompt: str, key: str = "") -> int:
    """Read a prompt to its end and return the slot that it went to."""
    reading = caches.begin(prompt, key)
    caches.finish(reading)
    return reading.slot


def test_what_was_read_need_not_be_read_again() -> None:
    """Only what a prompt goes on with is unread."""
    cache = PrefixCaches()
    _read(cache, "def add(")

    assert cache.unread("def add(one") == "one"
    assert cache.unread("def sub(one") == "sub(one"


def test_a_prompt_that_was_left_is_not_taken_for_read() -> None:
    """A reading that was called off leaves what it shares with the text before, and no more is certain."""
    cache = PrefixCaches()
    _read(cache, "def add(")
    cache.begin("def sub(")

    assert cache.unread("def add(") == "add("
    assert cache.unread("def sub(") == "sub("


def test_with_one_cache_another_editor_takes_it_over() -> None:
    """Whatever the keys are."""
    cache = PrefixCaches()
    _read(cache, "def add(", "one")
    _read(cache, "class A", "other")

    assert cache.unread("def add(", "one") == "def add("


def test_two_editors_keep_a_prompt_each() -> None:
    """What one reads takes nothing from the other."""
    caches = PrefixCaches(2)
    slots = {_read(caches, "def add(", "one"), _read(caches, "class A", "other")}

    assert slots == {0, 1}
    assert caches.unread("def add(x", "one") == "x"
    assert caches.unread("class A:", "other") == ":"
    assert caches.unread("def add(x", "third") == "def add(x"


def test_a_newcomer_takes_the_cache_that_was_used_longest_ago() -> None:
    """The others keep theirs."""
    caches = PrefixCaches(2)
    _read(caches, "a", "old")
    _read(caches, "b", "kept")
    _read(caches, "aa", "old")
    _read(caches, "c", "new")

    assert caches.unread("aab", "old") == "b"
    assert caches.unread("bb", "kept") == "bb"
    assert caches.unread("cc", "new") == "c"


def test_what_was_held_before_is_told_to_who_counts() -> None:
    """Servers count the tokens that they held; by the text that they held it can be told how many those were."""
    cache = PrefixCaches()
    _read(cache, "def add(")

    assert cache.begin("def sub(").held == "def add("
