"""The particulars of SQLite: how its file is created and opened, and how erased bytes leave it."""

import os
import sqlite3
import time
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from store.engine.driver_errors import NO_FILE, sqlite_error
from store.errors import StoreBusyError, StoreDamagedError, StoreReadOnlyError
from store.web.durable import fsync_folder

_HELD_SECONDS: Final = 0.05
"""A checkpoint that waits for a reader keeps all writers out meanwhile, and a backup reads for minutes."""
_PAUSE_SECONDS: Final = 0.25
"""SQLite tries again for a waiting writer after 0.1 seconds at the latest: it comes in between."""
_READING: Final = (
    "temp_store = MEMORY",  # sorting leaves no file behind
    "trusted_schema = OFF",
    "cell_size_check = ON",
)
_PRAGMAS: Final = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a confirmed commit survives a power cut
    "secure_delete = ON",  # erased content is overwritten with zeros
    "foreign_keys = ON",
    *_READING,
)


def prepare_file(url: URL, *, shared: bool) -> None:
    """Create the database file if it is missing: 0660 for the group of its folder, or 0600, whatever the umask.

    SQLite gives the `-wal` and `-shm` files the mode of the database; their group comes from the setgid folder.
    """
    if url.database is None or not Path(url.database).is_absolute():
        raise StoreDamagedError("A SQLite database needs an absolute path.")
    path = Path(url.database)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        return
    except PermissionError:
        raise StoreReadOnlyError(NO_FILE) from None
    except OSError:
        raise StoreDamagedError(NO_FILE) from None
    try:
        os.fchmod(descriptor, 0o660 if shared else 0o600)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    fsync_folder(path.parent)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a connection that can neither change the database nor create a missing one.

    SQLite may still put its `-shm` and an empty `-wal` file beside it, with the owner of the database.
    """
    return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, check_same_thread=False)


def connect(url: URL, busy_seconds: float, *, read_only: bool = False) -> Engine:
    """Return an engine whose connections wait `busy_seconds` for a lock; `Database` begins their transactions.

    Parameters hold what reporters sent: they must not reach an error text or a log.
    """
    looks: dict[str, Any] = (
        {"creator": partial(connect_to_read, Path(url.database or ""))} if read_only else {}
    )
    engine = create_engine(url, hide_parameters=True, pool_timeout=busy_seconds, **looks)

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver would begin too late, and deferred
        set_patience(connection, busy_seconds)
        for pragma in _READING if read_only else _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


def set_patience(connection: sqlite3.Connection, seconds: float) -> None:
    """Set how long a statement waits for another process's lock."""
    connection.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


def truncate_wal(engine: Engine, patience: float) -> bool:
    """Move everything into the database and empty the WAL. Return False if others were in the way for that long."""
    pooled = engine.raw_connection()
    try:
        connection = _driver(pooled)
        patience_before = connection.execute("PRAGMA busy_timeout").fetchone()[0] / 1000
        try:
            return _truncated(connection, time.monotonic() + patience)
        finally:
            set_patience(connection, patience_before)
    except sqlite3.Error as error:
        raise sqlite_error(error) from None
    finally:
        pooled.close()


def _truncated(connection: sqlite3.Connection, end: float) -> bool:
    while True:
        set_patience(connection, min(_HELD_SECONDS, max(0.0, end - time.monotonic())))
        try:
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.OperationalError as error:
            if not isinstance(sqlite_error(error), StoreBusyError):
                raise
            busy = 1
        if not busy:
            return True
        if time.monotonic() >= end:
            return False
        time.sleep(_PAUSE_SECONDS)


def foreign_keys(connection: Connection, *, on: bool) -> None:
    """Switch the checking of foreign keys on or off; has no effect inside a transaction."""
    _driver(connection.connection).execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def broken_references(connection: Connection) -> bool:
    """Return whether a row refers to one that does not exist."""
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def _driver(pooled: PoolProxiedConnection) -> sqlite3.Connection:
    connection = pooled.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("this is not a connection to SQLite")
    return connection
