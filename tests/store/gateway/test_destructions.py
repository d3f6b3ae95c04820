"""The gateway takes a proposal after the period, and a second signature right after it by the person who was asked."""

from datetime import timedelta

import pytest

from store.domain.event import EventKind
from store.domain.retention import Retention
from tests.signed_events import CONTENT, drafted
from tests.store.conftest import SQLITE_FIRST
from tests.store.gateway.conftest import GatewayHandling, assert_against_procedure, assert_refused
from tests.store.gateway.ended_period import (
    MONTH,
    TOLD,
    after_a_month,
    asked,
    confirmation,
    is_archived,
    proposal,
)

pytestmark = SQLITE_FIRST


def test_who_is_asked_gets_the_proposal_and_nothing_else_of_the_case(handling: GatewayHandling) -> None:
    after_a_month(handling)
    number = handling.does("sari", proposal(handling))
    [found] = asked(handling, "dewi").requests
    assert (found.case, found.proposed.sequence, found.proposed.content) == (handling.case.case, number, TOLD)
    for path in (handling.path, f"{handling.path}/events"):
        assert_refused(handling.of("dewi").get(path), 404, "not-found")
    assert asked(handling, "lina").requests == ()
    handling.does("dewi", confirmation(handling, number))
    assert asked(handling, "dewi").requests == ()
    row = handling.row("budi")
    assert row is not None
    assert row.destruction == handling.office.clock.today() + timedelta(days=7)


def test_a_leader_who_was_not_asked_is_answered_as_for_a_case_that_does_not_exist(
    handling: GatewayHandling,
) -> None:
    after_a_month(handling)
    number = handling.does("sari", proposal(handling))
    refused = handling.tries("lina", confirmation(handling, number))
    unknown = handling.of("lina").post(
        f"/v1/cases/{'0' * 32}/events", handling.signer.decision("lina", confirmation(handling, number))
    )
    assert_refused(refused, 404, "not-found")
    assert unknown.status_code in {404, 422}


def test_the_period_must_have_ended_by_the_newest_roster(handling: GatewayHandling) -> None:
    is_archived(handling)
    assert_against_procedure(handling.tries("sari", proposal(handling)), "retention")
    handling.office.move(days=MONTH.days + 1)
    handling.clients.clear()
    handling.office.publish(retention=Retention(archived=2, not_proven=2))
    assert_against_procedure(handling.tries("sari", proposal(handling)), "retention")
    handling.office.publish(retention=Retention(archived=1, not_proven=2))
    handling.does("sari", proposal(handling))


def test_a_message_of_the_reporter_starts_the_period_anew_and_does_away_with_the_proposal(
    handling: GatewayHandling,
) -> None:
    after_a_month(handling)
    last = handling.case.last_sequence
    number = handling.does("sari", proposal(handling))
    handling.case.says("Ada bukti baru")
    assert asked(handling, "dewi").requests == ()
    assert_refused(handling.tries("dewi", confirmation(handling, number, last)), 404, "not-found")
    assert_against_procedure(handling.tries("sari", proposal(handling)), "retention")
    handling.office.move(days=MONTH.days + 1)
    handling.clients.clear()
    assert_against_procedure(handling.tries("sari", proposal(handling, last=last)), "proposal-over")
    handling.does("sari", proposal(handling))


def test_a_message_after_the_second_signature_keeps_the_case(handling: GatewayHandling) -> None:
    after_a_month(handling)
    handling.does("dewi", confirmation(handling, handling.does("sari", proposal(handling))))
    handling.case.says("Ada bukti baru")
    row = handling.row("sari")
    assert row is not None
    assert row.destruction is None


def test_a_hold_does_away_with_a_signed_destruction(handling: GatewayHandling) -> None:
    after_a_month(handling)
    handling.does("dewi", confirmation(handling, handling.does("sari", proposal(handling))))
    handling.does("budi", drafted(EventKind.HOLD, content=CONTENT))
    row = handling.row("sari")
    assert row is not None
    assert row.destruction is None
    assert_against_procedure(handling.tries("sari", proposal(handling)), "hold")


def test_reopening_and_a_later_closing_start_the_period_anew(handling: GatewayHandling) -> None:
    after_a_month(handling)
    handling.does("sari", drafted(EventKind.MOVE, content=CONTENT, target="verification"))
    last = handling.case.last_sequence + 1
    reply = handling.office.reply("sari", handling.case, last, "Diarsipkan lagi")
    handling.does(
        "sari", drafted(EventKind.MOVE, content=CONTENT, target="archived", entry=last), reply=reply
    )
    assert_against_procedure(handling.tries("sari", proposal(handling)), "retention")


def test_a_proposal_hides_behind_no_other_event_of_its_decision(handling: GatewayHandling) -> None:
    after_a_month(handling)
    checks = drafted(EventKind.CLASSIFY, content=CONTENT)
    assert_against_procedure(handling.tries("sari", checks, proposal(handling)), "form")


@pytest.mark.parametrize("asks", ["rina", "budi", "joko"])
def test_only_a_leader_or_an_alternate_can_be_asked(handling: GatewayHandling, asks: str) -> None:
    after_a_month(handling)
    assert_against_procedure(handling.tries("sari", proposal(handling, asks)), "role")
