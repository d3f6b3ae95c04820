"""The accounts' database file, with its separate folder, tables and key, and its rows for a backup."""

import secrets
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import select

from store.engine.database import BUSY_SECONDS, Database, file_url, open_database
from store.engine.schema import Schema
from store.errors import SchemaError, StoreDamagedError
from store.gateway.accounts.errors import AccountError, AccountsExposedError
from store.gateway.accounts.models import Account, AccountsBase, SpentTicket, StoredOfficerSession, TicketKey
from store.maintenance.loading import LoadedTable
from store.maintenance.snapshot import RowSelection
from store.model.columns import KEY_BYTES, LOOKUP_BYTES
from store.web.gate import Gate

ACCOUNTS: Final = Schema(AccountsBase.metadata, Path(__file__).parent / "migrations")
_STEP: Final = "highest_step"
# A gateway creates a new key at its start; earlier sessions and tickets must not come back.
ACCOUNTS_ROWS: Final = RowSelection(
    ACCOUNTS,
    frozenset({StoredOfficerSession.__tablename__, SpentTicket.__tablename__, TicketKey.__tablename__}),
)


def open_accounts(path: Path, busy_seconds: float = BUSY_SECONDS, gate: Gate | None = None) -> Database:
    """Open the accounts in this SQLite file (absolute path); create a missing one: folder 0700, file 0600, tables, key.

    Two processes may open it at once. Raises `AccountsExposedError` if others can enter the folder.
    """
    _private_folder(path.parent)
    database = open_database(file_url(path), busy_seconds=busy_seconds, shared=False, gate=gate)
    ACCOUNTS.upgrade(database)
    with database.read() as session:
        if session.get(TicketKey, 1) is not None:
            return database
    with database.write() as session:
        if session.get(TicketKey, 1) is None:
            session.add(TicketKey(id=1, key=secrets.token_bytes(KEY_BYTES)))
    return database


def prove_accounts(database: Database) -> None:
    """Write a row and read it back, in a transaction that leaves nothing; raise a kind of `StoreError` if it fails."""
    spent = SpentTicket(nonce_hash=secrets.token_bytes(LOOKUP_BYTES), expires=0)
    with database.rehearsal() as session:
        session.add(spent)
        session.flush()
        if session.scalars(
            select(SpentTicket.expires).where(SpentTicket.nonce_hash == spent.nonce_hash)
        ).all() != [0]:
            raise StoreDamagedError


def ticket_key(database: Database) -> bytes:
    """Return the 32 random bytes that mark this gateway's tickets."""
    with database.read() as session:
        key = session.scalars(select(TicketKey.key)).one_or_none()
    if key is None:
        raise SchemaError
    return key


def with_steps_spent(tables: Iterable[LoadedTable], newest: int) -> Iterator[LoadedTable]:
    """Yield the tables of a backup, with every second factor used up to this step: no code is good once more."""
    for name, columns, rows in tables:
        if name == Account.__tablename__ and _STEP in columns:
            yield name, columns, _spent(rows, columns.index(_STEP), newest)
        else:
            yield name, columns, rows


def _spent(rows: Iterable[Sequence[object]], at: int, newest: int) -> Iterator[tuple[object, ...]]:
    for row in rows:
        step = row[at]
        yield (*row[:at], max(step, newest) if isinstance(step, int) else step, *row[at + 1 :])


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError:
        raise AccountError(
            "The folder {folder} of the accounts cannot be made or read.", folder=folder
        ) from None
    if not stat.S_ISDIR(mode) or mode & 0o077:
        raise AccountsExposedError
