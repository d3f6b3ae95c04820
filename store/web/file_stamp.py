"""The stamp of a file, by which a change shows without reading the file (stat(2)).

A write sets the time of change, `ctime`, which no program can choose, but only to the kernel's last tick: a second
write within the tick leaves the stamp as it is. So a stamp tells of changes only once it was seen some seconds before
the file is read (`Settling`). Until then the file must be read every time.
"""

import time
from os import stat_result
from pathlib import Path
from typing import Final, NamedTuple

SETTLED_SECONDS: Final = 3.0
"""Longer than the ticks of any file system that we run on."""


class FileStamp(NamedTuple):
    """The kernel's marks of a file's content; times are nanoseconds since 1970."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "FileStamp":
        """Return the stamp of the file that has this name now; raise as `Path.stat` does."""
        return cls.of_status(path.stat())

    @classmethod
    def of_status(cls, found: stat_result) -> "FileStamp":
        """Return the stamp of a file whose status was asked for."""
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Settling:
    """The stamps seen last, and since when. The machine's clock of the day may go back; this one does not."""

    def __init__(self) -> None:
        self._seen: tuple[FileStamp, ...] = ()
        self._since = 0.0

    def is_settled(self, stamps: tuple[FileStamp, ...]) -> bool:
        """Return whether any write after this moment changes these stamps; to be asked before the files are read."""
        now = time.monotonic()
        if stamps != self._seen:
            self._seen, self._since = stamps, now
        return now - self._since >= SETTLED_SECONDS
