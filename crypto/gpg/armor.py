"""ASCII armour (RFC 9580, 6.2), put around and taken off without gpg, so that the packets can be walked first."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from itertools import chain, takewhile
from typing import Final

from crypto.gpg.errors import NotEncryptedMessageError

_BEGIN: Final = b"-----BEGIN PGP MESSAGE-----"
_MOST_BEFORE: Final = 64 * 1024  # bytes of text and headers before the armoured lines
_LONGEST_LINE: Final = 1024  # RFC 9580 (6.2) asks for 76 characters
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
    if first[:1] >= b"\x80":  # an OpenPGP packet begins with this bit (RFC 9580, 4.2)
        yield first
        yield from rest
        return
    lines = (line.strip() for line in _lines(chain([first], rest)))
    _pass_until(_BEGIN, lines)
    _pass_until(b"", lines)
    yield from _octets(takewhile(lambda line: line[:1] not in {b"=", b"-"}, lines))
    for _ignored in lines:  # the source may find at its end that it is false
        pass


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines without their ends; one without an end would have to be held, and is refused."""
    rest = b""
    for piece in pieces:
        lines = (rest + piece).split(b"\n")
        if max(map(len, lines)) > _LONGEST_LINE:
            raise NotEncryptedMessageError
        rest = lines.pop()
        yield from lines
    yield rest


def _pass_until(wanted: bytes, lines: Iterator[bytes]) -> None:
    """Pass over the lines up to this one."""
    left = _MOST_BEFORE
    for line in lines:
        if line == wanted:
            return
        left -= len(line) + 1
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
