"""The address of the gateway as a person types it from paper, and as a configuration has it."""

import base64
import binascii
import hashlib
import re
from typing import Final

TOR_SOCKS: Final = "socks5h://127.0.0.1:9050"
"""Where Debian's Tor takes connections to onion addresses."""
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
_LOOPBACK: Final = re.compile(r"(?:localhost|127(?:\.[0-9]{1,3}){3})(?::[0-9]{1,5})?")
_ONION: Final = re.compile(r"[a-z2-7]{56}")
_VERSION: Final = b"\x03"


def typed_address(text: str) -> str | None:
    """Return the address with its scheme, or None for what cannot be one.

    An onion address has a checksum (Tor's rend-spec-v3, ONIONADDRESS): one mistyped letter is noticed here. To any
    other host but this machine a connection is encrypted by TLS alone.
    """
    scheme, _, host = "".join(text.split()).lower().rstrip("/").rpartition("://")
    if _ONION.fullmatch(host):
        host += ".onion"
    if scheme not in {"", "http", "https"} or _HOST.fullmatch(host) is None:
        return None
    if host.endswith(".onion"):
        return f"http://{host}" if is_onion_address(host) else None
    if _LOOPBACK.fullmatch(host):
        return f"{scheme or 'http'}://{host}"
    return None if scheme == "http" else f"https://{host}"


def is_onion_address(host: str) -> bool:
    """Return whether this is the address of an onion service of version 3."""
    name = host.removesuffix(".onion").rpartition(".")[2]
    if _ONION.fullmatch(name) is None:
        return False
    try:
        octets = base64.b32decode(name.upper())
    except binascii.Error:
        return False
    key, checksum, version = octets[:32], octets[32:34], octets[34:]
    expected = hashlib.sha3_256(b".onion checksum" + key + _VERSION).digest()[:2]
    return version == _VERSION and checksum == expected


def proxy_for(address: str) -> str | None:
    """Return the proxy through which this address is reached; None if there is none."""
    return TOR_SOCKS if address.endswith(".onion") else None
