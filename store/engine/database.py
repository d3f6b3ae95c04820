"""The database: transactions for reading and writing, and errors that reveal nothing of what was stored.

Texts leave a little room on its disk, so that it can still be written to: even erasing needs room. Those of officers
leave more, so that no officer takes the room of reports. Attachments leave gigabytes free for texts
(`store.attachments.blobs`).
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, event, exc, make_url
from sqlalchemy.orm import Session

from crypto.errors import marked
from store.engine import postgresql, sqlite
from store.engine.driver_errors import store_error
from store.errors import (
    NoRoomForTextError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    UpgradeUnderWayError,
)
from store.web.gate import Gate

BUSY_SECONDS: Final = 10.0
TEXT_RESERVE_BYTES: Final = 64 * 1024 * 1024
TEXT_RESERVE_SHARE: Final = 50  # of a small disk, one part in this many
OFFICERS_RESERVE_BYTES: Final = 2 * TEXT_RESERVE_BYTES
OFFICERS_RESERVE_SHARE: Final = 25
_IN_LOG_TOO: Final = 2  # SQLite writes a text into its log, and from there into the database
_WRITES: Final = "kentongan_writes"
_POSTGRESQL_PORT: Final = 5432
_WRONG_ADDRESS: Final = marked(
    "The address of the database is wrong, or the driver that it names is not installed."
)


class Database:
    """One database, for all threads of one process. Open it after a fork, never before.

    `wal_pending` is set while erased bytes lie in the log, and `sweep_pending` when the sweep is to come soon:
    `Housekeeping` sees to both.
    """

    def __init__(self, engine: Engine, gate: Gate | None = None) -> None:
        """`gate` is shut while the server is upgraded: then nothing is written."""
        self.engine: Final = engine
        self.gate: Final = gate or Gate()
        self.wal_pending: Final = threading.Event()
        self.sweep_pending: Final = threading.Event()
        self.is_sqlite: Final = engine.dialect.name == "sqlite"
        if self.is_sqlite:  # every transaction is one consistent view
            event.listen(engine, "begin", _begin_in_sqlite)
            self._reading, self._writing = engine, engine.execution_options(**{_WRITES: True})
        else:  # set here, so that no setting of the server or the role chooses another level
            # All reads of one transaction see the same moment.
            self._reading = engine.execution_options(isolation_level="REPEATABLE READ")
            # A writer that waited for a locked row then sees what the other wrote, and need not be retried.
            self._writing = engine.execution_options(isolation_level="READ COMMITTED")

    def require_reachable(self) -> None:
        """Reach the database once; the error, if any, says what an administrator can do about it."""
        with _translated(opening=True), Session(self._reading) as session:
            session.connection()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open one unchanging view of the database; a change made by mistake is rolled back."""
        with _translated(), Session(self._reading) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open one transaction, durable at the end, rolled back if an exception leaves the block.

        SQLite admits one writer at a time (`BEGIN IMMEDIATE`); elsewhere lock the rows that you decide upon. Raises
        `UpgradeUnderWayError` while the gate is shut.
        """
        with _translated(), Session(self._writing) as session, session.begin():
            session.connection()  # the lock is taken now, not at the first statement
            if not self.gate.is_open:
                raise UpgradeUnderWayError
            yield session

    @contextmanager
    def rehearsal(self) -> Iterator[Session]:
        """Open one transaction for writing that is always rolled back, even while the gate is shut."""
        with _translated(), Session(self._writing) as session:
            session.connection()
            yield session

    @contextmanager
    def migration(self) -> Iterator[Connection]:
        """Open one transaction for changes of tables: references may be broken inside it, but not at its end."""
        with _translated(), self._writing.connect() as connection:
            if not self.is_sqlite:
                with connection.begin():
                    postgresql.one_migration_at_a_time(connection)
                    yield connection
                return
            # Otherwise dropping a table to rebuild it would delete every row that refers to it.
            sqlite.foreign_keys(connection, on=False)
            try:
                with connection.begin():
                    yield connection
                    if sqlite.broken_references(connection):
                        raise StoreDamagedError
            finally:
                sqlite.foreign_keys(connection, on=True)

    def require_text_room(self) -> None:
        """Raise `NoRoomForTextError` when the database's disk is too full for another text of a reporter.

        A disk of attachments alone may be full; a database server keeps its own reserve. Raises `StoreError` when the
        disk is away.
        """
        self._require_free(TEXT_RESERVE_BYTES, TEXT_RESERVE_SHARE)

    def require_officers_text_room(self, size: int) -> None:
        """Raise `NoRoomForTextError` when `size` more bytes of officers would take the room that reporters need.

        Call it within the transaction that writes them, so that no other one takes the same room.
        """
        self._require_free(OFFICERS_RESERVE_BYTES, OFFICERS_RESERVE_SHARE, _IN_LOG_TOO * size)

    def _require_free(self, most: int, share: int, size: int = 0) -> None:
        if not self.is_sqlite:
            return
        try:
            disk = os.statvfs(Path(self.engine.url.database or "").parent)
        except OSError:
            raise StoreError from None
        reserve = _reserve(disk, most, share)
        if disk.f_bavail * disk.f_frsize < reserve + size:
            raise NoRoomForTextError

    def truncate_wal(self, patience: float = 5.0) -> bool:
        """Clear erased bytes from the write-ahead log; waits at most `patience` seconds.

        Return False if other transactions stayed open all that time: the log still holds erased bytes, and the next
        sweep tries again. Always return True for a database without such a file.
        """
        if not self.is_sqlite:
            return True
        with _translated():
            return sqlite.truncate_wal(self.engine, patience)

    def truncate_wal_soon(self) -> None:
        """Clear erased bytes from the write-ahead log without waiting; `Housekeeping` goes on trying if others read.

        A request that waited longer than others would tell who watches the line that its reporter erased something.
        """
        with suppress(StoreError):  # what was erased is erased; the thread tries again and logs the reason
            self.truncate_pending_wal()

    def truncate_pending_wal(self) -> None:
        """Try once to clear the log, without waiting; `wal_pending` is set afterwards unless it is clear."""
        self.wal_pending.clear()
        is_clear = False
        try:
            is_clear = self.truncate_wal(patience=0)
        finally:
            if not is_clear:
                self.wal_pending.set()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def officers_reserve(folder: Path) -> int:
    """Return the bytes that officers' texts leave free on the disk of this folder. Raises `OSError`."""
    return _reserve(os.statvfs(folder), OFFICERS_RESERVE_BYTES, OFFICERS_RESERVE_SHARE)


def _reserve(disk: os.statvfs_result, most: int, share: int) -> int:
    return min(most, disk.f_blocks * disk.f_frsize // share)


def open_database(
    url: str, *, busy_seconds: float = BUSY_SECONDS, shared: bool = True, gate: Gate | None = None
) -> Database:
    """Open the database at `url`: `sqlite:////absolute/path`, or `postgresql+psycopg://…`.

    A missing SQLite file is created: for the group of its folder if `shared`, else for this user. Raises
    `StoreBusyError` after waiting `busy_seconds` for another process's lock.
    """
    with _addressed():
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            sqlite.prepare_file(parsed, shared=shared)
            engine = sqlite.connect(parsed, busy_seconds)
        else:
            engine = postgresql.connect(parsed, busy_seconds)
    return _reached(engine, gate)


def open_to_read(url: str, *, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open the database like `open_database`, but for reading alone: nothing can be written, and no file is created."""
    with _addressed():
        parsed = make_url(url)
        connect = sqlite.connect if parsed.get_backend_name() == "sqlite" else postgresql.connect
        engine = connect(parsed, busy_seconds, read_only=True)
    return _reached(engine)


def database_file(url: str) -> Path | None:
    """Return the file of a SQLite database, or None for a database server.

    Raises `StoreDamagedError` for a bad address.
    """
    with _addressed():
        parsed = make_url(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def database_host(url: str) -> tuple[str, int] | None:
    """Return the address or name of a database server, and its port; None for a file, and for a unix socket.

    Raises `StoreDamagedError` for a bad address.
    """
    with _addressed():
        parsed = make_url(url)
    host = parsed.query.get("hostaddr") or parsed.host or parsed.query.get("host")
    if not isinstance(host, str) or host.startswith("/"):
        return None
    return host, parsed.port or _POSTGRESQL_PORT


def file_url(path: Path) -> str:
    """Return the address of the SQLite database in this file."""
    return URL.create("sqlite", database=str(path.absolute())).render_as_string(hide_password=False)


def _begin_in_sqlite(connection: Connection) -> None:
    """Begin a transaction; a deferred one that reads first and writes later fails at once if another has written."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _addressed() -> Iterator[None]:
    try:
        yield
    except (exc.ArgumentError, exc.NoSuchModuleError, ModuleNotFoundError):
        raise StoreDamagedError(_WRONG_ADDRESS) from None


def _reached(engine: Engine, gate: Gate | None = None) -> Database:
    database = Database(engine, gate)
    database.require_reachable()
    return database


@contextmanager
def _translated(*, opening: bool = False) -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise store_error(error, opening=opening) from None
    except exc.TimeoutError:  # no connection of the pool was free in time
        raise StoreBusyError from None
    except exc.PendingRollbackError:
        raise StoreError from None
