"""Language identifiers of the Language Server Protocol, and which of them are one language to a learner."""

_DIALECTS = {"javascriptreact": "javascript", "typescriptreact": "typescript"}


def learned_as(language: str) -> str:
    """Return the language under which habits are kept: markup inside JavaScript does not make it another one.

    >>> learned_as("typescriptreact")
    'typescript'
    """
    return _DIALECTS.get(language, language)
