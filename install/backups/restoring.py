"""Putting an opened backup back into empty places, while no server runs: the store's database last.

A server that is started too early finds none, or an empty one. Whatever fails, nothing of the backup stays.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

from install.backups.destroyed_cases import DestroyedCases, leave_out
from install.backups.dump import (
    ACCOUNTS_PART,
    STORE_PART,
    BlobRecord,
    Reference,
)
from install.backups.dumped_rows import DumpedRows
from install.backups.errors import UnusableBackupError
from install.backups.opened_backup import OpenedBackup
from install.backups.private_folder import private_folder
from install.backups.signing_key import SIGNING_KEY_FILE
from install.language import Sentence, in_words
from store.attachments.blobs import Blobs
from store.engine.database import Database, database_file
from store.engine.schema import STORE
from store.errors import ConflictError, StoreDamagedError, StoreFullError
from store.gateway.accounts.database import ACCOUNTS, with_steps_spent
from store.gateway.auth.totp import STEP_SECONDS, WINDOW
from store.gateway.config import GatewayConfig
from store.maintenance.loading import load, new_file, with_files_fetched
from store.web.durable import fsync_folder, replace_file
from store.web.roster_keeper import SEEN_FILE

_BLOB: Final = 0o640
_PRIVATE: Final = 0o600
_FOLDER: Final = 0o700
_LOGS: Final = ("-wal", "-shm")  # SQLite would read the logs of another database there as part of this one
_THERE: Final = Sentence(
    "{path} sudah ada. Hentikan kedua server, pindahkan basis data, berkas -wal dan -shm, lampiran dan akun, lalu coba "
    "lagi.",
    "{path} is there already. Stop both servers, move the database, its -wal and -shm files, the attachments and the "
    "accounts away, and try again.",
)
_NO_ROOM: Final = Sentence(
    "Tidak ada tempat untuk {size:,} byte lampiran di {place}.",
    "There is no room for {size:,} bytes of attachments at {place}.",
)
_NOT_FITTING: Final = Sentence(
    "Dump {dump} dari cadangan ini tidak cocok dengan basis data: {reason} Tidak ada yang dipulihkan.",
    "The dump {dump} of this backup does not fit the database: {reason} Nothing was restored.",
)


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """A restored backup: its day, its attachments, and how much was destroyed since it was made."""

    day: date
    attachments: int
    destroyed: int
    destroyed_cases: int


def require_restorable(opened: OpenedBackup, config: GatewayConfig) -> None:
    """Raise `UnusableBackupError` unless the places of all files are empty and have room."""
    store = database_file(config.store.database)
    wanted = [config.accounts, *([] if store is None else [store])]
    beside = [path.with_name(path.name + end) for path in wanted for end in _LOGS]
    there = [path for path in (*wanted, *beside) if path.exists()]
    if there or any(config.store.blobs.iterdir()):
        raise UnusableBackupError(_THERE.told(path=there[0] if there else config.store.blobs))
    size = sum(reference.size for reference in _blob_contents(opened))
    try:
        Blobs(config.store.blobs, config.store.clock(), 0).require_room(size)
    except StoreFullError:
        raise UnusableBackupError(_NO_ROOM.told(size=size, place=config.store.blobs)) from None


def restore_data(
    opened: OpenedBackup, config: GatewayConfig, server: Database | None, destroyed: DestroyedCases
) -> RestoredBackup:
    """Put attachments, accounts and store back, all or nothing; raise `UnusableBackupError` or a `StoreError`.

    `server` is the open database server that holds the store, None where the configuration names a file. `destroyed`
    are the cases that newer backups know to be destroyed.
    """
    leave_out(opened, destroyed)
    require_restorable(opened, config)
    config.accounts.parent.mkdir(_FOLDER, exist_ok=True)
    rows = DumpedRows(opened, destroyed)
    with ExitStack() as undone:
        _restore_blobs(opened, config, undone)
        undone.callback(config.accounts.unlink, missing_ok=True)
        with new_file(config.accounts, shared=False) as accounts:
            _load(rows, accounts, ACCOUNTS_PART, config)
        _restore_store(rows, config, server)
        undone.pop_all()
    _restore_private_files(opened, config)
    rows.save_index(private_folder(config))
    cases = len(opened.destroyed_cases)
    return RestoredBackup(opened.manifest.day, len(opened.blobs), opened.destroyed, cases)


def _restore_blobs(opened: OpenedBackup, config: GatewayConfig, undone: ExitStack) -> None:
    for record in opened.records():
        if isinstance(record, BlobRecord) and record.name in opened.blobs:
            path = config.store.blobs / record.name
            undone.callback(path.unlink, missing_ok=True)
            _write_blob(path, opened.content(record.content), record.day)
    fsync_folder(config.store.blobs)


def _write_blob(path: Path, pieces: Iterator[bytes], day: date) -> None:
    """Write a durable new file with the day of the attachment, by which the sweep goes."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, _BLOB)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, _BLOB)  # whatever the umask
        for piece in pieces:
            file.write(piece)
        file.flush()
        midnight = datetime.combine(day, time(), UTC).timestamp()
        os.utime(descriptor, (midnight, midnight))
        os.fsync(descriptor)


def _restore_store(rows: DumpedRows, config: GatewayConfig, server: Database | None) -> None:
    path = database_file(config.store.database)
    if server is not None:
        _load(rows, server, STORE_PART, config)
    elif path is not None:
        with new_file(path, shared=True) as database:
            _load(rows, database, STORE_PART, config)


def _load(rows: DumpedRows, database: Database, part: str, config: GatewayConfig) -> None:
    schema = STORE if part == STORE_PART else ACCOUNTS
    tables = rows.tables(part)
    if part == STORE_PART:
        tables = with_files_fetched(tables)
    elif part == ACCOUNTS_PART:
        newest = config.store.clock().seconds() // STEP_SECONDS + max(WINDOW)
        tables = with_steps_spent(tables, newest)
    try:
        load(database, schema, rows.opened.revisions[part], tables)
    except (StoreDamagedError, ConflictError) as error:
        raise UnusableBackupError(
            _NOT_FITTING.told(dump=rows.opened.manifest.dump, reason=in_words(error))
        ) from None


def _blob_contents(opened: OpenedBackup) -> Iterator[Reference]:
    for record in opened.records():
        if isinstance(record, BlobRecord) and record.name in opened.blobs:
            yield record.content


def _restore_private_files(opened: OpenedBackup, config: GatewayConfig) -> None:
    """Put back what the gateway remembers, unless it has a memory already: that of the roster is never older."""
    for name, path in (
        (SEEN_FILE, config.roster.state),
        (SIGNING_KEY_FILE, private_folder(config) / SIGNING_KEY_FILE),
    ):
        if name in opened.files and not path.exists():
            path.parent.mkdir(_FOLDER, exist_ok=True)
            replace_file(path, opened.files[name], _PRIVATE)
