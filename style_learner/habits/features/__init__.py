"""Features of code, by subject; ``feature`` says what one is.

``layout``       indentation, widths, blank lines, line endings
``brackets``     commas, semicolons, braces and the blanks around them
``strings``      quotes and how text is put together
``casing``       case of names
``naming``       length of names, the words they begin with
``annotations``  annotations and types
``documenting``  docstrings
``commenting``   comments
``flow``         leaving early, choosing, repeating, in any language
``imports``      order, form, aliases
``testing``      test frameworks and forms
``python``, ``scripts``, ``rust``, ``golang``, ``systems``  ways to say the same thing in one language

``reading``, ``names``  questions that features ask of nodes
"""
