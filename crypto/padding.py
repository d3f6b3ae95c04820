"""Padding: sizes must not tell what was said.

Messages go into buckets of 4, 16 and 64 KiB, then doubling, with ISO/IEC 7816-4 padding (0x80, then zeros).
Attachments grow to the Padmé size of their length (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files
and Communication with PURBs", PETS 2019): at most 12 % longer, leaking O(log log n) bits.
"""

from collections.abc import Iterator
from typing import Final

from crypto.errors import PaddingError

_FIRST_BUCKETS: Final = (4096, 16_384, 65_536)
_MARK: Final = b"\x80"
_ZEROS: Final = bytes(64 * 1024)


def bucket(length: int) -> int:
    """Return the smallest bucket, in bytes, that holds `length` bytes."""
    for size in _FIRST_BUCKETS:
        if length <= size:
            return size
    size = _FIRST_BUCKETS[-1]
    while size < length:
        size *= 2
    return size


def is_bucket(length: int) -> bool:
    """Return whether `pad` produces messages of this many bytes."""
    return length > 0 and bucket(length) == length


def pad(message: bytes) -> bytes:
    """Return `message`, a mark and zeros, as long as a bucket."""
    return (message + _MARK).ljust(bucket(len(message) + 1), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the message again, or raise `PaddingError` if this is not the one padded form of a message."""
    message = padded.rstrip(b"\0")
    if message[-1:] != _MARK or len(padded) != bucket(len(message)):
        raise PaddingError
    return message[:-1]


def filler(size: int) -> Iterator[bytes]:
    """Yield the zeros that bring a file of `size` bytes to its Padmé size, in pieces of at most 64 KiB."""
    missing = padme(size) - size
    while missing:
        piece = _ZEROS[:missing]
        missing -= len(piece)
        yield piece


def padme(length: int) -> int:
    """Return the Padmé size, in bytes, of a file of `length` bytes."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    cleared = exponent - exponent.bit_length()
    mask = (1 << cleared) - 1
    return (length + mask) & ~mask
