"""A request for an identity names where the chain ended, and can be granted for fourteen days."""

from datetime import date, timedelta

import pytest

from store.domain.deadlines import REQUEST_DAYS, disclosed_by
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind
from store.domain.procedure.errors import FormError, OldRequestError
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState
from tests.store.domain.procedure.ready_case import CASE, DAY, ready

CONTENT = "c" * 64
LAST = DAY + timedelta(days=14)


def asked(head: str | None = None) -> CaseState:
    """Return where sari asked rina, as the fifty-first event."""
    state = ready("verification")
    ask = Event(
        CASE, 51, state.head, "sari", CaseRole.OFFICER, EventKind.ASK, DAY, people=("rina",), content=CONTENT,
        head=state.head if head is None else head,
    )  # fmt: skip
    return apply(state, ask, "d" * 64)


def answered(kind: EventKind, day: date, head: str | None = NO_EVENT) -> CaseState:
    event = Event(
        CASE, 52, "d" * 64, "rina", CaseRole.CUSTODIAN, kind, day, person="sari", about=51, content=CONTENT,
        head=head,
    )  # fmt: skip
    return apply(asked(), event, "e" * 64)


def test_an_identity_is_disclosed_up_to_the_fourteenth_day_after_the_request() -> None:
    assert answered(EventKind.DISCLOSE, LAST).asked[51].answered == 52
    with pytest.raises(OldRequestError):
        answered(EventKind.DISCLOSE, LAST + timedelta(days=1))


def test_an_old_request_can_still_be_refused() -> None:
    assert answered(EventKind.REFUSE, LAST + timedelta(days=60)).asked[51].answered == 52


def test_an_old_request_waits_no_more() -> None:
    [request] = asked().asked.values()
    assert request.waits_on(LAST)
    assert not request.waits_on(LAST + timedelta(days=1))


def test_a_request_dated_to_the_end_of_the_calendar_stops_no_colleague_who_looks_at_it() -> None:
    assert disclosed_by(date.max) == date.max
    assert disclosed_by(date.max - timedelta(days=REQUEST_DAYS + 1)) == date.max - timedelta(days=1)


def test_the_sentence_names_the_days_that_count() -> None:
    assert f"older than {REQUEST_DAYS} days" in (OldRequestError.__doc__ or "")
    assert disclosed_by(DAY) == LAST


def test_a_request_names_the_head_that_it_follows() -> None:
    assert asked().asked[51].head == NO_EVENT
    for head in ("f" * 64, ""):
        with pytest.raises(FormError):
            asked(head)


@pytest.mark.parametrize("kind", [EventKind.DISCLOSE, EventKind.REFUSE])
def test_no_answer_lacks_the_head_of_its_request(kind: EventKind) -> None:
    with pytest.raises(FormError):
        answered(kind, DAY, None)
