"""What a file imports, as written, and the names this binds in it.

Qualified names are joined as the language does (``os.path``, ``std::fs``, ``react.useState``). Files of the same
project (relative imports, quoted includes, ``crate::``) are imports too, marked as such.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from style_learner.syntax.languages import learned_as
from style_learner.syntax.parsing import Node, find, parse, text_of

STATEMENT_CHARACTERS = 120

_KINDS = {
    "python": frozenset({"import_statement", "import_from_statement", "future_import_statement"}),
    "javascript": frozenset({"import_statement", "variable_declarator"}),
    "typescript": frozenset({"import_statement", "variable_declarator"}),
    "go": frozenset({"import_spec"}),
    "rust": frozenset({"use_declaration"}),
    "java": frozenset({"import_declaration"}),
    "c": frozenset({"preproc_include"}),
    "cpp": frozenset({"preproc_include"}),
}
SEPARATORS = {"rust": "::"}
"""Between the parts of a qualified name; a dot where nothing is said."""


@dataclass(frozen=True, slots=True)
class Import:
    """One library that one statement brings in."""

    library: str
    """What one installs or includes: ``numpy``, ``@scope/name``, ``github.com/owner/name``, ``std``, ``stdio.h``."""
    statement: str
    """As written, on one line, at most 120 characters."""
    names: dict[str, str]
    """Names bound in the file and what they stand for: ``np`` for ``numpy``, ``Path`` for ``pathlib.Path``."""
    local: bool
    """True: another file of the same project."""
    line: int
    """Zero-based line where it begins."""


def imports_of(text: str, language: str) -> list[Import]:
    """Return the imports of ``text`` in the order written; none for a language that is not parsed."""
    kinds = _KINDS.get(learned_as(language))
    tree = parse(text, language) if kinds else None
    if tree is None or kinds is None:
        return []
    nodes = sorted((node for found in find(tree, language, kinds).values() for node in found), key=_start)
    return [one for node in nodes if not node.has_error for one in _READERS[learned_as(language)](node)]


def imported_names(text: str, language: str) -> dict[str, str]:
    """Return the names that imports bind in ``text`` and what they stand for: ``{"np": "numpy"}``."""
    return {name: meaning for one in imports_of(text, language) for name, meaning in one.names.items()}


def _start(node: Node) -> int:
    return node.start_byte


def _import(node: Node, library: str, names: dict[str, str], *, local: bool) -> Import:
    statement = " ".join(text_of(node).split())[:STATEMENT_CHARACTERS]
    return Import(library, statement, names, local, node.start_point[0])


def _python(node: Node) -> Iterator[Import]:
    if node.type == "import_statement":
        for module, alias in _python_names(node):
            name = {alias or module.split(".")[0]: module if alias else module.split(".")[0]}
            yield _import(node, module.split(".")[0], name, local=False)
        return
    origin = node.child_by_field_name("module_name")
    module = text_of(origin) if origin is not None else "__future__"
    prefix = module if module.endswith(".") else f"{module}."
    names = {alias or name: f"{prefix}{name}" for name, alias in _python_names(node)}
    yield _import(node, module.split(".")[0] or module, names, local=module.startswith("."))


def _python_names(node: Node) -> Iterator[tuple[str, str]]:
    for child in node.children_by_field_name("name"):
        if child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            yield text_of(name) if name else "", text_of(alias) if alias else ""
        else:
            yield text_of(child), ""


def _script(node: Node) -> Iterator[Import]:
    if node.type == "variable_declarator":
        yield from _required(node)
        return
    source = node.child_by_field_name("source")
    if source is None:
        return
    module = text_of(source).strip("\"'`")
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    names: dict[str, str] = {}
    for part in clause.named_children if clause is not None else ():
        if part.type == "identifier":
            names[text_of(part)] = f"{module}.default"
        elif part.type == "namespace_import":
            names[text_of(part.named_children[-1])] = module
        else:
            names |= {alias: f"{module}.{name}" for name, alias in _specifiers(part)}
    yield _import(node, _package(module), names, local=module.startswith((".", "/", "#")))


def _specifiers(node: Node) -> Iterator[tuple[str, str]]:
    for child in node.named_children:
        if child.type == "import_specifier":
            name = child.child_by_field_name("name")
            alias = child.child_by_field_name("alias") or name
            if name is not None and alias is not None:
                yield text_of(name), text_of(alias)


def _required(node: Node) -> Iterator[Import]:
    """Read ``const name = require("module")`` and its destructured form."""
    call, target = node.child_by_field_name("value"), node.child_by_field_name("name")
    function = call.child_by_field_name("function") if call is not None and call.type == "call_expression" else None
    arguments = call.child_by_field_name("arguments") if call is not None and function is not None else None
    if function is None or target is None or arguments is None or text_of(function) != "require":
        return
    if len(arguments.named_children) != 1 or arguments.named_children[0].type != "string":
        return
    module = text_of(arguments.named_children[0]).strip("\"'`")
    if target.type == "object_pattern":
        names = {text_of(part): f"{module}.{text_of(part)}" for part in target.named_children}
        names = {name: meaning for name, meaning in names.items() if name.isidentifier()}
    else:
        names = {text_of(target): module}
    whole = node.parent if node.parent is not None else node
    yield _import(whole, _package(module), names, local=module.startswith((".", "/", "#")))


def _package(module: str) -> str:
    """Return what is installed: a scope and a name, or a name.

    >>> _package("@scope/name/part"), _package("lodash/fp"), _package("node:fs/promises"), _package("./here")
    ('@scope/name', 'lodash', 'node:fs', './here')
    """
    if module.startswith((".", "/", "#")):
        return module
    return "/".join(module.split("/")[: 2 if module.startswith("@") else 1])


def _go(node: Node) -> Iterator[Import]:
    path, alias = node.child_by_field_name("path"), node.child_by_field_name("name")
    module = text_of(path).strip('"`') if path is not None else ""
    parts = module.split("/")
    last = parts[-2] if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit() else parts[-1]
    bound = text_of(alias) if alias is not None else last
    names = {} if bound in {"_", "."} else {bound: module}
    yield _import(node, "/".join(parts[:3]) if "." in parts[0] else module, names, local=module.startswith("."))


def _rust(node: Node) -> Iterator[Import]:
    argument = node.child_by_field_name("argument")
    found: dict[str, dict[str, str]] = {}
    for path, bound in _use_tree(argument, "") if argument is not None else ():
        names = found.setdefault(path.split("::")[0], {})
        if bound not in {"", "_", "*"}:
            names[bound] = path
    for library, names in found.items():
        yield _import(node, library, names, local=library in {"crate", "super", "self"})


def _use_tree(node: Node, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield path and bound name of each leaf of a use declaration's tree."""
    path = node.child_by_field_name("path")
    inner = f"{prefix}{text_of(path)}::" if path is not None else prefix
    match node.type:
        case "use_list":
            for child in node.named_children:
                yield from _use_tree(child, prefix)
        case "scoped_use_list":
            listed = node.child_by_field_name("list")
            if listed is not None:
                yield from _use_tree(listed, inner)
        case "use_as_clause":
            alias = node.child_by_field_name("alias")
            yield inner.removesuffix("::"), text_of(alias) if alias is not None else ""
        case "self":
            whole = prefix.removesuffix("::")
            yield whole, whole.split("::")[-1]
        case "use_wildcard":
            yield f"{prefix}{text_of(node)}", "*"
        case "identifier" | "scoped_identifier" | "crate":
            whole = f"{prefix}{text_of(node)}"
            yield whole, whole.split("::")[-1]


_JAVA_PARTS = 2
"""Parts of a package that name a library: ``java.util``; three below a domain such as ``com`` or ``org``."""


def _java(node: Node) -> Iterator[Import]:
    named = [child for child in node.named_children if child.type in {"scoped_identifier", "identifier"}]
    if not named:
        return
    path = text_of(named[0])
    parts = path.split(".")
    wanted = _JAVA_PARTS if parts[0] in {"java", "javax", "jakarta", "kotlin"} else _JAVA_PARTS + 1
    everything = any(child.type == "asterisk" for child in node.children)
    package = parts if everything else parts[:-1]
    names = {} if everything else {parts[-1]: path}
    yield _import(node, ".".join(package[:wanted]), names, local=False)


def _include(node: Node) -> Iterator[Import]:
    path = node.child_by_field_name("path")
    if path is not None:
        yield _import(node, text_of(path).strip('<>"'), {}, local=path.type == "string_literal")


_READERS = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "go": _go,
    "rust": _rust,
    "java": _java,
    "c": _include,
    "cpp": _include,
}
