"""Concrete syntax trees: the only module that imports tree-sitter.

Positions of a tree are bytes of the UTF-8 text and (row, byte column) pairs; use :func:`text_of` to get text back.
Grammars load when first used (up to 30 milliseconds each), never at import. Whoever answers a keystroke asks
:func:`parse_if_loaded`, and does less until the grammar is there.
"""

from contextlib import suppress
from functools import cache
from importlib import import_module
from threading import Lock, Thread

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

__all__ = [
    "GRAMMARS",
    "LANGUAGES",
    "Node",
    "Tree",
    "find",
    "is_loaded",
    "load",
    "load_in_background",
    "parse",
    "parse_if_loaded",
    "text_of",
]

_LEARNED = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "javascriptreact": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "typescriptreact": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "java": ("tree_sitter_java", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
}

_SHAPED = {
    "shellscript": ("tree_sitter_bash", "language"),
    "css": ("tree_sitter_css", "language"),
    "html": ("tree_sitter_html", "language"),
    "yaml": ("tree_sitter_yaml", "language"),
    "json": ("tree_sitter_json", "language"),
    "toml": ("tree_sitter_toml", "language"),
    "makefile": ("tree_sitter_make", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "scala": ("tree_sitter_scala", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "lua": ("tree_sitter_lua", "language"),
    "elixir": ("tree_sitter_elixir", "language"),
    "terraform": ("tree_sitter_hcl", "language"),
    "powershell": ("tree_sitter_powershell", "language"),
}
_GRAMMARS = _LEARNED | _SHAPED

LANGUAGES = frozenset(_LEARNED)
"""Language identifiers (as the Language Server Protocol spells them) whose habits are read from trees."""
GRAMMARS = frozenset(_GRAMMARS)
"""Those that :func:`parse_if_loaded` knows: in the others a grammar only says whether code is whole."""

_loaded: set[str] = set()
_loading: set[str] = set()
_lock = Lock()


@cache
def _language(name: str) -> Language:
    module, function = _GRAMMARS[name]
    return Language(getattr(import_module(module), function)())


def load(language: str) -> None:
    """Load the grammar of ``language``; a no-op where it is there, or where there is none."""
    if language in GRAMMARS and language not in _loaded:
        _language(language)
        _loaded.add(language)


def is_loaded(language: str) -> bool:
    """Say whether :func:`parse_if_loaded` knows ``language`` from now on."""
    return language in _loaded


def load_in_background(language: str) -> None:
    """Begin to load the grammar of ``language``; returns at once."""
    if language in _loaded or language not in GRAMMARS:
        return
    with _lock:
        if language in _loading:
            return
        _loading.add(language)
    Thread(target=_load_if_installed, args=(language,), name=f"grammar-{language}", daemon=True).start()


def _load_if_installed(language: str) -> None:
    with suppress(ImportError):  # without one, postprocessing does less
        load(language)


def parse_if_loaded(text: str, language: str) -> Tree | None:
    """Return the tree of ``text`` at once; None for a language without a grammar, or whose grammar still loads."""
    if language not in _loaded:
        load_in_background(language)
        return None
    return _parsed(text, language)


def parse(text: str, language: str) -> Tree | None:
    """Return the tree of ``text``, with error nodes where it is broken; None for one that is not in ``LANGUAGES``."""
    if language not in LANGUAGES:
        return None
    load(language)
    return _parsed(text, language)


def _parsed(text: str, language: str) -> Tree:
    return Parser(_language(language)).parse(text.encode("utf-8", "surrogatepass"))


def text_of(node: Node) -> str:
    """Return the source text that ``node`` spans."""
    return (node.text or b"").decode("utf-8", "replace")


@cache
def _query(language: str, kinds: frozenset[str]) -> Query:
    return Query(_language(language), "\n".join(f"({kind}) @{kind}" for kind in sorted(kinds)))


def find(tree: Tree, language: str, kinds: frozenset[str]) -> dict[str, list[Node]]:
    """Return the nodes of each kind in document order, gathered in one walk; a kind without nodes is left out.

    ``ERROR`` and ``MISSING`` are kinds too. Raises ``tree_sitter.QueryError`` for a kind that the grammar has not.
    """
    found = QueryCursor(_query(language, kinds)).captures(tree.root_node)
    return {kind: sorted(nodes, key=_start) for kind, nodes in found.items()}


def _start(node: Node) -> int:
    return node.start_byte
