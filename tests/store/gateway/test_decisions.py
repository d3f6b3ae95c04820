"""A decision at the gateway is genuine, follows the chain, and happens whole or not at all."""

from collections.abc import Callable
from datetime import date, timedelta

import msgspec
import pytest
from werkzeug.test import TestResponse

from crypto.signing import compose
from store.api.messages import MAX_CONTENT_BYTES, Decision, NewEvent, NewStatistics, Refusal, ReplySubmission
from store.cases import conversation, decision_permissions
from store.cases.chain import case_state
from store.cases.reporter_view import reporter_view
from store.domain.deadlines import MOST_ANSWER_DAYS
from store.domain.event import CaseRole, Check, EventKind, Paper, SignedEvent
from store.domain.labels import Label
from tests import stand_ins
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.gpg_runs import GpgRuns
from tests.store.conftest import SQLITE_FIRST
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure, assert_refused, refusal

pytestmark = SQLITE_FIRST

VERIFY = drafted(EventKind.MOVE, target="verification")


def changed(
    handling: GatewayHandling, signer: str = "sari", label: Label = Label.EVENT, **changes: object
) -> Decision:
    """A genuine first move but for these fields, properly signed."""
    [new] = handling.signer.events("sari", [VERIFY])
    event = msgspec.structs.replace(new.event.read(), **changes)
    statement = compose(label, event)
    signature = handling.office.keys.holder(signer).sign(statement, handling.office.clock.today())
    return Decision((NewEvent(SignedEvent(statement, signature)),))


def day(handling: GatewayHandling, days: int) -> date:
    return handling.office.clock.today() + timedelta(days=days)


def unlinked(handling: GatewayHandling) -> Decision:
    """Two events, the second of which follows another first one."""
    first, _ = handling.signer.events("sari", [VERIFY, drafted(EventKind.TAKE, person="sari")])
    _, second = handling.signer.events("sari", [drafted(EventKind.TAKE, person="sari"), VERIFY])
    return Decision((first, second))


FORGED: dict[str, tuple[Callable[[GatewayHandling], Decision], int, Refusal]] = {
    "signed_by_a_colleague": (
        lambda handling: changed(handling, signer="budi"),
        422,
        Refusal("procedure", reason="unsigned"),
    ),
    "in_a_colleagues_name": (
        lambda handling: changed(handling, signer="budi", actor="budi"),
        422,
        Refusal("procedure", reason="not-yours"),
    ),
    "as_the_reporter": (
        lambda handling: changed(handling, actor="sari", part=CaseRole.REPORTER),
        422,
        Refusal("procedure", reason="not-yours"),
    ),
    "as_a_leader": (
        lambda handling: changed(handling, part=CaseRole.LEADERSHIP),
        422,
        Refusal("procedure", reason="role"),
    ),
    "for_another_case": (lambda handling: changed(handling, case="0" * 32), 422, Refusal("invalid")),
    "of_tomorrow": (
        lambda handling: changed(handling, day=day(handling, 1)),
        422,
        Refusal("procedure", reason="day"),
    ),
    "of_two_days_ago": (
        lambda handling: changed(handling, day=day(handling, -2)),
        422,
        Refusal("procedure", reason="day"),
    ),
    "with_another_purpose": (
        lambda handling: changed(handling, label=Label.REPLY),
        422,
        Refusal("invalid"),
    ),
    "at_a_later_place": (lambda handling: changed(handling, sequence=2), 409, Refusal("conflict")),
    "after_another_event": (lambda handling: changed(handling, previous="e" * 64), 409, Refusal("conflict")),
    "not_linked_among_themselves": (unlinked, 422, Refusal("invalid")),
    "whose_content_is_missing": (
        lambda handling: changed(handling, content="c" * 64),
        422,
        Refusal("procedure", reason="form"),
    ),
    "whose_content_is_another": (
        lambda handling: Decision(
            tuple(
                msgspec.structs.replace(event, content=stand_ins.message(b"another"))
                for event in handling.signer.events("sari", [drafted(EventKind.CLASSIFY, content=CONTENT)])
            )
        ),
        422,
        Refusal("procedure", reason="form"),
    ),
    "whose_content_is_not_signed": (
        lambda handling: Decision(
            tuple(
                msgspec.structs.replace(event, content=stand_ins.message(b"more"))
                for event in handling.signer.events("sari", [VERIFY])
            )
        ),
        422,
        Refusal("procedure", reason="form"),
    ),
    "that_is_too_large": (
        lambda handling: handling.signer.decision(
            "sari", drafted(EventKind.CLASSIFY, content=stand_ins.message(size=MAX_CONTENT_BYTES + 1))
        ),
        413,
        Refusal("too-large"),
    ),
    "with_statistics_for_an_officer": (
        lambda handling: handling.signer.decision(
            "sari", VERIFY, statistics=NewStatistics(stand_ins.message(), ("budi",))
        ),
        422,
        Refusal("procedure", reason="role"),
    ),
}


def test_a_decision_that_is_not_genuine_changes_nothing(handling: GatewayHandling) -> None:
    before = case_state(handling.office.database, handling.case.case)
    for kind, (made, status, wanted) in FORGED.items():
        answer = handling.sends("sari", made(handling))
        assert (answer.status_code, refusal(answer)) == (status, wanted), kind
        assert case_state(handling.office.database, handling.case.case) == before, kind
    assert handling.does("sari", VERIFY) == 1


def refused_in_other_ways(handling: GatewayHandling) -> dict[str, tuple[str, Decision]]:
    """Decisions with good signatures and their senders, each of which comes to nothing."""
    signer, take = handling.signer, drafted(EventKind.TAKE, person="sari")
    [new] = signer.events("sari", [take])
    note = signer.decision("sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE))
    [paper] = note.events
    strange_file = msgspec.structs.replace(paper, blobs=("f" * 32,))
    asking = drafted(EventKind.MOVE, target="archived", content=CONTENT, entry=7)
    return {
        "one event a hundred times": ("sari", Decision((new,) * 100)),
        "an event and itself": ("sari", Decision((new, new))),
        "another place": ("sari", changed(handling, sequence=2)),
        "another head": ("sari", changed(handling, previous="e" * 64)),
        "no access": ("joko", signer.decision("joko", drafted(EventKind.DECLARE, CaseRole.LEAD))),
        "against the procedure at the end": (
            "sari",
            signer.decision(
                "sari", take, take, drafted(EventKind.MOVE, target="review", checks=tuple(Check))
            ),
        ),
        "without its content": ("sari", changed(handling, content="c" * 64)),
        "a file that was not uploaded": ("sari", msgspec.structs.replace(note, events=(strange_file,))),
        "a reply to another place": (
            "sari",
            signer.decision("sari", asking, reply=handling.office.reply("sari", handling.case, 7, "Arsip")),
        ),
        "without its reply": ("sari", signer.decision("sari", take, drafted(EventKind.TAKE, entry=2))),
    }


def test_a_decision_that_comes_to_nothing_costs_no_run_of_gnupg(handling: GatewayHandling) -> None:
    tried = refused_in_other_ways(handling)
    for person, _ in tried.values():
        handling.of(person)
    runs = GpgRuns()
    for kind, (person, decision) in tried.items():
        assert handling.sends(person, decision).status_code in {404, 409, 410, 422}, kind
        assert runs.count == 0, kind
    assert handling.does("sari", VERIFY) == 1
    assert runs.count > 0
    runs.counting = False


def test_signatures_are_verified_up_to_the_first_that_is_not_good(handling: GatewayHandling) -> None:
    take = drafted(EventKind.TAKE, person="sari")
    handling.of("sari")
    runs = GpgRuns()
    assert handling.does("sari", take) == 1
    of_one, runs.count = runs.count, 0
    forged = handling.signer.decision("sari", *[take] * 5, signer="budi")
    assert_against_procedure(handling.sends("sari", forged), "unsigned")
    assert runs.count == of_one
    runs.counting = False


def test_what_was_signed_before_midnight_may_arrive_after_it(handling: GatewayHandling) -> None:
    made = handling.signer.decision("sari", VERIFY)
    handling.office.move(days=1)
    event = made.events[0].event.read()
    handling.clients.clear()
    # The report itself came before: a case does not begin before it was received.
    assert handling.sends("sari", made).status_code == 201
    assert event.day == day(handling, -1)


def test_days_of_a_chain_never_go_back(handling: GatewayHandling) -> None:
    made = handling.signer.event("sari", drafted(EventKind.TAKE, person="sari"), 2, "0" * 64)
    handling.office.move(days=1)
    handling.clients.clear()
    handling.does("sari", VERIFY)
    head = case_state(handling.office.database, handling.case.case).head
    late = handling.signer.signed(msgspec.structs.replace(made, previous=head), "sari")
    assert_against_procedure(handling.sends("sari", Decision((NewEvent(late),))), "day")


def test_an_event_that_was_taken_is_not_taken_again(handling: GatewayHandling) -> None:
    made = handling.signer.decision("sari", VERIFY)
    assert handling.sends("sari", made).status_code == 201
    assert_refused(handling.sends("sari", made), 409, "conflict")
    handling.does(
        "sari",
        drafted(EventKind.MOVE, target="clarification", until=day(handling, 30), entry=2),
        reply=reply(2),
    )
    handling.does("sari", VERIFY)
    assert_refused(handling.sends("sari", made), 409, "conflict")


def reply(sequence: int) -> ReplySubmission:
    return ReplySubmission(sequence, stand_ins.message(), stand_ins.sealed())


def test_a_question_comes_with_its_event_and_neither_without_the_other(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY)
    for brought, entry, status, reason in (
        (None, 2, 422, "form"),  # an event that speaks of a reply which does not come
        (2, None, 422, "form"),  # a reply that no event speaks of
        (None, None, 422, "question"),
        (3, 2, 422, "form"),
        (3, 3, 409, None),  # a place that is not the next one
        (1, 1, 409, None),
    ):
        ask = drafted(EventKind.MOVE, target="clarification", until=day(handling, 30), entry=entry)
        answer = handling.tries("sari", ask, reply=None if brought is None else reply(brought))
        assert (answer.status_code, refusal(answer).reason) == (status, reason)
        view = reporter_view(handling.office.database, handling.case.case)
        assert (view.stage, view.last_sequence) == ("verification", 1)
    handling.does(
        "sari",
        drafted(EventKind.MOVE, target="clarification", until=day(handling, 30), entry=2),
        reply=reply(2),
    )
    view = reporter_view(handling.office.database, handling.case.case)
    assert (view.stage, view.last_sequence, view.due) == ("clarification", 2, day(handling, 30))


def test_no_reply_hides_in_a_decision_that_asks_for_none(handling: GatewayHandling) -> None:
    assert_against_procedure(handling.tries("sari", VERIFY, reply=reply(2)), "form")
    assert reporter_view(handling.office.database, handling.case.case).last_sequence == 1


def test_all_of_a_decision_happens_or_nothing(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY)
    before = case_state(handling.office.database, handling.case.case)
    batch = [
        drafted(EventKind.TAKE, person="sari"),
        drafted(EventKind.MOVE, target="review", checks=tuple(Check)),
        drafted(EventKind.PAPER, content=CONTENT, paper=Paper.REVIEW_SHEET),
        drafted(EventKind.MOVE, target="assignment"),  # the team is empty
    ]
    assert_against_procedure(handling.tries("sari", *batch), "team")
    assert case_state(handling.office.database, handling.case.case) == before
    row = handling.row("sari")
    assert row is not None
    assert (row.stage, row.handler, row.events) == ("verification", None, 1)
    assert handling.does("sari", *batch[:-1]) == 4


STRANGERS = (
    drafted(EventKind.ASSIGN, content=CONTENT, person="budi", role=CaseRole.MEMBER),
    drafted(EventKind.ASSIGN, content=CONTENT, person="stranger", role=CaseRole.MEMBER),
    drafted(EventKind.ADMIT, content=CONTENT, person="budi", role=CaseRole.LEADERSHIP),
    drafted(EventKind.ADMIT, content=CONTENT, person="joko", role=CaseRole.OFFICER),
    drafted(EventKind.ADMIT, content=CONTENT, person="rina", role=CaseRole.OFFICER),
    drafted(EventKind.ASK, content=CONTENT, people=("rina", "budi")),
    drafted(EventKind.TAKE, person="dewi"),
)


def test_no_person_is_brought_in_as_what_the_roster_does_not_make_them(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY, drafted(EventKind.MOVE, target="review", checks=tuple(Check)))
    for wrong in STRANGERS:
        assert_against_procedure(handling.tries("sari", wrong), "role")


def test_who_left_the_office_is_not_brought_in(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY, drafted(EventKind.MOVE, target="review", checks=tuple(Check)))
    handling.office.publish(people=handling.office.people_with("joko", left=handling.office.clock.today()))
    joins = drafted(EventKind.ASSIGN, content=CONTENT, person="joko", role=CaseRole.LEAD)
    assert_against_procedure(handling.tries("sari", joins), "role")


def test_with_an_expired_roster_nothing_is_decided(handling: GatewayHandling) -> None:
    made = handling.signer.decision("sari", VERIFY)
    handling.of("sari")
    handling.office.publish(expires=day(handling, -1))
    assert_refused(handling.sends("sari", made), 423, "roster-expired")
    assert case_state(handling.office.database, handling.case.case).sequence == 0


def test_a_leader_who_was_not_let_in_decides_nothing_and_learns_nothing(handling: GatewayHandling) -> None:
    handling.has_team()
    for part in (CaseRole.LEADERSHIP, CaseRole.OFFICER):
        approve = drafted(EventKind.MOVE, part, CONTENT, target="investigation")
        assert_refused(handling.tries("dewi", approve), 404, "not-found")
    assert handling.row("dewi") is None


def test_an_answer_is_awaited_for_a_year_at_most_by_the_gateways_day(handling: GatewayHandling) -> None:
    handling.does("sari", VERIFY)

    def ask(days: int) -> TestResponse:
        until = drafted(EventKind.MOVE, target="clarification", until=day(handling, days), entry=2)
        return handling.tries("sari", until, reply=handling.office.reply("sari", handling.case, 2, "Kapan?"))

    assert_against_procedure(ask(MOST_ANSWER_DAYS + 1), "far-day")
    assert_against_procedure(ask(365_000), "far-day")
    assert ask(MOST_ANSWER_DAYS).status_code == 201


def test_who_fills_a_case_stops_themselves_alone(
    handling: GatewayHandling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_permissions, "MAX_CONTENT_BYTES_OF_PERSON", 3_000)

    def note(size: int) -> DraftedEvent:
        return drafted(EventKind.PAPER, content=stand_ins.message(size=size), paper=Paper.NOTE)

    handling.does("sari", note(2_000))
    assert_against_procedure(handling.tries("sari", note(600), note(401)), "no-room")
    handling.does("budi", note(2_900))
    handling.does("sari", note(600), note(400))
    assert_against_procedure(handling.tries("sari", note(300)), "no-room")
    handling.does("sari", drafted(EventKind.TAKE, person="budi"))  # what says nothing needs no room


def test_who_decides_without_end_stops_themselves_alone(
    handling: GatewayHandling, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision_permissions, "MAX_EVENTS_OF_PERSON", 3)
    take = drafted(EventKind.TAKE, person="sari")
    handling.does("sari", take, take)
    assert_against_procedure(handling.tries("sari", take, take), "no-room")
    handling.does("budi", take, take, take)
    handling.does("sari", take)
    assert_against_procedure(handling.tries("sari", take), "no-room")


def test_who_floods_the_conversation_stops_themselves_alone(
    handling: GatewayHandling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers and reporter open all of it: no sender may make them open more than they can."""
    monkeypatch.setattr(conversation, "MAX_REPLY_BYTES_OF_PERSON", 16_000)

    def submission(sequence: int, size: int) -> ReplySubmission:
        sealed = stand_ins.sealed()
        return ReplySubmission(sequence, stand_ins.message(size=size - len(sealed)), sealed)

    def reply(person: str, sequence: int, size: int) -> TestResponse:
        return handling.of(person).post(f"{handling.path}/replies", submission(sequence, size))

    assert reply("sari", 2, 10_000).status_code == 201
    assert_against_procedure(reply("sari", 3, 6_001), "no-room")
    assert reply("budi", 3, 16_000).status_code == 201
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    archived = drafted(EventKind.MOVE, content=CONTENT, target="archived", entry=4)
    assert_against_procedure(handling.tries("sari", archived, reply=submission(4, 6_001)), "no-room")
    handling.does("sari", archived, reply=submission(4, 6_000))
