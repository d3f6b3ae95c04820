"""The rules of destruction: a proposal of an officer, the signature of a second person, and the holds that stop both.

Whether the period has ended, and whether the reporter added something since, is checked where the roster and the
conversation are at hand. A single message needs no period: it may be unlawful to keep it a day longer.
"""

from typing import Final

from store.domain.event import Event, EventKind
from store.domain.procedure.errors import (
    FormError,
    HoldError,
    NotYoursError,
    OwnHoldError,
    ProposalOverError,
    SecondPersonError,
)
from store.domain.procedure.state import CaseState

CONFIRMATIONS: Final = frozenset({EventKind.CONFIRM_DESTRUCTION, EventKind.CONFIRM_PART})
"""The events that leave a proposal standing; any other voids it."""


def check_proposal(state: CaseState, event: Event) -> None:
    """Refuse a proposal to oneself, to a person who was taken off or is of the team, and under a legal hold."""
    if state.holds:
        raise HoldError
    if event.person == event.actor:
        raise SecondPersonError
    if event.person in state.dismissed or event.person in state.team:
        raise FormError


def check_part_proposal(state: CaseState, event: Event) -> None:
    """Refuse as `check_proposal`, and a message that was destroyed already."""
    check_proposal(state, event)
    if event.part_destroyed is None or event.part_destroyed.sequence in state.destroyed_parts:
        raise FormError


def check_confirmation(state: CaseState, event: Event) -> None:
    """Refuse a signature under anything but the proposal that this person was asked to sign, right before it.

    Nothing can come between, so what the second person signs is bound to the whole history by the proposal alone.
    """
    found = state.destruction
    if found is None or found.signed is not None or found.sequence != event.about:
        raise ProposalOverError
    _require_second_person(event, found.proposer, found.signatory)
    if event.destroys != found.scope:
        raise FormError


def check_part_confirmation(state: CaseState, event: Event) -> None:
    """Refuse the same about one message."""
    found = state.part_destruction
    if found is None or found.sequence != event.about:
        raise ProposalOverError
    _require_second_person(event, found.proposer, found.signatory)
    if event.part_destroyed != found.part:
        raise FormError


def _require_second_person(event: Event, proposer: str, signatory: str) -> None:
    if event.actor == proposer:
        raise SecondPersonError
    if event.actor != signatory:
        raise NotYoursError


def check_release(state: CaseState, event: Event) -> None:
    """Refuse to lift what is no hold, and a hold that this person laid."""
    laid_by = state.holds.get(event.about or 0)
    if laid_by is None:
        raise FormError
    if laid_by == event.actor:
        raise OwnHoldError
