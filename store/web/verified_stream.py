"""A decrypted attachment on its way to the browser, with its last block held back until all agrees.

The length is declared beforehand. If the decryption, the size or the SHA-256 is not as promised, the last block never
leaves and the connection is broken off, so that no browser takes the file for complete. Nothing is written to disk
here; the person chooses in the browser where to save the file.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from crypto.errors import AttachmentStreamError
from crypto.padding import padme

HELD_BACK_BYTES: Final = 64 * 1024


class AttachmentMismatchError(AttachmentStreamError):
    """The attachment is not the one that was sent: its size or its SHA-256 differs."""


def held_back(plaintext: Iterable[bytes], size: int, sha256: str) -> Iterator[bytes]:
    """Yield the first `size` bytes of a plaintext, and the last 64 KiB of them only at its good end.

    Zeros may follow as padding. The source must raise if its end is not good. Raises `AttachmentMismatchError`.
    """
    seen = hashlib.sha256()
    left = size
    zeros = padme(size) - size
    held = bytearray()
    for piece in plaintext:
        part = piece[:left]
        zeros -= len(piece) - len(part)
        if zeros < 0:  # a small message can unpack to zeros without end
            raise AttachmentMismatchError
        if piece[left:].strip(b"\0"):
            raise AttachmentMismatchError
        left -= len(part)
        seen.update(part)
        held += part
        ready = len(held) - HELD_BACK_BYTES
        if ready > 0:
            yield bytes(held[:ready])
            del held[:ready]
    if left or seen.hexdigest() != sha256:
        raise AttachmentMismatchError
    yield bytes(held)
