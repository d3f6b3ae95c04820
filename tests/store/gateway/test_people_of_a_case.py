"""Who sees a case and for how long: the events bring people in and take them off, and the roster stands over both."""

import msgspec
import pytest

from crypto.event import Action, Paper, Part
from store.contract.messages import BlobReceipt, EntryPage, NewStatistics, Seen, StatisticsPage
from store.conversation import NewEntry, append_reporter_entry, reporter_blob
from store.errors import NotFoundError
from tests.acts import CONTENT, act
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import Desk, assert_against_procedure, assert_refused

pytestmark = ON_BOTH

VERIFY = act(Action.MOVE, target="verification")


def statuses(desk: Desk, person: str, blob: str) -> dict[str, int]:
    """What each address of the case says to this person; nothing is changed by asking."""
    visitor, path = desk.of(person), desk.path
    asked = {
        "entries": visitor.get(path),
        "events": visitor.get(f"{path}/events"),
        "blob": visitor.get(f"{path}/blobs/{blob}"),
        "head": visitor.get(f"{path}/blobs/{blob}/head"),
        "seen": visitor.post(f"{path}/seen", Seen(1)),
        "upload": visitor.blob(desk.case.case, b"ciphertext"),
        "reply": visitor.post(f"{path}/replies", desk.office.reply("sari", desk.case, 900, "Terlalu jauh")),
        "identity": visitor.get(f"{path}/identity"),
        "requests": visitor.get("/v1/identity-requests"),
        "statistics": visitor.get("/v1/statistics"),
    }
    return {name: answer.status_code for name, answer in asked.items()}


def figures(desk: Desk, leader: str) -> int:
    """How many records this leader gets."""
    answer = desk.of(leader).get("/v1/statistics")
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


def test_each_role_is_served_what_the_domain_gives_it_and_nothing_else(desk: Desk) -> None:
    blob = desk.case.attaches(b"evidence", "bukti.txt").name
    assert statuses(desk, "dewi", blob) == NOTHING | BESIDE["dewi"]  # before anything was reported to her
    desk.is_with_leadership()
    for person, row in MATRIX.items():
        assert statuses(desk, person, blob) == row | BESIDE[person], person
        assert (desk.row(person) is None) == (row is NOTHING)
    events = {person: len(desk.history(person)) for person, row in MATRIX.items() if row is not NOTHING}
    assert set(events.values()) == {14}


def test_a_member_sees_the_assignment_alone_until_declaring_no_conflict_of_interest(desk: Desk) -> None:
    blob = desk.case.attaches(b"evidence", "bukti.txt").name
    desk.has_team(declared=False)
    before = statuses(desk, "agus", blob)
    assert {name for name, status in before.items() if status < 400} == {"events"}
    [assignment] = desk.history("agus")
    event = assignment.event.read()
    assert (event.action, event.person, assignment.content) == (Action.ASSIGN, "agus", CONTENT)
    row = desk.row("agus")
    assert row is not None
    assert not row.declared
    assert_against_procedure(
        desk.tries("agus", act(Action.PAPER, Part.MEMBER, CONTENT, paper=Paper.NOTE)), "not-yours"
    )
    desk.does("agus", act(Action.DECLARE, Part.MEMBER))
    after = statuses(desk, "agus", blob)
    assert {name for name, status in after.items() if status < 400} == {
        "entries",
        "events",
        "blob",
        "head",
        "seen",
        "upload",
    }
    # The grants of keys are each for one person's eyes.
    for shown in desk.history("agus"):
        if shown.event.read().action is Action.ADMIT:
            assert (shown.content is not None) == (shown.event.read().person == "agus")


def test_who_is_taken_off_is_served_nothing_that_comes_later_and_acts_no_more(desk: Desk) -> None:
    desk.has_team()
    desk.does("sari", act(Action.DISMISS, content=CONTENT, person="agus"))
    assert desk.row("agus") is None
    assert_refused(desk.of("agus").get(desk.path), 404, "not-found")
    late = desk.tries("agus", act(Action.PAPER, Part.MEMBER, CONTENT, paper=Paper.NOTE))
    assert_refused(late, 404, "not-found")
    desk.does("budi", act(Action.DISMISS, content=CONTENT, person="budi"))  # steps back
    assert_refused(desk.of("budi").get(desk.path), 404, "not-found")
    assert_against_procedure(desk.tries("sari", act(Action.TAKE, person="budi")), "form")


def test_nobody_takes_off_colleagues_and_is_alone_in_the_case_then(desk: Desk) -> None:
    """There would be nobody to see it, or to undo it."""
    off = {name: act(Action.DISMISS, content=CONTENT, person=name) for name in ("budi", "wati")}
    assert_against_procedure(desk.tries("sari", off["budi"], off["wati"]), "lone-officer")
    desk.does("sari", off["budi"])
    assert_against_procedure(desk.tries("sari", off["wati"]), "lone-officer")
    assert [row.event.read().person for row in desk.history("wati")] == ["budi"]
    desk.does("wati", act(Action.ADMIT, content=CONTENT, person="budi", role=Part.OFFICER))
    desk.does("wati", off["wati"])
    desk.does("budi", off["budi"])  # who steps back may leave somebody alone
    assert desk.row("sari") is not None


def test_a_colleague_who_has_left_can_be_taken_off_by_the_last_one(desk: Desk) -> None:
    off = {name: act(Action.DISMISS, content=CONTENT, person=name) for name in ("budi", "wati")}
    desk.does("sari", off["budi"])
    desk.office.publish(people=desk.office.people_with("wati", left=desk.office.clock.today()))
    desk.does("sari", off["wati"])


def test_no_officer_makes_a_leader_of_themselves(desk: Desk) -> None:
    """They would approve what they wrote, and nobody else would have seen it."""
    both = desk.office.people_with("sari", roles=("officer", "leadership"))
    desk.office.publish(people=both)
    lets_sari_in = act(Action.ADMIT, content=CONTENT, person="sari", role=Part.LEADERSHIP)
    assert_against_procedure(desk.tries("sari", lets_sari_in), "not-yours")
    desk.does("budi", lets_sari_in)


def test_the_last_officer_stays_also_when_only_people_who_left_remain(desk: Desk) -> None:
    desk.does("sari", act(Action.DISMISS, content=CONTENT, person="wati"))
    desk.office.publish(people=desk.office.people_with("budi", left=desk.office.clock.today()))
    back = act(Action.DISMISS, content=CONTENT, person="sari")
    assert_against_procedure(desk.tries("sari", back), "last-officer")
    assert desk.row("sari") is not None
    again = act(Action.ADMIT, content=CONTENT, person="wati", role=Part.OFFICER)
    assert desk.does("sari", again, back) == 3


def test_a_leavers_case_is_handed_over_in_one_act(desk: Desk) -> None:
    desk.does("sari", VERIFY, act(Action.TAKE, person="sari"))
    desk.does("sari", act(Action.DISMISS, content=CONTENT, person="wati"))
    desk.office.publish(people=desk.office.people_with("sari", left=desk.office.clock.today()))
    desk.does(
        "budi",
        act(Action.ADMIT, content=CONTENT, person="wati", role=Part.OFFICER),
        act(Action.TAKE, content=CONTENT, person="wati"),
    )
    row = desk.row("wati")
    assert row is not None
    assert (row.handler, row.part) == ("wati", Part.OFFICER)


def test_whoever_loses_the_role_loses_the_case(desk: Desk) -> None:
    blob = desk.case.attaches(b"evidence", "bukti.txt").name
    desk.does("sari", VERIFY)
    desk.office.publish(people=desk.office.people_with("sari", roles=("investigator",)))
    assert desk.row("sari") is None
    assert set(statuses(desk, "sari", blob).values()) == {404}
    assert_against_procedure(desk.tries("sari", act(Action.TAKE, person="sari")), "role")
    strange = Desk(desk.office, desk.office.report(excluded=["petugas-1"]), desk.signed_in, desk.clients)
    for case in (desk, strange):  # nothing tells a case whose role was lost from one that is not theirs
        assert_refused(case.tries("sari", act(Action.DECLARE, Part.MEMBER)), 404, "not-found")


def test_whom_the_reporter_withdrew_stays_out_and_holds_nobody_up(desk: Desk) -> None:
    desk.has_team()
    desk.does("sari", act(Action.TAKE, person="sari"))
    case, today = desk.case.case, desk.office.clock.today()
    made = desk.acts.decision(
        "sari",
        act(Action.ASK, content=CONTENT, people=("rina",)),
        act(Action.CLASSIFY, content=CONTENT),
        statistics=NewStatistics(b"record", ("dewi", "lina")),
    )
    assert desk.sends("sari", made).status_code == 201
    everybody = ("sari", "budi", "wati", "agus", "rina", "lina")
    append_reporter_entry(
        desk.office.database, NewEntry(case, 2, today, b"envelope", b"sealed", withdrawn=everybody)
    )
    desk.does("joko", act(Action.MOVE, Part.LEAD, target="investigation"))
    assert [desk.row(person) for person in everybody] == [None] * 6
    assert figures(desk, "dewi") == 1
    assert figures(desk, "lina") == 0
    assert_refused(desk.of("rina").get(f"{desk.path}/identity"), 404, "not-found")
    desk.case.seeks("threat")
    desk.does("joko", act(Action.PAPER, Part.LEAD, CONTENT, paper=Paper.NOTE))
    assert [desk.row(person) for person in everybody] == [None] * 6
    row = desk.row("joko")
    assert row is not None
    assert row.sought


def test_a_member_who_declared_brings_files_with_notes_for_the_cases_staff(desk: Desk) -> None:
    desk.has_team(declared=False)
    assert_refused(desk.of("agus").blob(desk.case.case, b"x"), 404, "not-found")
    for person, part in (("joko", Part.LEAD), ("agus", Part.MEMBER)):
        desk.does(person, act(Action.DECLARE, part))
    uploaded = desk.of("agus").blob(desk.case.case, b"x" * 1_000)
    blob = msgspec.json.decode(uploaded.data, type=BlobReceipt).blob
    desk.does("agus", act(Action.PAPER, Part.MEMBER, CONTENT, blobs=(blob,), paper=Paper.NOTE))
    for person in ("sari", "joko", "agus"):
        assert desk.of(person).get(f"{desk.path}/blobs/{blob}").data == b"x" * 1_000


def test_the_lead_brings_files_with_the_findings_and_only_the_cases_staff_gets_them(desk: Desk) -> None:
    desk.is_with_leadership()
    desk.does("dewi", act(Action.MOVE, Part.LEADERSHIP, CONTENT, target="investigation"))
    uploaded = desk.of("joko").blob(desk.case.case, b"x" * 200_000)
    blob = msgspec.json.decode(uploaded.data, type=BlobReceipt).blob
    file = f"{desk.path}/blobs/{blob}"
    assert_refused(desk.of("joko").get(file), 404, "not-found")  # no paper speaks of it yet
    stray = act(Action.MOVE, Part.LEAD, CONTENT, blobs=(blob,), target="leadership")
    assert_against_procedure(desk.tries("joko", stray), "form")
    findings = act(Action.PAPER, Part.LEAD, CONTENT, blobs=(blob,), paper=Paper.FINDINGS)
    desk.does("joko", findings)
    whole, head = desk.of("dewi").get(file), desk.of("dewi").get(f"{file}/head")
    assert whole.data == b"x" * 200_000
    assert (head.data, head.headers["Content-Length"]) == (whole.data[: 128 * 1024], str(128 * 1024))
    small = desk.case.attaches(b"evidence", "bukti.txt")
    short = desk.of("sari").get(f"{desk.path}/blobs/{small.name}/head")
    assert len(short.data) == small.size == int(short.headers["Content-Length"])
    assert_refused(desk.tries("joko", findings), 410, "attachment")  # a file belongs to one paper
    other = Desk(desk.office, desk.office.report(), desk.signed_in, desk.clients)
    for path in (f"{other.path}/blobs/{blob}", f"{other.path}/blobs/{blob}/head"):
        assert_refused(desk.of("sari").get(path), 404, "not-found")
    note = act(Action.PAPER, content=CONTENT, blobs=(blob,), paper=Paper.NOTE)
    assert_refused(other.tries("sari", note), 410, "attachment")
    with pytest.raises(NotFoundError):
        reporter_blob(desk.office.database, desk.case.case, blob)
    page = msgspec.json.decode(desk.of("sari").get(desk.path).data, type=EntryPage)
    assert len(page.entries) == 2
