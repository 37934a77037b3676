r"""What became of a suggestion, read from the changes of its document alone.

Pure Python, no protocol and no clock of its own: times come in, messages go out. Positions are offsets in
characters (code points) of the document, whose line ends are ``\n``.

- ``edits``: one change of a text, made minimal, fine and comparable; ``Span``, a place that moves with edits
- ``reading``: compare what stands at a suggestion's place with the suggestion
- ``retention``: how much of an accepted text still stands
- ``reports``: one act, one outcome, though it be noticed twice
- ``tracker``: the state machine of one document
"""
