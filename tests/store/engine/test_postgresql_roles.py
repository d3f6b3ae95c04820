"""The setup's own lines make roles that can do the servers' work, and nothing that the servers never do."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from store.attachments.blobs import Blobs
from store.cases.conversation import NewReply, append_reply, erase_own_copies
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.cases.intake import create_case
from store.cases.mailboxes import NewSession, open_session, replace_codenames
from store.domain.deadlines import DeadlineConfig
from store.engine.database import Database, open_database
from store.engine.schema import STORE, initialise
from store.errors import StoreReadOnlyError
from store.maintenance.sweep import sweep
from tests import stand_ins
from tests.clocks import MovableClock
from tests.postgresql_server import ADMINISTRATOR, PostgreSQL
from tests.secret_watch import WATCH
from tests.some_roster import SOME_ROSTER
from tests.store.cases.test_two_at_once import move
from tests.store.conftest import new_case, new_slot

ROOT = Path(__file__).parents[3]
SQL = ROOT / "install" / "server" / "sql"
MANUAL = ROOT / "docs" / "operations.md"
SERVERS = ("kentongan-source", "kentongan-gateway")


@dataclass
class Roles:
    """A server that was set up as `kentongan init` does it."""

    server: PostgreSQL
    passwords: dict[str, str]

    def run(self, statement: str) -> None:
        """Run it as the administrator of PostgreSQL."""
        with self.server.administrator() as connection:
            connection.execute(statement)

    def url(self, role: str) -> str:
        return self.server.url("kentongan", role, self.passwords[role])


def upgraded(server: PostgreSQL, password_file: Path) -> None:
    """Upgrade as the setup does; the password of the test's administrator comes from a file."""
    url = server.url("kentongan")
    bare = url.replace(f":{make_url(url).password}@", "@")
    done = subprocess.run(
        [sys.executable, "-m", "store.engine.upgrade", bare],
        cwd=ROOT,
        env={"PATH": os.defpath, "PGOPTIONS": "-c role=kentongan", "PGPASSFILE": str(password_file)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.fixture(scope="module")
def roles(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Roles:
    before, after = ((SQL / name).read_text("utf-8") for name in ("roles.sql", "rights.sql"))
    password_file = tmp_path_factory.mktemp("administrator") / "pgpass"
    password_file.write_text(f"*:*:*:{ADMINISTRATOR}:{make_url(postgresql.url('')).password}\n")
    password_file.chmod(0o600)
    for _ in range(2):
        postgresql.psql(before, password_file)
    upgraded(postgresql, password_file)
    upgraded(postgresql, password_file)  # an update that changes no table
    postgresql.psql(after, password_file)
    passwords = {role: secrets.token_urlsafe(24) for role in SERVERS}
    WATCH.plant(*passwords.values())
    with postgresql.administrator() as connection:
        for role, password in passwords.items():
            connection.execute(f"ALTER ROLE \"{role}\" PASSWORD '{password}'")
    return Roles(postgresql, passwords)


@pytest.fixture
def source(roles: Roles) -> Iterator[Database]:
    database = open_database(roles.url("kentongan-source"))
    yield database
    database.close()


@pytest.fixture
def gateway(roles: Roles) -> Iterator[Database]:
    database = open_database(roles.url("kentongan-gateway"))
    yield database
    database.close()


def test_both_servers_can_do_all_their_work(
    source: Database, gateway: Database, blobs: Blobs, time: MovableClock
) -> None:
    for database in (source, gateway):
        initialise(database)
        STORE.check(database)
    new = new_case(time.clock.today())
    create_case(source, new)
    session = NewSession(new.case, secrets.token_bytes(32), secrets.token_bytes(72), 1_800_000_000)
    open_session(source, session, new.codename.lookup, new.day)
    replace_codenames(source, new.case, new_slot(), session.lookup)
    append_reply(gateway, NewReply(new.case, 2, new.day, "sari", stand_ins.message(), stand_ins.sealed()))
    decision = NewDecision(new.case, "sari", new.day, move(gateway, new.case, "sari", new.day), SOME_ROSTER)
    assert append_decision(gateway, decision, DeadlineConfig().open()).events == 1
    erase_own_copies(source, new.case)
    time.move(days=40)
    for database in (source, gateway):
        sweep(database, blobs, time.clock)


@pytest.mark.parametrize(
    "wrong",
    [
        'DROP TABLE "case"',
        "ALTER TABLE entry DROP COLUMN author",
        "CREATE TABLE further (id integer)",
        "UPDATE event SET content = NULL",
        "DELETE FROM event",
        "DELETE FROM instance",
        "UPDATE alembic_version SET version_num = '0001'",
        "SET ROLE kentongan",
        "TRUNCATE entry",
    ],
)
@pytest.mark.parametrize("server", SERVERS)
def test_neither_server_can_alter_a_table_or_a_decision(roles: Roles, server: str, wrong: str) -> None:
    database = open_database(roles.url(server))
    with pytest.raises(StoreReadOnlyError), database.write() as session:
        session.execute(text(wrong))
    database.close()


def test_the_manuals_lines_let_the_gateway_put_a_salt_back_for_a_restore_and_no_longer(
    roles: Roles, gateway: Database
) -> None:
    lines = re.findall(r"^ *((?:GRANT|REVOKE) kentongan .*;)$", MANUAL.read_text("utf-8"), re.MULTILINE)
    assert len(lines) == 2

    def put_it_back() -> None:
        with gateway.write() as session:
            salt, key = session.execute(text("SELECT codename_salt, form_key FROM instance")).one()
            session.execute(text("DELETE FROM instance"))
            put = text("INSERT INTO instance (id, codename_salt, form_key) VALUES (1, :salt, :key)")
            session.execute(put, {"salt": salt, "key": key})

    initialise(gateway)
    with pytest.raises(StoreReadOnlyError):
        put_it_back()
    for line, refused in zip(lines, (False, True), strict=True):
        roles.run(line)
        with pytest.raises(StoreReadOnlyError) if refused else nullcontext():
            put_it_back()


@pytest.mark.parametrize("place", ["{}:{}@/", "{}@/?password={}&"])
def test_a_password_in_the_arguments_of_the_upgrade_is_refused(roles: Roles, place: str) -> None:
    url = "postgresql+psycopg://" + place.format("kentongan-source", roles.passwords["kentongan-source"])
    done = subprocess.run(
        [sys.executable, "-m", "store.engine.upgrade", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "PGPASSFILE" in done.stderr
    assert roles.passwords["kentongan-source"] not in done.stderr
