"""Seven days after the second signature everything of a case goes, except a tombstone and the figures."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from sqlalchemy import func, select, update

from store.api.messages import NewStatistics, StatisticsPage
from store.cases.mailboxes import find_slot
from store.cases.tombstones import tombstone
from store.domain.current_roster import CurrentRoster
from store.domain.event import EventKind, SignedEvent
from store.domain.retention import WAITING_DAYS
from store.domain.roster import Roster
from store.domain.tombstone import CaseTombstone, TombstoneError, VerifyBy, prove_tombstone
from store.engine.database import Database
from store.errors import NotFoundError
from store.maintenance.destruction import destroy_due
from store.maintenance.sweep import sweep
from store.model import Base, Blob, StoredEvent
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import GatewayHandling, assert_refused
from tests.store.gateway.ended_period import (
    MONTH,
    after_a_month,
    both_sign,
    is_archived,
    let_days_pass,
    proposal,
)

pytestmark = ON_BOTH

STAYS = {"tombstone", "statistic", "statistic_reader"}


def tables_with(database: Database, case: str) -> set[str]:
    """Return the tables that say anything of this case."""
    found = set()
    with database.read() as session:
        for table in Base.metadata.sorted_tables:
            column = table.columns.get("case") if table.name != "case" else table.columns["id"]
            if column is not None and session.scalar(
                select(func.count()).select_from(table).where(column == case)
            ):
                found.add(table.name)
    return found


def full(handling: GatewayHandling) -> None:
    """A case of which every table has something, and whose destruction two people signed."""
    handling.case.attaches(b"bukti", "bukti.txt")
    handling.case.says("Tambahan")
    handling.does("sari", drafted(EventKind.ASK, content=CONTENT, people=("rina",)))
    blob = handling.of("sari").blob(handling.case.case, stand_ins.stream()).json
    assert blob is not None
    statistics = NewStatistics(stand_ins.message(), ("dewi", "lina"))
    handling.sends(
        "sari",
        handling.signer.decision("sari", drafted(EventKind.CLASSIFY, content=CONTENT), statistics=statistics),
    )


def test_nothing_of_the_case_stays_but_its_tombstone_and_the_figures(handling: GatewayHandling) -> None:
    case, office = handling.case.case, handling.office
    full(handling)
    after_a_month(handling, entry=handling.case.last_sequence + 1)
    end = both_sign(handling)
    blobs = len(list(office.blobs.names()))
    before = tables_with(office.database, case)
    let_days_pass(handling, WAITING_DAYS - 1)
    assert tables_with(office.database, case) == before | {"countdown"}
    let_days_pass(handling, 1)
    assert tables_with(office.database, case) == STAYS
    assert len(list(office.blobs.names())) < blobs
    found = tombstone(office.database, case)
    assert (found.events, found.month) == (end, f"{office.clock.today():%Y-%m}")
    signed = prove_tombstone(found, *_judges(office.keeper().current()))
    assert (signed.proposal.actor, signed.confirmation.actor) == ("sari", "dewi")
    assert handling.row("sari") is None
    assert_refused(handling.of("sari").get(handling.path), 404, "not-found")
    page = msgspec.json.decode(handling.of("dewi").get("/v1/statistics").data, type=StatisticsPage)
    assert [(row.case, row.events, row.due) for row in page.records] == [(case, end, None)]


def test_a_clock_that_jumps_ahead_destroys_nothing_before_readers_had_seven_days(
    handling: GatewayHandling,
) -> None:
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, 1)
    office = handling.office
    office.move(days=60)
    for _hour in range(3):
        sweep(office.database, office.blobs, office.clock)
    office.move(days=-60)
    sweep(office.database, office.blobs, office.clock)
    let_days_pass(handling, WAITING_DAYS - 3)
    assert "case" in tables_with(office.database, handling.case.case)
    let_days_pass(handling, 1)
    assert tables_with(office.database, handling.case.case) <= STAYS


@pytest.mark.parametrize("stops", ["hold", "message", "note"])
def test_whatever_comes_within_the_seven_days_keeps_the_case(handling: GatewayHandling, stops: str) -> None:
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS - 1)
    if stops == "message":
        handling.case.says("Ada bukti baru")
    else:
        kind = EventKind.HOLD if stops == "hold" else EventKind.CLASSIFY
        handling.does("budi", drafted(kind, content=CONTENT))
    let_days_pass(handling, WAITING_DAYS + 1)
    assert "case" in tables_with(handling.office.database, handling.case.case)


def test_a_second_proposal_begins_its_own_seven_days(handling: GatewayHandling) -> None:
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS - 1)
    handling.does("sari", proposal(handling))
    let_days_pass(handling, 3)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS - 1)
    assert "case" in tables_with(handling.office.database, handling.case.case)


def both_end(two: list[GatewayHandling]) -> None:
    """Two people sign the destruction of each of these cases, which were archived long ago."""
    for each in two:
        is_archived(each, each.case.last_sequence + 1)
    two[0].office.move(days=MONTH.days + 1)
    for each in two:
        each.clients.clear()
        both_sign(each)


def test_a_damaged_case_is_logged_and_keeps_no_other_from_its_end(
    handling: GatewayHandling, caplog: pytest.LogCaptureFixture
) -> None:
    office = handling.office
    two = [handling, GatewayHandling(office, office.report("Laporan lain"), handling.signed_in)]
    both_end(two)
    damaged, whole = sorted(each.case.case for each in two)
    with office.database.write() as session:
        session.execute(update(StoredEvent).where(StoredEvent.case == damaged).values(statement=b"no event"))
    let_days_pass(handling, WAITING_DAYS)
    assert "case" in tables_with(office.database, damaged)
    assert "case" not in tables_with(office.database, whole)
    assert {message.split(" at ")[0] for message in caplog.messages} == {"StoreDamagedError"}


def test_a_file_that_the_disk_keeps_is_logged_and_keeps_no_other_case_from_its_end(
    handling: GatewayHandling, caplog: pytest.LogCaptureFixture
) -> None:
    office = handling.office
    two = [handling, GatewayHandling(office, office.report("Laporan lain"), handling.signed_in)]
    for each in two:
        each.case.attaches(b"bukti", "bukti.txt")
    both_end(two)
    first, _last = sorted(each.case.case for each in two)
    with office.database.read() as session:
        [name] = session.scalars(select(Blob.name).where(Blob.case == first))
    kept = office.config.store.blobs / name
    kept.unlink()
    kept.mkdir()  # no disk deletes a folder as if it were a file
    let_days_pass(handling, WAITING_DAYS)
    for each in two:
        assert "case" not in tables_with(office.database, each.case.case)
    assert set(office.config.store.blobs.iterdir()) == {kept}
    assert [message.split(" at ")[0] for message in caplog.messages] == ["BlobError"]


def test_a_clock_set_back_to_before_the_signatures_destroys_nothing_and_is_logged(
    handling: GatewayHandling, caplog: pytest.LogCaptureFixture
) -> None:
    """Its month would be one in which the case was still kept: no one would believe such a tombstone."""
    after_a_month(handling)
    both_sign(handling)
    handling.office.move(days=-2 * MONTH.days)
    let_days_pass(handling, 1 + WAITING_DAYS)  # the first day only begins to count by the new clock
    assert "case" in tables_with(handling.office.database, handling.case.case)
    assert [message.split(" at ")[0] for message in caplog.messages] == ["TombstoneError"]


def test_of_a_hold_and_the_destruction_at_one_moment_exactly_one_happens(handling: GatewayHandling) -> None:
    office, case = handling.office, handling.case.case
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS - 1)
    office.move(days=1)
    budi = handling.of("budi")
    decision = handling.signer.decision("budi", drafted(EventKind.HOLD, content=CONTENT))
    with ThreadPoolExecutor(2) as threads:
        held = threads.submit(lambda: budi.post(f"{handling.path}/events", decision).status_code)
        threads.submit(destroy_due, office.database, office.blobs, office.clock.today()).result()
        status = held.result()
    assert (status, "case" in tables_with(office.database, case)) in {(201, True), (404, False)}


def test_the_tombstone_is_told_to_who_knows_the_cases_name_and_no_list_has_it(
    handling: GatewayHandling,
) -> None:
    after_a_month(handling)
    both_sign(handling)
    path = f"{handling.path}/tombstone"
    assert_refused(handling.of("budi").get(path), 404, "not-found")
    let_days_pass(handling, WAITING_DAYS)
    found = msgspec.json.decode(handling.of("budi").get(path).data, type=CaseTombstone)
    assert found.case == handling.case.case
    unknown = handling.of("budi").get(f"/v1/cases/{'0' * 32}/tombstone")
    gone = handling.of("budi").get(handling.path)
    assert (unknown.status_code, unknown.data) == (gone.status_code, gone.data)


def test_a_code_of_a_destroyed_report_finds_what_an_unknown_one_finds(handling: GatewayHandling) -> None:
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS)
    office = handling.office
    assert find_slot(office.database, b"\0" * 32, office.clock.today()) is None
    with pytest.raises(NotFoundError):
        handling.case.says("Masih di sini")


def test_no_tombstone_holds_for_another_case_by_one_person_or_of_other_events(
    handling: GatewayHandling,
) -> None:
    after_a_month(handling)
    both_sign(handling)
    let_days_pass(handling, WAITING_DAYS)
    good = tombstone(handling.office.database, handling.case.case)
    judges = _judges(handling.office.keeper().current())
    prove_tombstone(good, *judges)
    for wrong in (
        msgspec.structs.replace(good, case="0" * 32),
        msgspec.structs.replace(good, events=good.events + 1),
        msgspec.structs.replace(good, head="0" * 64),
        msgspec.structs.replace(good, month="2001-01"),
        msgspec.structs.replace(good, confirmation=good.proposal),
        msgspec.structs.replace(good, proposal=good.confirmation),
        _with(_signed(handling, good, "lina"), good),
        _with(_signed(handling, good, "sari"), good),
        _with(_signed(handling, good, "dewi", signer="sari"), good),
    ):
        with pytest.raises(TombstoneError):
            prove_tombstone(wrong, *judges)


def _judges(current: CurrentRoster) -> tuple[Roster, VerifyBy]:
    return current.roster, current.verify_by


def _with(confirmation: SignedEvent, good: CaseTombstone) -> CaseTombstone:
    """The tombstone with another second signature, and nothing else that tells."""
    return msgspec.structs.replace(good, confirmation=confirmation, head=confirmation.digest)


def _signed(
    handling: GatewayHandling, good: CaseTombstone, actor: str, signer: str | None = None
) -> SignedEvent:
    """The second signature, by someone else."""
    event = msgspec.structs.replace(good.confirmation.read(), actor=actor)
    return handling.signer.signed(event, signer or actor)
