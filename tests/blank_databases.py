"""New databases, made once and copied: migrating each, and enrolling everybody again, would take longer."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from store.engine.database import Database, open_database
from store.engine.schema import Schema
from store.gateway.accounts.administration import create_account
from store.gateway.accounts.database import open_accounts

_FILE_OF_ACCOUNTS = 0o600


def put_blank(schema: Schema, path: Path, mode: int) -> None:
    """Put a SQLite database of this mode, with all tables of the newest revision, where no file is."""
    _put(_blank(schema), path, mode)


def put_accounts(path: Path, *people: str) -> dict[str, str]:
    """Put accounts of these people where no file is, and return their TOTP secrets, which are those of this process."""
    data, secrets = _accounts(people)
    _put(data, path, _FILE_OF_ACCOUNTS)
    return dict(secrets)


def _put(data: bytes, path: Path, mode: int) -> None:
    path.touch(exist_ok=False)
    path.chmod(mode)
    path.write_bytes(data)


@cache
def _blank(schema: Schema) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "blank.sqlite3"
        database = open_database(f"sqlite:///{path}")
        schema.upgrade(database)
        return _closed(database, path)


@cache
def _accounts(people: tuple[str, ...]) -> tuple[bytes, dict[str, str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.sqlite3"
        database = open_accounts(path)
        secrets = {person: create_account(database, person) for person in people}
        return _closed(database, path), secrets


def _closed(database: Database, path: Path) -> bytes:
    database.close()  # the last connection writes the log into the file
    assert not path.with_name(f"{path.name}-wal").exists()
    return path.read_bytes()
