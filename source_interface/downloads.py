"""Sending a reply's file to the browser, decrypted as a stream; the last piece only when all of it was right."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from hmac import compare_digest
from typing import BinaryIO, Final

from crypto.attachment_stream import decrypt
from crypto.errors import AttachmentStreamError
from crypto.reply import ReplyAttachment

_PIECE_BYTES: Final = 64 * 1024
_NAME_CHARACTERS: Final = 120
_UNSAFE: Final = re.compile(r'[/\\:*?"<>|;%\x00-\x1f\x7f]')


def plaintext(ciphertext: BinaryIO, file: ReplyAttachment) -> Iterator[bytes]:
    """The bytes of the file. A cut or an alteration raises, so that the browser sees a download that failed."""
    digest = hashlib.sha256()
    held = b""
    with ciphertext:
        for piece in decrypt(file.key, iter(lambda: ciphertext.read(_PIECE_BYTES), b""), file.size):
            digest.update(piece)
            if held:
                yield held
            held = piece
    if not compare_digest(digest.hexdigest(), file.sha256):
        raise AttachmentStreamError
    yield held


def safe_name(name: str) -> str:
    """A name that every system takes as a name: no path, no control or direction characters, no hidden file."""
    shown = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    plain = _UNSAFE.sub("_", shown).strip(" .")
    if len(plain) > _NAME_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        ending = ending[:10] if dot and len(ending) <= 10 else ""
        plain = (stem or plain)[: _NAME_CHARACTERS - len(ending) - 1] + (f".{ending}" if ending else "")
    return plain or "file"
