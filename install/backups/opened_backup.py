"""A backup opened with the secret backup key: chosen, checked by signature and sums, its dump read from end to end.

Nothing has been written when this is done. What newer backups of the folder call destroyed counts as destroyed in this
one too, even if an older copy still has it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from crypto.attachment_stream import sealed_size
from install.backups.dump import (
    ACCOUNTS_PART,
    STORE_PART,
    BlobRecord,
    DatabaseStart,
    DumpStart,
    FilePiece,
    FileRecord,
    Record,
    Reference,
    Row,
    TableStart,
    records,
    unreadable,
)
from install.backups.errors import UnusableBackupError
from install.backups.manifest import (
    ListedFile,
    Manifest,
    day_of,
    manifest_names,
    newer_manifests,
    read_manifest,
)
from install.backups.repository import Repository, StoredFile, is_whole
from install.backups.run_keys import RunKey
from install.backups.sealing import damaged_object, unseal
from install.language import Sentence
from store.model import Blob

OpenRun = Callable[[str], RunKey]
IsWhole = Callable[[Path, StoredFile], bool]
_NO_BACKUP: Final = Sentence("Tidak ada cadangan di {folder}.", "There is no backup in {folder}.")
_NO_SUCH_DAY: Final = Sentence(
    "Tidak ada cadangan dari {day} di {folder}. Yang ada: {days}.",
    "There is no backup of {day} in {folder}. There are those of: {days}.",
)
_OTHER_SERVER: Final = Sentence(
    "Cadangan {name} ditandatangani oleh kunci {signer}, bukan oleh yang disebut. Pastikan itu server Anda.",
    "The backup {name} is signed by the key {signer}, not by the one that was named. Make sure that it is your "
    "server's.",
)
_DAMAGED_KEY: Final = Sentence(
    "Kunci putaran {name} rusak atau tidak ada. Ambil salinan cadangan yang lain, atau hari yang lain dengan --of. "
    "Tidak ada yang dipulihkan.",
    "The key of the run {name} is damaged or missing. Take another copy of the backups, or another day with --of. "
    "Nothing was restored.",
)


def backup_names(repository: Repository) -> list[str]:
    """Return the names of all backups, the newest first; raise `UnusableBackupError` if there is none."""
    repository.require()
    names = manifest_names(repository)
    if not names:
        raise UnusableBackupError(_NO_BACKUP.told(folder=repository.folder))
    return names


def choose(repository: Repository, day: date | None, signer: str | None = None) -> Manifest:
    """Return the newest backup, or the newest of this day; raise `UnusableBackupError`.

    With `signer`, the public key that signed it must be this one.
    """
    names = backup_names(repository)
    wanted = [name for name in names if day is None or day_of(name) == day]
    if not wanted:
        days = ", ".join(sorted({day_of(name).isoformat() for name in names}))
        raise UnusableBackupError(_NO_SUCH_DAY.told(day=day, folder=repository.folder, days=days))
    manifest = read_manifest(repository, wanted[0])
    if signer is not None and manifest.signer != signer:
        raise UnusableBackupError(_OTHER_SERVER.told(name=manifest.name, signer=manifest.signer))
    return manifest


@dataclass(slots=True)
class OpenedBackup:
    """A whole backup whose dump can be read: `files` are the small files, and `destroyed_cases` are left out.

    `blobs` names the attachments to put back, `lost` those that were lost already when it was made, and `destroyed`
    counts the references to what was destroyed since.
    """

    repository: Repository
    manifest: Manifest
    keys: dict[str, RunKey] = field(repr=False)
    there: dict[str, ListedFile] = field(repr=False)
    revisions: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    destroyed_cases: set[str] = field(default_factory=set)
    blobs: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    destroyed: int = 0

    def records(self) -> Iterator[Record]:
        """Yield the records of the dump."""
        dump = self.manifest.dump
        return records(unseal(self.repository, self.keys[self.manifest.run], dump), dump)

    def has(self, reference: Reference) -> bool:
        """Return whether the object was not destroyed; raise `UnusableBackupError` if it cannot be the one meant."""
        file = self.there.get(reference.name)
        if file is None:
            return False
        if reference.run not in self.keys or file.size != sealed_size(reference.size):
            raise damaged_object(reference.name)
        return True

    def references(self) -> Iterator[Reference]:
        """Yield the objects that rows and attachments refer to, as often as they do, but for destroyed ones."""
        for record in self.records():
            values = record.values if isinstance(record, Row) else ()
            found = [record.content] if isinstance(record, BlobRecord) else values
            yield from (value for value in found if isinstance(value, Reference) and self.has(value))

    def content(self, reference: Reference) -> Iterator[bytes]:
        """Yield what an object holds; raise `UnusableBackupError` for one that was altered."""
        return unseal(self.repository, self.keys[reference.run], reference.name, reference.size)


def open_backup(
    repository: Repository, manifest: Manifest, open_run: OpenRun, whole: IsWhole = is_whole
) -> OpenedBackup:
    """Return the backup, after reading all of it; raise `UnusableBackupError`, which names what is damaged.

    `whole` says whether a file has its size and its sum.
    """
    gone = _destroyed(repository, manifest)
    there = {file.name: file for file in manifest.objects if file.name not in gone}
    if manifest.dump not in there or manifest.run not in {file.name for file in manifest.keys}:
        raise unreadable(manifest.dump)
    for file in manifest.keys:
        if not whole(repository.keys, file.stored):
            raise UnusableBackupError(_DAMAGED_KEY.told(name=file.name))
    for file in there.values():
        if not whole(repository.objects, file.stored):
            raise damaged_object(file.name)
    keys = {file.name: open_run(file.name) for file in manifest.keys}
    opened = OpenedBackup(repository, manifest, keys, there)
    _read_through(opened)
    return opened


def _destroyed(repository: Repository, manifest: Manifest) -> frozenset[str]:
    """Return what this backup and newer ones of the same server call destroyed."""
    newer, _damaged = newer_manifests(repository, manifest)
    found = {destroyed.name for known in (manifest, *newer) for destroyed in known.destroyed}
    return frozenset(found - {manifest.dump})


def _read_through(opened: OpenedBackup) -> None:
    """Read the dump from end to end: its small files, and what of it was destroyed since."""
    reader = _Reader(opened)
    for record in opened.records():
        reader.read(record)
    if set(opened.revisions) != {STORE_PART, ACCOUNTS_PART}:
        raise unreadable(opened.manifest.dump)


class _Reader:
    def __init__(self, opened: OpenedBackup) -> None:
        self._opened = opened
        self._table: TableStart | None = None

    def read(self, record: Record) -> None:
        opened = self._opened
        match record:
            case DatabaseStart():
                if record.part in opened.revisions:
                    raise unreadable(opened.manifest.dump)
                opened.revisions[record.part] = record.revision
                self._table = None
            case TableStart():
                self._table = record
            case Row():
                self._row(record)
            case BlobRecord():
                opened.lost.discard(record.name)
                if opened.has(record.content):
                    opened.blobs.add(record.name)
                else:
                    opened.destroyed += 1
            case FileRecord() | FilePiece():
                self._file_record(record)
            case DumpStart():
                pass

    def _file_record(self, record: FileRecord | FilePiece) -> None:
        files = self._opened.files
        if isinstance(record, FileRecord):
            files[record.name] = record.data
        elif files:
            files[next(reversed(files))] += record.data  # of the file before
        else:
            raise unreadable(self._opened.manifest.dump)

    def _row(self, row: Row) -> None:
        opened, table = self._opened, self._table
        if table is None or len(row.values) != len(table.columns):
            raise unreadable(opened.manifest.dump)
        # The records of files come later, and none of one that was lost.
        if table.name == Blob.__tablename__ and Blob.name.key in table.columns:
            opened.lost.add(str(row.values[table.columns.index(Blob.name.key)]))
        for column, value in zip(table.columns, row.values, strict=True):
            if isinstance(value, Reference) and not opened.has(value):
                opened.destroyed += 1
                if column not in table.optional:
                    case = case_of(table, row, opened.manifest.dump)
                    if not case:
                        raise unreadable(opened.manifest.dump)
                    opened.destroyed_cases.add(case)


def case_of(table: TableStart, row: Row, dump: str) -> str:
    """Return the case of a row; an empty text for a table without cases. Raises for a dump that lies about it."""
    if table.case is None:
        return ""
    if table.case not in table.columns:
        raise unreadable(dump)
    value = row.values[table.columns.index(table.case)]
    if not isinstance(value, str):
        raise unreadable(dump)
    return value


def within_database(records: Iterator[Record], part: str) -> Iterator[TableStart | Row]:
    """Yield the tables and rows of one database."""
    inside = False
    for record in records:
        if isinstance(record, DatabaseStart):
            inside = record.part == part
        elif inside and isinstance(record, TableStart | Row):
            yield record
