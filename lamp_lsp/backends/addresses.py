"""Whether a model server is on this machine: its prompts stay here, and no proxy is asked for it."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_here(address: str) -> bool:
    """Say whether a server's address is this machine's own.

    >>> [is_here(one) for one in ("http://127.0.0.2:1", "localhost:11434", "http://[::1]/v1", "http://ten.example")]
    [True, True, True, False]
    """
    host = urlsplit(address if "://" in address else f"http://{address}").hostname or ""
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified
