"""The conversion of one file into what pages can show, part by part while it goes on."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager

from journalist_interface.bounded_child import BoundedChild
from journalist_interface.evidence.availability import require_sandbox
from journalist_interface.evidence.errors import (
    ConversionLimitError,
    DamagedFileError,
    EvidenceTooLargeError,
)
from journalist_interface.evidence.frames import (
    AnyFrame,
    ClosedFrame,
    CopyFrame,
    EntryFrame,
    FactFrame,
    HeaderFrame,
    OpenedFrame,
    PieceFrame,
    PixelsFrame,
    SamplesFrame,
    TextFrame,
    read_frames,
)
from journalist_interface.evidence.parts import (
    LARGEST_FILE,
    ConvertedFile,
    FileFact,
    ListedEntry,
    MailField,
    OpenedFile,
    PagePicture,
    Part,
    SoundPiece,
    TextPassage,
)
from journalist_interface.evidence.pictures import encode_picture
from journalist_interface.evidence.sandbox import sandboxed, turn_of_file
from journalist_interface.evidence.sound import encode_sound
from store.web.visible import sanitize_line, visible

Frames = Iterator[tuple[AnyFrame, bytes]]


def convert(pieces: Iterable[bytes], stop_when: Callable[[], bool] | None = None) -> Generator[Part]:
    """Yield what this file shows and tells, a `ConvertedFile` at the end.

    `stop_when` is asked about ten times a second, from another thread: the session may end between two parts.

    Raises an `EvidenceError`, also after some parts, and an error of the source of `pieces` as it is. A caller that
    stops early closes the generator, and the sandbox ends; one that waits between parts uses up the sandbox's time.
    """
    with frames_of("convert", pieces, stop_when) as frames:
        for frame, data in frames:
            if isinstance(frame, SamplesFrame):
                samples = _Samples(data, frames)
                yield from map(SoundPiece, encode_sound(samples))
                frame, data = samples.next_frame()  # noqa: PLW2901
            yield _part(frame, data)


@contextmanager
def frames_of(
    task: str, pieces: Iterable[bytes], stop_when: Callable[[], bool] | None = None
) -> Iterator[Frames]:
    """Start a task on a file, and give the messages of its run."""
    require_sandbox()
    with turn_of_file(), sandboxed(task, _bounded(pieces), stop_when=stop_when) as child:
        yield frames_of_run(child)


def frames_of_run(child: BoundedChild) -> Frames:
    """Yield the messages of a run. Raises `ConversionLimitError` for one that was ended, and as `read_frames` does."""
    try:
        yield from read_frames(child.read)
        if child.read(1):
            raise DamagedFileError
    except DamagedFileError:
        if child.stopped or child.was_killed:
            raise ConversionLimitError from None
        raise


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST_FILE:
            raise EvidenceTooLargeError
        yield piece


class _Samples(Iterator[bytes]):
    """The samples of a sound, up to the message behind them."""

    def __init__(self, first: bytes, frames: Frames) -> None:
        self._first = first
        self._frames = frames
        self._behind: tuple[AnyFrame, bytes] | None = None

    def __next__(self) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        if self._behind is None:
            frame, data = next(self._frames)  # messages end with one of another kind
            if isinstance(frame, SamplesFrame):
                return data
            self._behind = frame, data
        raise StopIteration

    def next_frame(self) -> tuple[AnyFrame, bytes]:
        """Return the message behind the samples, which the encoder has taken to their end."""
        if self._behind is None:
            raise DamagedFileError
        return self._behind


def _part(frame: AnyFrame, data: bytes) -> Part:
    """Return what a message says, its texts visible and its pixels encoded."""
    part: Part
    match frame:
        case OpenedFrame():
            part = OpenedFile(frame.kind, frame.pictures, frame.seconds, frame.has_copy)
        case FactFrame():
            part = FileFact(frame.kind, sanitize_line(frame.value))
        case PixelsFrame():
            encoded = encode_picture(frame.width, frame.height, data)
            part = PagePicture(frame.number, frame.width, frame.height, *encoded, frame.at_second)
        case HeaderFrame():
            part = MailField(frame.header, sanitize_line(frame.value))
        case TextFrame():
            part = TextPassage(visible(frame.text))
        case EntryFrame():
            part = ListedEntry(sanitize_line(frame.name), frame.size)
        case ClosedFrame():
            part = ConvertedFile(frozenset(frame.left_out))
        case CopyFrame() | PieceFrame() | SamplesFrame():
            raise DamagedFileError  # not asked for, or samples in two places
    return part
