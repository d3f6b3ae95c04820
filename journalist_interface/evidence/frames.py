"""The messages that come out of the sandbox, read as what a stranger sent.

A converter that was taken over writes whatever it likes. So each message is short and of one of a few forms, each
number and each text is bounded, messages come in an order that makes sense, and all of them together are bounded too.
"""

import struct
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

import msgspec

from journalist_interface.evidence.copies import CopyEnding
from journalist_interface.evidence.errors import (
    ConversionLimitError,
    ConverterMissingError,
    DamagedFileError,
    EvidenceError,
    NotCleanableError,
    PasswordProtectedError,
    UnknownKindError,
)
from journalist_interface.evidence.inside.limits import (
    CHUNK,
    LARGEST_COPY,
    LINE,
    MOST_ENTRIES,
    MOST_FACTS,
    MOST_PICTURES,
    MOST_SECONDS,
    MOST_TEXT,
    PASSAGE,
    PICTURE_SIDE,
    SAMPLE_BYTES,
    SAMPLE_RATE,
)
from journalist_interface.evidence.parts import FactKind, FileKind, LeftOut, MailHeader

MOST_SAMPLE_BYTES: Final = (MOST_SECONDS + 60) * SAMPLE_RATE * SAMPLE_BYTES
_LENGTH: Final = struct.Struct(">I")
_MOST_MESSAGE: Final = 64 * 1024
_READ: Final = 1024 * 1024
_BILLION: Final = 10**9

_Line = Annotated[str, msgspec.Meta(max_length=LINE)]
_Side = Annotated[int, msgspec.Meta(ge=1, le=PICTURE_SIDE)]
_Seconds = Annotated[float, msgspec.Meta(ge=0, le=10**7)]
_Chunk = Annotated[int, msgspec.Meta(ge=1, le=CHUNK)]


class Frame(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """A message out of the sandbox."""


class OpenedFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="opened"):
    """The kind of the file, and how much of it there is."""

    kind: FileKind
    pictures: Annotated[int, msgspec.Meta(ge=1, le=_BILLION)] | None
    seconds: _Seconds | None
    has_copy: bool


class FactFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="fact"):
    """One thing that the file tells."""

    kind: FactKind
    value: _Line


class PixelsFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="pixels"):
    """A picture; three bytes for each pixel follow."""

    number: Annotated[int, msgspec.Meta(ge=1, le=MOST_PICTURES)]
    width: _Side
    height: _Side
    at_second: _Seconds | None


class HeaderFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="header"):
    """A header of a mail."""

    header: MailHeader
    value: _Line


class TextFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="text"):
    """A passage of a text."""

    text: Annotated[str, msgspec.Meta(max_length=PASSAGE)]


class EntryFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="entry"):
    """A file inside this one."""

    name: _Line
    size: Annotated[int, msgspec.Meta(ge=0, lt=2**53)] | None


class SamplesFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="samples"):
    """Samples of a sound; so many bytes follow."""

    size: _Chunk


class CopyFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="copy"):
    """A copy; its pieces follow."""

    method: Literal["lightweight", "full"]
    ending: CopyEnding
    size: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_COPY)]


class PieceFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="piece"):
    """A piece of a copy; so many bytes follow."""

    size: _Chunk


class ClosedFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="closed"):
    """The end of a conversion that went well."""

    left_out: Annotated[list[LeftOut], msgspec.Meta(max_length=len(LeftOut))]


class RefusedFrame(Frame, frozen=True, forbid_unknown_fields=True, tag="refused"):
    """The end of one that did not."""

    code: Literal["unknown", "password", "damaged", "limit", "missing", "not_cleanable"]


AnyFrame = (
    OpenedFrame
    | FactFrame
    | PixelsFrame
    | HeaderFrame
    | TextFrame
    | EntryFrame
    | SamplesFrame
    | CopyFrame
    | PieceFrame
    | ClosedFrame
)
_REFUSALS: Final[dict[str, type[EvidenceError]]] = {
    "unknown": UnknownKindError,
    "password": PasswordProtectedError,
    "damaged": DamagedFileError,
    "limit": ConversionLimitError,
    "missing": ConverterMissingError,
    "not_cleanable": NotCleanableError,
}
_decoder: Final[msgspec.json.Decoder[AnyFrame | RefusedFrame]] = msgspec.json.Decoder(AnyFrame | RefusedFrame)


def read_frames(read: Callable[[int], bytes]) -> Generator[tuple[AnyFrame, bytes]]:
    """Yield the messages of a run with the bytes that belong to them, the last of them a `ClosedFrame`.

    `read` returns as many bytes as it is asked for, or fewer at the end. Raises the error that a refusal stands for,
    and `DamagedFileError` for everything that is no message in its place: then our program is not what wrote it.
    """
    order = _Order()
    while True:
        frame = _read_frame(read)
        if isinstance(frame, RefusedFrame):
            raise _REFUSALS[frame.code]
        order.check(frame)
        yield frame, _read_exactly(read, _following(frame))
        if isinstance(frame, ClosedFrame):
            return


def _read_frame(read: Callable[[int], bytes]) -> AnyFrame | RefusedFrame:
    (length,) = _LENGTH.unpack(_read_exactly(read, _LENGTH.size))
    if length > _MOST_MESSAGE:
        raise DamagedFileError
    message = _read_exactly(read, length)
    try:
        return _decoder.decode(message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DamagedFileError from None


def _following(frame: AnyFrame) -> int:
    if isinstance(frame, PixelsFrame):
        return 3 * frame.width * frame.height
    return frame.size if isinstance(frame, SamplesFrame | PieceFrame) else 0


def _read_exactly(read: Callable[[int], bytes], size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        piece = read(min(_READ, size - len(found)))
        if not piece:
            raise DamagedFileError
        found += piece
    return bytes(found)


@dataclass(slots=True)
class _Order:
    """The messages that may come next, and how much more of each."""

    _opened: bool = False
    _pictures: int = 0
    _has_sound: bool = False
    _last: type[Frame] | None = None
    _left: dict[type[Frame], int] = field(
        default_factory=lambda: {
            FactFrame: MOST_FACTS,
            EntryFrame: MOST_ENTRIES,
            HeaderFrame: 2 * len(MailHeader),
            TextFrame: MOST_TEXT,
            SamplesFrame: MOST_SAMPLE_BYTES,
            PieceFrame: 0,
        }
    )

    def check(self, frame: AnyFrame) -> None:
        """Raise `DamagedFileError` for a message that may not come now."""
        if isinstance(frame, SamplesFrame):  # a sandbox more encodes them for each place
            self._require(self._last is SamplesFrame or not self._has_sound)
            self._has_sound = True
        self._last = type(frame)
        if isinstance(frame, OpenedFrame | CopyFrame):
            self._require(not self._opened)
            self._opened = True
            self._left[PieceFrame] = frame.size if isinstance(frame, CopyFrame) else 0
            return
        self._require(self._opened or isinstance(frame, FactFrame))
        if isinstance(frame, PixelsFrame):
            self._require(frame.number == self._pictures + 1)
            self._pictures = frame.number
        elif isinstance(frame, ClosedFrame):
            self._require(self._left[PieceFrame] == 0)
        else:
            self._left[type(frame)] -= _amount(frame)
            self._require(self._left[type(frame)] >= 0)

    @staticmethod
    def _require(condition: bool) -> None:
        if not condition:
            raise DamagedFileError


def _amount(frame: AnyFrame) -> int:
    if isinstance(frame, TextFrame):
        return max(1, len(frame.text))
    return frame.size if isinstance(frame, SamplesFrame | PieceFrame) else 1
