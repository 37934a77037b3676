"""Measuring what personalization is worth, through LAMP's own learner, retrieval and prompts.

``plain``       what simpler tools do: word search over chunks, chunks of neighbouring files
``developers``  a corpus' developer, learned by a real learner
``variants``    the arms by name, and which parts of LAMP are in each
``arms``        each arm's prompt for a task
``model``       the model that is measured, and what it lets one see
``kept``        scores kept between runs
``run``         all tasks under all arms
``data``        the result, for a program
``table``       the result, for a person
``picture``     the result, drawn
"""
