"""Features of code, by subject; ``feature`` says what one is.

``layout``       indentation, widths, blank lines, spaces, brackets
``strings``      quotes and how text is put together
``naming``       case, length, prefixes
``typing``       annotations and types
``documenting``  docstrings and comments
``idioms``       ways to say the same thing, common to languages
``python``       ways to say the same thing in Python; so ``scripts``, ``rust``, ``golang``, ``java``, ``c``
``imports``      order, form, aliases
``testing``      test frameworks and forms
"""
