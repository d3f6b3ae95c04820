"""The telling apart of Tor circuits, and nothing more about them.

With `HiddenServiceExportCircuitID haproxy` Tor opens each connection with a line of the PROXY protocol, version 1,
whose source address is made of the circuit's number (tor(1)). This module removes the line before any HTTP is read and
turns it into a keyed hash. The key is random, belongs to this process and lives in memory only, so that no value can be
matched with Tor's.
"""

import secrets
from hashlib import blake2b
from ipaddress import AddressValueError, IPv6Address
from typing import Final

MAX_LINE_BYTES: Final = 107  # the PROXY protocol, section 2.1, with CRLF
_ENDING: Final = b"\r\n"
_FIELDS: Final = 6
_CIRCUITS: Final = b"PROXY TCP6 "


class CircuitLineError(ValueError):
    """The connection does not begin with the line that tells its circuit."""


class Circuits:
    """A maker of circuit names: 16 bytes each, the same for the same circuit while this process lives."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def __repr__(self) -> str:
        return "Circuits(…)"

    def take(self, arrived: bytearray) -> bytes | None:
        """Remove the line from the beginning and return the circuit's name, or None until the line is whole.

        Raises `CircuitLineError`.
        """
        end = arrived.find(_ENDING, 0, MAX_LINE_BYTES)
        if end < 0:
            if len(arrived) >= MAX_LINE_BYTES or not _could_begin(arrived):
                raise CircuitLineError
            return None
        address = _source_of(bytes(arrived[:end]))
        del arrived[: end + len(_ENDING)]
        return blake2b(address, key=self._key, digest_size=16).digest()


def _could_begin(arrived: bytearray) -> bool:
    return _CIRCUITS.startswith(arrived[: len(_CIRCUITS)])


def _source_of(line: bytes) -> bytes:
    fields = line.split(b" ")
    if len(fields) != _FIELDS or not line.startswith(_CIRCUITS):
        raise CircuitLineError
    try:
        return IPv6Address(fields[2].decode("ascii")).packed
    except (AddressValueError, UnicodeDecodeError):
        raise CircuitLineError from None
