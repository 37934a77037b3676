"""What LAMP is attacked with, and what it has to do: docs/security.md says what is promised.

``test_language_server``  bytes and messages that no editor should send
``test_requests``         requests that no front end should send, by the daemon's own description of its routes
``test_connections``      other users of the machine, who reach the port and have no token
``test_files``            who can read what lies on disk
``test_shown_text``       text from outside on a terminal, a page, in Markdown and among instructions
``test_power_cut``        a machine that loses its power in the middle of a write
"""
