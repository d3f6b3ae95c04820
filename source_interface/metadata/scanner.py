"""Search of a file on its way through: its name, and its first and last bytes, which are forgotten then."""

import re
from collections.abc import Iterator
from typing import Final

from source_interface.metadata.formats import FORMATS, Search
from source_interface.metadata.kinds import MetadataWarning

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_DATE: Final = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DEVICE: Final = re.compile(
    r"\A(IMG|DSC|DSCN|DCIM|VID|PXL|MVIMG|PANO|WhatsApp|Screenshot|Screen Shot|CamScanner|Adobe Scan)[-_ \d]"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")  # NIP 18 digits, NIK 16, telephones 10 to 13
WINDOW: Final = 128 * 1024


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
        self._begun = False
        self._search: Search | None = None

    def feed(self, data: bytes) -> None:
        """Take more of the file."""
        self._window += data
        if len(self._window) > 2 * WINDOW:
            self._begin()
            del self._window[:-WINDOW]

    def found(self) -> tuple[MetadataWarning, ...]:
        """Return what was found, in the order of the kinds, once the file is whole."""
        self._begin()
        if self._search is not None:
            self._warnings.update(self._search(bytes(self._window[-WINDOW:])))
        self._window.clear()
        return tuple(warning for warning in MetadataWarning if warning in self._warnings)

    @property
    def can_look_inside(self) -> bool:
        """Return whether the format is one that can be searched; known once `found` was called."""
        return self._search is not None

    def _begin(self) -> None:
        if self._begun:
            return
        self._begun = True
        head = bytes(self._window[:WINDOW])
        self._search = next((search for beginning, search in FORMATS if beginning.match(head)), None)
        if self._search is not None:
            self._warnings.update(self._search(head))
