"""The store in PostgreSQL on this machine: its roles, tables and rights. Users are known by their names alone.

`sql/roles.sql` and `sql/rights.sql` are for a database on another machine too (docs/operations.md).
"""

import sys
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.configurations import POSTGRESQL_URL
from install.server.layout import SOURCE_USER
from install.server.system import CommandFailedError, run_program, user_exists

POSTGRESQL_USER: Final = "postgres"
_CODE: Final = Path(__file__).resolve().parents[2]
_SQL: Final = Path(__file__).with_name("sql")
_PSQL: Final = ("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--set=ON_ERROR_STOP=1")
_NOT_INSTALLED: Final = Sentence(
    "PostgreSQL tidak ada di mesin ini. Pasang dengan `apt install postgresql`, atau jawab `tidak` pada pertanyaannya.",
    "PostgreSQL is not on this machine. `apt install postgresql` installs it; or answer its question with no.",
)
_OPEN: Final = Sentence(
    "PostgreSQL membiarkan pengguna lain masuk sebagai {role}. Di pg_hba.conf, baris `local all all peer` harus yang "
    "pertama untuk basis data ini.",
    "PostgreSQL lets another user in as {role}. In pg_hba.conf the line `local all all peer` must be the first one for "
    "this database.",
)


class PostgreSQLError(InstallError):
    """PostgreSQL on this machine cannot hold the store."""


def prepare_postgresql() -> None:
    """Make roles, database and tables, or bring them to this version.

    Raises `PostgreSQLError` if PostgreSQL is not here, or takes one user for another.
    """
    if not user_exists(POSTGRESQL_USER):
        raise PostgreSQLError(_NOT_INSTALLED.told())
    _psql("roles.sql")
    run_program(
        [sys.executable, "-P", "-s", "-m", "store.engine.upgrade", POSTGRESQL_URL],
        user=POSTGRESQL_USER,
        environment={
            "PGOPTIONS": "-c role=kentongan",
            "PYTHONPATH": str(_CODE),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    _psql("rights.sql")
    _require_peers_told_apart()


def _psql(script: str) -> None:
    text = (_SQL / script).read_text("utf-8")
    run_program([*_PSQL, "--file=-"], given=text, user=POSTGRESQL_USER)


def _require_peers_told_apart() -> None:
    asking = [*_PSQL, "--host=/run/postgresql", "--dbname=kentongan", "--command=SELECT current_user"]
    run_program(asking, user=SOURCE_USER)
    try:
        run_program([*asking, f"--username={SOURCE_USER}"], user="nobody")
    except CommandFailedError:
        return
    raise PostgreSQLError(_OPEN.told(role=SOURCE_USER))
