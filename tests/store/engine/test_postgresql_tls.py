"""The manual's own lines make a certificate and an address by which a server reaches a database that is elsewhere."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from store.engine.database import open_database
from store.errors import StoreDamagedError
from tests.postgresql_server import ADMINISTRATOR, PostgreSQL

MANUAL = Path(__file__).parents[3] / "docs" / "operations.md"
HOST = "db.kantor.test"


@dataclass
class Elsewhere:
    """A database that is reached over TLS, and the folder with what the manual has the servers know of it."""

    server: PostgreSQL
    folder: Path

    def url(self, *, host: str = HOST, sslmode: str = "verify-full", authority: str = "db.pem") -> str:
        """The manual's, with this test's role, database and paths."""
        [written] = re.findall(
            r"^ *(postgresql\+psycopg://\S*sslmode\S*)$", MANUAL.read_text("utf-8"), re.MULTILINE
        )
        url = make_url(written)
        assert url.query["sslmode"] == "verify-full"
        query = {
            "sslmode": sslmode,
            "sslrootcert": str(self.folder / authority),
            "passfile": str(self.folder / "db-password"),
            "hostaddr": self.server.address,
        }
        assert query.keys() == url.query.keys()
        found = url.set(username=ADMINISTRATOR, host=host, database="postgres", query=query)
        return found.render_as_string(hide_password=False)


def make_certificates(folder: Path) -> None:
    """Make them as the manual says."""
    folder.mkdir()
    lines = [line.strip() for line in MANUAL.read_text("utf-8").splitlines() if "openssl req " in line]
    assert len(lines) == 2
    script = "\n".join(["set -e", *lines]).replace("HOST", HOST)
    subprocess.run(
        ["sh", "-c", script], cwd=folder, env={"PATH": os.defpath}, check=True, capture_output=True
    )


@pytest.fixture(scope="module")
def elsewhere(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    folder = tmp_path_factory.mktemp("tls")
    for name in ("right", "other"):
        make_certificates(folder / name)
    postgresql.over_tls(folder / "right" / "server.pem", folder / "right" / "server.key")
    shutil.copy(folder / "right" / "db.pem", folder)
    password = folder / "db-password"
    secret = make_url(postgresql.url("postgres")).password
    password.write_text(f"{HOST}:5432:postgres:{ADMINISTRATOR}:{secret}\n")
    password.chmod(0o600)
    return Elsewhere(postgresql, folder)


def test_a_server_reaches_a_database_elsewhere_over_tls_with_a_password_in_a_file(
    elsewhere: Elsewhere,
) -> None:
    database = open_database(elsewhere.url())
    with database.read() as session:
        mine = text("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert session.execute(mine).scalar_one() == "TLSv1.3"
    database.close()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"authority": "other/db.pem"}, "be of the authority whose certificate"),
        ({"authority": "missing.pem"}, "lies in the file that `sslrootcert` names"),
        ({"host": "db.lain.test"}, "must be for the host that `database` names"),
        ({"sslmode": "disable"}, r"or only one with TLS \(sslmode=verify-full\)"),
    ],
    ids=["another's authority", "no authority", "another's name", "no TLS"],
)
def test_a_machine_between_is_not_taken_for_the_database_and_the_error_says_why(
    elsewhere: Elsewhere, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(StoreDamagedError, match=said):
        open_database(elsewhere.url(**wrong))
