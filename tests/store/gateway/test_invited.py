"""Who has yet to declare: they get their latest assignment, and who assigned them alone gets why they decline."""

from crypto.event import Action, Part
from store.contract.messages import MAX_EVENTS_AT_ONCE
from store.windows import WINDOW_ROWS
from tests.acts import CONTENT, act
from tests.store.gateway.conftest import Desk


def classify_often(desk: Desk) -> None:
    """More events than a page holds."""
    often = [act(Action.CLASSIFY, content=CONTENT)] * MAX_EVENTS_AT_ONCE
    while desk.does("sari", *often) <= WINDOW_ROWS:
        continue


def test_an_assignment_is_found_however_long_the_chain_is_before_it(desk: Desk) -> None:
    classify_often(desk)
    desk.has_team(declared=False)
    [assignment] = desk.history("agus")
    assert assignment.sequence > WINDOW_ROWS
    assert (assignment.event.read().person, assignment.content) == ("agus", CONTENT)


def test_who_is_assigned_again_gets_the_latest_brief_alone(desk: Desk) -> None:
    desk.has_team(declared=False)
    again = b"a brief that says more"
    number = desk.does("sari", act(Action.ASSIGN, content=again, person="agus", role=Part.MEMBER))
    assert [(one.sequence, one.content) for one in desk.history("agus")] == [(number, again)]


def test_why_somebody_declines_is_served_to_who_assigned_them_alone(desk: Desk) -> None:
    desk.has_team(declared=False)
    desk.does("joko", act(Action.DECLARE, Part.LEAD))
    number = desk.does("agus", act(Action.DISMISS, Part.MEMBER, CONTENT, person="agus"))
    served = {one: desk.history(one)[number - 1].content for one in ("sari", "budi", "joko")}
    assert served == {"sari": CONTENT, "budi": None, "joko": None}
    number = desk.does("joko", act(Action.DISMISS, Part.LEAD, CONTENT, person="joko"))  # after declaring
    assert {desk.history(one)[number - 1].content for one in ("sari", "budi")} == {CONTENT}
