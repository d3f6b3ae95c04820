"""Particulars of PostgreSQL: what it refuses, what its log holds, and connections that break."""

import secrets
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import make_url, select, text, update

from store.api.messages import PAGE_CASES
from store.cases import case_list
from store.cases.case_list import case_row
from store.cases.intake import create_case
from store.cases.paging import Cursor
from store.domain.stages import Stage
from store.engine.database import Database, open_database, open_to_read
from store.engine.schema import initialise
from store.errors import (
    ConflictError,
    StoreBusyError,
    StoreDamagedError,
    StoreFullError,
    StoreReadOnlyError,
)
from store.model import Case, Entry
from tests import stand_ins
from tests.clocks import MovableClock
from tests.own_namespaces import own_mounts
from tests.postgresql_server import PostgreSQL
from tests.store.conftest import ON_POSTGRESQL, CaseMaker, new_case, new_slot
from tests.store.processes import require_root

pytestmark = ON_POSTGRESQL
DAY = date(2026, 11, 25)
DISK_BYTES = 48 * 1024 * 1024
REPORT_BYTES = 4_000_000


def break_connections(server: PostgreSQL, database: Database) -> None:
    """Break the connections as a restart of the server does, between two requests."""
    with server.administrator(str(database.engine.url.database)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def settings(database: Database, *names: str) -> dict[str, object]:
    with database.write() as session:
        return {name: session.execute(text(f"SHOW {name}")).scalar_one() for name in names}


def test_a_writer_answers_for_durability_whatever_the_role_is_set_to(
    database: Database, postgresql: PostgreSQL, url: str
) -> None:
    name = database.engine.url.database
    with postgresql.administrator() as connection:
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        connection.execute(f'ALTER DATABASE "{name}" SET default_transaction_isolation = serializable')
    try:
        fresh = open_database(url, busy_seconds=2.5)
        assert settings(fresh, "synchronous_commit", "lock_timeout", "transaction_isolation") == {
            "synchronous_commit": "on",
            "lock_timeout": "2500ms",
            "transaction_isolation": "read committed",
        }
        fresh.close()
    finally:
        with postgresql.administrator() as connection:
            connection.execute(f'ALTER DATABASE "{name}" RESET ALL')


def test_a_connection_that_broke_is_replaced_without_a_restart_of_ours(
    database: Database, postgresql: PostgreSQL, make_case: CaseMaker
) -> None:
    first = make_case()
    break_connections(postgresql, database)
    second = make_case()
    break_connections(postgresql, database)
    with database.read() as session:
        assert set(session.scalars(select(Case.id))) == {first.case, second.case}


def test_a_transaction_whose_server_stops_in_the_middle_is_told_as_such_and_undone(
    database: Database, postgresql: PostgreSQL, make_case: CaseMaker
) -> None:
    case = make_case().case

    def broken_off() -> None:
        with database.write() as session:
            session.execute(update(Case).values(stage="review"))
            break_connections(postgresql, database)
            session.execute(select(Case.id))

    with pytest.raises(StoreBusyError):
        broken_off()
    assert case_row(database, "sari", case).stage == "received"


@pytest.mark.parametrize("reader", ["sari\0", "x" * 65])
def test_a_text_that_it_cannot_hold_is_refused_without_being_told(
    database: Database, time: MovableClock, reader: str
) -> None:
    new = new_case(time.clock.today(), readers=(reader, "rahasia"))
    with pytest.raises(ConflictError) as caught:
        create_case(database, new)
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value.__context__)
    assert reader not in told
    assert "rahasia" not in told
    with database.read() as session:
        assert session.scalars(select(Case.id)).all() == []


def test_of_two_who_wait_for_each_other_one_goes_on_and_one_is_told(
    database: Database, make_case: CaseMaker
) -> None:
    cases = [make_case().case, make_case().case]
    met = threading.Barrier(2)

    def lock_both(first: str, second: str) -> str:
        try:
            with database.write() as session:
                session.get_one(Case, first, with_for_update=True)
                met.wait()
                session.get_one(Case, second, with_for_update=True)
        except StoreBusyError:
            return "busy"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        outcomes = threads.map(lock_both, cases, reversed(cases))
        assert sorted(outcomes) == ["busy", "done"]


def test_the_servers_log_names_what_went_wrong_and_nothing_of_what_was_stored(
    database: Database, postgresql: PostgreSQL, time: MovableClock
) -> None:
    new = new_case(time.clock.today(), readers=("orang-rahasia",))
    create_case(database, new)
    with pytest.raises(ConflictError):
        create_case(database, replace(new, form=new_slot(), codename=new_slot()))
    with pytest.raises(ConflictError):
        create_case(database, new_case(time.clock.today(), readers=("orang-rahasia" * 10,)))
    log = postgresql.log_file.read_text()
    assert "duplicate key value" in log
    assert "value too long" in log
    assert "orang-rahasia" not in log
    for stored in (new.case, new.sealing_key.hex(), new.envelope.hex()[:64], new.form.lookup.hex()):
        assert stored not in log


def elsewhere(url: str, host: str) -> str:
    """The same database, looked for at another place."""
    return make_url(url).set(host=host, query={}).render_as_string(hide_password=False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("password", "refuses the password"),
        ("no password", "was given none"),
        ("role", "refuses the password or knows no such role"),
        ("role without sign-in", "no such role that may log in"),
        ("role without rights", "no right (CONNECT) to enter it"),
        ("database", "no database of this name"),
        ("socket", "folder of the socket there"),
        ("port", "does not answer where `database` says"),
        ("host", "The name of the host must be known here"),
    ],
)
def test_a_server_that_lets_no_client_in_is_told_with_the_reason_and_without_the_address(
    postgresql: PostgreSQL, url: str, wrong: str, said: str
) -> None:
    name = str(make_url(url).database)
    with postgresql.administrator() as connection:
        for role, may in (("tanpa-masuk", "NOLOGIN"), ("tanpa-hak", "LOGIN")):
            connection.execute(f'DROP ROLE IF EXISTS "{role}"')
            connection.execute(f"CREATE ROLE \"{role}\" {may} PASSWORD 'kata-sandi'")
        connection.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    addresses = {
        "password": postgresql.url(name, password="kata-sandi-salah"),
        "no password": make_url(url).set(password="").render_as_string(hide_password=False),
        "role": postgresql.url(name, "tiada", "kata-sandi-salah"),
        "role without sign-in": postgresql.url(name, "tanpa-masuk", "kata-sandi"),
        "role without rights": postgresql.url(name, "tanpa-hak", "kata-sandi"),
        "database": postgresql.url("nowhere"),
        "socket": url.replace("kentongan-pg-", "kentongan-none-"),
        "port": elsewhere(url, postgresql.address) + "?port=1",
        "host": elsewhere(url, "nowhere.invalid"),
    }
    try:
        with pytest.raises(StoreDamagedError) as caught:
            open_database(addresses[wrong])
    finally:
        with postgresql.administrator() as connection:
            connection.execute(f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO PUBLIC')
    assert said in str(caught.value)
    told = "".join(traceback.format_exception(caught.value)) + str(caught.value.__context__)
    hidden = (
        "kata-sandi",
        str(make_url(url).password),
        "nowhere",
        "tanpa-hak",
        "tiada",
        str(postgresql.folder),
    )
    assert not [secret for secret in hidden if secret in told]
    assert "kata-sandi-salah" not in postgresql.log_file.read_text()


@pytest.mark.parametrize("schema", ["GRANT USAGE ON SCHEMA public TO", "REVOKE USAGE ON SCHEMA public FROM"])
def test_a_role_that_may_enter_and_not_make_tables_is_told_what_it_lacks(
    postgresql: PostgreSQL, url: str, schema: str
) -> None:
    with postgresql.administrator(str(make_url(url).database)) as connection:
        connection.execute(f"{schema} PUBLIC")
    with postgresql.administrator() as connection:
        connection.execute('DROP ROLE IF EXISTS "tanpa-tabel"')
        connection.execute("CREATE ROLE \"tanpa-tabel\" LOGIN PASSWORD 'kata-sandi'")
    database = open_database(postgresql.url(str(make_url(url).database), "tanpa-tabel", "kata-sandi"))
    with pytest.raises(StoreReadOnlyError, match=r"run store\.engine\.upgrade"):
        initialise(database)
    database.close()


@pytest.mark.usefixtures("backend")
def test_a_full_disk_is_told_as_such_and_what_was_accepted_stays(time: MovableClock) -> None:
    require_root()
    with own_mounts(), PostgreSQL() as server:
        database = open_database(server.new_database(disk_bytes=DISK_BYTES))
        initialise(database)
        accepted: list[str] = []

        def fill_up() -> None:
            for _ in range(DISK_BYTES // REPORT_BYTES):
                new = new_case(
                    time.clock.today(), envelope=stand_ins.message(secrets.token_bytes(32), REPORT_BYTES)
                )
                create_case(database, new)
                accepted.append(new.case)

        with pytest.raises(StoreFullError):
            fill_up()
        with database.read() as session:
            assert set(session.scalars(select(Case.id))) == set(accepted)
            assert set(session.scalars(select(Entry.case))) == set(accepted)
        assert accepted
        database.close()


def test_who_only_looks_can_change_nothing(url: str, make_case: CaseMaker) -> None:
    case = make_case().case
    looking = open_to_read(url)
    assert case_row(looking, "sari", case).case == case
    with pytest.raises(StoreReadOnlyError), looking.write() as session:
        session.execute(update(Case).values(stage="review"))
    looking.close()


@pytest.mark.parametrize(
    "wanted",
    [
        case_list.EVERYTHING,
        case_list.Filter(stage=Stage.REVIEW, mine=True),
        case_list.Filter(mine=True),
        case_list.Filter(unread=True),
    ],
)
def test_an_index_has_each_page_of_a_work_list_in_order(database: Database, wanted: case_list.Filter) -> None:
    """The planner may sort few rows all the same."""
    with database.read() as session:
        connection = session.connection()
        for way in ("sort", "seqscan", "bitmapscan", "hashjoin", "mergejoin"):
            connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        for after in (None, Cursor(1, DAY, "8" * 32)):
            query = case_list.page_query("sari", after, PAGE_CASES, wanted)
            compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
            told = "\n".join(connection.exec_driver_sql(f"EXPLAIN {compiled}").scalars())
            assert "Sort" not in told, told
            assert "Seq Scan" not in told, told
            assert (after is None) or "'sari'::text) AND (ROW(rank, due, " in told.partition("Filter")[0], (
                told
            )
