"""The accounts' database file, with its separate folder, tables and key, and its copy for a backup."""

import secrets
import stat
from pathlib import Path
from typing import Final

from sqlalchemy import select

from store.engine.copying import copy_database
from store.engine.database import BUSY_SECONDS, Database, file_url, open_database
from store.engine.schema import Schema
from store.errors import SchemaError, StoreDamagedError
from store.gateway.accounts.errors import AccountError, AccountsExposedError
from store.gateway.accounts.models import AccountsBase, SpentTicket, TicketKey
from store.model.columns import KEY_BYTES, LOOKUP_BYTES
from store.web.gate import Gate

ACCOUNTS: Final = Schema(AccountsBase.metadata, Path(__file__).parent / "migrations")
# A gateway creates a new key at its start; earlier sessions and tickets must not come back.
_LEFT_OUT: Final = (
    "DELETE FROM officer_session",
    "DELETE FROM spent_ticket",
    "DELETE FROM ticket_key",
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


def copy_accounts(source: Path, copy: Path, busy_seconds: float) -> None:
    """Copy the accounts' file as it is at one moment: second factors, and nothing that signs in by itself."""
    copy_database(source, copy, _LEFT_OUT, busy_seconds)


def _private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        mode = folder.stat().st_mode
    except OSError:
        raise AccountError(f"The folder {folder} of the accounts cannot be made or read.") from None
    if not stat.S_ISDIR(mode) or mode & 0o077:
        raise AccountsExposedError
