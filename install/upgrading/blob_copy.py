"""The copy of a server's attachments for the time of an upgrade: other names of the same files, which no one changes.

Both servers write in the folder of the attachments. One that was broken into could leave links there, under names of
attachments or in the folder's own place, for root to follow. So root opens the folder itself, follows no link, and
writes nothing that is there already.
"""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from store.attachments.blobs import is_blob_name

_PRIVATE: Final = 0o700
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_FOLDER: Final = Sentence(
    "{path} bukan map, melainkan tautan atau yang lain. Root tidak mengikutinya: server yang dibobol dapat membuatnya.",
    "{path} is no folder, but a link or something else. Root does not follow it: a server that was broken into could "
    "have made it.",
)


class BlobCopy:
    """The copy of the attachments in one folder, in another one that is root's."""

    def __init__(self, blobs: Path, place: Path) -> None:
        self._blobs = blobs
        self._place = place

    def make(self) -> None:
        """Give every attachment a second name; raise `InstallError` if they do not lie in a folder."""
        self._place.mkdir(mode=_PRIVATE)
        with _opened(self._blobs) as blobs, _opened(self._place) as place:
            for name in _files_in(blobs):
                _link(name, blobs, place)

    def put_back(self) -> None:
        """Leave just the attachments of the copy in their folder; raise `InstallError` if that is none."""
        with _opened(self._blobs) as blobs, _opened(self._place) as place:
            kept = set(_files_in(place))
            for name in _names_in(blobs):
                if name not in kept or not _are_same(name, blobs, place):
                    _remove(name, blobs)
            for name in kept - set(_names_in(blobs)):
                _link(name, place, blobs)
            os.fsync(blobs)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    try:
        descriptor = os.open(folder, _FOLDER)
    except NotADirectoryError:
        raise InstallError(_NO_FOLDER.told(path=folder)) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _names_in(folder: int) -> list[str]:
    """Return the names of attachments in an open folder, whatever has them."""
    with os.scandir(folder) as found:
        return [entry.name for entry in found if is_blob_name(entry.name)]


def _files_in(folder: int) -> list[str]:
    """Return the names of the attachments in an open folder that are files."""
    with os.scandir(folder) as found:
        return [
            entry.name for entry in found if is_blob_name(entry.name) and entry.is_file(follow_symlinks=False)
        ]


def _are_same(name: str, one: int, other: int) -> bool:
    """Return whether two open folders have the same file under this name."""
    first, second = (os.stat(name, dir_fd=folder, follow_symlinks=False) for folder in (one, other))
    return os.path.samestat(first, second)


def _remove(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        shutil.rmtree(name, dir_fd=folder)


def _link(name: str, source: int, target: int) -> None:
    """Give a file the same name in another folder, where it must be new; on another disk, copy it."""
    try:
        os.link(name, name, src_dir_fd=source, dst_dir_fd=target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        _copy(name, source, target)


def _copy(name: str, source: int, target: int) -> None:
    with os.fdopen(os.open(name, _READ, dir_fd=source), "rb") as old:
        found = os.fstat(old.fileno())
        with os.fdopen(os.open(name, _WRITE_NEW, 0o600, dir_fd=target), "wb") as new:
            shutil.copyfileobj(old, new)
            new.flush()
            os.fchown(new.fileno(), found.st_uid, found.st_gid)
            os.fchmod(new.fileno(), stat.S_IMODE(found.st_mode))
            os.utime(new.fileno(), ns=(found.st_atime_ns, found.st_mtime_ns))
