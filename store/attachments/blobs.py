"""Blobs: attachments' ciphertext outside the database, durable before anything refers to them.

A blob is written as `NAME.part` and named by `commit`: fsync of the file, rename, fsync of the folder. All blobs lie in
one folder, because each of several folders would show the time of its last change.
"""

import errno
import fcntl
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, Final, Self

from store.domain.clock import Clock
from store.errors import BlobError, BlobUnavailableError, StoreError, StoreFullError
from store.server.logs import log_unexpected
from store.values import StoredBlob
from store.web.durable import fsync_folder

RESERVE_BYTES: Final = 2 * 1024**3
ROOM_EVERY_BYTES: Final = 32 * 1024 * 1024
_NAME: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_PART_SUFFIX: Final = ".part"
_TRIES: Final = 20
_MODE: Final = 0o640
_ABANDONED_AFTER: Final = timedelta(days=1)
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Written:
    """The beginning of a blob that is being written, and its size in bytes."""

    head: bytes = field(repr=False)
    size: int


def is_blob_name(name: object) -> bool:
    """Return whether this is the name of a blob; no path is ever built from anything else."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


class Pending:
    """A blob being written. Leaving its `with` block without `commit` leaves nothing behind."""

    name: Final[str]
    """The blob's future name."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self.name, self._descriptor = _new_part(folder)
        self._part = folder / (self.name + _PART_SUFFIX)
        self._open = True

    def fileno(self) -> int:
        """Return the descriptor to write to, for a child process's standard output."""
        return self._descriptor

    def write(self, data: bytes) -> None:
        """Append all of `data`. Raises `StoreFullError` or `BlobError`."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            raise _blob_error(error) from None

    def written(self, most: int) -> Written:
        """Return the part written so far, with at most `most` bytes of it. Raises `BlobError`."""
        try:
            return Written(os.pread(self._descriptor, most, 0), os.fstat(self._descriptor).st_size)
        except OSError:
            raise BlobError from None

    def commit(self) -> StoredBlob:
        """Make the blob durable under its name, dated by this day.

        Raises `StoreFullError` or `BlobError`; then nothing is left behind.
        """
        if not self._open:
            raise BlobError
        # One dated by its beginning would be old to a sweep before its row.
        midnight = _midnight(self._clock.today())
        try:
            size = os.fstat(self._descriptor).st_size
            os.utime(self._descriptor, (midnight, midnight))
            os.fsync(self._descriptor)
            self._part.rename(self._folder / self.name)
            fsync_folder(self._folder)
        except OSError as error:
            self.abort()
            _unlink(self._folder / self.name)
            raise _blob_error(error) from None
        self._close()
        return StoredBlob(self.name, size)

    def abort(self) -> None:
        """Leave nothing of the blob; harmless after `commit` or twice. Raises `BlobError` if the disk refuses."""
        if self._open:
            try:
                _unlink(self._part)
            finally:  # what the disk keeps is left to the sweep, which waits for any remaining writer
                self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.abort()

    def _close(self) -> None:
        self._open = False
        try:
            os.close(self._descriptor)
        except OSError as error:
            raise _blob_error(error) from None


class Blobs:
    """A folder of ciphertext, which the two server processes share by its group (2770).

    The store makes the names; none comes from a stranger unchecked.
    """

    def __init__(self, folder: Path, clock: Clock, reserve_bytes: int = RESERVE_BYTES) -> None:
        self._folder = folder
        self._clock = clock
        self._reserve = reserve_bytes

    def create(self) -> Pending:
        """Begin a blob. Raises `StoreFullError` if that would touch the reserve."""
        self.require_room()
        return Pending(self._folder, self._clock)

    def open(self, name: str) -> BinaryIO:
        """Open the bytes at their start. Raises `BlobUnavailableError` if there is no such blob."""
        path = self._path(name)
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            try:
                descriptor = os.open(path, flags | os.O_NOATIME)  # the disk keeps no time of reading
            except PermissionError:  # only the owner of a file may ask for `O_NOATIME`
                descriptor = os.open(path, flags)
        except FileNotFoundError:
            raise BlobUnavailableError from None
        except OSError:
            raise BlobError from None
        return os.fdopen(descriptor, "rb")

    def size(self, name: str) -> int:
        """Return the length in bytes. Raises `BlobUnavailableError` if there is no such blob."""
        try:
            return self._path(name).lstat().st_size
        except FileNotFoundError:
            raise BlobUnavailableError from None
        except OSError:
            raise BlobError from None

    def delete(self, name: str) -> None:
        """Remove the blob; harmless if it is gone."""
        _unlink(self._path(name))

    def discard(self, names: Iterable[str]) -> None:
        """Remove blobs that are no row's any more; one that the disk keeps is logged, and left to the sweep."""
        for name in names:
            try:
                self.delete(name)
            except BlobError as error:
                log_unexpected(error)

    def names(self, before: date | None = None) -> Iterator[str]:
        """Yield the names of all durable blobs, or of those from days before `before`."""
        for name, status in self._files(""):
            if before is None or datetime.fromtimestamp(status.st_mtime, UTC).date() < before:
                yield name

    def require_room(self, size: int = 0) -> None:
        """Raise `StoreFullError` if `size` more bytes would touch the reserve kept free for reports' texts."""
        try:
            disk = os.statvfs(self._folder)
        except OSError:
            raise BlobError from None
        if disk.f_bavail * disk.f_frsize < self._reserve + size:
            raise StoreFullError

    def remove_abandoned(self) -> int:
        """Remove what uploads broken off at least a day ago left, never a blob still being written. Return how many."""
        latest = self._clock.seconds() - _ABANDONED_AFTER.total_seconds()
        old = [name for name, status in self._files(_PART_SUFFIX) if status.st_mtime <= latest]
        return sum(_remove_unless_written(self._folder / (name + _PART_SUFFIX)) for name in old)

    def _path(self, name: str) -> Path:
        if not is_blob_name(name):
            raise BlobUnavailableError
        return self._folder / name

    def _files(self, suffix: str) -> Iterator[tuple[str, os.stat_result]]:
        """Yield the name (without the suffix) and the status of each regular file that is a blob."""
        try:
            with os.scandir(self._folder) as found:
                for entry in found:
                    name = entry.name.removesuffix(suffix) if suffix else entry.name
                    if name + suffix != entry.name or not is_blob_name(name):
                        continue
                    status = _status(Path(entry.path))
                    if status is not None and stat.S_ISREG(status.st_mode):
                        yield name, status
        except OSError:
            raise BlobError from None


class RoomWatch:
    """A watch that checks for room again while a blob grows, each time more than 32 MiB have come."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._since = 0

    def passes(self, size: int) -> None:
        """Count bytes that are about to be written. Raises `StoreFullError`."""
        self._since += size
        if self._since > ROOM_EVERY_BYTES:
            self._since = 0
            self._blobs.require_room()


def _new_part(folder: Path) -> tuple[str, int]:
    """Return the name and the descriptor of a new part, locked until its last writer is gone, even a child process.

    A sweep leaves a locked part alone. One whose clock is ahead of the disk's may find the part between its making and
    its lock, and remove it: then another is made.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    for _ in range(_TRIES):
        name = secrets.token_hex(16)
        part = folder / (name + _PART_SUFFIX)
        try:
            descriptor = os.open(part, flags, _MODE)
        except OSError as error:
            raise _blob_error(error) from None
        try:
            os.fchmod(descriptor, _MODE)  # whatever the umask
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(descriptor).st_nlink:
                return name, descriptor
            os.close(descriptor)
        except OSError as error:
            os.close(descriptor)
            _unlink(part)
            if not isinstance(error, BlockingIOError):  # the sweep has it
                raise _blob_error(error) from None
    raise BlobError


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:  # another process's sweep, or the rename of a commit, came first
        return None


def _unlink(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        raise BlobError from None


def _remove_unless_written(part: Path) -> bool:
    try:
        descriptor = os.open(part, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    except OSError:
        raise BlobError from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    except OSError:
        raise BlobError from None
    finally:
        os.close(descriptor)
    return True


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def _blob_error(error: OSError) -> StoreError:
    return StoreFullError() if error.errno in _NO_ROOM else BlobError()
