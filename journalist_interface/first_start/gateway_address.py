"""The address of the gateway as a person types it from paper, and as a configuration has it."""

import re
from typing import Final

import httpx

from journalist_interface.config import is_this_machine
from store.web.onion_address import ONION, is_onion_address

TOR_SOCKS: Final = "socks5h://127.0.0.1:9050"
"""The proxy at which Debian's Tor takes connections to onion addresses."""
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
_MOST_PORT: Final = 65_535


def typed_address(text: str) -> str | None:
    """Return the address with its scheme, or None for what cannot be one.

    An onion address has a checksum: one mistyped letter is noticed here. To any other host but this machine a
    connection is encrypted by TLS alone.
    """
    scheme, _, host = "".join(text.split()).lower().rstrip("/").rpartition("://")
    if ONION.fullmatch(host):
        host += ".onion"
    if scheme not in {"", "http", "https"} or _HOST.fullmatch(host) is None or not _can_be_asked(host):
        return None
    name = host.partition(":")[0]
    if name.endswith(".onion"):  # at a port of its own it would not be the gateway's, and get no proxy
        return f"http://{host}" if is_onion_address(host) else None
    if is_this_machine(name):
        return f"{scheme or 'http'}://{host}"
    return None if scheme == "http" else f"https://{host}"


def _can_be_asked(host: str) -> bool:
    """Return whether a connection can be tried: a name that breaks the resolver's rules would fail at every start."""
    try:
        name = httpx.URL(f"https://{host}").host
        name.encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        return False
    _, colon, port = host.partition(":")
    return not colon or 0 < int(port) <= _MOST_PORT


def proxy_for(address: str) -> str | None:
    """Return the proxy through which this address is reached; None if there is none."""
    return TOR_SOCKS if address.endswith(".onion") else None
