"""The end of a closed report, as its reporter reads it: until when it is kept, and when it is destroyed.

The reporter's side does not know the outcome, which stays with the office. It names the earliest and the latest day
that the signed roster allows. A destruction counts when two people signed it, one after the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from source_interface.conversation.pending_requests import PendingRequests
from store.domain.event import EventKind
from store.domain.procedure.permissions import STAFF_PARTS
from store.domain.retention import destroyed_after
from store.domain.stages import Stage
from store.domain.tombstone import TombstoneError, destruction_signatures, require_roles

_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class KeptPeriod:
    """The days until which a closed report is kept, at least and at most, and the day on which it is destroyed.

    `destroyed` is None unless two people have signed.
    """

    earliest: date
    latest: date
    destroyed: date | None = None


def kept_period(told: PendingRequests, stage: Stage, written: Mapping[int, date]) -> KeptPeriod | None:
    """Return the period of a closed report; None if no proven decision closed it.

    `written` are the places and days of the reporter's messages: the last one starts the period anew.
    """
    retention = told.signers.current.roster.retention
    closed = told.last_proven(EventKind.MOVE, target=stage)
    if closed is None or closed.part not in STAFF_PARTS:
        return None
    since = max(closed.day, *written.values())
    signed = _signed(told, max(written))
    return KeptPeriod(
        retention.shortest_until(stage, since),
        retention.longest_until(stage, since),
        None if signed is None else destroyed_after(signed),
    )


def _signed(told: PendingRequests, last_written: int) -> date | None:
    """Return the day of the second signature, if the last two decisions are a proposal and its confirmation."""
    pair = told.events[-_PAIR:]
    if len(list(told.proven(pair))) != _PAIR:
        return None
    try:
        found = destruction_signatures(*pair)
        require_roles(found, told.signers.current.roster)
    except TombstoneError:
        return None
    scope = found.proposal.destroys
    return found.confirmation.day if scope is not None and scope.covers(last_written) else None
