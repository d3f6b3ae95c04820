"""The people who see a case, and for how long: events bring them in and take them off; the roster stands over both."""

import msgspec
import pytest

from store.api.messages import BlobReceipt, EntryPage, NewStatistics, Seen, StatisticsPage
from store.cases.case_files import reporter_blob
from store.cases.conversation import NewEntry, append_reporter_entry
from store.domain.event import CaseRole, EventKind, Paper
from store.errors import NotFoundError
from tests import stand_ins
from tests.office import TestOffice
from tests.signed_events import CONTENT, drafted
from tests.some_own_places import SOME_PLACES
from tests.store.conftest import SQLITE_FIRST
from tests.store.gateway.conftest import GatewayHandling, SignInHere, assert_against_procedure, assert_refused

pytestmark = SQLITE_FIRST

VERIFY = drafted(EventKind.MOVE, target="verification")

NOTE_FILE, FINDINGS_FILE = stand_ins.stream(), stand_ins.stream(size=200_000)


def statuses(handling: GatewayHandling, person: str, blob: str) -> dict[str, int]:
    """Return what each address of the case says to this person; nothing is changed by asking."""
    visitor, path = handling.of(person), handling.path
    asked = {
        "entries": visitor.get(path),
        "events": visitor.get(f"{path}/events"),
        "blob": visitor.get(f"{path}/blobs/{blob}"),
        "head": visitor.get(f"{path}/blobs/{blob}/head"),
        "seen": visitor.post(f"{path}/seen", Seen(1)),
        "upload": visitor.blob(handling.case.case, stand_ins.stream()),
        "reply": visitor.post(
            f"{path}/replies", handling.office.reply("sari", handling.case, 900, "Terlalu jauh")
        ),
        "identity": visitor.get(f"{path}/identity"),
        "requests": visitor.get("/v1/identity-requests"),
        "statistics": visitor.get("/v1/statistics"),
    }
    return {name: answer.status_code for name, answer in asked.items()}


def statistics_served(handling: GatewayHandling, leader: str) -> int:
    """Return how many records this leader gets."""
    answer = handling.of(leader).get("/v1/statistics")
    return len(msgspec.json.decode(answer.data, type=StatisticsPage).records)


# Rows as in the domain: 200, 201 and 204 are served, 404 is what a case that does not exist answers; the reply
# comes to a place that is taken (409) where the person may reply at all.
OFFICER = {"entries": 200, "events": 200, "blob": 200, "head": 200, "seen": 204, "upload": 201, "reply": 409}
NOTHING = dict.fromkeys(OFFICER, 404)
MATRIX = {
    "sari": OFFICER,
    "joko": OFFICER | {"reply": 404},
    "agus": OFFICER | {"reply": 404},
    "dewi": OFFICER | {"reply": 404, "upload": 404},
    "lina": NOTHING,
    "rina": NOTHING,
}
BESIDE = {
    "sari": {"identity": 404, "requests": 404, "statistics": 404},
    "joko": {"identity": 404, "requests": 404, "statistics": 404},
    "agus": {"identity": 404, "requests": 404, "statistics": 404},
    "dewi": {"identity": 404, "requests": 404, "statistics": 200},
    "lina": {"identity": 404, "requests": 404, "statistics": 200},
    "rina": {"identity": 404, "requests": 200, "statistics": 404},
}


def test_each_role_is_served_what_the_domain_gives_it_and_nothing_else(handling: GatewayHandling) -> None:
    blob = handling.case.attaches(b"evidence", "bukti.txt").name
    assert statuses(handling, "dewi", blob) == NOTHING | BESIDE["dewi"]  # before anything was reported to her
    handling.is_with_leadership()
    for person, row in MATRIX.items():
        assert statuses(handling, person, blob) == row | BESIDE[person], person
        assert (handling.row(person) is None) == (row is NOTHING)
    events = {person: len(handling.history(person)) for person, row in MATRIX.items() if row is not NOTHING}
    assert set(events.values()) == {14}


def test_a_member_sees_the_assignment_alone_until_declaring_no_conflict_of_interest(
    handling: GatewayHandling,
) -> None:
    blob = handling.case.attaches(b"evidence", "bukti.txt").name
    handling.has_team(declared=False)
    before = statuses(handling, "agus", blob)
    assert {name for name, status in before.items() if status < 400} == {"events"}
    [assignment] = handling.history("agus")
    event = assignment.event.read()
    assert (event.kind, event.person, assignment.content) == (EventKind.ASSIGN, "agus", CONTENT)
    row = handling.row("agus")
    assert row is not None
    assert not row.declared
    assert_against_procedure(
        handling.tries("agus", drafted(EventKind.PAPER, CaseRole.MEMBER, CONTENT, paper=Paper.NOTE)),
        "not-yours",
    )
    handling.does("agus", drafted(EventKind.DECLARE, CaseRole.MEMBER))
    after = statuses(handling, "agus", blob)
    assert {name for name, status in after.items() if status < 400} == {
        "entries",
        "events",
        "blob",
        "head",
        "seen",
        "upload",
    }
    # The grants of keys are each for one person's eyes.
    for shown in handling.history("agus"):
        if shown.event.read().kind is EventKind.ADMIT:
            assert (shown.content is not None) == (shown.event.read().person == "agus")


def test_who_is_taken_off_is_served_nothing_that_comes_later_and_acts_no_more(
    handling: GatewayHandling,
) -> None:
    handling.has_team()
    handling.does("sari", drafted(EventKind.DISMISS, content=CONTENT, person="agus"))
    assert handling.row("agus") is None
    assert_refused(handling.of("agus").get(handling.path), 404, "not-found")
    late = handling.tries("agus", drafted(EventKind.PAPER, CaseRole.MEMBER, CONTENT, paper=Paper.NOTE))
    assert_refused(late, 404, "not-found")
    handling.does("budi", drafted(EventKind.DISMISS, content=CONTENT, person="budi"))  # steps back
    assert_refused(handling.of("budi").get(handling.path), 404, "not-found")
    assert_against_procedure(handling.tries("sari", drafted(EventKind.TAKE, person="budi")), "form")


def test_no_person_takes_off_colleagues_and_is_alone_in_the_case_then(handling: GatewayHandling) -> None:
    """There would be no colleague to see it, or to undo it."""
    off = {name: drafted(EventKind.DISMISS, content=CONTENT, person=name) for name in ("budi", "wati")}
    assert_against_procedure(handling.tries("sari", off["budi"], off["wati"]), "lone-officer")
    handling.does("sari", off["budi"])
    assert_against_procedure(handling.tries("sari", off["wati"]), "lone-officer")
    assert [row.event.read().person for row in handling.history("wati")] == ["budi"]
    handling.does("wati", drafted(EventKind.ADMIT, content=CONTENT, person="budi", role=CaseRole.OFFICER))
    handling.does("wati", off["wati"])
    handling.does("budi", off["budi"])  # who steps back may leave a colleague alone
    assert handling.row("sari") is not None


def test_of_two_officers_one_is_taken_off_once_the_roster_names_a_third_who_was_brought_in(
    office: TestOffice, signed_in: SignInHere
) -> None:
    handling = GatewayHandling(office, office.report(), signed_in)
    off = drafted(EventKind.DISMISS, content=CONTENT, person="budi")
    office.publish(people=office.people_with("tono", left=office.clock.today()))
    assert_against_procedure(handling.tries("sari", off), "lone-officer")
    wati = office.with_everybody().third_officer
    assert_against_procedure(
        handling.tries("sari", off), "lone-officer"
    )  # in the roster, and not yet in the case
    handling.does("sari", drafted(EventKind.ADMIT, content=CONTENT, person=wati, role=CaseRole.OFFICER))
    handling.does("sari", off)
    assert handling.row("budi") is None
    assert handling.row(wati) is not None


def test_a_colleague_who_has_left_can_be_taken_off_by_the_last_one(handling: GatewayHandling) -> None:
    off = {name: drafted(EventKind.DISMISS, content=CONTENT, person=name) for name in ("budi", "wati")}
    handling.does("sari", off["budi"])
    handling.office.publish(people=handling.office.people_with("wati", left=handling.office.clock.today()))
    handling.does("sari", off["wati"])


def test_no_officer_makes_a_leader_of_themselves(handling: GatewayHandling) -> None:
    """They would approve what they wrote, and no colleague would have seen it."""
    both = handling.office.people_with("sari", roles=("officer", "leadership"))
    handling.office.publish(people=both)
    lets_sari_in = drafted(EventKind.ADMIT, content=CONTENT, person="sari", role=CaseRole.LEADERSHIP)
    assert_against_procedure(handling.tries("sari", lets_sari_in), "not-yours")
    handling.does("budi", lets_sari_in)


def test_the_last_officer_stays_also_when_only_people_who_left_remain(handling: GatewayHandling) -> None:
    handling.does("sari", drafted(EventKind.DISMISS, content=CONTENT, person="wati"))
    handling.office.publish(people=handling.office.people_with("budi", left=handling.office.clock.today()))
    back = drafted(EventKind.DISMISS, content=CONTENT, person="sari")
    assert_against_procedure(handling.tries("sari", back), "last-officer")
    assert handling.row("sari") is not None
    again = drafted(EventKind.ADMIT, content=CONTENT, person="wati", role=CaseRole.OFFICER)
    assert handling.does("sari", again, back) == 3


def test_a_leavers_case_is_handed_over_in_one_decision(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY, drafted(EventKind.TAKE, person="sari"))
    handling.does("sari", drafted(EventKind.DISMISS, content=CONTENT, person="wati"))
    handling.office.publish(people=handling.office.people_with("sari", left=handling.office.clock.today()))
    handling.does(
        "budi",
        drafted(EventKind.ADMIT, content=CONTENT, person="wati", role=CaseRole.OFFICER),
        drafted(EventKind.TAKE, content=CONTENT, person="wati"),
    )
    row = handling.row("wati")
    assert row is not None
    assert (row.handler, row.part) == ("wati", CaseRole.OFFICER)


def test_a_person_who_loses_the_role_loses_the_case(handling: GatewayHandling) -> None:
    blob = handling.case.attaches(b"evidence", "bukti.txt").name
    handling.does("sari", VERIFY)
    handling.office.publish(people=handling.office.people_with("sari", roles=("investigator",)))
    assert handling.row("sari") is None
    assert set(statuses(handling, "sari", blob).values()) == {404}
    assert_against_procedure(handling.tries("sari", drafted(EventKind.TAKE, person="sari")), "role")
    strange = GatewayHandling(
        handling.office, handling.office.report(excluded=["petugas-1"]), handling.signed_in, handling.clients
    )
    for case in (handling, strange):  # nothing tells a case whose role was lost from one that is not theirs
        assert_refused(case.tries("sari", drafted(EventKind.DECLARE, CaseRole.MEMBER)), 404, "not-found")


def test_whom_the_reporter_withdrew_stays_out_and_holds_no_colleague_up(handling: GatewayHandling) -> None:
    handling.has_team()
    handling.does("sari", drafted(EventKind.TAKE, person="sari"))
    case, today = handling.case.case, handling.office.clock.today()
    made = handling.signer.decision(
        "sari",
        drafted(EventKind.ASK, content=CONTENT, people=("rina",)),
        drafted(EventKind.CLASSIFY, content=CONTENT),
        statistics=NewStatistics(stand_ins.message(), ("dewi", "lina")),
    )
    assert handling.sends("sari", made).status_code == 201
    everybody = ("sari", "budi", "wati", "agus", "rina", "lina")
    append_reporter_entry(
        handling.office.database,
        NewEntry(case, 2, today, stand_ins.message(), stand_ins.sealed(), SOME_PLACES, ended=everybody),
    )
    handling.does("joko", drafted(EventKind.MOVE, CaseRole.LEAD, target="investigation"))
    assert [handling.row(person) for person in everybody] == [None] * 6
    assert statistics_served(handling, "dewi") == 1
    assert statistics_served(handling, "lina") == 0
    assert_refused(handling.of("rina").get(f"{handling.path}/identity"), 404, "not-found")
    handling.case.seeks("threat")
    handling.does("joko", drafted(EventKind.PAPER, CaseRole.LEAD, CONTENT, paper=Paper.NOTE))
    assert [handling.row(person) for person in everybody] == [None] * 6
    row = handling.row("joko")
    assert row is not None
    assert row.needs_attention


def test_a_member_who_declared_brings_files_with_notes_for_the_cases_staff(handling: GatewayHandling) -> None:
    handling.has_team(declared=False)
    assert_refused(handling.of("agus").blob(handling.case.case, NOTE_FILE), 404, "not-found")
    for person, part in (("joko", CaseRole.LEAD), ("agus", CaseRole.MEMBER)):
        handling.does(person, drafted(EventKind.DECLARE, part))
    uploaded = handling.of("agus").blob(handling.case.case, NOTE_FILE)
    blob = msgspec.json.decode(uploaded.data, type=BlobReceipt).blob
    handling.does("agus", drafted(EventKind.PAPER, CaseRole.MEMBER, CONTENT, blobs=(blob,), paper=Paper.NOTE))
    for person in ("sari", "joko", "agus"):
        assert handling.of(person).get(f"{handling.path}/blobs/{blob}").data == NOTE_FILE


def test_the_lead_brings_files_with_the_findings_and_only_the_cases_staff_gets_them(
    handling: GatewayHandling,
) -> None:
    handling.is_with_leadership()
    handling.does("dewi", drafted(EventKind.MOVE, CaseRole.LEADERSHIP, CONTENT, target="investigation"))
    uploaded = handling.of("joko").blob(handling.case.case, FINDINGS_FILE)
    blob = msgspec.json.decode(uploaded.data, type=BlobReceipt).blob
    file = f"{handling.path}/blobs/{blob}"
    assert_refused(handling.of("joko").get(file), 404, "not-found")  # no paper speaks of it yet
    stray = drafted(EventKind.MOVE, CaseRole.LEAD, CONTENT, blobs=(blob,), target="leadership")
    assert_against_procedure(handling.tries("joko", stray), "form")
    findings = drafted(EventKind.PAPER, CaseRole.LEAD, CONTENT, blobs=(blob,), paper=Paper.FINDINGS)
    handling.does("joko", findings)
    whole, head = handling.of("dewi").get(file), handling.of("dewi").get(f"{file}/head")
    assert whole.data == FINDINGS_FILE
    assert (head.data, head.headers["Content-Length"]) == (whole.data[: 128 * 1024], str(128 * 1024))
    small = handling.case.attaches(b"evidence", "bukti.txt")
    short = handling.of("sari").get(f"{handling.path}/blobs/{small.name}/head")
    assert len(short.data) == small.size == int(short.headers["Content-Length"])
    assert_refused(handling.tries("joko", findings), 410, "attachment")  # a file belongs to one paper
    other = GatewayHandling(handling.office, handling.office.report(), handling.signed_in, handling.clients)
    for path in (f"{other.path}/blobs/{blob}", f"{other.path}/blobs/{blob}/head"):
        assert_refused(handling.of("sari").get(path), 404, "not-found")
    note = drafted(EventKind.PAPER, content=CONTENT, blobs=(blob,), paper=Paper.NOTE)
    assert_refused(other.tries("sari", note), 410, "attachment")
    with pytest.raises(NotFoundError):
        reporter_blob(handling.office.database, handling.case.case, blob)
    page = msgspec.json.decode(handling.of("sari").get(handling.path).data, type=EntryPage)
    assert len(page.entries) == 2
