"""The records of a dump, made while they are read; what is large becomes an object on the way, unless it is one."""

from collections.abc import Iterator
from datetime import date

from install.backups.backup_run import BackupRun, NamedBlob
from install.backups.dump import (
    ACCOUNTS_PART,
    FORM,
    STORE_PART,
    BlobRecord,
    DatabaseStart,
    DumpStart,
    Record,
    Reference,
    Row,
    RowValue,
    TableStart,
    file_records,
)
from install.backups.errors import LostAttachmentError, NoRoomForAttachmentError
from install.backups.gone_meanwhile import is_named
from install.backups.index import column_source
from install.backups.small_files import SmallFiles
from store.engine.database import file_url, open_to_read
from store.gateway.accounts.database import ACCOUNTS_ROWS
from store.gateway.config import GatewayConfig
from store.maintenance.snapshot import STORE_ROWS, RowSelection, TableRows, Value, read_rows, stored_blob
from store.model import Blob, BlobTombstone, StoredTombstone


def records_of(run: BackupRun, config: GatewayConfig, files: SmallFiles, day: date) -> Iterator[Record]:
    """Yield the records of a dump of everything that the configuration names."""
    yield DumpStart(FORM, day)
    busy_seconds = config.store.busy_seconds
    yield from _database(run, STORE_PART, config.store.database, STORE_ROWS, busy_seconds)
    for named in run.blobs:
        content = _reference_to(run, config, named)
        if content is not None:
            yield BlobRecord(named.blob.name, named.day, content)
    yield from _database(run, ACCOUNTS_PART, file_url(config.accounts), ACCOUNTS_ROWS, busy_seconds)
    run.write_waiting()
    for name, data in files.contents.items():
        yield from file_records(name, data)


def _database(
    run: BackupRun, part: str, url: str, selection: RowSelection, busy_seconds: float
) -> Iterator[Record]:
    """Yield the records of a database; the run remembers the blobs that the store's rows name."""
    database = open_to_read(url, busy_seconds=busy_seconds)
    try:
        with read_rows(database, selection) as tables:
            yield DatabaseStart(part, selection.schema.newest)
            for table in tables:
                yield TableStart(table.name, table.columns, table.key, table.case, table.optional)
                for row in table.rows:
                    yield Row(_values(run, table, row))
                    if part == STORE_PART and table.name == Blob.__tablename__:
                        run.blobs.append(_named_blob(table, row))
    finally:
        database.close()


def _values(run: BackupRun, table: TableRows, row: tuple[Value, ...]) -> tuple[RowValue, ...]:
    """Return the row as it stands in the dump: large values as references, days as text."""
    case = _case(table, row)
    if table.name == "case":
        run.cases.add(case)
    elif table.name == StoredTombstone.__tablename__:
        run.tombstones.add(case)
    elif table.name == BlobTombstone.__tablename__:
        run.blob_tombstones.update(map(str, row))
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


def _named_blob(table: TableRows, row: tuple[Value, ...]) -> NamedBlob:
    blob, day = stored_blob(table.columns, row)
    sequence = row[table.columns.index(Blob.sequence.key)]
    fetched = row[table.columns.index(Blob.fetched.key)] is True
    return NamedBlob(blob, day, _case(table, row), sequence if isinstance(sequence, int) else 0, fetched)


def _reference_to(run: BackupRun, config: GatewayConfig, named: NamedBlob) -> Reference | None:
    """Return a reference to an attachment; None if it is in no earlier backup, and lost or without room in this one.

    A lost one that was withdrawn has a reference to nothing.
    """
    try:
        return run.refer_blob(named, config.store.blobs / named.blob.name)
    except NoRoomForAttachmentError:  # reporters' files must not keep texts from having a backup
        run.leave_out_blob(named)
        return None
    except LostAttachmentError:  # one file must not cost the office all backups from now on
        if is_named(config.store, named.blob.name):
            return run.refer_lost_blob(named)
        return run.refer_gone_blob(named)
