"""Statements, the texts that are signed: a purpose label on the first line, then canonical JSON (RFC 8785).

One statement has one spelling: parsing refuses any other bytes with the same meaning.
"""

from typing import TypeVar

import msgspec
import rfc8785

from crypto.decoding import decoder_ready
from crypto.errors import StatementError
from crypto.labels import Label

T = TypeVar("T", bound=msgspec.Struct)


def compose(label: Label, body: msgspec.Struct) -> bytes:
    """Return the exact bytes to sign for `body`."""
    return label.encode() + b"\n" + rfc8785.dumps(msgspec.to_builtins(body))


def parse(label: Label, statement: bytes, kind: type[T]) -> T:
    """Return the body of a statement of exactly this purpose, or raise `StatementError` for any other bytes."""
    first, found, rest = statement.partition(b"\n")
    if not found or first != label.encode():
        raise StatementError
    try:
        body = msgspec.json.decode(rest, type=decoder_ready(kind))
        again = compose(label, body)
    except (msgspec.MsgspecError, rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        raise StatementError from None
    if again != statement:
        raise StatementError
    return body
