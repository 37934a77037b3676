"""What an adapter is trained on and judged by: the developer's own code, as places to be filled in.

``material``   what the store holds of their writing, as it is handed to the training process
``together``   which projects one adapter may learn from
``documents``  their files as they stand now, and which lines are theirs
``spans``      the parts of a file that are taken out, cut where the syntax has a seam
``samples``    a place, what was written there, and what LAMP retrieves for it; what is held out
``general``    code that nobody here wrote: the standard library's
``masking``    names of people and hosts replaced, for samples that leave the machine by their owner's hand

Knows no model: ``lamp_lsp/adapter`` trains.
"""
