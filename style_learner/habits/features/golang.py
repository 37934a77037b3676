"""Ways to say the same thing in Go."""

from style_learner.habits.features.feature import Choice, node_feature
from style_learner.habits.features.reading import field, field_text, first_named, is_kind, statements
from style_learner.syntax.parsing import Node, text_of


@node_feature(
    "error_wrapping",
    "Passing errors on",
    {"go": "return_statement"},
    Choice(
        "wrapped",
        "wrapped with %w",
        'Wrap errors: fmt.Errorf("...: %w", err).',
        {"go": 'package a\nfunc f() error { return fmt.Errorf("x: %w", err) }'},
    ),
    Choice("plain", "as they are", "", {"go": "package a\nfunc f() error { return err }"}),
    crosses_languages=False,
)
def error_wrapping(node: Node) -> str | None:
    """Read what a function that has an error returns."""
    text = text_of(node)
    if "Errorf(" in text and "%w" in text:
        return "wrapped"
    return "plain" if text.split(",")[-1].removeprefix("return").strip() == "err" else None


@node_feature(
    "error_check",
    "Checking errors",
    {"go": "if_statement"},
    Choice(
        "inline",
        "if err := f(); err != nil",
        "Check errors in the condition: if err := f(); err != nil.",
        {"go": "package a\nfunc f() { if err := g(); err != nil { h() } }"},
    ),
    Choice(
        "separate",
        "assigned in the line before",
        "Assign errors in the line before their check.",
        {"go": "package a\nfunc f() { if err != nil { h() } }"},
    ),
    crosses_languages=False,
)
def error_check(node: Node) -> str | None:
    """Read conditions that ask for an error."""
    if field_text(node, "condition") != "err != nil":
        return None
    return "inline" if field(node, "initializer") else "separate"


@node_feature(
    "local_declarations",
    "Declaring local variables",
    {"go": "short_var_declaration var_spec"},
    Choice("short", "a := b", "Declare local variables with :=.", {"go": "package a\nfunc f() { a := 1 }"}),
    Choice("var", "var a = b", "Declare local variables with var.", {"go": "package a\nfunc f() { var a = 1 }"}),
    crosses_languages=False,
)
def local_declarations(node: Node) -> str | None:
    """Read the declaration of a variable that is given a value."""
    if node.type == "short_var_declaration":
        return "short"
    declaration = node.parent
    top = declaration is not None and is_kind(declaration.parent, "source_file")
    return "var" if field(node, "value") and not top else None


@node_feature(
    "case_table",
    "Cases of a test",
    {"go": "function_declaration"},
    Choice(
        "table",
        "a table of cases",
        "Write tests as tables of cases.",
        {"go": "package a\nfunc TestA(t *testing.T) { tests := []struct{ a int }{{1}} }"},
    ),
    Choice("plain", "one after the other", "", {"go": "package a\nfunc TestA(t *testing.T) { f() }"}),
    crosses_languages=False,
)
def case_table(node: Node) -> str | None:
    """Read the body of a test."""
    if not field_text(node, "name").startswith("Test"):
        return None
    return "table" if "[]struct" in field_text(node, "body") else "plain"


@node_feature(
    "struct_literals",
    "Values of structs",
    {"go": "composite_literal"},
    Choice("named", "with field names", "Name the fields in struct literals.", {"go": "package a\nvar x = A{B: 1}"}),
    Choice("positional", "without field names", "", {"go": "package a\nvar x = A{1, 2}"}),
    crosses_languages=False,
)
def struct_literals(node: Node) -> str | None:
    """Read the elements of a literal of a named type."""
    first = first_named(field(node, "body"))
    if first is None or not is_kind(field(node, "type"), "type_identifier", "qualified_type"):
        return None
    return "named" if first.type == "keyed_element" else "positional"


@node_feature(
    "constructors",
    "Making values of a type",
    {"go": "function_declaration"},
    Choice(
        "pointer",
        "NewT returns *T",
        "Let constructors return pointers.",
        {"go": "package a\nfunc NewA() *A { return nil }"},
    ),
    Choice(
        "value", "NewT returns T", "Let constructors return values.", {"go": "package a\nfunc NewA() A { return A{} }"}
    ),
    crosses_languages=False,
)
def constructors(node: Node) -> str | None:
    """Read the first result of a function called New."""
    if not field_text(node, "name").startswith("New"):
        return None
    result = field(node, "result")
    if is_kind(result, "parameter_list"):
        result = field(next(iter(statements(result)), None), "type")
    return None if result is None else "pointer" if result.type == "pointer_type" else "value"
