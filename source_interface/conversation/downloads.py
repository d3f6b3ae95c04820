"""Sending a reply's file to the browser, decrypted as a stream; the last piece only when all of it was right."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from crypto.attachment_stream import decrypt
from store.domain.reply import ReplyAttachment
from store.web.downloads import held_back

_PIECE_BYTES: Final = 64 * 1024


def plaintext(ciphertext: BinaryIO, file: ReplyAttachment) -> Iterator[bytes]:
    """The bytes of the file. A cut or an alteration raises, so that the browser sees a download that failed."""
    with ciphertext:
        pieces = iter(lambda: ciphertext.read(_PIECE_BYTES), b"")
        yield from held_back(decrypt(file.key, pieces, file.size), file.size, file.sha256)
