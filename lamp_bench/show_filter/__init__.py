"""How well the show filter foresees which suggestions are taken.

``show_log``   logs of suggestions shown to developers, with what became of each
``fitting``    the filter's prior, fitted on such logs
``filtering``  how good what was foreseen is
``result``     all of it on one log: measured, as data, as a table
"""
