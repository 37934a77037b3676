"""What may be kept of a developer's text, and what is never read.

``redaction``  secrets go before any text is kept
``formats``    what the secrets of known services look like
``likeness``   whether a value looks like a secret at all
``keys``       where the key of an encrypted file is kept
``ignore``     which files are passed over, and why
"""
