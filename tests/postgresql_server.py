"""A real PostgreSQL server for tests: private, on a unix socket, with a password, set up as the manual says.

    with PostgreSQL() as server:
        url = server.new_database()  # empty

It runs as a user of its own, for PostgreSQL refuses to be root's, and ends with the process that started it.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from store.engine.database import open_database
from store.engine.schema import Schema
from tests.faults.mounts import small_disk, unmount
from tests.free_ports import PATIENCE_SECONDS
from tests.secret_watch import WATCH

BINARIES: Final = Path("/usr/lib/postgresql")
ADMINISTRATOR: Final = "pengelola"
_SERVER_USER: Final = "postgres"
_ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class PostgreSQLMissingError(Exception):
    """PostgreSQL cannot be started here."""


class PostgreSQL:
    """Started and answering when made, ended by `close`. `log_file` is what it wrote.

    It also has a loopback `address`, which no other server has; see `over_tls`.
    """

    def __init__(self) -> None:
        self._binaries = _binaries()
        self._as_server = _as_server()
        self.folder = Path(tempfile.mkdtemp(prefix="kentongan-pg-"))  # short: a socket's path has 107 bytes
        self.log_file = self.folder / "server.log"
        self.address = (
            f"127.{secrets.randbelow(254) + 1}.{secrets.randbelow(256)}.{secrets.randbelow(254) + 1}"
        )
        self._data = self.folder / "data"
        self._password = secrets.token_urlsafe(24)
        WATCH.plant(self._password)
        self._made = 0
        self._free: list[str] = []
        self._tables: dict[Path, bytes] = {}
        try:
            self._initialise()
            self._process = self._start()
        except BaseException:
            shutil.rmtree(self.folder)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End it, connections or not, and remove all of it but its log, which the run still searches."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(PATIENCE_SECONDS)
        if (self.folder / "small-disk").is_mount():
            unmount(self.folder / "small-disk")
        WATCH.keep_logs(self.folder)
        shutil.rmtree(self.folder)

    def new_database(self, disk_bytes: int | None = None) -> str:
        """The URL of an empty database, which no other test has; on a small disk of its own if one is asked for.

        The disk needs a view of the mounts in which the server was started too (`tests.faults.mounts`).
        """
        if self._free and disk_bytes is None:
            return self._free.pop()
        self._made += 1
        name = f"store_{self._made}"
        with self.administrator() as connection:
            place = sql.SQL("pg_default")
            if disk_bytes is not None:
                place = sql.SQL("small_disk")
                connection.execute(
                    sql.SQL("CREATE TABLESPACE small_disk LOCATION {}").format(
                        str(self._small_disk(disk_bytes))
                    )
                )
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 TABLESPACE {}").format(
                    sql.Identifier(name), place
                )
            )
        return self.url(name)

    def _small_disk(self, size: int) -> Path:
        folder = self.folder / "small-disk"
        folder.mkdir()
        small_disk(folder, size)
        self._give(folder)
        return folder

    def put_tables(self, schema: Schema, url: str) -> None:
        """Bring an empty database to the newest revision: the first by its migrations, and the others as that one."""
        if schema.migrations in self._tables:
            with self.administrator(make_url(url).database or "") as connection:
                connection.execute(self._tables[schema.migrations])
            return
        database = open_database(url)
        schema.upgrade(database)
        database.close()
        self._tables[schema.migrations] = self._dump(url)

    def _dump(self, url: str) -> bytes:
        """The statements that make this database anew."""
        made = subprocess.run(
            [self._binaries / "pg_dump", "--inserts", "--no-owner", "--no-privileges",
             f"--host={self.folder}", f"--username={ADMINISTRATOR}", make_url(url).database or ""],
            env=_ENVIRONMENT | {"PGPASSWORD": self._password},
            capture_output=True,
            check=True,
        )  # fmt: skip
        # What begins with a backslash is for psql alone.
        return b"\n".join(line for line in made.stdout.splitlines() if not line.startswith(b"\\"))

    def take_back(self, url: str) -> None:
        """Empty a database, even an open one, for the next test that needs one: that costs less than a new one."""
        name = make_url(url).database or ""
        with self.administrator(name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        self._free.append(url)

    def url(self, name: str, user: str = ADMINISTRATOR, password: str | None = None) -> str:
        """Return it as it stands in a configuration."""
        return URL.create(
            "postgresql+psycopg",
            username=user,
            password=self._password if password is None else password,
            database=name,
            query={"host": str(self.folder)},
        ).render_as_string(hide_password=False)

    def administrator(self, name: str = "postgres") -> psycopg.Connection:
        """A connection that may do everything."""
        return psycopg.connect(
            host=str(self.folder),
            user=ADMINISTRATOR,
            password=self._password,
            dbname=name,
            autocommit=True,
        )

    def over_tls(self, certificate: Path, key: Path) -> None:
        """From now on a client that comes to `address` is let in over TLS alone."""
        for file in (certificate, key):
            shutil.copy(file, self._data)
            (self._data / file.name).chmod(0o600)
            self._give(self._data / file.name)
        (self._data / "pg_hba.conf").write_text(
            "local all all scram-sha-256\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
        )
        with self.administrator() as connection:
            connection.execute(f"ALTER SYSTEM SET ssl_cert_file = '{certificate.name}'")
            connection.execute(f"ALTER SYSTEM SET ssl_key_file = '{key.name}'")
            connection.execute("ALTER SYSTEM SET ssl = on")
            connection.execute("SELECT pg_reload_conf()")
        self._wait_for_tls()

    def _wait_for_tls(self) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            with self.administrator() as connection:
                if connection.execute("SHOW ssl").fetchone() == ("on",):
                    return
            time.sleep(0.02)
        raise PostgreSQLMissingError(f"There is no TLS: {self.log_file.read_text()}")

    def psql(self, statements: str, password_file: Path) -> None:
        """Run what a person would give to psql, up to the first mistake; the password is in a `.pgpass` file."""
        done = subprocess.run(
            [self._binaries / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
             f"--host={self.folder}", f"--username={ADMINISTRATOR}", "postgres"],
            env=_ENVIRONMENT | {"PGPASSFILE": str(password_file)},
            input=statements,
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.write_text(self._password)
        self._data.mkdir()
        self._give(self.folder, self._data, password)
        self._run(
            "initdb", f"--pgdata={self._data}", f"--username={ADMINISTRATOR}", f"--pwfile={password}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        password.unlink()

    def _give(self, *paths: Path) -> None:
        if os.geteuid() == 0:
            server = pwd.getpwnam(_SERVER_USER)
            for path in paths:
                os.chown(path, server.pw_uid, server.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as_server, self._binaries / program, *arguments],
            cwd="/",
            env=_ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise PostgreSQLMissingError(f"{program} failed: {done.stderr}")

    def _start(self) -> subprocess.Popen[bytes]:
        settings = {
            "listen_addresses": self.address,
            "unix_socket_directories": str(self.folder),
            "max_connections": "120",
            "log_error_verbosity": "terse",
            "max_wal_size": "4GB",  # a checkpoint in the middle of a test run only costs time
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log_file.open("wb") as log:
            process = subprocess.Popen(
                [*self._as_server, self._binaries / "postgres", "-D", self._data, *options],
                cwd="/",
                env=_ENVIRONMENT,
                stdout=log,
                stderr=log,
            )
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and process.poll() is None:
            with suppress(psycopg.OperationalError), self.administrator():
                return process
            time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            process.wait(PATIENCE_SECONDS)
        raise PostgreSQLMissingError(f"PostgreSQL did not start: {self.log_file.read_text()}")


def _binaries() -> Path:
    versions = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise PostgreSQLMissingError(
            f"There is no PostgreSQL server in {BINARIES}; install/test installs the Debian package postgresql."
        )
    return versions[-1].parent


def _as_server() -> list[str]:
    """Return what to put in front of a program of the server: root becomes the user of Debian's package."""
    tied = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return tied
    return [*tied, f"--reuid={_SERVER_USER}", f"--regid={_SERVER_USER}", "--clear-groups"]
