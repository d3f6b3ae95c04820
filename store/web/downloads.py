"""A decrypted attachment on its way into the browser: its last block is held back until all agrees.

The length is declared beforehand. If the decryption, the size or the SHA-256 is not as promised, the last block
never leaves and the connection is broken off, so that no browser takes the file for complete. Nothing is
written to disk here; where the file is saved is the person's choice in the browser.
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
    """The first `size` bytes of a plaintext (zeros may follow as padding); the last 64 KiB only at its good end.

    The source must raise if its own end is not good. Raises `AttachmentMismatchError`.
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
