"""Destructions of messages whose two events are not in the chain: believed only where a restore can have lost them.

Two good signatures alone are not enough. A store could keep those that it refused because a legal hold came between,
and show them without their events. It could also show genuine ones, whose place a restore lost, where another message
has that place by now.
"""

from collections.abc import Iterable, Sequence

from store.domain.event import SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.restore_order import can_be_older
from store.domain.restored_history import RestoreNote
from store.domain.tombstone import DestructionSignatures, PartTombstone


def is_chained(tombstone: PartTombstone, found: DestructionSignatures, chain: Sequence[SignedEvent]) -> bool:
    """Return whether the chain has both events in their places."""
    return _has(chain, found.proposal.sequence, tombstone.proposal) and _has(
        chain, found.confirmation.sequence, tombstone.confirmation
    )


def can_be_lost(
    tombstone: PartTombstone,
    found: DestructionSignatures,
    chain: Sequence[SignedEvent],
    notes: Iterable[RestoreNote],
) -> bool:
    """Return whether the restore of one of these notes, which the office signed, can have lost the second signature.

    The chain must go through the end that the restore left, and what was signed must go on from there. A proposal that
    the chain has after that end was made after the restore: the restore cannot have lost the signature under it. It
    must have left the place, and no other restore may have lost it with what was signed away, unless this one brought
    it back: what lies there otherwise is another message.
    """
    part = found.confirmation.part_destroyed
    if part is None:
        return False
    told = [note for note in notes if note.case == found.proposal.case]
    lacking = [note for note in told if note.end.messages < part.sequence]
    return any(
        note.end.messages >= part.sequence
        and _follows(tombstone, found, chain, note)
        and all(_stands_aside(first, found, chain, note) for first in lacking)
        for note in told
    )


def _stands_aside(
    first: RestoreNote, found: DestructionSignatures, chain: Sequence[SignedEvent], note: RestoreNote
) -> bool:
    """Return whether the restore of the first note, which lost the place, does not stand against this one.

    It was before the second signature, or this one's backup can be from before it. Else that backup has another message
    in the place, unless both signatures or the second one go on from its last event: then they are of that message.
    """
    end, proposal = note.end, found.proposal
    if first.day >= note.day:
        return False
    if first.day < found.confirmation.day or proposal.sequence <= end.events or proposal.previous == end.head:
        return True
    return can_be_older((parsed(signed) for signed in chain[: end.events]), note, first)


def _follows(
    tombstone: PartTombstone, found: DestructionSignatures, chain: Sequence[SignedEvent], note: RestoreNote
) -> bool:
    end, proposal, confirmation = note.end, found.proposal, found.confirmation
    if confirmation.sequence <= end.events or confirmation.day > note.day:
        return False
    if end.events > len(chain) or (
        end.events > 0 and not chain[end.events - 1].matches(end.head, end.statement)
    ):
        return False
    if proposal.sequence <= end.events:
        return _has(chain, proposal.sequence, tombstone.proposal)
    if _has(chain, proposal.sequence, tombstone.proposal):
        return False
    return proposal.sequence > end.events + 1 or proposal.previous == end.head


def _has(chain: Sequence[SignedEvent], sequence: int, signed: SignedEvent) -> bool:
    return sequence <= len(chain) and chain[sequence - 1].matches(signed.digest, signed.statement_digest)
