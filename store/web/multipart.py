"""A reader of `multipart/form-data` bodies (RFC 7578) as they arrive: bounded pieces in, typed parts out.

A body is a series of parts. A `Field` comes whole; a file comes as `FileStart`, any number of `FileData`, and
`FileEnd`. Only the end shows that a file is complete: a body that breaks off raises `MalformedBodyError`. Nothing is
written to disk. Werkzeug's decoder does the parsing. The name of a file is its sender's text, never a path.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio import multipart as decoder

from crypto.errors import KentonganError

PIECE_BYTES: Final = 120 * 1024
"""From 128 KiB on glibc maps each piece anew (mallopt(3), M_MMAP_THRESHOLD): half of the time of an upload."""
HEADER_BYTES: Final = 16 * 1024
_BOUNDARY_CHARACTERS: Final = 70  # RFC 2046, section 5.1.1
_NAME_BEGINS: Final = re.compile(r';\s*filename="')
_AROUND_BOUNDARY: Final = len(b"\r\n----\r\n")


class MultipartError(KentonganError):
    """The form could not be read. Go back and send it again."""


class NotMultipartError(MultipartError):
    """This is not a form with files. Go back to the page and send it from there."""


class MalformedBodyError(MultipartError):
    """The form arrived incomplete. Go back and send it again."""


class FieldsTooLargeError(MultipartError):
    """The text of the form is too long. Shorten it, or send it in parts."""


class TooManyPartsError(MultipartError):
    """The form has too many parts. Send fewer files at a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one body. The caller counts the size of a file."""

    parts: int = 1_000
    fields_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the form, whole."""

    name: str
    value: bytes

    def text(self) -> str:
        """Return the value as text, or raise `MalformedBodyError` unless it is UTF-8."""
        try:
            return self.value.decode()
        except UnicodeDecodeError:
            raise MalformedBodyError from None


@dataclass(frozen=True, slots=True)
class FileStart:
    """The beginning of a file. `filename` is any text of the sender, empty when no file was chosen."""

    name: str
    filename: str


@dataclass(frozen=True, slots=True)
class FileData:
    """The next bytes of a file, at least one and about `PIECE_BYTES` at most."""

    data: bytes


@dataclass(frozen=True, slots=True)
class FileEnd:
    """The end of a file that arrived whole, with its size in bytes."""

    size: int


Part = Field | FileStart | FileData | FileEnd


def boundary_of(content_type: str) -> bytes:
    """Return the boundary that a Content-Type names, or raise `NotMultipartError` for another type or none."""
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if (
        kind != "multipart/form-data"
        or not 1 <= len(boundary) <= _BOUNDARY_CHARACTERS
        or not boundary.isascii()
    ):
        raise NotMultipartError
    return boundary.encode()


def read_parts(body: Iterable[bytes], boundary: bytes, limits: Limits | None = None) -> Iterator[Part]:
    """Yield the parts of a body in order, in constant memory beside one field.

    Raises `MalformedBodyError`, `FieldsTooLargeError` or `TooManyPartsError`. Parts yielded before that stay valid.
    """
    bounds = limits or Limits()
    parser = decoder.MultipartDecoder(boundary, HEADER_BYTES + PIECE_BYTES, max_parts=bounds.parts)
    assembler = _Assembler(bounds)
    try:
        for piece in _feed(body, len(boundary) + _AROUND_BOUNDARY):
            parser.receive_data(piece)
            yield from assembler.parts(parser)
    except RequestEntityTooLarge:  # the decoder's one signal for too many parts and for headers without end
        raise TooManyPartsError from None
    except ValueError:  # its signal for everything else, bytes that are not UTF-8 included
        raise MalformedBodyError from None


def _feed(body: Iterable[bytes], delimiter: int) -> Iterator[bytes | None]:
    """Yield the body in small pieces and then None. No piece ends inside what may be a delimiter.

    The decoder counts the line break before a cut delimiter as content, depending on where the cut falls.
    """
    held = b""
    for chunk in body:
        for start in range(0, len(chunk), PIECE_BYTES):
            data = held + chunk[start : start + PIECE_BYTES]
            cut = _before_line_break(data, len(data) - delimiter)
            held = data[cut:]
            yield data[:cut]
    yield held
    yield None


def _before_line_break(data: bytes, start: int) -> int:
    """Return where the first line break at or after `start` begins, or the end."""
    found = [place for mark in (b"\r", b"\n") if (place := data.find(mark, max(0, start))) >= 0]
    return min(found, default=len(data))


def _sent_name(header: str, event: decoder.Field | decoder.File) -> str | None:
    """Return the file's name as sent, or None for a field.

    Browsers leave a backslash alone (HTML, "multipart/form-data"). The decoder drops it or, at the end of the name,
    takes the file for a field. Of the three characters that browsers encode, it decodes only the quotation mark.
    """
    quoted = _quoted_name(header) if "\\" in header else None
    if quoted is not None:
        return _decoded(quoted)
    if not isinstance(event, decoder.File) or event.filename is None:
        return None
    return event.filename if _NAME_BEGINS.search(header) is None else _decoded(event.filename)


def _decoded(name: str) -> str:
    """Return a quoted name with the characters decoded that browsers percent-encode (HTML, "multipart/form-data")."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _quoted_name(header: str) -> str | None:
    """Return the text between the first quote of the file's name and the header's last quote.

    One pattern must not search for both: without a last quote it would look for it from each first one, for minutes.
    """
    begins, whole = _NAME_BEGINS.search(header), header.rstrip()
    if begins is None or not whole.endswith('"') or len(whole) == begins.end():
        return None
    return whole[begins.end() : -1]


class _Assembler:
    """An assembler of parts from the decoder's events."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._fields_bytes = 0
        self._name = ""
        self._field: bytearray | None = None
        self._size = 0

    def parts(self, parser: decoder.MultipartDecoder) -> Iterator[Part]:
        """Yield the parts that the decoder can tell from the data so far."""
        while True:
            event = parser.next_event()
            if isinstance(event, decoder.NeedData | decoder.Epilogue):
                return
            if isinstance(event, decoder.Field | decoder.File):
                yield from self._begin(event)
            elif isinstance(event, decoder.Data):
                yield from self._continue(event)

    def _begin(self, event: decoder.Field | decoder.File) -> Iterator[Part]:
        header = event.headers["content-disposition"]
        disposition, _ = parse_options_header(header)
        # The decoder passes a part without a name on as None.
        if disposition != "form-data" or not isinstance(event.name, str):
            raise MalformedBodyError
        self._name, self._size = event.name, 0
        filename = _sent_name(header, event)
        if filename is not None:
            self._field = None
            yield FileStart(event.name, filename)
        else:
            self._field = bytearray()
            self._count(len(event.name))

    def _continue(self, event: decoder.Data) -> Iterator[Part]:
        if self._field is not None:
            self._count(len(event.data))
            self._field += event.data
            if not event.more_data:
                yield Field(self._name, bytes(self._field))
            return
        self._size += len(event.data)
        if event.data:
            yield FileData(event.data)
        if not event.more_data:
            yield FileEnd(self._size)

    def _count(self, size: int) -> None:
        self._fields_bytes += size
        if self._fields_bytes > self._limits.fields_bytes:
            raise FieldsTooLargeError
