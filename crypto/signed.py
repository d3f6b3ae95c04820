"""A statement with its signature, as one padded message: the content of every envelope."""

from typing import Annotated

import msgspec
from msgspec import Meta

from crypto.decoding import decoder_ready
from crypto.errors import EnvelopeError
from crypto.padding import pad, unpad
from crypto.sizes import MAX_SIGNATURE_BYTES


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The exact text that was signed, and the signature: Ed25519 (64 bytes) or detached OpenPGP."""

    statement: str
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]

    @property
    def text(self) -> bytes:
        """The bytes that the signature covers."""
        return self.statement.encode()


def pack(text: bytes, signature: bytes) -> bytes:
    """Return the padded bytes to encrypt or seal."""
    return pad(msgspec.json.encode(Signed(text.decode(), signature)))


def unpack(padded: bytes) -> Signed:
    """Return statement and signature, not yet verified. Raises `PaddingError` or `EnvelopeError`."""
    try:
        return msgspec.json.decode(unpad(padded), type=decoder_ready(Signed))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise EnvelopeError from None
