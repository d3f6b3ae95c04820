"""The address of an onion service, and the names of those whom it lets through.

The checksum of an address tells a mistyped letter (Tor's rend-spec-v3, ONIONADDRESS).
"""

import base64
import hashlib
import re
from typing import Final

ONION: Final = re.compile(r"[a-z2-7]{56}", re.ASCII)
"""The address without `.onion`, as far as its letters tell."""
LOCK: Final = "locked"
"""The name of the key that no one has, among those of the gateway's workstations."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}", re.ASCII)
_KEY_BYTES, _VERSION = 32, b"\x03"


def is_onion_address(host: str) -> bool:
    """Return whether this is the address of an onion service of version 3, or a name below one."""
    name = host.removesuffix(".onion").rpartition(".")[2]
    if ONION.fullmatch(name) is None:
        return False
    octets = base64.b32decode(name.upper())  # 56 letters of base32 are 35 octets
    key, checksum, version = octets[:_KEY_BYTES], octets[_KEY_BYTES:-1], octets[-1:]
    expected = hashlib.sha3_256(b".onion checksum" + key + _VERSION).digest()
    return version == _VERSION and checksum == expected[: len(checksum)]


def is_workstation_name(name: str) -> bool:
    """Return whether the gateway's onion service can know a workstation by this name, as a file of Tor's is named."""
    return _NAME.fullmatch(name) is not None and name != LOCK
