"""From a text to the libraries and members it uses."""

import pytest

from style_learner.libraries.observing import LibrarySeen, observe_imports


@pytest.mark.parametrize(
    ("language", "text", "members"),
    [
        ("python", "import numpy as np\nnp.random.default_rng(np.array(1))", {"random.default_rng": 1, "array": 1}),
        ("python", "from pathlib import Path\nPath('a').name\nPath.cwd()", {"Path": 1, "Path.cwd": 1}),
        ("python", "import a\nf(a=1)\nb.a.c", {}),
        (
            "typescript",
            "import React, {useState} from 'react';\nuseState(1);\nReact.memo(2);",
            {"useState": 1, "memo": 1},
        ),
        ("typescript", "import * as fs from 'node:fs/promises';\nfs.readFile('x');", {"readFile": 1}),
        ("go", 'package a\nimport "fmt"\nfunc f() { fmt.Println(1) }', {"Println": 1}),
        ("rust", "use std::fs::File;\nfn f() { File::open(1); }", {"fs::File::open": 1}),
        ("java", "import java.util.List;\nclass A { List<B> x = List.of(); }", {"List": 1, "List.of": 1}),
    ],
)
def test_members_are_named_from_the_library_down(language: str, text: str, members: dict[str, float]) -> None:
    """What is reached through an import counts for its library, and the import itself for nothing."""
    (seen,) = observe_imports(text, language)

    assert seen.members == members


def test_the_projects_own_files_are_no_libraries() -> None:
    """Relative imports and the language's own switches are left out."""
    assert observe_imports("from __future__ import annotations\nfrom .a import b\n", "python") == []


def test_statements_are_kept_as_written() -> None:
    """Each way a library is imported is told once."""
    seen = observe_imports("import os\nimport os\nfrom os import path\n", "python")

    assert seen == [LibrarySeen("os", ("import os", "from os import path"), {})]
