"""ASCII armour (RFC 9580, 6.2), put around and taken off without gpg, so that the packets can be walked first."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import Final

from crypto.gpg.errors import NotEncryptedMessageError

_BEGIN: Final = b"-----BEGIN PGP MESSAGE-----"
# The beginnings of a message; no text in UTF-8 has one.
_PACKETS: Final = frozenset({b"\x84", b"\x85", b"\xc1"})
_MOST_BEFORE: Final = 64 * 1024  # bytes of text before the block, and of its headers
_LONGEST_PART: Final = 1024
_DECODED_AT_ONCE: Final = 64 * 1024


def armor(message: bytes) -> bytes:
    """Return a message as one armoured block, without the checksum, which RFC 9580 (6.1) no longer asks for."""
    return b"%s\n\n%s-----END PGP MESSAGE-----\n" % (_BEGIN, base64.encodebytes(message))


def dearmor(text: bytes, kind: bytes = b"MESSAGE") -> bytes:
    """Return the octets of one armoured block of this kind, or raise `NotEncryptedMessageError` for any other form.

    The checksum is ignored, as RFC 9580 (6.1) asks. So are spaces around a line, which forms and mail programs add.
    """
    lines = [line.strip() for line in text.strip().splitlines()]
    ends = [b"-----%s PGP %s-----" % (word, kind) for word in (b"BEGIN", b"END")]
    if len(lines) < 2 or [lines[0], lines[-1]] != ends or b"" not in lines:
        raise NotEncryptedMessageError
    body = lines[lines.index(b"") + 1 : -1]  # after the armour's headers
    if body and body[-1].startswith(b"="):
        body.pop()
    return _decoded(b"".join(body))


def dearmor_stream(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the octets of a message that comes in pieces, armoured or not, in constant memory.

    Text before the first armoured block is passed over, as gpg does, and so is what follows it. Raises
    `NotEncryptedMessageError` for armour of another form, and what the pieces raise.
    """
    rest = iter(pieces)
    first = next(filter(None, rest), b"")
    if first[:1] in _PACKETS:
        yield first
        yield from rest
        return
    parts = _parts(chain([first], rest))
    _pass_until(_BEGIN, parts)
    _pass_until(b"", parts)
    yield from _octets(part.text for part in takewhile(lambda part: not part.ends_body, parts))
    for _ignored in parts:  # the source may find at its end that it is false
        pass


@dataclass(frozen=True, slots=True)
class _Part:
    """A line without its end and without spaces around it; a long one comes in several parts."""

    text: bytes
    begins: bool

    @property
    def ends_body(self) -> bool:
        """Return whether it is the checksum or the end of the block."""
        return self.begins and self.text[:1] in {b"=", b"-"}


def _parts(pieces: Iterable[bytes]) -> Iterator[_Part]:
    rest, begins = b"", True
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield _Part(line.strip(), begins)
            begins = True
        if len(rest) > _LONGEST_PART:  # a line without an end must not be held
            yield _Part(rest.strip(), begins)
            rest, begins = b"", False
    yield _Part(rest.strip(), begins)


def _pass_until(wanted: bytes, parts: Iterator[_Part]) -> None:
    """Pass over the lines up to this one."""
    left = _MOST_BEFORE
    for part in parts:
        if part.begins and part.text == wanted:
            return
        left -= len(part.text) + 1
        if left < 0:
            break
    raise NotEncryptedMessageError


def _octets(lines: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for line in lines:
        held += line
        if len(held) >= _DECODED_AT_ONCE:
            whole = len(held) // 4 * 4  # four characters are three octets
            yield _decoded(held[:whole])
            del held[:whole]
    yield _decoded(held)


def _decoded(text: bytes | bytearray) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise NotEncryptedMessageError from None
