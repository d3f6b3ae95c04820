"""A real store of its own for each test: local blobs, a clock that can be moved, and a database in each backend.

What has to do with a database is tested in SQLite and in PostgreSQL. `ON_SQLITE` and `ON_POSTGRESQL` mark what is
particular to one of them; `SQLITE_FIRST` what continuous integration asks of one alone.
"""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Protocol, TypedDict, Unpack

import pytest

from store.attachments.blobs import Blobs
from store.cases.intake import NewCase, create_case
from store.engine.database import Database, database_file, open_database
from store.engine.schema import STORE, initialise
from store.values import NewSlot
from tests import stand_ins
from tests.blank_databases import put_blank
from tests.clocks import MovableClock
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.postgresql_server import PostgreSQL, PostgreSQLMissingError
from tests.shared_folders import shared_folder
from tests.some_own_places import SOME_PLACES
from tests.store.rows import FUNCTIONS, execute

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"])
ON_POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"])
ON_BOTH = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
SQLITE_FIRST = pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)]
)
"""For the rights of people in a case. The short form is SQLite: other tests write and read these rows in both."""


class CaseMaker(Protocol):
    """make_case(**changes): an accepted case."""

    def __call__(self, **changes: Unpack["Changes"]) -> NewCase: ...


class Changes(TypedDict, total=False):
    """The changes that a test makes to a case."""

    case: str
    envelope: bytes
    sealed: bytes
    readers: tuple[str, ...]
    form: NewSlot
    codename: NewSlot
    identity: bytes
    due: date


def new_slot() -> NewSlot:
    return NewSlot(secrets.token_bytes(32), secrets.token_bytes(72))


def new_case(day: date, **changes: Unpack[Changes]) -> NewCase:
    made = NewCase(
        case=secrets.token_hex(16),
        sealing_key=secrets.token_bytes(32),
        voice_key=secrets.token_bytes(32),
        day=day,
        envelope=stand_ins.message(size=4_700),
        sealed=stand_ins.sealed(),
        exclusion=stand_ins.sealed(b"exclusion"),
        own_places=SOME_PLACES,
        readers=("sari", "budi"),
        form=new_slot(),
        codename=new_slot(),
        excluded_signatories=(),
    )
    return replace(made, **changes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where the database and the blobs are."""
    shared_folder(tmp_path / "database")
    shared_folder(tmp_path / "blobs")
    return tmp_path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """One server for all tests of this process."""
    try:
        server = PostgreSQL()
    except PostgreSQLMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The test runs once in each."""
    return str(request.param)


@pytest.fixture
def url(backend: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield where a store may be; in PostgreSQL an empty database."""
    if backend == "sqlite":
        yield f"sqlite:///{folder}/database/store.sqlite3"
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    made = server.new_database()
    yield made
    server.take_back(made)


@pytest.fixture
def url_of_tables(url: str, request: pytest.FixtureRequest) -> str:
    """Return where a store's tables are, without a row; copied, as migrating each database would take longer."""
    file = database_file(url)
    if file is None:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        server.put_tables(STORE, url)
    else:
        put_blank(STORE, file, 0o660)
    return url


@pytest.fixture
def office(tmp_path: Path, office_keys: OfficeKeys, url_of_tables: str) -> Iterator[TestOffice]:
    """A whole office, its store in the backend of the test."""
    made = TestOffice(tmp_path / "office", office_keys, url_of_tables)
    yield made
    made.close()


@pytest.fixture
def database(url_of_tables: str) -> Iterator[Database]:
    opened = open_database(url_of_tables)
    initialise(opened)
    yield opened
    opened.close()


@pytest.fixture
def empty(url: str, backend: str) -> Iterator[Database]:
    """A database without tables."""
    database = open_database(url)
    if backend == "postgresql":
        execute(database, FUNCTIONS)
    yield database
    database.close()


@pytest.fixture
def time(tmp_path: Path) -> MovableClock:
    return MovableClock(tmp_path / "clock")


@pytest.fixture
def blobs(folder: Path, time: MovableClock) -> Blobs:
    return Blobs(folder / "blobs", time.clock, reserve_bytes=0)


@pytest.fixture
def make_case(database: Database, time: MovableClock) -> CaseMaker:
    """Puts cases into the store."""

    def make(**changes: Unpack[Changes]) -> NewCase:
        made = new_case(time.clock.today(), **changes)
        create_case(database, made)
        return made

    return make
