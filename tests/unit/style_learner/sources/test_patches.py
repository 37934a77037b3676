"""What a commit added is told from what it moved, whatever the lines look like."""

from style_learner.sources.patches import AddedRun, added_runs


def test_lines_that_look_like_a_head_are_lines() -> None:
    """A line that begins with two plus signs is no file's name, and counting goes on after it."""
    patch = "+++ b/a.c\n@@ -1,0 +1,2 @@\n+++ b/other.c\n+@@ -1 +1 @@\n@@ -9,0 +12 @@\n+last();\n"

    assert list(added_runs(patch)) == [
        AddedRun("a.c", 0, ("++ b/other.c", "@@ -1 +1 @@")),
        AddedRun("a.c", 11, ("last();",)),
    ]


def test_what_was_moved_was_not_written() -> None:
    """A line that the same commit takes away elsewhere parts the run around it; short ones stand anywhere."""
    patch = (
        "+++ b/old.py\n@@ -4,2 +3,0 @@\n-def total(rows):\n-else:\n"
        "+++ b/new name.py\t\n@@ -0,0 +1,4 @@\n+import math\n+def total(rows):\n+else:\n+    return math.fsum(rows)\n"
    )

    assert list(added_runs(patch)) == [
        AddedRun("new name.py", 0, ("import math",)),
        AddedRun("new name.py", 2, ("else:", "    return math.fsum(rows)")),
    ]


def test_a_file_without_an_end_of_line() -> None:
    """Git's remark on it is no line."""
    patch = "+++ b/a.py\n@@ -1 +1 @@\n-x = 1\n\\ No newline at end of file\n+y = 2\n\\ No newline at end of file\n"

    assert list(added_runs(patch)) == [AddedRun("a.py", 0, ("y = 2",))]
