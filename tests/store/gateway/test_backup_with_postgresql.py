"""A backup is independent of the kind of database: what was in one is put back into the other."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from install.kentongan import main
from store.engine.database import Database, open_database, open_to_read
from store.engine.schema import STORE, initialise, instance
from store.model import Base, Blob, Case, ReporterSession
from tests.backup_key import BackupKey
from tests.install.backups.backed_up import Officer, back_up, elsewhere, going_on, put_back
from tests.office import TestOffice
from tests.postgresql_server import PostgreSQL
from tests.store.conftest import ON_BOTH, ON_POSTGRESQL


def counts(database: Database) -> dict[str, int]:
    """The number of rows of each table that belongs into a backup."""
    with database.read() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name != ReporterSession.__tablename__
        }


@ON_POSTGRESQL
def test_a_backup_of_a_store_in_postgresql_under_load_is_whole(
    office: TestOffice, postgresql: PostgreSQL, backup_key: BackupKey, tmp_path: Path
) -> None:
    case, officer = office.report(), Officer(office, office.report())
    works = (lambda: case.attaches(b"bukti" * 3_000, "bukti.txt"), officer.works)
    for work in works:
        work()
    config = office.gateway_configuration("127.0.0.1:8001")
    with going_on(*works):
        repository = back_up(config, tmp_path / "backups", backup_key)
    anew = postgresql.new_database()
    restored, path = elsewhere(office, tmp_path / "machine", anew)
    assert put_back(repository, path, backup_key) == 0
    assert main(["audit", "verify", "--config", str(path)]) == 0
    with closing(open_to_read(anew)) as database, database.read() as session:
        named = session.execute(select(Blob.name, Blob.size)).all()
    assert len(named) >= 2
    assert all((restored.store.blobs / name).stat().st_size == size for name, size in named)
    postgresql.take_back(anew)


@ON_BOTH
def test_what_was_in_one_kind_of_database_is_put_back_into_the_other(
    office: TestOffice, backend: str, postgresql: PostgreSQL, backup_key: BackupKey, tmp_path: Path
) -> None:
    case = office.report(name="Nama", opens=True)
    case.attaches(b"bukti", "bukti.txt")
    Officer(office, case).works()
    config = office.gateway_configuration("127.0.0.1:8001")
    repository = back_up(config, tmp_path / "backups", backup_key)
    other = postgresql.new_database() if backend == "sqlite" else None
    restored, path = elsewhere(office, tmp_path / "machine", other)
    assert put_back(repository, path, backup_key) == 0
    assert main(["audit", "verify", "--config", str(path)]) == 0
    with (
        closing(open_to_read(office.config.store.database)) as before,
        closing(open_to_read(restored.store.database)) as after,
    ):
        assert instance(after) == instance(before)
        found, expected = counts(after), counts(before)
        assert found == {**expected, "blob": expected["blob"] - 1}  # one was left behind
    if other is not None:
        postgresql.take_back(other)


@ON_POSTGRESQL
@pytest.mark.parametrize("rows", [False, True], ids=["started", "used"])
def test_a_database_in_which_a_server_began_takes_a_backup_until_it_has_a_case(
    office: TestOffice,
    postgresql: PostgreSQL,
    backup_key: BackupKey,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    rows: bool,
) -> None:
    office.report()
    repository = back_up(office.gateway_configuration("127.0.0.1:8001"), tmp_path / "backups", backup_key)
    anew = postgresql.new_database()
    with closing(open_database(anew)) as database:
        initialise(database)
        if rows:
            with database.write() as session:
                session.add(
                    Case(
                        id="0" * 32, sealing_key=b"s" * 32, voice_key=b"v" * 32, stage="submission",
                        received=office.clock.today(), activity=office.clock.today(), last_sequence=1,
                    )
                )  # fmt: skip
    _, path = elsewhere(office, tmp_path / "machine", anew)
    assert put_back(repository, path, backup_key) == (2 if rows else 0)
    with closing(open_to_read(anew)) as database:
        STORE.check(database)
        assert counts(database)["case"] == 1
    assert ("its table case has rows" in capsys.readouterr().err) == rows
    assert any((tmp_path / "machine" / "accounts").iterdir()) != rows
    postgresql.take_back(anew)
