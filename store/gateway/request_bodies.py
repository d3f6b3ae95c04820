"""The bodies of requests: strictly parsed JSON, and blobs as a stream. Each is bounded before it is read."""

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

import msgspec
from flask import request
from werkzeug.exceptions import ClientDisconnected

from crypto.attachment_stream import is_sealed_size
from crypto.gpg.errors import NotEncryptedMessageError
from crypto.signing import decoder_ready
from store.api.messages import Cursor
from store.attachments.blobs import Blobs, Pending, RoomWatch
from store.domain.fields import Struct
from store.gateway.errors import ContentTooLargeError, InvalidRequestError

T = TypeVar("T", bound=msgspec.Struct)

SMALL_JSON_BYTES: Final = 64 * 1024
PIECE_BYTES: Final = 64 * 1024
_JSON: Final = "application/json"
_BLOB: Final = "application/octet-stream"


class PageQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """A query in which `?cursor=…` continues a list."""

    cursor: Cursor | None = None


def read_json(kind: type[T], limit: int = SMALL_JSON_BYTES) -> T:
    """Return the body as this kind, at most `limit` bytes. Raises `InvalidRequestError` or `ContentTooLargeError`."""
    _require_type(_JSON)
    body = b"".join(_pieces(limit))
    try:
        return msgspec.json.decode(body, type=decoder_ready(kind))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise InvalidRequestError from None


def read_nothing() -> None:
    """Raise `InvalidRequestError` or `ContentTooLargeError` unless the body is empty."""
    if any(_pieces(SMALL_JSON_BYTES)):
        raise InvalidRequestError


def read_query(kind: type[T]) -> T:
    """Return the parameters of the address as this kind. Raises `InvalidRequestError` for unknown or repeated ones."""
    values = request.args.to_dict(flat=False)
    if any(len(several) != 1 for several in values.values()):
        raise InvalidRequestError
    try:
        return msgspec.convert(
            {name: one for name, [one] in values.items()}, decoder_ready(kind), strict=False
        )
    except (msgspec.MsgspecError, UnicodeError):
        raise InvalidRequestError from None


def receive_blob(pending: Pending, blobs: Blobs, limit: int, count: Callable[[int], None]) -> None:
    """Write the body into a blob as it arrives, whole or not at all.

    `count` is called with the size of each piece before it is written. Raises `InvalidRequestError` if the body breaks
    off, is empty, or is not what it declares; `ContentTooLargeError`; `NotEncryptedMessageError` if no encrypted file
    has its length; `StoreFullError` when the disk runs low meanwhile; and whatever `count` raises.
    """
    _require_type(_BLOB)
    room = RoomWatch(blobs)
    size = 0
    for piece in _pieces(limit):
        count(len(piece))
        room.passes(len(piece))
        pending.write(piece)
        size += len(piece)
    if not size:
        raise InvalidRequestError
    if not is_sealed_size(size):
        raise NotEncryptedMessageError


def _require_type(kind: str) -> None:
    """Refuse other types, also because a page in a browser cannot send these across origins without asking."""
    if request.mimetype != kind or request.headers.get("Content-Encoding"):
        raise InvalidRequestError


def _pieces(limit: int) -> Iterator[bytes]:
    """Yield the body, at most `limit` bytes; end normally only if all that was declared has come.

    Without a Content-Length the body is chunked, and the server reports a missing last chunk as an `OSError`.
    """
    declared = request.content_length
    if declared is not None and declared > limit:
        raise ContentTooLargeError
    size = 0
    try:
        while piece := request.stream.read(PIECE_BYTES):
            size += len(piece)
            if size > limit:
                raise ContentTooLargeError
            yield piece
    except (OSError, ClientDisconnected):
        raise InvalidRequestError from None
    if declared is not None and size != declared:
        raise InvalidRequestError
