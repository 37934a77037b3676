"""What may be kept of a developer's text, and what is never read.

``redaction``  secrets go before any text is kept
``formats``    what the secrets of known services look like
``naming``     which names tell that they name a secret
``named``      values given to such names; ``bare`` those without quotes, ``judging`` whether they are secrets
``placed``     secrets known by their place: addresses, headers, commands, queries
``blocks``     private keys and long random runs
``likeness``   whether a value looks like a secret at all
``keys``       where the key of an encrypted file is kept
``ignore``     which files are passed over, and why; ``verdicts`` remembers it
``sharing``    which projects may show one another's code
``apart``      projects that are kept apart from all others
"""
