"""A copy of a server's data for the time of an upgrade, exact, sessions and all, and the way back.

gateway/   store.sqlite3, accounts.sqlite3, and the gateway's other files; its user's
source/    the source interface's files; its user's
blobs/     other names of the attachments, which no one changes
store.dump the store in PostgreSQL
"""

import os
import shutil
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.layout import ServerLayout
from install.server.upgrade_state import UpgradePlan
from install.upgrading.as_owner import as_owner
from install.upgrading.blob_copy import BlobCopy
from install.upgrading.postgresql_copy import dump_database, put_back_dump
from store.engine.copying import clone_database, put_back_database
from store.web.durable import fsync_folder

_PRIVATE: Final = 0o700
_STORE: Final = "store.sqlite3"
_ACCOUNTS: Final = "accounts.sqlite3"
_FILES: Final = "files"
_DUMP: Final = "store.dump"
_BESIDE: Final = ("", "-wal", "-shm", "-journal")
_BUSY_SECONDS: Final = 60.0
_SHARED_MODE: Final = 0o660
_OWN_MODE: Final = 0o600
_SPARE: Final = 256 * 1024**2
_ZEROS: Final = bytes(1024 * 1024)
_NO_ROOM: Final = Sentence(
    "Tidak ada tempat untuk salinan data di {path}: perlu {size:,} byte. Kosongkan sebagian disk, lalu coba lagi.",
    "There is no room for a copy of the data at {path}: it takes {size:,} bytes. Make room, then try again.",
)


class DataCopy:
    """The copy of the data that a plan names, in the folder of the upgrade."""

    def __init__(self, layout: ServerLayout, plan: UpgradePlan) -> None:
        self._layout = layout
        self._plan = plan
        self._gateway = layout.upgrade / "gateway"
        self._source = layout.upgrade / "source"
        self._blobs = layout.upgrade / "blobs"
        self._attachments = BlobCopy(plan.blobs, self._blobs)
        self._dump = layout.upgrade / _DUMP

    def require_room(self) -> None:
        """Raise `InstallError` if the copy, and the package beside it, would fill the disk."""
        files = [
            path for path in (self._plan.store, self._plan.accounts) if path is not None and path.exists()
        ]
        size = sum(path.stat().st_size for path in files) * 2 + _SPARE  # the way back needs room too
        disk = os.statvfs(self._layout.state)
        if disk.f_bavail * disk.f_frsize < size:
            raise InstallError(_NO_ROOM.told(path=self._layout.upgrade, size=size))

    def make(self) -> None:
        """Make the copy, durably; no server writes meanwhile. What an earlier try left is removed first."""
        self.remove()
        for place, owned in (
            (self._gateway, self._layout.gateway_state),
            (self._source, self._layout.source_state),
        ):
            place.mkdir(mode=_PRIVATE)
            found = owned.stat()
            os.chown(place, found.st_uid, found.st_gid)
            place.chmod(_PRIVATE)
        as_owner(self._layout.gateway_state, self._copy_gateway)
        as_owner(self._layout.source_state, lambda: _copy_files(self._layout.source_state, self._source, ()))
        self._attachments.make()
        if self._plan.postgresql:
            dump_database(self._dump)
        os.sync()

    def put_back(self) -> None:
        """Put everything back as it was; may run again after it broke off. No server has the data open."""
        as_owner(self._layout.gateway_state, self._put_gateway_back)
        as_owner(
            self._layout.source_state, lambda: _put_files_back(self._source, self._layout.source_state, ())
        )
        self._attachments.put_back()
        if self._plan.postgresql:
            put_back_dump(self._dump)
        os.sync()

    def remove(self) -> None:
        """Remove the copy; what reporters erase later must not live on in it."""
        for path in (self._gateway / _STORE, self._gateway / _ACCOUNTS, self._dump):
            _erase(path)
        for place in (self._gateway, self._source, self._blobs):
            if place.exists():
                shutil.rmtree(place)

    def _copy_gateway(self) -> None:
        if self._plan.store is not None:
            clone_database(self._plan.store, self._gateway / _STORE, _BUSY_SECONDS)
        clone_database(self._plan.accounts, self._gateway / _ACCOUNTS, _BUSY_SECONDS)
        _copy_files(self._layout.gateway_state, self._gateway, self._databases())

    def _put_gateway_back(self) -> None:
        if self._plan.store is not None:
            put_back_database(self._gateway / _STORE, self._plan.store, _SHARED_MODE)
        put_back_database(self._gateway / _ACCOUNTS, self._plan.accounts, _OWN_MODE)
        _put_files_back(self._gateway, self._layout.gateway_state, self._databases())

    def _databases(self) -> tuple[Path, ...]:
        databases = [self._plan.accounts, *([self._plan.store] if self._plan.store else [])]
        return tuple(path.with_name(path.name + end) for path in databases for end in _BESIDE)


def _copy_files(folder: Path, place: Path, without: tuple[Path, ...]) -> None:
    """Copy what lies in a server's folder, without these files."""
    (place / _FILES).mkdir(mode=_PRIVATE)
    for path in folder.iterdir():
        if path not in without:
            _copy(path, place / _FILES / path.name)


def _put_files_back(place: Path, folder: Path, without: tuple[Path, ...]) -> None:
    for path in folder.iterdir():
        if path in without:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in (place / _FILES).iterdir():
        _copy(path, folder / path.name)
    fsync_folder(folder)


def _copy(path: Path, there: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.copytree(path, there, symlinks=True)
    else:
        shutil.copy2(path, there, follow_symlinks=False)


def _erase(path: Path) -> None:
    """Overwrite a file of the copy and remove it; it lies in a folder of a server's user, so no link is followed."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    with os.fdopen(descriptor, "r+b") as file:
        found = os.fstat(descriptor)
        left = found.st_size if found.st_nlink == 1 else 0
        while left > 0:
            left -= file.write(_ZEROS[:left])
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
