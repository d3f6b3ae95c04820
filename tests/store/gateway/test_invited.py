"""People who have yet to declare get their latest assignment; only their assigner gets why they decline."""

import pytest

from store.api.messages import MAX_EVENTS_AT_ONCE
from store.cases.paging import WINDOW_ROWS
from store.domain.event import CaseRole, EventKind
from tests import stand_ins
from tests.signed_events import CONTENT, drafted
from tests.store.gateway.conftest import GatewayHandling


def classify_often(handling: GatewayHandling) -> None:
    """More events than a page holds."""
    often = [drafted(EventKind.CLASSIFY, content=CONTENT)] * MAX_EVENTS_AT_ONCE
    while handling.does("sari", *often) <= WINDOW_ROWS:
        continue


@pytest.mark.thorough  # the short form: tests/journalist_interface/actions/test_who_reads.py, to the declaration
def test_an_assignment_is_found_however_long_the_chain_is_before_it(handling: GatewayHandling) -> None:
    classify_often(handling)
    handling.has_team(declared=False)
    [assignment] = handling.history("agus")
    assert assignment.sequence > WINDOW_ROWS
    assert (assignment.event.read().person, assignment.content) == ("agus", CONTENT)


def test_who_is_assigned_again_gets_the_latest_brief_alone(handling: GatewayHandling) -> None:
    handling.has_team(declared=False)
    again = stand_ins.message(b"a brief that says more")
    number = handling.does(
        "sari", drafted(EventKind.ASSIGN, content=again, person="agus", role=CaseRole.MEMBER)
    )
    assert [(row.sequence, row.content) for row in handling.history("agus")] == [(number, again)]


def test_why_a_colleague_declines_is_served_to_who_assigned_them_alone(handling: GatewayHandling) -> None:
    handling.has_team(declared=False)
    handling.does("joko", drafted(EventKind.DECLARE, CaseRole.LEAD))
    number = handling.does("agus", drafted(EventKind.DISMISS, CaseRole.MEMBER, CONTENT, person="agus"))
    served = {name: handling.history(name)[number - 1].content for name in ("sari", "budi", "joko")}
    assert served == {"sari": CONTENT, "budi": None, "joko": None}
    number = handling.does(
        "joko", drafted(EventKind.DISMISS, CaseRole.LEAD, CONTENT, person="joko")
    )  # after declaring
    assert {handling.history(name)[number - 1].content for name in ("sari", "budi")} == {CONTENT}
