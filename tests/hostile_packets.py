"""OpenPGP packets that were made to stop gpg: a marker that it aborts at, and a message that it is silent over."""

import zlib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from crypto.gpg.invocation import NO_HOME, NO_KEYRING, faked_time
from crypto.gpg.process import GpgProcess

MARKER: Final = b"\xca\x03PGP"
"""gpg 2.4.7 aborts at one beside a detached signature (mainproc.c)."""
_PRIVATE: Final = b"\xfc\x00"  # an empty packet of type 60: gpg reads it, and puts nothing out
LITERAL: Final = 0xCB
_COMPRESSED: Final = 0xC8
_SHORT_KEY: Final = 0x84  # a session key, its length in one octet
_DEFLATE, _ZLIB = b"\x01", b"\x02"  # RFC 9580, 9.4
_PER_BLOCK: Final = 4 * 1024 * 1024
_BLOCKS: Final = 512  # two thousand million packets: minutes of a core
_LAST_BLOCK: Final = b"\x03\x00"  # RFC 1951: empty, and the last
_EMPTY_BLOCK: Final = b"\x00\x00\x00\xff\xff"  # RFC 1951: stored, of no length
_ENDLESS_LITERAL, _ENDLESS_COMPRESSED = (
    b"\xaf",
    b"\xa3",
)  # to the end of what is around them (RFC 4880, 4.2.1)


def packet(octet: int, body: bytes) -> bytes:
    """Return a packet of this first octet, its length in five octets."""
    return bytes([octet, 0xFF]) + len(body).to_bytes(4) + body


@cache
def silent_packets(blocks: int = _BLOCKS) -> bytes:
    """Return some 7 kB, compressed twice, which unpack to 4 GiB of packets that put nothing out; or fewer blocks."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(_PRIVATE * _PER_BLOCK) + press.flush(zlib.Z_FULL_FLUSH)
    inside = packet(_COMPRESSED, _DEFLATE + block * blocks + _LAST_BLOCK)
    return packet(_COMPRESSED, _ZLIB + zlib.compress(inside, 9))


def laborious_literal(blocks: int, plaintext: bytes) -> bytes:
    """Return a message's inside that says this after so many blocks of packets that put nothing out."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = press.compress(_PRIVATE * _PER_BLOCK) + press.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(0, zlib.DEFLATED, -15)
    end = last.compress(packet(LITERAL, b"b\x00" + bytes(4) + plaintext)) + last.flush(zlib.Z_FINISH)
    return packet(_COMPRESSED, _DEFLATE + block * blocks + end)


def swelling_packets(size: int) -> bytes:
    """Return a small packet that unpacks to a literal one of so many zeros."""
    literal = packet(LITERAL, b"b\x00" + bytes(4) + bytes(size))
    return packet(_COMPRESSED, _ZLIB + zlib.compress(literal, 9))


def trickling_packets(pieces: int, size: int = 2_000, empty_blocks: int = 2_000_000) -> bytes:
    """Return a file of so many pieces of zeros, before each of which gpg unpacks 10 MB of nothing."""
    press = zlib.compressobj(9, zlib.DEFLATED, -15)
    literal = zlib.compressobj(0, zlib.DEFLATED, -15)
    head = literal.compress(_ENDLESS_LITERAL + b"b\x00" + bytes(4)) + literal.flush(zlib.Z_FULL_FLUSH)
    first = press.compress(_ENDLESS_COMPRESSED + _DEFLATE + head) + press.flush(zlib.Z_FULL_FLUSH)
    piece = b"\x00" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + bytes(size)
    block = press.compress(_EMPTY_BLOCK * empty_blocks + piece) + press.flush(zlib.Z_FULL_FLUSH)
    last = press.compress(_LAST_BLOCK) + press.flush(zlib.Z_FINISH)
    return packet(_COMPRESSED, _DEFLATE + first + block * pieces + last)


def layer_for_many(message: bytes, count: int) -> bytes:
    """Return a small packet that unpacks to a message with its session key so many times, none of which opens it."""
    end = 2 + message[1]
    assert message[0] == _SHORT_KEY
    closed = message[: end - 1] + bytes([message[end - 1] ^ 1])
    return packet(_COMPRESSED, _ZLIB + zlib.compress(closed * count + message[end:], 9))


def encrypted_raw(packets: bytes, recipients: Sequence[Path], day: date) -> bytes:
    """Return a message whose inside is these packets, in place of the one literal packet that gpg makes."""
    chosen = [word for path in recipients for word in ("--recipient-file", str(path))]
    arguments = [*NO_KEYRING, "--trust-model", "always", "--compress-algo", "none", "--no-literal"]
    arguments += [*faked_time(day), *chosen, "--output", "-", "--encrypt"]
    with GpgProcess(NO_HOME, arguments) as gpg:
        message = gpg.exchange(iter((packets,)))
        assert gpg.wait().exit_code == 0
    return message
