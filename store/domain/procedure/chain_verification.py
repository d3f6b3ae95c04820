"""Verification of a chain of events that a store hands out: each must follow the one before.

The caller has verified the signatures. Each event is judged with the later ones in view, because exchanged, inserted
and removed events look alike from their place alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from crypto.errors import CryptoError, KentonganError, StatementError
from store.domain.errors import ChainError
from store.domain.event import Event, SignedEvent
from store.domain.procedure.errors import ProcedureError
from store.domain.procedure.rules import apply
from store.domain.procedure.state import CaseState


class ChainProblem(StrEnum):
    """A fault of a chain at a place. The value is a message id."""

    ALTERED = "This event is not signed by the person it names. Somebody altered it."
    RETIRED = "This event is signed with a key that the office had retired before that day."
    INSERTED = "This event does not belong here. Somebody inserted it."
    DROPPED = "An event is missing here. Somebody took it away."
    REORDERED = "These events are not in their order. Somebody exchanged them."
    FORKED = "From here on the decisions differ from those that were seen before. Somebody exchanged them."
    SHORTENED = (
        "There were more events when this workstation last saw them. Somebody took the last ones away."
    )
    NOT_ALLOWED = "The procedure does not allow this event here."


class BrokenChainError(KentonganError):
    """The chain of decisions of this case is broken. Nothing can be decided or sent until that is cleared up."""

    def __init__(self, place: int, problem: ChainProblem) -> None:
        super().__init__()
        self.place = place
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Proof:
    """An event as the store hands it out, what it says (None if unreadable), and whether its signature is good.

    `retired` means that it is not good, but only because the key was retired before the event's day.
    """

    signed: SignedEvent
    event: Event | None
    good: bool
    retired: bool = False


def parsed(signed: SignedEvent) -> Event | None:
    """Return what a signed event says, or None if it is no event."""
    try:
        return signed.read()
    except StatementError:
        return None


def advance(state: CaseState, proof: Proof, later: Iterable[Proof]) -> CaseState:
    """Return the case after this event, or raise `BrokenChainError` with the place and what is wrong there."""
    place = state.sequence + 1
    event = proof.event
    if event is None or not proof.good or event.case != state.case:
        raise BrokenChainError(place, _stranger(state, proof, later))
    if event.sequence != place:
        raise BrokenChainError(place, _displaced(event, place, later))
    try:
        return apply(state, event, proof.signed.digest)
    except ChainError:
        raise BrokenChainError(place, ChainProblem.FORKED) from None
    except (CryptoError, ProcedureError):
        raise BrokenChainError(place, ChainProblem.NOT_ALLOWED) from None


def _stranger(state: CaseState, proof: Proof, later: Iterable[Proof]) -> ChainProblem:
    """Return the problem of an event that is unreadable, badly signed or of another case.

    It was inserted if the genuine event of this place still comes, or if it is one of another case.
    """
    foreign = proof.event is not None and proof.event.case != state.case
    if proof.retired and not foreign:
        return ChainProblem.RETIRED
    return ChainProblem.INSERTED if foreign or _comes(state.sequence + 1, later) else ChainProblem.ALTERED


def _displaced(event: Event, place: int, later: Iterable[Proof]) -> ChainProblem:
    if event.sequence < place:
        return ChainProblem.INSERTED
    return ChainProblem.REORDERED if _comes(place, later) else ChainProblem.DROPPED


def _comes(place: int, later: Iterable[Proof]) -> bool:
    return any(proof.good and proof.event is not None and proof.event.sequence == place for proof in later)
