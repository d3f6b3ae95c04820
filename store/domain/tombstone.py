"""Tombstones: what stays of a destroyed case or message, and the proof that two people signed its destruction.

The second signature follows the first one directly, and the first one every event before it. So both together say how
long the history was and how it ended, without anything else of the case.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.errors import StatementError
from store.domain.errors import AuthorError
from store.domain.event import CaseRole, Event, EventKind, SignedEvent
from store.domain.fields import CaseId, Digest, Sequence
from store.domain.procedure.permissions import may_act_as
from store.domain.retention import destroyed_after
from store.domain.roster import Roster

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


class TombstoneError(AuthorError):
    """This does not prove that two people of the office signed this destruction."""


class CaseTombstone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A destroyed case: the number of its events, the digest of the last one, the month, and both signed events."""

    case: CaseId
    events: Sequence
    head: Digest
    month: Annotated[str, Meta(max_length=7)]
    proposal: SignedEvent
    confirmation: SignedEvent


class PartTombstone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A destroyed message: both signed events, which say what it was and where it stood."""

    proposal: SignedEvent
    confirmation: SignedEvent


class DestructionSignatures(msgspec.Struct, frozen=True):
    """The two signed events of a destruction, read."""

    proposal: Event
    confirmation: Event


VerifyBy = Callable[[str, bytes, bytes, date], None]
"""A check of person, statement, signature and day; raises `AuthorError`."""


def tombstone_of(proposal: SignedEvent, confirmation: SignedEvent, today: date) -> CaseTombstone:
    """Return the tombstone of a case whose last two events these are; raises `TombstoneError` if they do not fit."""
    event = _read(confirmation)
    made = CaseTombstone(
        event.case, event.sequence, confirmation.digest, f"{today:%Y-%m}", proposal, confirmation
    )
    read_signatures(made)
    return made


def destruction_signatures(first: SignedEvent, second: SignedEvent) -> DestructionSignatures:
    """Return what both events say, their signatures not verified; raises `TombstoneError` unless they belong together.

    Neither can come from another case, from another proposal, or from the same person as the other.
    """
    found = _signatures(first, second, EventKind.PROPOSE_DESTRUCTION, EventKind.CONFIRM_DESTRUCTION)
    if found.proposal.destroys is None:
        raise TombstoneError
    return found


def part_signatures(first: SignedEvent, second: SignedEvent) -> DestructionSignatures:
    """Return the same of two events that destroyed one message."""
    found = _signatures(first, second, EventKind.PROPOSE_PART, EventKind.CONFIRM_PART)
    if found.proposal.part_destroyed is None:
        raise TombstoneError
    return found


def require_roles(found: DestructionSignatures, roster: Roster) -> None:
    """Raise `TombstoneError` unless the roster gives both people the roles in which they signed."""
    for event in (found.proposal, found.confirmation):
        person = roster.person(event.actor)
        if person is None or not may_act_as(person, event.part):
            raise TombstoneError


def read_signatures(tombstone: CaseTombstone) -> DestructionSignatures:
    """Return what both events say, their signatures not verified.

    Raises `TombstoneError` unless they belong together, and the tombstone is of their case, their end and a month in
    which that could be.
    """
    found = destruction_signatures(tombstone.proposal, tombstone.confirmation)
    last = found.confirmation
    good = (
        (tombstone.case, tombstone.events, tombstone.head)
        == (last.case, last.sequence, tombstone.confirmation.digest)
        and _MONTH.fullmatch(tombstone.month) is not None
        and tombstone.month >= f"{destroyed_after(last.day):%Y-%m}"
    )
    if not good:
        raise TombstoneError
    return found


def prove_tombstone(tombstone: CaseTombstone, roster: Roster, verify: VerifyBy) -> DestructionSignatures:
    """Return what both events say if people with the roles for it signed them.

    Raises `TombstoneError`, or a `GpgFaultError` when GnuPG cannot check a signature. Whether the case excluded one of
    them only its readers could tell, while it was there.
    """
    found = read_signatures(tombstone)
    _prove(tombstone, found, roster, verify)
    return found


def prove_part(
    tombstone: PartTombstone, case: str, sequence: int, roster: Roster, verify: VerifyBy
) -> DestructionSignatures:
    """Return what both events say if people with the roles for it signed away the message at this place of this case.

    Raises as `prove_tombstone`. Whether the case excluded one of them, its readers tell.
    """
    found = part_signatures(tombstone.proposal, tombstone.confirmation)
    part = found.proposal.part_destroyed
    if found.proposal.case != case or part is None or part.sequence != sequence:
        raise TombstoneError
    _prove(tombstone, found, roster, verify)
    return found


def _prove(
    tombstone: CaseTombstone | PartTombstone, found: DestructionSignatures, roster: Roster, verify: VerifyBy
) -> None:
    require_roles(found, roster)
    for signed, event in ((tombstone.proposal, found.proposal), (tombstone.confirmation, found.confirmation)):
        try:
            verify(event.actor, signed.statement, signed.signature, event.day)
        except AuthorError:
            raise TombstoneError from None


def _signatures(
    first: SignedEvent, second: SignedEvent, proposes: EventKind, confirms: EventKind
) -> DestructionSignatures:
    proposal, confirmation = _read(first), _read(second)
    good = (
        confirmation.case == proposal.case
        and (proposal.kind, proposal.part) == (proposes, CaseRole.OFFICER)
        and (confirmation.kind, confirmation.part) == (confirms, CaseRole.SIGNATORY)
        and proposal.actor != confirmation.actor == proposal.person
        and confirmation.about == proposal.sequence
        and (confirmation.destroys, confirmation.part_destroyed)
        == (proposal.destroys, proposal.part_destroyed)
        and (confirmation.sequence, confirmation.previous) == (proposal.sequence + 1, first.digest)
        and proposal.day <= confirmation.day
    )
    if not good:
        raise TombstoneError
    return DestructionSignatures(proposal, confirmation)


def _read(signed: SignedEvent) -> Event:
    try:
        return signed.read()
    except StatementError:
        raise TombstoneError from None
