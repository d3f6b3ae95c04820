"""From the database driver's errors to the store's: by code, never with a word of the driver's own text."""

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, IntegrityError

from store.errors import (
    ConflictError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
)

_SQLITE: Final[dict[int, type[StoreError]]] = {
    sqlite3.SQLITE_BUSY: StoreBusyError,
    sqlite3.SQLITE_LOCKED: StoreBusyError,
    sqlite3.SQLITE_FULL: StoreFullError,
    sqlite3.SQLITE_READONLY: StoreReadOnlyError,
    sqlite3.SQLITE_PERM: StoreReadOnlyError,
    sqlite3.SQLITE_CANTOPEN: StoreDamagedError,
    sqlite3.SQLITE_CORRUPT: StoreDamagedError,
    sqlite3.SQLITE_NOTADB: StoreDamagedError,
    sqlite3.SQLITE_IOERR: StoreDamagedError,
}

# PostgreSQL's SQLSTATE, whole or by class (PostgreSQL documentation, appendix A).
_SQLSTATE: Final[dict[str, type[StoreError]]] = {
    "40001": StoreBusyError,  # serialization failure
    "40P01": StoreBusyError,  # deadlock
    "55P03": StoreBusyError,  # lock not available
    "57014": StoreBusyError,  # statement timeout
    "53100": StoreFullError,  # disk full
    "25006": StoreReadOnlyError,
    "53": StoreBusyError,  # insufficient resources, connections included
    "08": StoreDamagedError,  # no connection
    "XX": StoreDamagedError,
}


def store_error(error: DBAPIError) -> StoreError:
    """The kind of `StoreError` that this is."""
    if isinstance(error, IntegrityError):
        return ConflictError()
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_error(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str):
        return _SQLSTATE.get(state, _SQLSTATE.get(state[:2], StoreError))()
    return StoreDamagedError()  # without a code there was no connection


def sqlite_error(error: sqlite3.Error) -> StoreError:
    """The kind of `StoreError` that SQLite's primary result code means."""
    code = getattr(error, "sqlite_errorcode", None)  # errors of the driver itself have none
    return _SQLITE.get(code & 0xFF, StoreError)() if isinstance(code, int) else StoreError()
