"""The rules of requests for an identity, and of their answers."""

from store.domain.deadlines import disclosed_by
from store.domain.event import Event
from store.domain.procedure.errors import FormError, NoIdentityError, NotYoursError, OldRequestError
from store.domain.procedure.state import CaseState


def check_ask(state: CaseState, event: Event) -> None:
    """Refuse a request to oneself, or to a custodian who works on the case in a team or as a leader."""
    if event.actor in event.people:
        raise NotYoursError
    if event.head != event.previous:
        raise FormError
    if not all(map(state.may_keep_identity, event.people)):
        raise FormError


def check_answer(state: CaseState, event: Event) -> None:
    """Refuse an answer by a person who was not asked, a second one, and one to anyone but the asker."""
    asked = state.asked.get(event.about or 0)
    if asked is None or event.actor not in asked.custodians:
        raise NotYoursError
    if asked.answered is not None:
        raise NoIdentityError
    if event.person != asked.asker:
        raise FormError


def check_disclose(state: CaseState, event: Event) -> None:
    """Refuse to disclose to the team, to leadership or to a person off the case, whatever they were when they asked.

    `TrustedParticipants` checks that the head is that of the request. If this function did, a store could close the
    case with a disclosure.
    """
    check_answer(state, event)
    if event.day > disclosed_by(state.asked[event.about or 0].day):
        raise OldRequestError
    if event.person in state.dismissed or state.part_of(event.person or "") is not None:
        raise NotYoursError
