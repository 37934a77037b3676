"""The errors of LAMP, grouped by what the caller can do about them.

Imports nothing of ours. Each message is one sentence about what happened and one about the next step, fit to
be shown to a person as it is.
"""


class LampError(Exception):
    """Something the developer should be told in words."""


class TryAgain(LampError):
    """The same call may succeed later."""


class StoreUnavailable(TryAgain):
    """The store cannot be written now: keep what you have, and send it again."""


class NeedsRestart(LampError):
    """The process asked is of another version or not in order; starting it anew helps."""


class WrongSetting(LampError):
    """A setting or an argument has to be changed first."""


class NotAvailable(LampError):
    """A part is not installed or not there; the message says how to get it."""


class DamagedData(LampError):
    """A file of LAMP's cannot be used as it is; nothing in it was changed."""
