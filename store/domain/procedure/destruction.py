"""The rules of destruction: a proposal of an officer, the signature of a second person, and the holds that stop both.

Whether the period has ended, and whether the reporter added something since, is checked where the roster and the
conversation are at hand.
"""

from store.domain.event import Event
from store.domain.procedure.errors import (
    FormError,
    HoldError,
    NotYoursError,
    OwnHoldError,
    ProposalOverError,
    SecondPersonError,
)
from store.domain.procedure.state import CaseState


def check_proposal(state: CaseState, event: Event) -> None:
    """Refuse a proposal to oneself, to a person who was taken off or is of the team, and under a legal hold."""
    if state.holds:
        raise HoldError
    if event.person == event.actor:
        raise SecondPersonError
    if event.person in state.dismissed or event.person in state.team:
        raise FormError


def check_confirmation(state: CaseState, event: Event) -> None:
    """Refuse a signature under anything but the proposal that this person was asked to sign, right before it.

    Nothing can come between, so what the second person signs is bound to the whole history by the proposal alone.
    """
    found = state.destruction
    if found is None or found.signed is not None or found.sequence != event.about:
        raise ProposalOverError
    if event.actor == found.proposer:
        raise SecondPersonError
    if event.actor != found.signatory:
        raise NotYoursError
    if event.destroys != found.scope:
        raise FormError


def check_release(state: CaseState, event: Event) -> None:
    """Refuse to lift what is no hold, and a hold that this person laid."""
    laid_by = state.holds.get(event.about or 0)
    if laid_by is None:
        raise FormError
    if laid_by == event.actor:
        raise OwnHoldError
