"""OpenPGP packets (RFC 9580, section 4), taken apart and put together: what the two attacks are made of."""

import subprocess
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from crypto.gpg.process import NO_HOME, NO_KEYRING, GpgProcess, faked_time

MARKER: Final = b"\xca\x03PGP"
"""A marker packet: gpg 2.4.7 aborts at one beside a detached signature."""
_PRIVATE: Final = b"\xfc\x00"  # an empty packet of tag 60: gpg reads it, and says nothing
_ZLIB: Final = b"\xa3\x02"  # a compressed packet to the end of the input, of algorithm 2
_ENOUGH: Final = 9_000_000  # a minute of a core


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it stands, with its tag; tag 0 where nothing could be made out."""

    tag: int
    data: bytes


def split(message: bytes) -> list[Packet]:
    """The packets of a message; what has no form is one packet of tag 0."""
    found: list[Packet] = []
    while message:
        length = _length(message)
        if length is None or length > len(message):
            return [*found, Packet(0, message)]
        found.append(Packet(_tag(message[0]), message[:length]))
        message = message[length:]
    return found


def packet(tag: int, body: bytes) -> bytes:
    """A packet in the new form, with a length of five bytes."""
    return bytes([0xC0 | tag, 0xFF]) + len(body).to_bytes(4, "big") + body


@cache
def silent_packets() -> bytes:
    """Some 18 kB which unpack to millions of packets that produce no output."""
    return _ZLIB + zlib.compress(_PRIVATE * _ENOUGH, 9)


def encrypted_raw(packets: bytes, recipients: Sequence[Path], day: date) -> bytes:
    """A message whose inside is these packets, in place of the one literal packet that gpg makes."""
    return encrypted_with(recipients, packets, "--no-literal", "--compress-algo", "none", *faked_time(day))


def encrypted_with(recipients: Sequence[Path], plain: bytes, *options: str) -> bytes:
    """A message by a gpg that is told this, whatever it thinks of what is inside."""
    keys = [word for path in recipients for word in ("--recipient-file", str(path))]
    arguments = [*NO_KEYRING, "--no-random-seed-file", "--trust-model", "always", *options, *keys]
    with GpgProcess(
        NO_HOME, [*arguments, "--output", "-", "--encrypt"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as gpg:
        message = gpg.exchange(iter((plain,)))
        gpg.wait()
    assert message
    return message


def _tag(first: int) -> int:
    return first & 0x3F if first & 0x40 else first >> 2 & 0x0F


def _length(data: bytes) -> int | None:
    """How long the first packet is, its header included; None without a definite length."""
    first = data[0]
    if not first & 0x80 or len(data) < 2:
        return None
    if first & 0x40:
        return _new_length(data)
    size = {0: 1, 1: 2, 2: 4}.get(first & 3)
    if size is None:
        return len(data)
    return 1 + size + int.from_bytes(data[1 : 1 + size], "big")


def _new_length(data: bytes) -> int | None:
    second = data[1]
    if second < 192:
        return 2 + second
    if second < 224 and len(data) > 2:
        return 3 + (second - 192 << 8) + data[2] + 192
    if second == 255:
        return 6 + int.from_bytes(data[2:6], "big")
    return len(data)  # pieces: taken for one packet to the end
