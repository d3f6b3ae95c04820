"""Attachments of replies: libsodium's secretstream (XChaCha20-Poly1305), in chunks of 64 KiB.

A stream is the 24-byte header and then the chunks, each 17 bytes longer than its plaintext. The last chunk carries the
final tag, which exposes a cut or a reordering. The plaintext is filled with zeros up to its Padmé size.
"""

import secrets
from collections.abc import Iterable, Iterator
from typing import Final

from nacl import bindings as sodium

from crypto.errors import AttachmentStreamError
from crypto.padding import filler, padme

KEY_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
CHUNK_BYTES: Final = 64 * 1024
_HEADER: Final = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_TAG_BYTES: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_SEALED_CHUNK: Final = CHUNK_BYTES + _TAG_BYTES
_MESSAGE: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL: Final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def new_key() -> bytes:
    """Return a fresh random key of 32 bytes for one attachment."""
    return secrets.token_bytes(KEY_BYTES)


def sealed_size(size: int) -> int:
    """Return how many bytes `encrypt` produces for a file of `size` bytes."""
    padded = padme(size)
    chunks = max(1, -(-padded // CHUNK_BYTES))
    return _HEADER + padded + chunks * _TAG_BYTES


def unsealed_size(size: int) -> int:
    """Return how many bytes a stream of `size` bytes holds, with their padding; negative for what is no stream."""
    chunks = max(1, -(-(size - _HEADER) // _SEALED_CHUNK))
    return size - _HEADER - chunks * _TAG_BYTES


def is_sealed_size(size: int) -> bool:
    """Return whether `encrypt` produces streams of this many bytes."""
    padded = unsealed_size(size)
    return padded >= 0 and sealed_size(padded) == size


def encrypt(key: bytes, plaintext: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the encrypted stream of a file of any length, in constant memory."""
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    yield sodium.crypto_secretstream_xchacha20poly1305_init_push(state, key)
    for chunk, last in _with_last(_chunks(_padded(plaintext), CHUNK_BYTES)):
        tag = _FINAL if last else _MESSAGE
        yield sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, None, tag)


def decrypt(key: bytes, stream: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield the first `size` bytes of the plaintext, each chunk only after its tag has been checked.

    Raises `AttachmentStreamError` on any alteration, cut or surplus. Whatever was yielded before that is authentic.
    """
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    pieces = _with_last(_chunks(stream, _SEALED_CHUNK, first=_HEADER))
    header, alone = next(pieces, (b"", True))
    if alone or len(header) != _HEADER:
        raise AttachmentStreamError
    try:
        sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, header, key)
        left = size
        for sealed, last in pieces:
            chunk, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, None)
            if (tag == _FINAL) != last:
                raise AttachmentStreamError
            yield chunk[:left]
            left -= min(left, len(chunk))
    except (RuntimeError, ValueError, TypeError):  # PyNaCl's errors are of all three kinds
        raise AttachmentStreamError from None
    if left:
        raise AttachmentStreamError


def _padded(plaintext: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in plaintext:
        size += len(piece)
        yield piece
    yield from filler(size)


def _chunks(pieces: Iterable[bytes], size: int, first: int | None = None) -> Iterator[bytes]:
    """Yield the same bytes in chunks of `size` (the first of `first`): at least one chunk, perhaps an empty one."""
    buffer = bytearray()
    wanted = size if first is None else first
    cut = False
    for piece in pieces:
        buffer += piece
        while len(buffer) >= wanted:
            yield bytes(buffer[:wanted])
            del buffer[:wanted]
            wanted, cut = size, True
    if buffer or not cut:
        yield bytes(buffer)


def _with_last(pieces: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece, and whether it is the last."""
    held = next(pieces, None)
    for piece in pieces:
        if held is not None:
            yield held, False
        held = piece
    if held is not None:
        yield held, True
