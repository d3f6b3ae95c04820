"""The accounts: a database of their own that no other user can open, and what an administrator does with it."""

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from store.engine.database import Database, open_database
from store.errors import ConflictError, SchemaError
from store.gateway.accounts.administration import create_account, people, remove_account
from store.gateway.accounts.database import ACCOUNTS, open_accounts, ticket_key
from store.gateway.accounts.errors import (
    AccountError,
    AccountExistsError,
    AccountsExposedError,
    NoAccountError,
    PersonNameError,
)
from store.gateway.accounts.models import AccountsBase

TABLES = {"account", "officer_session", "sign_in_notice", "spent_ticket", "ticket_key"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "accounts.sqlite3"


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return open_database(f"sqlite:///{tmp_path}/empty.sqlite3", shared=False)


def tables(database: Database) -> set[str]:
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names()) - {"alembic_version"}


def test_an_empty_database_becomes_what_the_models_say(empty: Database) -> None:
    with pytest.raises(SchemaError):
        ACCOUNTS.check(empty)
    ACCOUNTS.upgrade(empty)
    ACCOUNTS.check(empty)
    assert tables(empty) == TABLES
    with empty.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, AccountsBase.metadata) == []


def test_checks_and_hidden_row_numbers_are_as_the_models_say(empty: Database, tmp_path: Path) -> None:
    ACCOUNTS.upgrade(empty)
    made_by_models = open_database(f"sqlite:///{tmp_path}/models.sqlite3", shared=False)
    with made_by_models.migration() as connection:
        AccountsBase.metadata.create_all(connection)
    found, wanted = (definitions(database) for database in (empty, made_by_models))
    assert found == wanted
    assert all("WITHOUT ROWID" in " ".join(found[table]) for table in TABLES)


def definitions(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {
            name: sorted(line.strip().rstrip(",") for line in sql.splitlines())
            for name, sql in rows
            if name != "alembic_version"
        }


def test_going_back_leaves_no_table(empty: Database) -> None:
    ACCOUNTS.upgrade(empty)
    ACCOUNTS.downgrade(empty, "base")
    assert tables(empty) == set()


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO account VALUES ('', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', -1, 0, 0)",
        "INSERT INTO account VALUES ('sari', 'SHORT', -1, 0, 0)",
        "INSERT INTO account VALUES ('sari', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', -2, 0, 0)",
        "INSERT INTO account VALUES ('sari', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', -1, -1, 0)",
        "INSERT INTO officer_session VALUES (zeroblob(32), 'stranger', printf('%040d', 0), 1, 2)",
        "INSERT INTO ticket_key VALUES (2, zeroblob(32))",
        "INSERT INTO spent_ticket VALUES (zeroblob(31), 1)",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(empty: Database, row: str) -> None:
    ACCOUNTS.upgrade(empty)
    with pytest.raises(ConflictError), empty.write() as session:
        session.execute(text(row))


def test_folder_and_files_are_the_gateways_users_alone(file: Path) -> None:
    accounts = open_accounts(file)
    create_account(accounts, "sari")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert set(found) >= {"accounts.sqlite3", "accounts.sqlite3-wal"}
    assert set(found.values()) == {0o600}


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_folder_that_others_can_enter_is_refused(file: Path, mode: int) -> None:
    file.parent.mkdir()
    file.parent.chmod(mode)
    with pytest.raises(AccountsExposedError):
        open_accounts(file)


def test_a_place_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(AccountError):
        open_accounts(tmp_path / "file" / "accounts" / "accounts.sqlite3")
    with pytest.raises(AccountError):
        open_accounts(tmp_path / "file" / "accounts.sqlite3")


def test_the_ticket_key_is_made_once(file: Path) -> None:
    one, other = open_accounts(file), open_accounts(file)
    assert ticket_key(one) == ticket_key(other)
    assert len(ticket_key(one)) == 32


def test_accounts_come_and_go_once(file: Path) -> None:
    accounts = open_accounts(file)
    secret = create_account(accounts, "sari")
    create_account(accounts, "budi")
    with pytest.raises(AccountExistsError):
        create_account(accounts, "sari")
    assert people(accounts) == ("budi", "sari")
    remove_account(accounts, "sari")
    with pytest.raises(NoAccountError):
        remove_account(accounts, "sari")
    assert people(accounts) == ("budi",)
    assert not any(secret.encode() in path.read_bytes() for path in file.parent.iterdir())


@pytest.mark.parametrize("name", ["", "Sari", "sari wulandari", "../sari", "a" * 65, "sari\n"])
def test_an_account_is_for_an_identifier_of_the_roster(file: Path, name: str) -> None:
    with pytest.raises(PersonNameError):
        create_account(open_accounts(file), name)
