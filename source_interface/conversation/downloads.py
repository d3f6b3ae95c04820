"""Streaming a reply's file to the browser while decrypting it; the last piece follows only if all of it was right."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from crypto.attachment_stream import decrypt
from store.domain.reply import ReplyAttachment
from store.web.held_back import held_back

_PIECE_BYTES: Final = 64 * 1024


def plaintext(ciphertext: BinaryIO, file: ReplyAttachment) -> Iterator[bytes]:
    """Yield the bytes of the file; raise if it was cut or altered, so that the browser reports a failed download."""
    with ciphertext:
        pieces = iter(lambda: ciphertext.read(_PIECE_BYTES), b"")
        yield from held_back(decrypt(file.key, pieces, file.size), file.size, file.sha256)
