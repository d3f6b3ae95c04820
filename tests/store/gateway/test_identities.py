"""An identity is asked for with a reason, answered by a custodian, and told to who asked; all of it is recorded."""

import msgspec

from crypto.event import Action, Part
from store.contract.messages import IdentityFile, IdentityRequests
from tests.acts import CONTENT, Act, act
from tests.store.conftest import ON_BOTH
from tests.store.gateway.conftest import Desk, assert_against_procedure, assert_refused

pytestmark = ON_BOTH

REASON, TOLD, NOT_TOLD = b"why it is needed", b"who it is", b"why not"


def ask() -> Act:
    return act(Action.ASK, content=REASON, people=("rina",))


def answer(action: Action, about: int, person: str = "sari", content: bytes = TOLD) -> Act:
    return act(action, Part.CUSTODIAN, content, person=person, about=about)


def requests(desk: Desk) -> IdentityRequests:
    return msgspec.json.decode(desk.of("rina").get("/v1/identity-requests").data, type=IdentityRequests)


def contents(desk: Desk, person: str) -> list[bytes | None]:
    return [shown.content for shown in desk.history(person)]


def test_a_custodian_sees_the_request_and_the_identity_until_it_is_answered_and_nothing_else(
    desk: Desk,
) -> None:
    identity = f"{desk.path}/identity"
    assert_refused(desk.of("rina").get(identity), 404, "not-found")
    assert requests(desk).requests == ()
    desk.does("sari", act(Action.MOVE, target="verification"), ask())
    [request] = requests(desk).requests
    assert (request.case, request.asked.sequence, request.asked.content) == (desk.case.case, 2, REASON)
    assert (request.answered, request.events, request.head) == (None, 2, request.asked.event.digest)
    assert len(msgspec.json.decode(desk.of("rina").get(identity).data, type=IdentityFile).envelope) > 4_096
    for path in (desk.path, f"{desk.path}/events"):
        assert_refused(desk.of("rina").get(path), 404, "not-found")
    assert_refused(desk.of("sari").get(identity), 404, "not-found")
    desk.does("rina", answer(Action.DISCLOSE, 2))
    assert_refused(desk.of("rina").get(identity), 404, "not-found")
    assert [one.answered for one in requests(desk).requests] == [3]


def test_what_is_disclosed_reaches_the_officer_who_asked_alone(desk: Desk) -> None:
    desk.has_team()
    asked = desk.does("sari", ask())
    desk.does("rina", answer(Action.DISCLOSE, asked))
    assert contents(desk, "sari")[-2:] == [REASON, TOLD]
    for person in ("budi", "joko", "agus"):
        assert contents(desk, person)[-2:] == [None, None], person
        shown = [one.event.read().action for one in desk.history(person)]
        assert shown[-2:] == [Action.ASK, Action.DISCLOSE]  # that it happened is no secret among them


def test_a_refusal_gives_its_reason_to_who_asked_and_a_new_request_is_a_new_record(desk: Desk) -> None:
    first = desk.does("sari", ask())
    desk.does("rina", answer(Action.REFUSE, first, content=NOT_TOLD))
    assert contents(desk, "sari") == [REASON, NOT_TOLD]
    assert contents(desk, "budi") == [None, None]
    assert_against_procedure(desk.tries("rina", answer(Action.DISCLOSE, first)), "no-identity")
    second = desk.does("sari", ask())
    desk.does("rina", answer(Action.DISCLOSE, second))
    assert contents(desk, "sari") == [REASON, NOT_TOLD, REASON, TOLD]


def test_nobody_is_told_who_did_not_ask_or_asks_no_more_as_an_officer(desk: Desk) -> None:
    asked = desk.does("sari", ask())
    assert_against_procedure(desk.tries("rina", answer(Action.DISCLOSE, asked, "budi")), "form")
    assert_against_procedure(desk.tries("rina", answer(Action.DISCLOSE, asked + 1)), "not-yours")
    desk.does("sari", act(Action.DISMISS, content=CONTENT, person="sari"))
    assert_against_procedure(desk.tries("rina", answer(Action.DISCLOSE, asked)), "not-yours")
    desk.does("rina", answer(Action.REFUSE, asked))


def test_an_officer_who_joins_the_team_is_told_no_more(desk: Desk) -> None:
    desk.office.publish(people=desk.office.people_with("wati", roles=("officer", "investigator")))
    asked = desk.does("wati", ask())
    desk.does("rina", answer(Action.DISCLOSE, asked, "wati"))
    assert contents(desk, "wati") == [REASON, TOLD]
    desk.does("sari", act(Action.MOVE, target="verification"))
    checks = ("clarity", "completeness")
    desk.does("sari", act(Action.MOVE, target="review", checks=checks))
    desk.does("sari", act(Action.ASSIGN, content=CONTENT, person="wati", role=Part.LEAD))
    desk.does("wati", act(Action.DECLARE, Part.LEAD))
    assert contents(desk, "wati")[1] is None


def test_nobody_asks_and_answers_in_one_person(desk: Desk) -> None:
    desk.office.publish(people=desk.office.people_with("wati", roles=("officer", "custodian")))
    own = act(Action.ASK, content=REASON, people=("rina", "wati"))
    assert_against_procedure(desk.tries("wati", own), "not-yours")
    asked = desk.does("sari", act(Action.ASK, content=REASON, people=("wati",)))
    desk.does("wati", answer(Action.DISCLOSE, asked))  # in the other part, for a colleague
    assert_against_procedure(desk.tries("wati", answer(Action.DISCLOSE, asked)), "no-identity")


def test_an_anonymous_case_has_nobody_to_ask_for(desk: Desk) -> None:
    anonymous = Desk(desk.office, desk.office.report(), desk.signed_in, desk.clients)
    assert_against_procedure(anonymous.tries("sari", ask()), "no-identity")
    row, identified = anonymous.row("sari"), desk.row("sari")
    assert row is not None
    assert identified is not None
    assert (row.identified, identified.identified) == (False, True)


def test_a_custodian_who_was_not_asked_answers_exactly_like_for_no_case(desk: Desk) -> None:
    asked = desk.does("sari", ask())
    desk.office.publish(people=desk.office.people_with("agus", roles=("custodian",)))
    assert_refused(desk.of("agus").get(f"{desk.path}/identity"), 404, "not-found")
    assert_refused(desk.tries("agus", answer(Action.DISCLOSE, asked)), 404, "not-found")
    assert_refused(desk.tries("agus", act(Action.CLASSIFY, Part.CUSTODIAN, CONTENT)), 404, "not-found")


def test_who_works_on_the_case_in_the_team_or_as_leader_keeps_no_identity_of_it(desk: Desk) -> None:
    desk.has_team()
    desk.office.publish(people=desk.office.people_with("joko", roles=("investigator", "custodian")))
    to_lead = act(Action.ASK, content=REASON, people=("rina", "joko"))
    assert_against_procedure(desk.tries("sari", to_lead), "form")
    desk.does("joko", act(Action.DISMISS, Part.LEAD, CONTENT, person="joko"))
    assert_against_procedure(desk.tries("sari", to_lead), "form")  # nor who stepped back


def test_a_custodian_who_joins_the_team_after_being_asked_reads_and_answers_no_more(desk: Desk) -> None:
    desk.office.publish(people=desk.office.people_with("rina", roles=("custodian", "investigator")))
    desk.does("sari", act(Action.MOVE, target="verification"))
    desk.does("sari", act(Action.MOVE, target="review", checks=("clarity", "completeness")))
    asked = desk.does("sari", ask())
    assert desk.of("rina").get(f"{desk.path}/identity").status_code == 200
    desk.does("sari", act(Action.ASSIGN, content=CONTENT, person="rina", role=Part.LEAD))
    desk.does("rina", act(Action.DECLARE, Part.LEAD))
    assert_refused(desk.of("rina").get(f"{desk.path}/identity"), 404, "not-found")
    for action in (Action.DISCLOSE, Action.REFUSE):
        assert_against_procedure(desk.tries("rina", answer(action, asked)), "not-yours")
    desk.does("sari", act(Action.DISMISS, content=CONTENT, person="rina"))
    assert_refused(desk.of("rina").get(f"{desk.path}/identity"), 404, "not-found")
