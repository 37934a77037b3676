"""Measuring what personalization is worth, through LAMP's own learner, recall and prompts.

``plain``            what simpler tools do: word search over chunks, chunks of neighbouring files
``developers``       a corpus' developer, learned by a real learner
``variants``         the arms by name, and which parts of LAMP are in each
``arms``             each arm's prompt for a task
``kept``             scores kept between runs
``personalization``  all tasks under all arms
``table``            the result, for a person and for a program
``filter``           the show filter on a log of suggestions
"""
