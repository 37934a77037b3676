"""Which names a tree gives, to functions, variables and types: the tables that features of naming share."""

from style_learner.habits.features.feature import SCRIPTS
from style_learner.habits.features.reading import declared_name, field, first_named, is_inside, is_kind, name_case
from style_learner.syntax.parsing import Node, text_of

FUNCTION_NODES = {
    "python": "function_definition",
    SCRIPTS: "function_declaration generator_function_declaration method_definition variable_declarator",
    "go": "function_declaration method_declaration",
    "rust": "function_item",
    "java": "method_declaration",
    "c cpp": "function_definition",
}
VARIABLE_NODES = {
    "python": "assignment for_statement",
    SCRIPTS: "variable_declarator",
    "go": "short_var_declaration var_spec",
    "rust": "let_declaration",
    "java": "variable_declarator",
    "c cpp": "init_declarator",
}
TYPE_NODES = {
    "python": "class_definition",
    SCRIPTS: "class_declaration",
    "typescript": "interface_declaration type_alias_declaration enum_declaration",
    "go": "type_spec",
    "rust": "struct_item enum_item trait_item type_item",
    "java": "class_declaration interface_declaration enum_declaration record_declaration",
    "c": "struct_specifier enum_specifier type_definition",
    "cpp": "struct_specifier enum_specifier class_specifier",
}
_BODIES = frozenset({"block", "statement_block", "compound_statement"})
_WORTHLESS = frozenset({"_", "self", "cls", "this"})


def function_name(node: Node) -> str:
    """Return the name that a node gives to a function; empty for anything else and for names that are no choice."""
    if node.type == "variable_declarator" and not is_kind(
        field(node, "value"), "arrow_function", "function_expression"
    ):
        return ""
    name = declared_name(node)
    return "" if name.startswith("__") or name in {"main", "constructor"} else name


def variable_name(node: Node) -> str:
    """Return the one name that a node gives a value to; empty where it is none or a function."""
    if is_kind(field(node, "value"), "arrow_function", "function_expression", "class"):
        return ""
    target = field(node, "left") or field(node, "pattern")
    if is_kind(target, "expression_list"):
        target = first_named(target)
    if target is None:
        return "" if is_kind(node.parent, "field_declaration") else declared_name(node)
    return text_of(target) if is_kind(target, "identifier") else ""


def is_top_level(node: Node) -> bool:
    """Say whether a node stands in no function."""
    return not is_inside(node, _BODIES)


def local_variable_name(node: Node) -> str:
    """Return a variable's name unless it is a constant or a placeholder."""
    name = variable_name(node)
    return "" if name in _WORTHLESS or name_case(name) == "upper" else name
