"""A form as the browser sends it: fields first, then files, each handed on while it arrives.

Flask's parser would write files above 500 kB into the temporary folder; here no plaintext touches a disk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Request
from werkzeug.datastructures import MultiDict

from crypto.errors import KentonganError
from journalist_interface.gateway_client.errors import DailyUploadLimitError, UploadSpaceFullError
from store.server.request_body import RequestBody
from store.web.multipart import (
    PIECE_BYTES,
    Field,
    FieldsTooLargeError,
    FileData,
    FileEnd,
    FileStart,
    Limits,
    MalformedBodyError,
    Part,
    boundary_of,
    read_parts,
)

MOST_FILES: Final = 100
MAX_FORM_BYTES: Final = 2 * 1024 * 1024
SHOWN_BYTES: Final = 8 * 1024 * 1024  # a text refused as too long comes back up to this size
_LIMITS: Final = Limits(parts=MOST_FILES + 20, fields_bytes=SHOWN_BYTES)
_BESIDE_FILES: Final = 4 * 1024 * 1024  # fields, and the bytes around each part
_ANY_LENGTH: Final = 2**62  # files are counted here, where the text is kept
_READ_AWAY_SECONDS: Final = 60.0


class FilesTooLargeError(KentonganError):
    """These files are too large to be sent at once, and nothing was sent. Choose smaller ones, or fewer at a time."""


class TooManyAttachmentsError(KentonganError):
    """At most 100 files can be sent at once. Send the others afterwards."""


OF_FILES: Final = (FilesTooLargeError, TooManyAttachmentsError, UploadSpaceFullError, DailyUploadLimitError)
"""Errors of the files alone: shown beside their field, on the page with what was typed."""


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file whose bytes are still arriving; read `data` to its end before asking for the next file."""

    name: str
    data: Iterator[bytes]
    field: str = ""


class IncomingForm:
    """One posted form. Without files it may also come in the other encoding, within the app's bounds."""

    def __init__(self, request: Request, most_bytes: int) -> None:
        self._has_parts = request.mimetype == "multipart/form-data"
        if self._has_parts:
            request.max_content_length = _ANY_LENGTH  # for this address alone
        self._most_bytes = most_bytes
        self._arrived = 0
        self._request = request
        self._parts: Iterator[Part] = iter(())
        self._next_file: FileStart | None = None
        self.fields: MultiDict[str, str] = MultiDict()

    def read_any_fields(self) -> None:
        """Read all fields, in either encoding; raises as `read_fields`."""
        if self._has_parts:
            self.read_fields()
        else:
            self.fields = self._request.form

    def read_fields(self) -> None:
        """Read up to the first file; raises a `MultipartError`."""
        boundary = boundary_of(self._request.headers.get("Content-Type", ""))
        self._parts = read_parts(_body_of(self._request).pieces(PIECE_BYTES), boundary, _LIMITS)
        for part in self._parts:
            if isinstance(part, FileStart):
                self._next_file = part
                return
            if isinstance(part, Field):
                self.fields.add(part.name, part.text())

    def require_fitting(self) -> None:
        """Raise `FieldsTooLargeError` if the text is too long; call this once the text is kept."""
        if sum(len(text.encode()) for _name, text in self.fields.items(multi=True)) > MAX_FORM_BYTES:
            raise FieldsTooLargeError

    def files(self) -> Iterator[IncomingFile]:
        """Yield the named files in order (a browser sends a nameless empty one when none was chosen).

        Raises `FilesTooLargeError` before the first of them if the request states its length: files that would be
        refused in the end are not sent over Tor for an hour first.
        """
        if (self._request.content_length or 0) > self._most_bytes + _BESIDE_FILES:
            raise FilesTooLargeError
        count = 0
        while self._next_file is not None:
            start, self._next_file = self._next_file, None
            count += bool(start.filename)
            if count > MOST_FILES:
                raise TooManyAttachmentsError
            data = self._data()
            if start.filename:
                yield IncomingFile(start.filename, data, start.name)
            for _ in data:
                continue
            self._next_file = self._following()

    def discard(self) -> None:
        """Read what is left and keep nothing."""
        if self._has_parts:
            discard_body(self._request)

    def _following(self) -> FileStart | None:
        part = next(self._parts, None)
        if isinstance(part, Field):
            raise MalformedBodyError  # a field behind the files could not be checked before they were sent on
        return part if isinstance(part, FileStart) else None

    def _data(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, FileEnd):
                return
            if isinstance(part, FileData):
                self._arrived += len(part.data)
                if self._arrived > self._most_bytes:
                    raise FilesTooLargeError
                yield part.data
        raise MalformedBodyError


def discard_body(request: Request) -> None:
    """Read what is left of a body, for a time: Firefox shows no answer to a body that was not read."""
    _body_of(request).discard(_READ_AWAY_SECONDS)


def _body_of(request: Request) -> RequestBody:
    return RequestBody(request, _ANY_LENGTH, MalformedBodyError, MalformedBodyError)
