"""The copy of a store in PostgreSQL on this machine: its own dump, and a database made of it under the same name."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.language import Sentence
from install.server.postgresql import POSTGRESQL_USER, run_sql, run_sql_file
from install.server.system import SYSTEM_ENVIRONMENT

_DATABASE: Final = "kentongan"
_RESTORED: Final = "kentongan_restored"
_FORMER: Final = "kentongan_failed"
_PRIVATE: Final = 0o600
_MAKE: Final = f"""\
DROP DATABASE IF EXISTS {_RESTORED} WITH (FORCE);
CREATE DATABASE {_RESTORED} OWNER kentongan TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
"""
# The names change together or not at all; only then is the other one thrown away.
_EXCHANGE: Final = f"""\
DROP DATABASE IF EXISTS {_FORMER} WITH (FORCE);
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_DATABASE}';
BEGIN;
ALTER DATABASE {_DATABASE} RENAME TO {_FORMER};
ALTER DATABASE {_RESTORED} RENAME TO {_DATABASE};
COMMIT;
DROP DATABASE {_FORMER} WITH (FORCE);
"""  # noqa: S608 - names of ours
_FAILED: Final = Sentence("`{command}` gagal: {said}", "`{command}` failed: {said}")


def dump_database(target: Path) -> None:
    """Write the whole database to this file, for root alone; raise `InstallError` if PostgreSQL does not give it."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        _run(["pg_dump", "--format=custom", _DATABASE], output=file.fileno())
        os.fsync(file.fileno())


def put_back_dump(source: Path) -> None:
    """Make a database of the dump and give it the store's name; may run again after it broke off."""
    run_sql(_MAKE)
    with source.open("rb") as file:
        _run(
            ["pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={_RESTORED}"],
            given=file.fileno(),
        )
    run_sql(_EXCHANGE)
    run_sql_file("roles.sql")
    run_sql_file("rights.sql")


def _run(
    command: Sequence[str], *, given: int = subprocess.DEVNULL, output: int = subprocess.DEVNULL
) -> None:
    account = pwd.getpwnam(POSTGRESQL_USER)
    done = subprocess.run(  # nosec B603 # fixed programs, no shell
        command,
        env=SYSTEM_ENVIRONMENT,
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=os.getgrouplist(account.pw_name, account.pw_gid),
        stdin=given,
        stdout=output,
        stderr=subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise InstallError(_FAILED.told(command=" ".join(command), said=said))
