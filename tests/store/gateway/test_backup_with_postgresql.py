"""With the store in PostgreSQL, a dump and the rest in the manual's order, under load, make a whole store again."""

import os
import re
import subprocess
from pathlib import Path

from sqlalchemy import make_url

from install.backups.parts import STORE
from install.kentongan import main
from store.engine.database import open_to_read
from store.maintenance.copies import named_blobs
from tests.install.backups.test_backups import Officer, elsewhere, going_on
from tests.office import TestOffice
from tests.postgresql_server import PostgreSQL
from tests.server_configuration import server_configuration
from tests.store.conftest import ON_POSTGRESQL
from tests.store.engine.test_postgresql_roles import MANUAL

pytestmark = ON_POSTGRESQL


def client(program: str, url: str, *arguments: str) -> None:
    """A program of PostgreSQL's, at this database."""
    address = make_url(url)
    names = {
        "PGHOST": str(address.query["host"]),
        "PGUSER": str(address.username),
        "PGPASSWORD": str(address.password),
    }
    subprocess.run(
        [program, *arguments, *([f"--dbname={address.database}"] if program == "pg_restore" else [])],
        env={"PATH": os.defpath, "PGDATABASE": str(address.database)} | names,
        check=True,
    )


def test_a_dump_and_the_rest_under_load_make_a_whole_store_again(
    office: TestOffice, url: str, postgresql: PostgreSQL, tmp_path: Path
) -> None:
    case, officer = office.report(), Officer(office, office.report())
    works = (lambda: case.attaches(b"bukti" * 3_000, "bukti.txt"), officer.works)
    for work in works:
        work()
    [dumping] = re.findall(r"`pg_dump (.*) --file=store\.dump kentongan`", MANUAL.read_text("utf-8"))
    dumping = dumping.split()
    assert "--exclude-table-data=reporter_session" in dumping
    config, dump, backup = (
        office.gateway_configuration("127.0.0.1:8001"),
        tmp_path / "store.dump",
        tmp_path / "backup",
    )
    with going_on(*works):
        client("pg_dump", url, *dumping, f"--file={dump}")
        assert main(["backup", str(backup), "--config", str(config)]) == 0
    assert not (backup / STORE).exists()
    anew = postgresql.new_database()
    client("pg_restore", anew, "--clean", "--if-exists", str(dump))
    restored, path = elsewhere(office, tmp_path / "machine", anew)
    assert anew in server_configuration(restored)
    assert main(["restore", str(backup), "--config", str(path)]) == 0
    assert main(["audit", "verify", "--config", str(path)]) == 0
    database = open_to_read(anew)
    named = named_blobs(database)
    database.close()
    assert len(named) >= 2
    assert all((restored.store.blobs / blob.name).stat().st_size == blob.size for blob in named)
