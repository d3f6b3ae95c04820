"""Statements to be signed, each for one purpose and in one spelling, and the message with statement and signature.

A statement is a purpose label on the first line, then canonical JSON (RFC 8785); parsing refuses any other bytes with
the same meaning. A verifier asks for the label it expects and refuses any other, so that a signature made for one
purpose can never be replayed for another (domain separation).
"""

from threading import Lock
from typing import Annotated, Final, TypeVar

import msgspec
import rfc8785
from msgspec import Meta

from crypto.errors import MessageFormError, StatementError
from crypto.padding import pad, unpad

UNLOCK: Final = "kentongan/unlock/1"  # the label of what is signed to try a passphrase; it says nothing
MAX_SIGNATURE_BYTES: Final = 8_192  # a detached OpenPGP signature has a few hundred
T = TypeVar("T", bound=msgspec.Struct)
K = TypeVar("K")

_lock: Final = Lock()
_known: Final[set[object]] = set()


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The exact text that was signed, and the signature: Ed25519 (64 bytes) or detached OpenPGP."""

    statement: str
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]

    @property
    def text(self) -> bytes:
        """The bytes that the signature covers."""
        return self.statement.encode()


def compose(label: str, body: msgspec.Struct) -> bytes:
    """Return the exact bytes to sign for `body`."""
    return label.encode() + b"\n" + rfc8785.dumps(msgspec.to_builtins(body))


def parse(label: str, statement: bytes, kind: type[T]) -> T:
    """Return the body of a statement of exactly this purpose, or raise `StatementError` for any other bytes."""
    first, found, rest = statement.partition(b"\n")
    if not found or first != label.encode():
        raise StatementError
    try:
        body = msgspec.json.decode(rest, type=decoder_ready(kind))
        # In these types the same as `compose` spells, many times as fast: they have no numbers but bounded integers,
        # and no names but those of fields.
        again = msgspec.json.encode(body, order="sorted")
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise StatementError from None
    if again != rest:
        raise StatementError
    return body


def pack(text: bytes, signature: bytes) -> bytes:
    """Return the padded bytes to encrypt or seal."""
    return pad(msgspec.json.encode(Signed(text.decode(), signature)))


def unpack(padded: bytes) -> Signed:
    """Return statement and signature, not yet verified. Raises `PaddingError` or `MessageFormError`."""
    try:
        return msgspec.json.decode(unpad(padded), type=decoder_ready(Signed))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise MessageFormError from None


def decoder_ready(kind: type[K]) -> type[K]:
    """Return this type for `msgspec.json.decode` and `msgspec.convert`, once a single thread has met it.

    msgspec works out the layout of a type when it first meets it. Two threads that do so at the same moment crash the
    process (0.22: a segmentation fault), and with it the work of everyone it serves.
    """
    with _lock:
        if kind not in _known:
            msgspec.json.Decoder(kind)
            _known.add(kind)
    return kind
