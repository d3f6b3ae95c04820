"""An identity is asked for with a reason, answered by a custodian, and told to who asked; all of it is recorded."""

import msgspec

from store.api.messages import IdentityFile
from store.api.people_asked import IdentityRequests
from store.domain.event import CaseRole, EventKind
from tests import stand_ins
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.store.conftest import SQLITE_FIRST
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure, assert_refused

pytestmark = SQLITE_FIRST

REASON = stand_ins.message(b"why it is needed")
TOLD, NOT_TOLD = stand_ins.message(b"who it is"), stand_ins.message(b"why not")


def ask() -> DraftedEvent:
    return drafted(EventKind.ASK, content=REASON, people=("rina",))


def answer(kind: EventKind, about: int, person: str = "sari", content: bytes = TOLD) -> DraftedEvent:
    return drafted(kind, CaseRole.CUSTODIAN, content, person=person, about=about)


def requests(handling: GatewayHandling) -> IdentityRequests:
    return msgspec.json.decode(handling.of("rina").get("/v1/identity-requests").data, type=IdentityRequests)


def contents(handling: GatewayHandling, person: str) -> list[bytes | None]:
    return [shown.content for shown in handling.history(person)]


def test_a_custodian_sees_the_request_and_the_identity_until_it_is_answered_and_nothing_else(
    handling: GatewayHandling,
) -> None:
    identity = f"{handling.path}/identity"
    assert_refused(handling.of("rina").get(identity), 404, "not-found")
    assert requests(handling).requests == ()
    handling.does("sari", drafted(EventKind.MOVE, target="verification"), ask())
    [request] = requests(handling).requests
    assert (request.case, request.asked.sequence, request.asked.content) == (handling.case.case, 2, REASON)
    assert (request.answered, request.events, request.head) == (None, 2, request.asked.event.digest)
    assert (
        len(msgspec.json.decode(handling.of("rina").get(identity).data, type=IdentityFile).envelope) > 4_096
    )
    for path in (handling.path, f"{handling.path}/events"):
        assert_refused(handling.of("rina").get(path), 404, "not-found")
    assert_refused(handling.of("sari").get(identity), 404, "not-found")
    handling.does("rina", answer(EventKind.DISCLOSE, 2))
    assert_refused(handling.of("rina").get(identity), 404, "not-found")
    assert [request.answered for request in requests(handling).requests] == [3]


def test_what_is_disclosed_reaches_the_officer_who_asked_alone(handling: GatewayHandling) -> None:
    handling.has_team()
    asked = handling.does("sari", ask())
    handling.does("rina", answer(EventKind.DISCLOSE, asked))
    assert contents(handling, "sari")[-2:] == [REASON, TOLD]
    for person in ("budi", "joko", "agus"):
        assert contents(handling, person)[-2:] == [None, None], person
        shown = [row.event.read().kind for row in handling.history(person)]
        assert shown[-2:] == [EventKind.ASK, EventKind.DISCLOSE]  # that it happened is no secret among them


def test_a_refusal_gives_its_reason_to_who_asked_and_a_new_request_is_a_new_record(
    handling: GatewayHandling,
) -> None:
    first = handling.does("sari", ask())
    handling.does("rina", answer(EventKind.REFUSE, first, content=NOT_TOLD))
    assert contents(handling, "sari") == [REASON, NOT_TOLD]
    assert contents(handling, "budi") == [None, None]
    assert_against_procedure(handling.tries("rina", answer(EventKind.DISCLOSE, first)), "no-identity")
    second = handling.does("sari", ask())
    handling.does("rina", answer(EventKind.DISCLOSE, second))
    assert contents(handling, "sari") == [REASON, NOT_TOLD, REASON, TOLD]


def test_no_person_is_told_who_did_not_ask_or_asks_no_more_as_an_officer(handling: GatewayHandling) -> None:
    asked = handling.does("sari", ask())
    assert_against_procedure(handling.tries("rina", answer(EventKind.DISCLOSE, asked, "budi")), "form")
    assert_against_procedure(handling.tries("rina", answer(EventKind.DISCLOSE, asked + 1)), "not-yours")
    handling.does("sari", drafted(EventKind.DISMISS, content=CONTENT, person="sari"))
    assert_against_procedure(handling.tries("rina", answer(EventKind.DISCLOSE, asked)), "not-yours")
    handling.does("rina", answer(EventKind.REFUSE, asked))


def test_an_officer_who_joins_the_team_is_told_no_more(handling: GatewayHandling) -> None:
    handling.office.publish(people=handling.office.people_with("wati", roles=("officer", "investigator")))
    asked = handling.does("wati", ask())
    handling.does("rina", answer(EventKind.DISCLOSE, asked, "wati"))
    assert contents(handling, "wati") == [REASON, TOLD]
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    checks = ("clarity", "completeness")
    handling.does("sari", drafted(EventKind.MOVE, target="review", checks=checks))
    handling.does("sari", drafted(EventKind.ASSIGN, content=CONTENT, person="wati", role=CaseRole.LEAD))
    handling.does("wati", drafted(EventKind.DECLARE, CaseRole.LEAD))
    assert contents(handling, "wati")[1] is None


def test_no_person_asks_and_answers_too(handling: GatewayHandling) -> None:
    handling.office.publish(people=handling.office.people_with("wati", roles=("officer", "custodian")))
    own = drafted(EventKind.ASK, content=REASON, people=("rina", "wati"))
    assert_against_procedure(handling.tries("wati", own), "not-yours")
    asked = handling.does("sari", drafted(EventKind.ASK, content=REASON, people=("wati",)))
    handling.does("wati", answer(EventKind.DISCLOSE, asked))  # in the other part, for a colleague
    assert_against_procedure(handling.tries("wati", answer(EventKind.DISCLOSE, asked)), "no-identity")


def test_an_anonymous_case_has_no_identity_to_ask_for(handling: GatewayHandling) -> None:
    anonymous = GatewayHandling(
        handling.office, handling.office.report(), handling.signed_in, handling.clients
    )
    assert_against_procedure(anonymous.tries("sari", ask()), "no-identity")
    row, identified = anonymous.row("sari"), handling.row("sari")
    assert row is not None
    assert identified is not None
    assert (row.identified, identified.identified) == (False, True)


def test_a_custodian_who_was_not_asked_answers_exactly_like_for_no_case(handling: GatewayHandling) -> None:
    asked = handling.does("sari", ask())
    handling.office.publish(people=handling.office.people_with("agus", roles=("custodian",)))
    assert_refused(handling.of("agus").get(f"{handling.path}/identity"), 404, "not-found")
    assert_refused(handling.tries("agus", answer(EventKind.DISCLOSE, asked)), 404, "not-found")
    assert_refused(
        handling.tries("agus", drafted(EventKind.CLASSIFY, CaseRole.CUSTODIAN, CONTENT)), 404, "not-found"
    )


def test_who_works_on_the_case_in_the_team_or_as_leader_keeps_no_identity_of_it(
    handling: GatewayHandling,
) -> None:
    handling.has_team()
    handling.office.publish(people=handling.office.people_with("joko", roles=("investigator", "custodian")))
    to_lead = drafted(EventKind.ASK, content=REASON, people=("rina", "joko"))
    assert_against_procedure(handling.tries("sari", to_lead), "form")
    handling.does("joko", drafted(EventKind.DISMISS, CaseRole.LEAD, CONTENT, person="joko"))
    assert_against_procedure(handling.tries("sari", to_lead), "form")  # nor who stepped back


def test_a_custodian_who_joins_the_team_after_being_asked_reads_and_answers_no_more(
    handling: GatewayHandling,
) -> None:
    handling.office.publish(people=handling.office.people_with("rina", roles=("custodian", "investigator")))
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    handling.does("sari", drafted(EventKind.MOVE, target="review", checks=("clarity", "completeness")))
    asked = handling.does("sari", ask())
    assert handling.of("rina").get(f"{handling.path}/identity").status_code == 200
    handling.does("sari", drafted(EventKind.ASSIGN, content=CONTENT, person="rina", role=CaseRole.LEAD))
    handling.does("rina", drafted(EventKind.DECLARE, CaseRole.LEAD))
    assert_refused(handling.of("rina").get(f"{handling.path}/identity"), 404, "not-found")
    for kind in (EventKind.DISCLOSE, EventKind.REFUSE):
        assert_against_procedure(handling.tries("rina", answer(kind, asked)), "not-yours")
    handling.does("sari", drafted(EventKind.DISMISS, content=CONTENT, person="rina"))
    assert_refused(handling.of("rina").get(f"{handling.path}/identity"), 404, "not-found")


def test_an_answer_that_names_another_head_than_its_request_is_refused(handling: GatewayHandling) -> None:
    asked = handling.does("sari", ask())
    for kind in (EventKind.DISCLOSE, EventKind.REFUSE):
        other = drafted(kind, CaseRole.CUSTODIAN, TOLD, person="sari", about=asked, head="f" * 64)
        assert_against_procedure(handling.tries("rina", other), "form")
    handling.does("rina", answer(EventKind.DISCLOSE, asked))


def test_a_request_older_than_fourteen_days_opens_no_identity_and_is_asked_anew(
    handling: GatewayHandling,
) -> None:
    identity = f"{handling.path}/identity"
    asked = handling.does("sari", ask())
    later(handling, 14)
    assert handling.of("rina").get(identity).status_code == 200
    later(handling, 1)
    assert_refused(handling.of("rina").get(identity), 404, "not-found")
    assert_against_procedure(handling.tries("rina", answer(EventKind.DISCLOSE, asked)), "old-request")
    anew = handling.does("sari", ask())
    assert handling.of("rina").get(identity).status_code == 200
    handling.does("rina", answer(EventKind.DISCLOSE, anew))
    handling.does("rina", answer(EventKind.REFUSE, asked, content=NOT_TOLD))


def later(handling: GatewayHandling, days: int) -> None:
    """Some days pass, and with them all sessions."""
    handling.office.move(days=days)
    handling.clients.clear()
