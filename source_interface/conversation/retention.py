"""The end of a closed report, as its reporter reads it: until when it is kept, and when it is destroyed.

The reporter's side does not know the outcome, which stays with the office. It names the earliest and the latest day
that the signed roster allows. A destruction counts when two people signed it, one after the other.
"""

from dataclasses import dataclass
from datetime import date

from source_interface.conversation.pending_requests import PendingRequests
from store.domain.event import CaseRole, Event, EventKind
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.retention import Retention, destroyed_after
from store.domain.stages import Stage


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """The days until which a closed report is kept, at least and at most, and the day on which it is destroyed.

    `destroyed` is None unless two people have signed.
    """

    earliest: date
    latest: date
    destroyed: date | None = None


def kept_period(
    told: PendingRequests, retention: Retention, stage: Stage, written: date, last_written: int
) -> KeptPeriod | None:
    """Return the period of a closed report; None if no proven decision closed it.

    `written` and `last_written` are the day and the place of the reporter's last message: it starts the period anew.
    """
    closed = told.last_proven(EventKind.MOVE, target=stage)
    if closed is None or closed.part not in STAFF_PARTS:
        return None
    since = max(closed.day, written)
    signed = _signed(told, last_written)
    return KeptPeriod(
        retention.shortest_until(stage, since),
        retention.longest_until(stage, since),
        None if signed is None else destroyed_after(signed),
    )


def _signed(told: PendingRequests, last_written: int) -> date | None:
    """Return the day of the second signature, if the last two decisions are a proposal and its confirmation."""
    match list(told.proven(told.events[-2:])):
        case [proposal, confirmation] if _belong(proposal, confirmation) and _covers(proposal, last_written):
            return confirmation.day
    return None


def _belong(proposal: Event, confirmation: Event) -> bool:
    return (
        (proposal.action, proposal.part) == (EventKind.PROPOSE_DESTRUCTION, CaseRole.OFFICER)
        and (confirmation.action, confirmation.part) == (EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY)
        and confirmation.actor == proposal.person != proposal.actor
        and (confirmation.about, confirmation.destroys) == (proposal.sequence, proposal.destroys)
    )


def _covers(proposal: Event, last_written: int) -> bool:
    return proposal.destroys is not None and proposal.destroys.last >= last_written
