"""A reader for parsers of files that are still arriving: they ask for bytes, and wait in the middle of a part.

A parser is a generator. It yields whenever it needs more than has arrived, so how the file was cut into pieces makes no
difference. What it writes is handed on after each piece.
"""

import re
from collections.abc import Callable, Generator
from typing import Final

from source_interface.errors import PhotoNotCleanedError

Waiting = Generator[None, None, None]
Bytes = Generator[None, None, bytes]
Number = Generator[None, None, int]

_FREE_STEPS: Final = 4_096
_BYTES_PER_STEP: Final = 256
"""A file may have one part in this many bytes, beyond the free ones: a part costs time, however small it is."""


class PartReader:
    """The bytes of a file in order. Every way of running out of them raises `PhotoNotCleanedError`."""

    def __init__(self) -> None:
        self._arrived = bytearray()
        self._written: list[bytes] = []
        self._steps = 0
        self.ended = False
        self.position = 0
        self.pictures = 1
        """The pictures that the parser found and kept; programs may show fewer."""

    def add(self, data: bytes) -> None:
        """Take more of the file."""
        self._arrived += data

    def written(self) -> bytes:
        """Return what was written since the last call."""
        data = b"".join(self._written)
        self._written.clear()
        return data

    def step(self) -> None:
        """Count one part; raise if the file has more of them than a picture has."""
        self._steps += 1
        if self._steps > _FREE_STEPS + self.position // _BYTES_PER_STEP:
            raise PhotoNotCleanedError

    def write(self, data: bytes) -> None:
        """Write to the cleaned file."""
        self._written.append(data)

    def wait(self, size: int) -> Waiting:
        """Wait until this many bytes are here."""
        while len(self._arrived) < size:
            if self.ended:
                raise PhotoNotCleanedError
            yield

    def take(self, size: int) -> Bytes:
        """Return exactly this many bytes; the caller bounds them."""
        yield from self.wait(size)
        return self._next(size)

    def at_end(self) -> Generator[None, None, bool]:
        """Return whether the file ends here."""
        while not self._arrived:
            if self.ended:
                return True
            yield
        return False

    def skip(self, size: int) -> Waiting:
        """Leave out this many bytes."""
        yield from self.each(size, lambda _data: None)

    def blank(self, size: int) -> Waiting:
        """Write zeros in place of this many bytes."""
        yield from self.each(size, lambda data: self.write(bytes(len(data))))

    def copy(self, size: int) -> Waiting:
        """Write this many bytes as they are."""
        yield from self.each(size, self.write)

    def each(self, size: int, use: Callable[[bytes], None]) -> Waiting:
        """Give this many bytes to `use`, in the pieces in which they arrive."""
        while size > 0:
            yield from self.wait(1)
            data = self._next(min(size, len(self._arrived)))
            size -= len(data)
            use(data)

    def rest(self, use: Callable[[bytes], None]) -> Waiting:
        """Give all that is still to come to `use`."""
        while not (yield from self.at_end()):
            use(self._next(len(self._arrived)))

    def until(self, mark: re.Pattern[bytes], size: int, use: Callable[[bytes], None]) -> Waiting:
        """Give all that stands before the first match of a pattern to `use`; it matches exactly `size` bytes."""
        while True:
            yield from self.wait(size)
            found = mark.search(self._arrived)
            use(self._next(len(self._arrived) - size + 1 if found is None else found.start()))
            if found is not None:
                return

    def _next(self, size: int) -> bytes:
        data = bytes(self._arrived[:size])
        del self._arrived[:size]
        self.position += size
        return data
