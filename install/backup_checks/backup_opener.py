"""Backups opened where their key lives: every file by its sum, every dump and every object to its last byte.

An object that several backups have is read once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from install.backups.dump import Reference
from install.backups.errors import UnusableBackupError
from install.backups.manifest import Manifest, day_of, read_manifest, serial_of
from install.backups.opened_backup import OpenRun, backup_names, choose, open_backup
from install.backups.repository import Repository, StoredFile, is_whole
from install.backups.run_keys import RunKey
from install.language import in_words


@dataclass(frozen=True, slots=True)
class TriedBackup:
    """A backup that was tried: how many of its objects were opened, or the fault that it has.

    `lost` counts the attachments that were lost already when it was made. `signer` is empty where the
    manifest itself cannot be read.
    """

    name: str
    signer: str
    objects: int = 0
    lost: int = 0
    fault: str | None = None

    @property
    def day(self) -> date:
        """The day on which it was made."""
        return day_of(self.name)

    @property
    def serial(self) -> int:
        """Its number, which grows with each backup."""
        return serial_of(self.name)


class BackupOpener:
    """Opens the backups of a repository by this way to the key of a run; it remembers what it has read."""

    def __init__(self, repository: Repository, open_run: OpenRun) -> None:
        self._repository = repository
        self._open_run = open_run
        self._keys = dict[str, RunKey]()
        self._whole = set[tuple[Path, StoredFile]]()
        self._read = set[Reference]()

    def open_all(self, signer: str | None = None, *, newest_alone: bool = False) -> Iterator[TriedBackup]:
        """Yield the backups, the newest first, as each was tried; raise `UnusableBackupError` if there is none.

        The newest must be signed by `signer`, if one is named.
        """
        newest, *older = backup_names(self._repository)
        yield self._tried(newest, lambda: choose(self._repository, None, signer))
        for name in () if newest_alone else older:
            yield self._tried(name, partial(read_manifest, self._repository, name))

    def _tried(self, name: str, read: Callable[[], Manifest]) -> TriedBackup:
        signer = ""
        try:
            manifest = read()
            signer = manifest.signer
            return TriedBackup(name, signer, *self._opened(manifest))
        except UnusableBackupError as error:
            return TriedBackup(name, signer, fault=in_words(error))

    def _opened(self, manifest: Manifest) -> tuple[int, int]:
        """Return how many objects were opened, each to its last byte, and how many attachments are in none."""
        backup = open_backup(self._repository, manifest, self._key, self._is_whole)
        named = set[Reference]()
        for reference in backup.references():
            named.add(reference)
            if reference not in self._read:
                for _piece in backup.content(reference):
                    pass
                self._read.add(reference)
        return len(named), len(backup.lost)

    def _key(self, run: str) -> RunKey:
        if run not in self._keys:
            self._keys[run] = self._open_run(run)
        return self._keys[run]

    def _is_whole(self, folder: Path, file: StoredFile) -> bool:
        if (folder, file) in self._whole:
            return True
        whole = is_whole(folder, file)
        if whole:
            self._whole.add((folder, file))
        return whole
