"""The laboratory: what LAMP is worth, measured. The product never imports it; `lamp bench` finds it as a plug-in.

``cli``              the commands of `lamp bench`
``histories``        what developers wrote before one day and after it, in files or in one's own repositories
``personalization``  how likely code becomes by what was learned, task by task, arm by arm
``replay``           a simulated developer types later code again, through the real language server
``visible``          hidden lines of a project, asked for through the real language server
``show_filter``      how well it is foreseen which suggestions are taken
``scorer``           the probability of given text
``token_tail``       how a model's own tokens before a place read when more is to follow them
``home``             a LAMP of its own for a measurement
``answers``          how near an answer comes to what was really written
``secrets_planted``  secrets of many kinds, to be looked for in what is kept
``measures``         bits per character, and arm against arm
"""
