"""Search of a file on its way through: its first and last bytes are searched, then forgotten."""

from typing import Final

from source_interface.metadata.formats import FORMATS, Search
from source_interface.metadata.kinds import MetadataWarning
from source_interface.metadata.names import metadata_in_name

WINDOW: Final = 128 * 1024


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
