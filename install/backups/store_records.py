"""The records of a dump, made while they are read; what is large becomes an object on the way, unless it is one."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from install.backups.dump import (
    ACCOUNTS_PART,
    FORM,
    STORE_PART,
    BlobRecord,
    DatabaseStart,
    DumpStart,
    FileRecord,
    Record,
    Reference,
    Row,
    RowValue,
    TableStart,
)
from install.backups.errors import BackupError, MissingAttachmentError, WithdrawnMeanwhileError
from install.backups.index import (
    BackupIndex,
    IndexedObject,
    blob_digest,
    blob_source,
    column_source,
    content_digest,
)
from install.backups.manifest import ListedFile
from install.backups.repository import Repository, StoredFile, new_name
from install.backups.run_keys import RunKey
from install.backups.sealing import read_file, seal
from install.backups.small_files import SmallFiles
from install.language import Sentence
from store.engine.database import file_url, open_to_read
from store.gateway.accounts.database import ACCOUNTS_ROWS
from store.gateway.config import GatewayConfig
from store.maintenance.snapshot import STORE_ROWS, RowSelection, TableRows, Value, read_rows, stored_blob
from store.model import Blob, StoredTombstone
from store.values import StoredBlob

_MOST_WAITING: Final = 16 * 1024 * 1024
_MISSING: Final = Sentence(
    "Lampiran {name} tidak ada. Simpan cadangan sebelum ini.",
    "The attachment {name} is missing. Keep the backup before this one.",
)
_ALTERED: Final = Sentence(
    "Lampiran {name} telah diubah. Simpan cadangan sebelum ini.",
    "The attachment {name} was altered. Keep the backup before this one.",
)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Content that is referred to as an object of this name, and not written yet."""

    name: str
    source: str
    case: str
    digest: bytes
    content: bytes


@dataclass(slots=True)
class BackupRun:
    """A run at work: what is in the repository (`present`, by size, and the runs' whole `keys`), and what it has found.

    `absent` are small files that are not on this machine. `listed` are the objects of the new backup and `runs` those
    that encrypted them, `new` the ones that this run wrote; `emptied` are places of the store whose content is gone
    while their row is there, `contents` the digests of all others; `cases` are all cases of the store, `tombstones`
    those that it destroyed. `waiting` is written in random order: that of the rows would tell the place of the backups
    which objects belong to one case.
    """

    repository: Repository
    key: RunKey
    index: BackupIndex
    present: dict[str, int]
    keys: dict[str, ListedFile]
    absent: tuple[str, ...] = ()
    listed: dict[str, ListedFile] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)
    contents: dict[str, bytes] = field(default_factory=dict)
    cases: set[str] = field(default_factory=set)
    tombstones: set[str] = field(default_factory=set)
    new: list[str] = field(default_factory=list)
    waiting: list[_Waiting] = field(default_factory=list)
    waiting_bytes: int = 0
    attachments: int = 0

    def refer(self, source: str, case: str, content: bytes) -> Reference:
        """Return a reference to this content of this place of the store, as an object."""
        digest = content_digest(content)
        indexed = self._known(source, digest)
        if indexed is not None:
            return self._reference(indexed)
        found = _Waiting(new_name(), source, case, digest, content)
        self.waiting.append(found)
        self.waiting_bytes += len(content)
        if self.waiting_bytes > _MOST_WAITING:
            self.write_waiting()
        return Reference(found.name, self.key.run, len(content))

    def write_waiting(self) -> None:
        """Write the objects that wait."""
        secrets.SystemRandom().shuffle(self.waiting)
        for found in self.waiting:
            size = len(found.content)
            stored = seal(self.repository, self.key, [found.content], size, found.name)
            self._reference(self._added(found.source, found.case, found.digest, size, stored))
        self.waiting.clear()
        self.waiting_bytes = 0

    def refer_blob(self, blob: StoredBlob, case: str, path: Path) -> Reference:
        """Return a reference to an attachment, which never changes: its name and size tell it."""
        source, digest = blob_source(blob.name), blob_digest(blob.size)
        _require_size(blob, path)
        indexed = self._known(source, digest)
        if indexed is None:
            stored = seal(self.repository, self.key, _exactly(blob, path), blob.size)
            indexed = self._added(source, case, digest, blob.size, stored)
        return self._reference(indexed)

    def list_dump(self, dump: ListedFile) -> None:
        """Let the dump of this run be one of the backup's objects."""
        self.new.append(dump.name)
        self.listed[dump.name] = dump
        self.runs.add(self.key.run)

    def take_back(self) -> None:
        """Remove all that this run wrote."""
        for path in (
            self.repository.keys / self.key.run,
            *(self.repository.objects / name for name in self.new),
        ):
            path.unlink(missing_ok=True)

    def _known(self, source: str, digest: bytes) -> IndexedObject | None:
        self.contents[source] = digest
        found = self.index.find(source, digest)
        if (
            found is None
            or found.run not in self.keys
            or self.present.get(found.file.name) != found.file.size
        ):
            return None
        return found

    def _added(self, source: str, case: str, digest: bytes, size: int, stored: StoredFile) -> IndexedObject:
        indexed = IndexedObject(source, case, digest, size, self.key.run, ListedFile.of(stored))
        self.new.append(stored.name)
        self.index.add(indexed)
        return indexed

    def _reference(self, indexed: IndexedObject) -> Reference:
        self.listed[indexed.file.name] = indexed.file
        self.runs.add(indexed.run)
        return Reference(indexed.file.name, indexed.run, indexed.size)


def records_of(run: BackupRun, config: GatewayConfig, files: SmallFiles, day: date) -> Iterator[Record]:
    """Yield the records of a dump of everything that the configuration names."""
    yield DumpStart(FORM, day)
    blobs = list[tuple[StoredBlob, date, str]]()
    yield from _database(run, STORE_PART, config.store.database, STORE_ROWS, config.store.busy_seconds, blobs)
    for blob, blob_day, case in blobs:
        run.attachments += 1
        yield BlobRecord(blob.name, blob_day, _reference_to(run, config, blob, case))
    yield from _database(
        run, ACCOUNTS_PART, file_url(config.accounts), ACCOUNTS_ROWS, config.store.busy_seconds, []
    )
    run.write_waiting()
    for name, data in files.contents.items():
        yield FileRecord(name, data)


def _database(
    run: BackupRun,
    part: str,
    url: str,
    selection: RowSelection,
    busy_seconds: float,
    blobs: list[tuple[StoredBlob, date, str]],
) -> Iterator[Record]:
    """Yield the records of a database, and collect the blobs that its rows name."""
    database = open_to_read(url, busy_seconds=busy_seconds)
    try:
        with read_rows(database, selection) as tables:
            yield DatabaseStart(part, selection.schema.newest)
            for table in tables:
                yield TableStart(table.name, table.columns, table.key, table.case, table.optional)
                for row in table.rows:
                    yield Row(_values(run, table, row))
                    if part == STORE_PART and table.name == Blob.__tablename__:
                        blob, day = stored_blob(table.columns, row)
                        blobs.append((blob, day, _case(table, row)))
    finally:
        database.close()


def _values(run: BackupRun, table: TableRows, row: tuple[Value, ...]) -> tuple[RowValue, ...]:
    """Return the row as it stands in the dump: large values as references, days as text."""
    case = _case(table, row)
    if table.name == "case":
        run.cases.add(case)
    elif table.name == StoredTombstone.__tablename__:
        run.tombstones.add(case)
    named = dict(zip(table.columns, row, strict=True))
    key = [named[column] for column in table.key]
    return tuple(
        _value(run, table, column, value, column_source(table.name, column, key), case)
        for column, value in named.items()
    )


def _value(run: BackupRun, table: TableRows, column: str, value: Value, source: str, case: str) -> RowValue:
    if column in table.apart:
        if value is None:
            run.emptied.add(source)
        elif isinstance(value, bytes):
            return run.refer(source, case, value)
    return value.isoformat() if isinstance(value, date) else value


def _case(table: TableRows, row: tuple[Value, ...]) -> str:
    return "" if table.case is None else str(row[table.columns.index(table.case)])


def _reference_to(run: BackupRun, config: GatewayConfig, blob: StoredBlob, case: str) -> Reference:
    """Return a reference to an attachment; raise `WithdrawnMeanwhileError` if the store no longer names it."""
    try:
        return run.refer_blob(blob, case, config.store.blobs / blob.name)
    except MissingAttachmentError:
        database = open_to_read(config.store.database, busy_seconds=config.store.busy_seconds)
        try:
            with database.read() as session:
                if session.get(Blob, blob.name) is None:
                    raise WithdrawnMeanwhileError from None
        finally:
            database.close()
        raise


def _require_size(blob: StoredBlob, path: Path) -> None:
    try:
        size = path.lstat().st_size
    except FileNotFoundError:
        raise MissingAttachmentError(_MISSING.told(name=blob.name)) from None
    if size != blob.size:
        raise BackupError(_ALTERED.told(name=blob.name))


def _exactly(blob: StoredBlob, path: Path) -> Iterator[bytes]:
    size = 0
    try:
        for piece in read_file(path):
            size += len(piece)
            yield piece
    except FileNotFoundError:
        raise MissingAttachmentError(_MISSING.told(name=blob.name)) from None
    if size != blob.size:
        raise BackupError(_ALTERED.told(name=blob.name))
