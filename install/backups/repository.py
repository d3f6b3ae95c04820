"""The folder of a repository: objects and runs' keys under random names, and one manifest a backup.

objects/NAME             32 hex digits: a blob, an envelope, or a run's dump, encrypted
keys/RUN                 32 hex digits: the key of a run, as an OpenPGP message to the backup key
manifests/DAY-SERIAL     a whole backup: see `manifest`
identity                 32 hex digits, by which the server knows its index of this repository

Each file has its name only once it is whole and durable. What is left of a run that broke off is removed by the next.
"""

import errno
import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from install.backups.errors import (
    BackupError,
    NoRoomForAttachmentError,
    NoRoomForBackupError,
    UnusableBackupError,
)
from install.language import Sentence
from store.attachments.blobs import Blobs
from store.errors import StoreFullError
from store.web.durable import fsync_folder, replace_file

MANIFEST_NAME: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})-([0-9]{8})", re.ASCII)
OBJECT_NAME: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
MAX_KEY_BYTES: Final = 64 * 1024
_FILE: Final = 0o640  # for the group of the folder, which carries backups away
_FOLDER: Final = 0o750
_PART: Final = ".part"
_PIECE: Final = 1024 * 1024
_IDENTITY_BYTES: Final = 32
_NO_TIME: Final = 0  # of all objects: the order of times would tell which rows stand together
_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_ROOM: Final = Sentence(
    "Tidak ada tempat untuk {size:,} byte cadangan di {place}: tempat itu disisakan untuk teks laporan. Kosongkan "
    "disk, lalu coba lagi. Cadangan sebelum ini tetap utuh.",
    "There is no room for {size:,} bytes of backups at {place}: it is kept for the texts of reports. Make room, and "
    "try again. The backup before this one stays whole.",
)
_DISK_FULL: Final = Sentence(
    "Disk dari {place} penuh. Kosongkan, lalu coba lagi. Cadangan sebelum ini tetap utuh.",
    "The disk of {place} is full. Make room, and try again. The backup before this one stays whole.",
)
_NONE: Final = Sentence(
    "{folder} bukan tempat cadangan: map {name} tidak ada di dalamnya.",
    "{folder} is no repository of backups: it has no folder {name}.",
)
_LINK: Final = Sentence(
    "{path} adalah tautan ke tempat lain. Tidak ada cadangan yang dibuat: berkas di sana akan dihapus. Periksa siapa "
    "yang memegang media cadangan.",
    "{path} is a link to another place. No backup is made: files there would be removed. Find out who held the medium "
    "of the backups.",
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the repository: its name, its size in bytes, and its SHA-256 in hex."""

    name: str
    size: int
    sha256: str


class Repository:
    """A repository of backups in this folder.

    Where it may share its disk with the store, `room` guards that disk, and `attachment_room` what of it attachments
    may use.
    """

    def __init__(self, folder: Path, room: Blobs | None = None, attachment_room: Blobs | None = None) -> None:
        self.folder: Final = folder
        self.objects: Final = folder / "objects"
        self.keys: Final = folder / "keys"
        self.manifests: Final = folder / "manifests"
        self._identity = folder / "identity"
        self._room = room
        self._attachment_room = attachment_room

    def prepare(self) -> None:
        """Make the folders that are not there yet, and remove what a run that broke off left half written.

        Raises `BackupError` for a link in the place of a folder: a medium that was in others' hands may have one.
        """
        for folder in self._folders():
            if folder.is_symlink():
                raise BackupError(_LINK.told(path=folder))
            if not folder.exists():
                folder.mkdir(_FOLDER, parents=folder is self.objects)
                _share(folder)
            for part in folder.glob(f"*{_PART}"):
                part.unlink(missing_ok=True)
        if not OBJECT_NAME.fullmatch(self.identity()):
            replace_file(self._identity, new_name().encode(), _FILE)
            _share(self._identity)

    def identity(self) -> str:
        """Return the name of this repository; an empty text if it has none yet, or a damaged one."""
        try:
            with open_file(self._identity) as file:
                return file.read(_IDENTITY_BYTES + 1).decode("ascii")
        except (FileNotFoundError, UnicodeError):
            return ""

    def require(self) -> None:
        """Raise `UnusableBackupError` if this is no repository."""
        for folder in self._folders():
            if folder.is_symlink() or not folder.is_dir():
                raise UnusableBackupError(_NONE.told(folder=self.folder, name=folder.name))

    def require_room(self, size: int) -> None:
        """Raise `NoRoomForBackupError` if so many bytes more would take the room that texts need."""
        if not _has_room(self._room, size):
            raise NoRoomForBackupError(_NO_ROOM.told(size=size, place=self.folder))

    def require_attachment_room(self, size: int) -> None:
        """Raise `NoRoomForAttachmentError` if an attachment of this size would take more than attachments may."""
        if not _has_room(self._attachment_room, size):
            raise NoRoomForAttachmentError

    def add_object(self, name: str, pieces: Iterable[bytes], size: int = 0) -> StoredFile:
        """Write a new object; raise `NoRoomForBackupError` if it does not fit, before its end where `size` is known.

        A dump grows as it is read from the store: nobody knows its size before.
        """
        self.require_room(size)
        return self._add(self.objects, name, self._while_there_is_room(pieces))

    def add_key(self, run: str, message: bytes) -> StoredFile:
        """Write the encrypted key of a run."""
        return self._add(self.keys, run, [message])

    def make_durable(self) -> None:
        """Make the names of all files durable."""
        for folder in (*self._folders(), self.folder):
            fsync_folder(folder)

    def put_manifest(self, name: str, data: bytes) -> None:
        """Write a manifest, or replace it: the backup is the one or the other at every moment."""
        with _told(self.manifests):
            replace_file(self.manifests / name, data, _FILE)
            _share(self.manifests / name)

    def names(self, folder: Path) -> Iterator[str]:
        """Yield the names of the whole files in a folder of the repository."""
        with os.scandir(folder) as found:
            for entry in found:
                if not entry.name.endswith(_PART):
                    yield entry.name

    def _add(self, folder: Path, name: str, pieces: Iterable[bytes]) -> StoredFile:
        part = folder / f"{name}{_PART}"
        digest, size = hashlib.sha256(), 0
        try:
            with _told(folder):
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
                with os.fdopen(os.open(part, flags, _FILE), "wb") as file:
                    for piece in pieces:
                        digest.update(piece)
                        size += len(piece)
                        file.write(piece)
                    file.flush()
                    os.fchmod(file.fileno(), _FILE)  # whatever the umask
                    os.utime(file.fileno(), (_NO_TIME, _NO_TIME))
                    os.fsync(file.fileno())
                part.rename(folder / name)
        finally:
            part.unlink(missing_ok=True)
        return StoredFile(name, size, digest.hexdigest())

    def _while_there_is_room(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self.require_room(len(piece))
            yield piece

    def _folders(self) -> tuple[Path, Path, Path]:
        return self.objects, self.keys, self.manifests


def new_name() -> str:
    """Return a random name for an object or a run."""
    return secrets.token_hex(16)


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading; raise `FileNotFoundError` for what is no file, such as a link, a pipe or a device."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def sum_of(path: Path) -> tuple[int, str]:
    """Return the size and the SHA-256 of a file."""
    digest, size = hashlib.sha256(), 0
    with open_file(path) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()


def is_whole(folder: Path, wanted: StoredFile) -> bool:
    """Return whether the file is there with its size and its sum."""
    path = folder / wanted.name
    try:
        return path.lstat().st_size == wanted.size and sum_of(path) == (wanted.size, wanted.sha256)
    except OSError:
        return False


def _has_room(room: Blobs | None, size: int) -> bool:
    try:
        if room is not None:
            room.require_room(size)
    except StoreFullError:
        return False
    return True


def _share(path: Path) -> None:
    """Give a folder or a file its mode whatever the umask; the group comes from the repository's folder."""
    folder = path.is_dir()
    mode = _FOLDER if folder else _FILE
    found = path.stat().st_mode
    if found & 0o777 != mode:  # the unit that makes backups may set no group bit, and has the right umask
        path.chmod(mode | (found & 0o2000 if folder else 0))


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """Raise `NoRoomForBackupError` for a full disk."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise NoRoomForBackupError(_DISK_FULL.told(place=place)) from None
        raise
