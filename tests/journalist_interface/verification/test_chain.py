"""A store that changes the past is found out, by name: an attacker with the gateway cannot decide for an officer."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crypto import signing
from journalist_interface.actions import leadership
from journalist_interface.actions.compose import compose
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft
from journalist_interface.actions.submit import submit
from journalist_interface.actions.work import Work
from journalist_interface.gateway_client.errors import (
    CaseNotFoundError,
    GatewayDownError,
    HostileGatewayError,
)
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.problems import EventRemark
from store.domain.event import (
    NO_EVENT,
    CaseRole,
    Content,
    Event,
    EventKind,
    Keys,
    SignedEvent,
)
from store.domain.labels import Label
from store.domain.outcomes import OUTCOMES
from store.domain.procedure.chain_verification import BrokenChainError, ChainProblem
from store.domain.procedure.state import CaseState
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import (
    HeadlessWorkstation,
    HeadlessWorkstations,
    perform,
    send_reply,
)
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway, altered, json_answer
from tests.journalist_interface.staged_cases import reviewed, state_of
from tests.journalist_interface.store_rows import hide_case
from tests.office import TestOffice
from tests.spelled_anew import spelled_anew

Change = Callable[[Any], Any]


@pytest.fixture(scope="module")
def workstation(behind: HeadlessWorkstations) -> HeadlessWorkstation:
    """Sari, who reaches the office through the hostile gateway alone."""
    return behind.of("sari")


@pytest.fixture(scope="module")
def case(busy_office: TestOffice, workstation: HeadlessWorkstation) -> GenuineCase:
    """A case with four events, of which sari's workstation has seen three."""
    made = busy_office.report()
    perform(workstation.work(made.case), "acknowledge")
    perform(workstation.work(made.case), "note", text="Catatan satu")
    return made


def read(hostile: HostileGateway, workstation: HeadlessWorkstation, case: str, change: Change) -> CaseFile:
    """The case as it looks when the events are changed on their way, to a workstation that knows only its pins."""
    workstation.forget(case)
    with hostile.lying("GET", f"/v1/cases/{case}/events", altered(change)):
        return workstation.work(case).file


def broken(file: CaseFile) -> tuple[int, ChainProblem]:
    assert file.chain.broken is not None
    return file.chain.broken.place, file.chain.broken.problem


def row(signed: SignedEvent, sequence: int) -> dict[str, Any]:
    event = {
        "statement": base64.b64encode(signed.statement).decode(),
        "signature": base64.b64encode(signed.signature).decode(),
    }
    return {"sequence": sequence, "event": event, "content": None}


def event_of(event: Any) -> SignedEvent:  # noqa: ANN401 - JSON
    return SignedEvent(
        base64.b64decode(event["event"]["statement"]), base64.b64decode(event["event"]["signature"])
    )


@contextmanager
def respelling(hostile: HostileGateway, case: str, last: SignedEvent, *more: SignedEvent) -> Iterator[None]:
    """A store whose last event is spelled like this, and that has these after it."""
    number = last.read().sequence
    end = {"events": number + len(more), "head": [last, *more][-1].digest}

    def entries(page: Any) -> Any:  # noqa: ANN401 - JSON
        return page | {"case": page["case"] | end}

    def events(handler: Handler) -> None:
        after = int(parse_qs(urlsplit(handler.path).query)["after"][0])
        page = hostile.real.get(
            handler.path.replace(f"after={after}", "after=0"),
            headers={"Authorization": handler.headers["Authorization"]},
        ).json()
        rows = [
            *page["events"][: number - 1],
            page["events"][number - 1] | {"event": row(last, number)["event"]},
        ]
        rows += [row(event, number + place) for place, event in enumerate(more, 1)]
        json_answer(entries(page) | {"events": rows[after:]})(handler)

    with (
        hostile.lying("GET", f"/v1/cases/{case}/events", events),
        hostile.lying("GET", f"/v1/cases/{case}", altered(entries)),
    ):
        yield


def signed_by(office: TestOffice, person: str, event: Event) -> SignedEvent:
    text = signing.compose(Label.EVENT, event)
    return SignedEvent(text, office.keys.holder(person).sign(text, office.clock.today()))


def edited(at: int) -> Change:
    def change(page: Any) -> Any:  # noqa: ANN401 - JSON
        event = page["events"][at]["event"]
        text = base64.b64decode(event["statement"]).replace(b'"actor":"sari"', b'"actor":"budi"')
        event["statement"] = base64.b64encode(text).decode()
        return page

    return change


def without(at: int) -> Change:
    return lambda page: page | {"events": page["events"][:at] + page["events"][at + 1 :]}


def exchanged(page: Any) -> Any:  # noqa: ANN401 - JSON
    first, second, *rest = page["events"]
    first["event"], second["event"] = second["event"], first["event"]
    first["content"], second["content"] = second["content"], first["content"]
    return page | {"events": [first, second, *rest]}


def repeated(page: Any) -> Any:  # noqa: ANN401 - JSON
    first, *rest = page["events"]
    return page | {
        "events": [
            first,
            first | {"sequence": 2},
            *(event | {"sequence": event["sequence"] + 1} for event in rest),
        ]
    }


def cut(page: Any) -> Any:  # noqa: ANN401 - JSON
    """The last event was never there, and the store's count agrees."""
    kept = page["events"][:-1]
    last = kept[-1]["event"]
    end = SignedEvent(base64.b64decode(last["statement"]), base64.b64decode(last["signature"]))
    return page | {"events": kept, "case": page["case"] | {"events": len(kept), "head": end.digest}}


def test_an_event_of_another_case_is_named(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase, busy_office: TestOffice
) -> None:
    other = busy_office.report()
    perform(workstation.work(other.case), "acknowledge")
    foreign = workstation.services.client.events(workstation.officer.token, other.case).events[1].event

    def moved(page: Any) -> Any:  # noqa: ANN401 - JSON
        return page | {"events": [page["events"][0], row(foreign, 2), *page["events"][2:]]}

    assert broken(read(hostile, workstation, case.case, moved)) == (2, ChainProblem.INSERTED)


@pytest.mark.parametrize("hidden_meanwhile", [True, False])
def test_a_decision_whose_answer_was_lost_is_not_made_twice(
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    busy_office: TestOffice,
    *,
    hidden_meanwhile: bool,
) -> None:
    made = busy_office.report()

    def lost(handler: Handler) -> None:
        handler.forward()

    work = workstation.work(made.case)
    with (
        hostile.lying("POST", f"/v1/cases/{made.case}/events", lost),
        pytest.raises(GatewayDownError),
    ):
        perform(work, "note", text="Sekali saja")
    if hidden_meanwhile:
        before = hide_case(busy_office, made.case)
        with pytest.raises(CaseNotFoundError):
            workstation.work(made.case)
        before.put_back()
    assert perform(workstation.work(made.case), "note", text="Sekali saja") == 1
    assert perform(workstation.work(made.case), "note", text="Sekali saja") == 2


def test_what_was_decided_without_an_answer_is_decided_anew_once_it_no_longer_stands(
    hostile: HostileGateway, workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    made = busy_office.report()
    until = busy_office.clock.today() + timedelta(days=120)

    def do(action: str, **answers: Any) -> None:  # noqa: ANN401 - of any form
        perform(workstation.work(made.case), action, **answers)

    def lost(handler: Handler) -> None:
        handler.forward()

    def unanswered(action: str, **answers: Any) -> None:  # noqa: ANN401 - of any form
        path = f"/v1/cases/{made.case}/events"
        with hostile.lying("POST", path, lost), pytest.raises(GatewayDownError):
            do(action, **answers)

    def state() -> CaseState:
        return state_of(workstation.work(made.case).file)

    do("acknowledge")
    unanswered("extend", reason="Menunggu ahli", until=until)
    do("extend", reason="Menunggu ahli", until=until + timedelta(days=7))
    assert state().extended == until + timedelta(days=7)
    do("extend", reason="Menunggu ahli", until=until)
    assert state().extended == until

    unanswered("dismiss", person="budi", reason="Benturan kepentingan")
    do("bring-in", person="budi")
    assert "budi" not in state().dismissed
    do("dismiss", person="budi", reason="Benturan kepentingan")
    assert "budi" in state().dismissed

    unanswered("take")
    do("bring-in", person="budi")
    do("hand-to", person="budi")
    do("take")
    assert state().handler == "sari"


@pytest.mark.parametrize("attached", [True, False])
@pytest.mark.parametrize("arrived", [True, False])
def test_a_reply_whose_answer_was_lost_is_sent_once_and_said_again_on_purpose(
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    busy_office: TestOffice,
    *,
    arrived: bool,
    attached: bool,
) -> None:
    """A file is uploaded anew with each try, under another name and key."""
    made = busy_office.report()

    def lost(handler: Handler) -> None:
        if arrived:
            handler.forward()

    def thanks() -> int:
        files = workstation.upload(made.case, "surat.txt", b"isi surat") if attached else ()
        file = workstation.work(made.case).file
        with file.lock:
            return send_reply(Work(workstation.services, workstation.officer, file), "Terima kasih.", files)

    with hostile.lying("POST", f"/v1/cases/{made.case}/replies", lost), pytest.raises(GatewayDownError):
        thanks()
    assert [thanks(), thanks(), thanks()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (edited(0), (1, ChainProblem.ALTERED)),
        (edited(2), (3, ChainProblem.ALTERED)),
        (without(0), (1, ChainProblem.DROPPED)),
        (without(1), (2, ChainProblem.DROPPED)),
        (without(2), (3, ChainProblem.SHORTENED)),
        (cut, (3, ChainProblem.SHORTENED)),
        (exchanged, (1, ChainProblem.REORDERED)),
        (repeated, (2, ChainProblem.INSERTED)),
    ],
)
def test_a_chain_that_was_changed_is_named(
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    case: GenuineCase,
    change: Change,
    found: tuple[int, ChainProblem],
) -> None:
    assert broken(read(hostile, workstation, case.case, change)) == found


def respelled(page: Any) -> Any:  # noqa: ANN401 - JSON
    """The last event under another good signature, and the store's note of the end agrees."""
    if not page["events"]:
        return page
    last = page["events"][-1]
    found = spelled_anew(event_of(last))
    return page | {
        "events": [*page["events"][:-1], last | row(found, last["sequence"]) | {"content": last["content"]}],
        "case": page["case"] | {"head": found.digest},
    }


def test_a_last_event_spelled_anew_is_no_fork_and_the_first_spelling_stays_pinned(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    file = workstation.work(case.case).file
    before = workstation.station.pins.of(case.case)
    assert before is not None
    again = read(hostile, workstation, case.case, respelled)
    assert again.chain.broken is None
    assert again.events[-1].digest != before.head
    assert workstation.station.pins.of(case.case) == before
    first = file.chain.signed[-1]
    assert (before.head, before.statement) == (first.digest, first.statement_digest)
    workstation.forget(case.case)  # for the tests that follow


def test_a_last_event_spelled_anew_within_a_session_is_no_fork(
    hostile: HostileGateway, workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    """Also when a colleague's decision follows the other spelling meanwhile."""
    made = busy_office.report()
    perform(workstation.work(made.case), "acknowledge")
    file = workstation.work(made.case).file
    found = spelled_anew(file.chain.signed[-1])
    with respelling(hostile, made.case, found):
        assert workstation.work(made.case).file.chain.broken is None
        assert workstation.work(made.case).file.events[-1].digest == found.digest
    state = state_of(file)
    next_one = Event(
        made.case,
        state.sequence + 1,
        found.digest,
        "budi",
        CaseRole.OFFICER,
        EventKind.TAKE,
        busy_office.clock.today(),
        person="budi",
    )
    with respelling(hostile, made.case, found, signed_by(busy_office, "budi", next_one)):
        file = workstation.work(made.case).file
        assert file.chain.broken is None
        assert [read.event.actor for read in file.events] == ["sari", "sari", "budi"]
    pin = workstation.station.pins.of(made.case)
    assert pin is not None
    assert (pin.events, pin.head) == (3, file.events[-1].digest)


def test_an_event_spelled_anew_in_the_middle_breaks_the_chain(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    def middle(page: Any) -> Any:  # noqa: ANN401 - JSON
        found = spelled_anew(event_of(page["events"][1]))
        page["events"][1] |= {"event": row(found, 2)["event"]}
        return page

    assert broken(read(hostile, workstation, case.case, middle)) == (3, ChainProblem.FORKED)
    workstation.forget(case.case)


def test_no_second_signature_is_given_for_an_event_that_was_only_spelled_anew(
    hostile: HostileGateway, workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    made = busy_office.report()
    perform(workstation.work(made.case), "acknowledge")
    work = workstation.work(made.case)
    before = len(hostile.asked)
    conflict = json_answer({"problem": "conflict"}, 409)
    with (
        hostile.lying("POST", f"/v1/cases/{made.case}/events", conflict),
        respelling(hostile, made.case, spelled_anew(work.file.chain.signed[-1])),
        pytest.raises(HostileGatewayError),
    ):
        perform(work, "note", text="Sekali saja")
    posted = [path for path, _headers in hostile.asked[before:] if path.endswith("/events")]
    assert len(posted) == 1


def test_a_forged_event_is_named_and_hides_nothing_before_it(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase, busy_office: TestOffice
) -> None:
    state = state_of(workstation.work(case.case).file)
    forged = signed_by(
        busy_office,
        "budi",
        Event(case.case, 2, state.head, "sari", CaseRole.OFFICER, EventKind.DECLARE, state.received),
    )

    def insert(page: Any) -> Any:  # noqa: ANN401 - JSON
        later = [event | {"sequence": event["sequence"] + 1} for event in page["events"][1:]]
        return page | {"events": [page["events"][0], row(forged, 2), *later]}

    file = read(hostile, workstation, case.case, insert)
    assert broken(file) == (2, ChainProblem.INSERTED)
    assert [event.sequence for event in file.events] == [1]


def test_nothing_is_decided_or_sent_on_a_broken_chain(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    workstation.forget(case.case)
    with hostile.lying("GET", f"/v1/cases/{case.case}/events", altered(cut)):
        work = workstation.work(case.case)
        with pytest.raises(BrokenChainError):
            perform(work, "note", text="Tidak jadi")
        with pytest.raises(BrokenChainError):
            send_reply(work, "Tidak jadi")
    assert workstation.work(case.case).file.chain.broken is None


def test_a_shorter_course_of_decisions_is_a_fork_and_is_missed_when_the_first_one_returns(
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
) -> None:
    made = busy_office.report()
    other = compose(
        workstations.of("budi").work(made.case), DecisionDraft((EventDraft(EventKind.TAKE, person="budi"),))
    )
    perform(workstation.work(made.case), "acknowledge")
    [fork] = other.decision.events

    def forked(page: Any) -> Any:  # noqa: ANN401 - JSON
        end = page["case"] | {"events": 1, "head": fork.event.digest}
        return page | {"events": [row(fork.event, 1)], "case": end}

    assert broken(read(hostile, workstation, made.case, forked)) == (2, ChainProblem.SHORTENED)
    assert broken(workstation.work(made.case).file) == (1, ChainProblem.FORKED)


def test_another_last_decision_is_a_fork(
    hostile: HostileGateway,
    workstation: HeadlessWorkstation,
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
) -> None:
    made = busy_office.report()
    perform(workstation.work(made.case), "acknowledge")
    perform(workstation.work(made.case), "take")
    longer = compose(
        workstations.of("budi").work(made.case), DecisionDraft((EventDraft(EventKind.TAKE, person="budi"),))
    )
    [beside] = longer.decision.events
    perform(workstation.work(made.case), "classify", category="fraud")

    def beside_it(page: Any) -> Any:  # noqa: ANN401 - JSON
        end = page["case"] | {"head": beside.event.digest}
        return page | {"events": [*page["events"][:-1], row(beside.event, 4)], "case": end}

    assert broken(read(hostile, workstation, made.case, beside_it)) == (4, ChainProblem.FORKED)


def test_what_an_event_said_cannot_be_exchanged(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    def exchange(page: Any) -> Any:  # noqa: ANN401 - JSON
        page["events"][2]["content"] = base64.b64encode(b"something else").decode()
        return page

    last = read(hostile, workstation, case.case, exchange).events[-1]
    assert (last.content, last.remarks) == (None, (EventRemark.CONTENT_ALTERED,))

    def withhold(page: Any) -> Any:  # noqa: ANN401 - JSON
        page["events"][2]["content"] = None
        return page

    last = read(hostile, workstation, case.case, withhold).events[-1]
    assert last.remarks == (EventRemark.CONTENT_MISSING,)


def test_a_grant_to_whom_the_reporter_excluded_is_named_and_ignored(
    workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    made = busy_office.report(excluded=["petugas-2"])
    work = workstation.work(made.case)
    grant = EventDraft(
        EventKind.ADMIT, Content(keys=Keys()), person="budi", role=CaseRole.OFFICER, keys=NO_EVENT
    )
    submit(work, lambda _point: DecisionDraft((grant,)))
    work = workstation.work(made.case)
    assert EventRemark.EXCLUDED_NEWCOMER in work.file.events[-1].remarks
    assert "budi" not in {person.id for person in work.readers()}


def test_whom_a_colleague_without_the_role_lets_in_gets_nothing(
    hostile: HostileGateway, workstation: HeadlessWorkstation, busy_office: TestOffice
) -> None:
    """The gateway and one investigator together cannot make themselves readers."""
    made = busy_office.report()
    perform(workstation.work(made.case), "acknowledge")
    state = state_of(workstation.work(made.case).file)
    event = Event(
        made.case,
        state.sequence + 1,
        state.head,
        "joko",
        CaseRole.OFFICER,
        EventKind.ADMIT,
        busy_office.clock.today(),
        person="agus",
        role=CaseRole.OFFICER,
        keys=NO_EVENT,
        content=NO_EVENT,
    )
    grant = signed_by(busy_office, "joko", event)

    def append(page: Any) -> Any:  # noqa: ANN401 - JSON
        end = page["case"] | {"events": event.sequence, "head": grant.digest}
        return page | {"events": [*page["events"], row(grant, event.sequence)], "case": end}

    file = read(hostile, workstation, made.case, append)
    assert file.chain.broken is None
    assert EventRemark.UNENTITLED in file.events[-1].remarks
    assert "agus" in state_of(file).admitted
    readers = Work(workstation.services, workstation.officer, file).readers()
    assert "agus" not in {person.id for person in readers}


def test_a_gateway_that_only_claims_a_conflict_gets_one_signature(
    hostile: HostileGateway, workstation: HeadlessWorkstation, case: GenuineCase
) -> None:
    work = workstation.work(case.case)
    before = len(hostile.asked)
    conflict = json_answer({"problem": "conflict"}, 409)
    with (
        hostile.lying("POST", f"/v1/cases/{case.case}/events", conflict),
        pytest.raises(HostileGatewayError),
    ):
        perform(work, "note", text="Sekali saja")
    posted = [path for path, _headers in hostile.asked[before:] if path.endswith("/events")]
    assert len(posted) == 1


def papers_kept_back(page: Any) -> Any:  # noqa: ANN401 - JSON
    for event in page["events"]:
        if b'"paper":' in base64.b64decode(event["event"]["statement"]):
            event["content"] = None
    return page


def test_a_leader_approves_no_paper_that_the_store_keeps_back(
    hostile: HostileGateway, behind: HeadlessWorkstations, busy_office: TestOffice
) -> None:
    sari, dewi = behind.of("sari"), behind.of("dewi")
    case = reviewed(busy_office, sari).case
    perform(sari.work(case), "without-team", reason="Tidak perlu tim", leader="dewi")
    perform(sari.work(case), "minutes", text="Notulen", present=("sari", "dewi"))
    perform(
        sari.work(case), "conclude", conclusion="Terbukti", recommendation="Sanksi", outcome=OUTCOMES[0].code
    )
    with (
        hostile.lying("GET", f"/v1/cases/{case}/events", altered(papers_kept_back)),
        pytest.raises(leadership.ClosedPaperError),
    ):
        perform(dewi.work(case), "approve")
    dewi.forget(case)
    perform(dewi.work(case), "approve")
