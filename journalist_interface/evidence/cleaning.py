"""Copies of a file without author data: as mat2 makes them, or as pictures in a PDF."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from journalist_interface.evidence.conversion import Frames, frames_of
from journalist_interface.evidence.copies import CleanedCopy, CleaningMethod, CopyForm
from journalist_interface.evidence.errors import DamagedFileError, NotPrintableError
from journalist_interface.evidence.frames import (
    ClosedFrame,
    CopyFrame,
    OpenedFrame,
    PieceFrame,
    PixelsFrame,
)
from journalist_interface.evidence.inside.limits import CHUNK
from journalist_interface.evidence.parts import FileKind, LeftOut
from journalist_interface.evidence.picture_pdf import PicturePdf

_ANY_TYPE: Final = "application/octet-stream"
"""A browser saves it, and never shows what a stranger made."""
SHOWN_WHOLE: Final = frozenset(
    {FileKind.PDF, FileKind.DOCUMENT, FileKind.SPREADSHEET, FileKind.SLIDES, FileKind.PICTURE}
)
"""The kinds of files of which pictures show all that there is to see."""


@contextmanager
def cleaned_copy(
    pieces: Iterable[bytes], form: CopyForm, stop_when: Callable[[], bool] | None = None
) -> Iterator[CleanedCopy]:
    """Give a copy of this file, to be read before the context ends, on the same thread.

    `stop_when` is asked as by `convert`.

    Raises `NotCleanableError` or `NotPrintableError` if there is none, any other `EvidenceError`, and an error of the
    source as it is.
    """
    if form is CopyForm.CLEANED:
        with frames_of("copy", pieces, stop_when) as frames:
            yield _from_mat2(frames)
    else:
        with frames_of("convert", pieces, stop_when) as frames:
            yield _from_pictures(frames)


def _from_mat2(frames: Frames) -> CleanedCopy:
    frame, _ = next(frames)
    if not isinstance(frame, CopyFrame):
        raise DamagedFileError
    method = CleaningMethod(frame.method)
    return CleanedCopy(method, f".{frame.ending}", _ANY_TYPE, frame.size, _pieces(frames))


def _pieces(frames: Frames) -> Iterator[bytes]:
    """Yield the bytes of a copy; that they are as many as announced was checked where they were read."""
    for frame, data in frames:
        if isinstance(frame, PieceFrame):
            yield data
        elif not isinstance(frame, ClosedFrame):
            raise DamagedFileError


def _from_pictures(frames: Frames) -> CleanedCopy:
    pdf = PicturePdf()
    for frame, data in frames:
        if isinstance(frame, OpenedFrame) and frame.kind not in SHOWN_WHOLE:
            raise NotPrintableError
        if isinstance(frame, PixelsFrame):
            pdf.add_page(frame.width, frame.height, data)
        elif isinstance(frame, ClosedFrame) and LeftOut.PAGES in frame.left_out:
            raise NotPrintableError  # a reader would not see that pages are missing
    made = pdf.finish()
    pieces = (made[start : start + CHUNK] for start in range(0, len(made), CHUNK))
    return CleanedCopy(CleaningMethod.PICTURES, ".pdf", "application/pdf", len(made), pieces)
