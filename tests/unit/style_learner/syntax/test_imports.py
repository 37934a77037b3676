"""What imports bring in, and the names they bind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.syntax.imports import imported_names, imports_of
from style_learner.syntax.parsing import LANGUAGES


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("python", "import numpy as np", {"np": "numpy"}),
        ("python", "import os.path", {"os": "os"}),
        ("python", "from pathlib import Path as P, PurePath", {"P": "pathlib.Path", "PurePath": "pathlib.PurePath"}),
        ("python", "from . import a\nfrom .b import c", {"a": ".a", "c": ".b.c"}),
        ("python", "from a import *", {}),
        (
            "typescript",
            "import React, {useState as us} from 'react';",
            {"React": "react.default", "us": "react.useState"},
        ),
        ("typescript", "import * as fs from 'node:fs';", {"fs": "node:fs"}),
        ("javascript", "const {a, b} = require('c');", {"a": "c.a", "b": "c.b"}),
        ("go", 'package a\nimport (\n"fmt"\nm "math/rand/v2"\n)', {"fmt": "fmt", "m": "math/rand/v2"}),
        ("go", 'package a\nimport "github.com/x/y/v2"', {"y": "github.com/x/y/v2"}),
        (
            "rust",
            "use std::{fs::{self, File}, io::Read as R};",
            {"fs": "std::fs", "File": "std::fs::File", "R": "std::io::Read"},
        ),
        ("rust", "use crate::a::b;", {"b": "crate::a::b"}),
        ("java", "import java.util.List;", {"List": "java.util.List"}),
        ("cpp", "#include <vector>\n", {}),
    ],
)
def test_names_are_bound_as_the_language_does(language: str, text: str, names: dict[str, str]) -> None:
    """Each name that an import binds is known with what it stands for."""
    assert imported_names(text, language) == names


@pytest.mark.parametrize(
    ("language", "text", "libraries"),
    [
        ("python", "import os.path, numpy\nfrom xml.etree import a", ["os", "numpy", "xml"]),
        ("typescript", "import a from '@x/y/z';\nimport b from 'lodash/fp';", ["@x/y", "lodash"]),
        ("go", 'package a\nimport "github.com/x/y/z"', ["github.com/x/y"]),
        ("rust", "use serde::*;", ["serde"]),
        ("java", "import org.junit.jupiter.api.Test;", ["org.junit.jupiter"]),
        ("c", "#include <stdio.h>\n", ["stdio.h"]),
    ],
)
def test_a_library_is_what_one_installs(language: str, text: str, libraries: list[str]) -> None:
    """The library's name is the part of a path that a package has."""
    assert [one.library for one in imports_of(text, language)] == libraries


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", "from .a import b"),
        ("typescript", "import a from './a.js';"),
        ("rust", "use super::a;"),
        ("c", '#include "a.h"\n'),
    ],
)
def test_the_projects_own_files_are_told_apart(language: str, text: str) -> None:
    """What is imported from the same project is marked as local."""
    assert [one.local for one in imports_of(text, language)] == [True]


def test_a_statement_is_kept_as_written_on_one_line() -> None:
    """Wrapped imports are joined, and nothing else changes."""
    (one,) = imports_of("from a import (\n    b,\n    c,\n)", "python")

    assert one.statement == "from a import ( b, c, )"


@settings(max_examples=60)
@given(
    text=st.text(alphabet="import from use {}*,;:'\"./\n#<>abc()=", max_size=120),
    language=st.sampled_from(sorted(LANGUAGES)),
)
def test_no_text_is_an_error(text: str, language: str) -> None:
    """Half-typed imports are read as far as they go."""
    assert all(one.library is not None for one in imports_of(text, language))
