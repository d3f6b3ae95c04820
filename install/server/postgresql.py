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
POSTGRESQL_SETTINGS: Final = {
    "fsync": "on",
    "full_page_writes": "on",
    "listen_addresses": "",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_statement": "none",
    "track_commit_timestamp": "off",
}
"""The settings by which PostgreSQL makes each commit durable, logs no statement and opens no port."""
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


def require_postgresql() -> None:
    """Raise `PostgreSQLError` if PostgreSQL is not on this machine."""
    if not user_exists(POSTGRESQL_USER):
        raise PostgreSQLError(_NOT_INSTALLED.told())


def prepare_postgresql() -> None:
    """Make roles, database and tables, or bring them to this version.

    Raises `PostgreSQLError` if PostgreSQL takes one user for another.
    """
    _apply_settings()
    run_sql_file("roles.sql")
    run_program(
        [sys.executable, "-P", "-s", "-m", "store.engine.upgrade", POSTGRESQL_URL],
        user=POSTGRESQL_USER,
        environment={
            "PGOPTIONS": "-c role=kentongan",
            "PYTHONPATH": str(_CODE),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
    )
    run_sql_file("rights.sql")
    _require_peers_told_apart()


def run_sql_file(script: str) -> None:
    """Run a file of `sql/` as PostgreSQL's own user; raise `CommandFailedError` at the first statement that fails."""
    run_sql((_SQL / script).read_text("utf-8"))


def run_sql(text: str) -> None:
    """Run these statements as PostgreSQL's own user; raise `CommandFailedError` at the first that fails."""
    run_program([*_PSQL, "--file=-"], given=text, user=POSTGRESQL_USER)


def _apply_settings() -> None:
    """Set what differs, for good; some of it counts from the next start on."""
    names = ", ".join(f"'{name}'" for name in POSTGRESQL_SETTINGS)
    query = f"SELECT name || '=' || setting FROM pg_settings WHERE name IN ({names})"  # noqa: S608 - names of ours
    rows = run_program([*_PSQL, "--no-align", f"--command={query}"], user=POSTGRESQL_USER).splitlines()
    found = dict(row.split("=", 1) for row in rows)
    wrong = {name: wanted for name, wanted in POSTGRESQL_SETTINGS.items() if found.get(name) != wanted}
    if not wrong:
        return
    changes = "".join(f"ALTER SYSTEM SET {name} = '{wanted}';\n" for name, wanted in wrong.items())
    run_sql(changes)
    run_program(["systemctl", "restart", "postgresql.service"])


def _require_peers_told_apart() -> None:
    asking = [*_PSQL, "--host=/run/postgresql", "--dbname=kentongan", "--command=SELECT current_user"]
    run_program(asking, user=SOURCE_USER)
    try:
        run_program([*asking, f"--username={SOURCE_USER}"], user="nobody")
    except CommandFailedError:
        return
    raise PostgreSQLError(_OPEN.told(role=SOURCE_USER))
