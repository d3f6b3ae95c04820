"""A request for an identity names where the chain ended, and can be granted for fourteen days."""

from datetime import date, timedelta

import pytest

from crypto.event import NO_EVENT, Action, Event, Part
from store.contract.deadlines import REQUEST_DAYS, disclosed_by
from store.contract.procedure.errors import FormError, OldRequestError
from store.contract.procedure.rules import apply
from store.contract.procedure.state import CaseState
from tests.store.contract.procedure.ready_case import CASE, DAY, ready

CONTENT = "c" * 64
LAST = DAY + timedelta(days=14)


def asked(head: str | None = None) -> CaseState:
    """Where sari asked rina, as the fifty-first event."""
    state = ready("verification")
    ask = Event(
        CASE, 51, state.head, "sari", Part.OFFICER, Action.ASK, DAY, people=("rina",), content=CONTENT,
        head=state.head if head is None else head,
    )  # fmt: skip
    return apply(state, ask, "d" * 64)


def answered(action: Action, day: date, head: str | None = NO_EVENT) -> CaseState:
    event = Event(
        CASE, 52, "d" * 64, "rina", Part.CUSTODIAN, action, day, person="sari", about=51, content=CONTENT,
        head=head,
    )  # fmt: skip
    return apply(asked(), event, "e" * 64)


def test_an_identity_is_disclosed_up_to_the_fourteenth_day_after_the_request() -> None:
    assert answered(Action.DISCLOSE, LAST).asked[51].answered == 52
    with pytest.raises(OldRequestError):
        answered(Action.DISCLOSE, LAST + timedelta(days=1))


def test_an_old_request_can_still_be_refused() -> None:
    assert answered(Action.REFUSE, LAST + timedelta(days=60)).asked[51].answered == 52


def test_an_old_request_waits_no_more() -> None:
    [request] = asked().asked.values()
    assert request.waits_on(LAST)
    assert not request.waits_on(LAST + timedelta(days=1))


def test_the_sentence_names_the_days_that_count() -> None:
    assert f"older than {REQUEST_DAYS} days" in (OldRequestError.__doc__ or "")
    assert disclosed_by(DAY) == LAST


def test_a_request_names_the_head_that_it_follows() -> None:
    assert asked().asked[51].head == NO_EVENT
    for head in ("f" * 64, ""):
        with pytest.raises(FormError):
            asked(head)


@pytest.mark.parametrize("action", [Action.DISCLOSE, Action.REFUSE])
def test_no_answer_lacks_the_head_of_its_request(action: Action) -> None:
    with pytest.raises(FormError):
        answered(action, DAY, None)
