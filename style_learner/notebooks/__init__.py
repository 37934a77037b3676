"""A notebook as a model and a learner read it.

``cells``      the nouns: a cell, a name that the kernel knows, a notebook
``marks``      the lines that part cells in one text
``magics``     lines and cells that are no code of the kernel's language
``outputs``    the part of an output that is worth a model's time
``names``      what the kernel knows, as comments
``around``     the text before and after the cursor
"""
