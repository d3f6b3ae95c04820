"""The search for traces in a file that passes: its name, and its first and last bytes, which are forgotten then.

Each format has a search, which is given the beginning of the file and its end. Boxes of films and directories of a
TIFF stand anywhere: the search for films follows all of the file. None says that a file is free of traces: texts,
pictures and fields that nobody knows stand in all of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from source_interface.metadata.documents import OfficeSearch
from source_interface.metadata.fields import metadata_in_fields
from source_interface.metadata.films import BoxSearch
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.pdf import metadata_in_pdf
from source_interface.metadata.pictures import metadata_in_picture
from source_interface.metadata.tiff import TiffDirectories
from source_interface.metadata.window_search import Search, WindowSearch

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_DATE: Final = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DEVICE: Final = re.compile(
    r"\A(IMG|DSC|DSCN|DCIM|VID|PXL|MVIMG|PANO|WhatsApp|Screenshot|Screen Shot|CamScanner|Adobe Scan)[-_ \d]"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")  # NIP 18 digits, NIK 16, telephones 10 to 13
WINDOW: Final = 128 * 1024


class _TiffSearch(WindowSearch):
    """A search in the directories of a TIFF, which programs write before the picture or behind it."""

    def __init__(self) -> None:
        super().__init__(metadata_in_picture)
        self._directories: TiffDirectories | None = None

    def look(self, window: bytes, start: int, /) -> None:
        super().look(window, start)
        if self._directories is None:
            self._directories = TiffDirectories(window)
        self.warnings.update(self._directories.read(window, start))


# The beginning of a file, and the search for its format.
FORMATS: Final[tuple[tuple[re.Pattern[bytes], Callable[[], Search]], ...]] = (
    (
        re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL),
        partial(WindowSearch, metadata_in_picture),
    ),
    (re.compile(rb"II\*\0|MM\0\*"), _TiffSearch),
    (
        re.compile(rb".{4}(?:ftyp|moov|mdat|wide|skip|free)", re.DOTALL),
        partial(BoxSearch, metadata_in_fields),
    ),
    (re.compile(rb"%PDF-"), partial(WindowSearch, metadata_in_pdf)),
    (re.compile(rb"PK\x03\x04"), OfficeSearch),
)


def metadata_in_name(name: str) -> Iterator[MetadataWarning]:
    """Yield the warnings for the name as the reporter's device gave it."""
    if _ADDRESS.search(name):
        yield MetadataWarning.NAME_ADDRESS
    if _DATE.search(name):
        yield MetadataWarning.NAME_DATE
    if _NUMBER.search(_DATE.sub("", name)):
        yield MetadataWarning.NAME_NUMBER
    if _DEVICE.search(name):
        yield MetadataWarning.NAME_DEVICE


class MetadataScanner:
    """A search fed with all of a file in order. It holds at most twice `WINDOW` bytes, and none after `found`."""

    def __init__(self, name: str) -> None:
        self._warnings = set(metadata_in_name(name))
        self._window = bytearray()
        self._passed = 0
        self._begun = False
        self._search: Search | None = None

    def feed(self, data: bytes) -> None:
        """Take more of the file."""
        self._window += data
        if self._begun and self._search is not None:
            self._search.feed(data)
        if len(self._window) > 2 * WINDOW:
            self._begin()
            self._passed += len(self._window) - WINDOW
            del self._window[:-WINDOW]

    def found(self) -> tuple[MetadataWarning, ...]:
        """Return what was found, in the order of the kinds, once the file is whole."""
        self._begin()
        if self._search is not None:
            skipped = max(len(self._window) - WINDOW, 0)
            if self._passed + skipped:  # otherwise the first window had all of it
                self._search.look(bytes(self._window[skipped:]), self._passed + skipped)
            self._search.finish()
            self._warnings.update(self._search.warnings)
        self._window.clear()
        return tuple(warning for warning in MetadataWarning if warning in self._warnings)

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        head = bytes(self._window[:WINDOW])
        make = next((search for beginning, search in FORMATS if beginning.match(head)), None)
        if make is not None:
            self._search = make()
            self._search.look(head, 0)
            self._search.feed(bytes(self._window))
