"""Ciphertexts of the right form that no one can open, for tests of what stores them and looks into none.

A message has the packets that gpg writes, to the key of a person who left the test office long ago (`FORMER`). So every
roster of a test office knows that key, and nothing is encrypted to it. The same words make the same bytes, and they
stand in them: a test can look for what should be gone.
"""

import base64
import hashlib
from datetime import date
from typing import Final

from crypto.attachment_stream import sealed_size
from crypto.padding import bucket
from store.domain.roster import Person, RosterCertificate

# A public certificate made on 1 January 2020 by `gpg --quick-gen-key … future-default default never`.
_CERTIFICATE: Final = base64.b64decode("""\
mDMEXgyJwBYJKwYBBAHaRw8BAQdA7UlmYqLJIJdmlI6TAVtYKM4xJSqvWrh0MiwexkqHlme0Dk1hbnRhbiBQZXR1Z2FziJAEExYK
ADgWIQRS5jdZWtT6stBsyy7pIHtCt7JHqgUCXgyJwAIbAwULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRDpIHtCt7JHquaKAQCa
Ce4FTgbH5+qBUxJWpSUTZARYWJ+1TJvqwg/teYANRAD/etIfFSyACmX+0HwN6NJL012wbyTY61ORJR4fpiqdYA+4OAReDInAEgor
BgEEAZdVAQUBAQdAcdK2FT8YBKAwyPzMKa8hi0rfiTipDqI4owiDwpktYwgDAQgHiHgEGBYKACAWIQRS5jdZWtT6stBsyy7pIHtC
t7JHqgUCXgyJwAIbDAAKCRDpIHtCt7JHqj0VAQCi0lRMnBFojAGDA3dbP2df4isnw7Gg6kS6E71MdHWlCAD/chmnoQTmQu0OX+gP
ksAI+DX7b03Jvvm6UPyJvFTpDAo=""")
_FINGERPRINT: Final = "52E637595AD4FAB2D06CCB2EE9207B42B7B247AA"
FORMER: Final = Person(
    "mantan",
    "Mantan Petugas",
    "sekretaris",
    ("officer",),
    (RosterCertificate(_FINGERPRINT, _CERTIFICATE),),
    left=date(2020, 6, 30),
)
FORMER_KEY: Final = "1367FDFEC02D5776"  # for encryption
_LEAST_BYTES: Final = 160
_BOX_BYTES: Final = 48


def message(said: bytes = b"", size: int | None = None, keys: tuple[str, ...] = (FORMER_KEY,)) -> bytes:
    """An OpenPGP message to these keys, so long in all; without a size as short as the words allow."""
    heads = b"".join(session_key(key, said) for key in keys)
    if size is None:
        return heads + encrypted(_filled(said, max(len(said), _LEAST_BYTES)))
    for length_bytes in (1, 2, 5):
        body = size - len(heads) - length_bytes - 2
        packet = encrypted(_filled(said, body))
        if len(heads + packet) == size:
            return heads + packet
    raise ValueError(f"no message has {size} bytes")


def session_key(key: str, said: bytes = b"") -> bytes:
    """The packet of a session key encrypted to a Curve25519 key (RFC 9580, 5.1; RFC 6637, 8)."""
    point = b"\x01\x07\x40" + _filled(b"", 32, b"point" + said)
    body = b"\x03" + bytes.fromhex(key) + b"\x12" + point + b"\x30" + _filled(b"", 48, b"key" + said)
    return bytes([0x84, len(body)]) + body


def encrypted(octets: bytes) -> bytes:
    """The packet with what is encrypted and its integrity check (RFC 9580, 5.13.1)."""
    return b"\xd2" + _length(len(octets) + 1) + b"\x01" + octets


def sealed(said: bytes = b"", size: int = 4096) -> bytes:
    """A padded message of so many bytes, a bucket, sealed to a mailbox."""
    return _filled(said, bucket(max(size, len(said))) + _BOX_BYTES)


def stream(said: bytes = b"", size: int = 300) -> bytes:
    """The file of a reply or paper, as the workstation encrypts one of so many bytes."""
    return _filled(said, sealed_size(max(size, len(said))))


def _filled(said: bytes, size: int, seed: bytes = b"") -> bytes:
    """The words and then what looks like chance, the same each time."""
    return (said + hashlib.shake_256(seed + said).digest(max(0, size - len(said))))[: max(0, size)]


def _length(size: int) -> bytes:
    """The shortest length of the new format (RFC 9580, 4.2.1)."""
    if size < 192:
        return bytes([size])
    if size < 8_384:
        return bytes([192 + ((size - 192) >> 8), (size - 192) & 0xFF])
    return b"\xff" + size.to_bytes(4)
