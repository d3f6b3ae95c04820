"""The search of one format, as the scanner feeds it."""

from collections.abc import Callable, Iterator
from typing import Protocol

from source_interface.metadata.kinds import MetadataWarning

InWindow = Callable[[bytes], Iterator[MetadataWarning]]


class Search(Protocol):
    """A search of one format, which is fed with all of a file, and looks into both windows."""

    warnings: set[MetadataWarning]

    def feed(self, data: bytes) -> None:
        """Take more of the file."""

    def look(self, window: bytes, start: int, /) -> None:
        """Search a window, which begins at `start` in the file."""

    def finish(self) -> None:
        """Search what is only whole at the end of the file."""


class WindowSearch:
    """A search in the windows alone."""

    def __init__(self, in_window: InWindow) -> None:
        self.warnings: set[MetadataWarning] = set()
        self._in_window = in_window

    def feed(self, data: bytes) -> None:
        """Let the file pass."""

    def look(self, window: bytes, _start: int, /) -> None:
        """Search a window."""
        self.warnings.update(self._in_window(window))

    def finish(self) -> None:
        """Do nothing more."""
