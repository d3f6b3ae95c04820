"""Messages that two people signed away: what a case has in their places, whatever the store put there.

The chain tells of both signatures, and then the place is empty for this workstation too, even if the store still sends
the message. After a restore that lost both events, the store sends them in place of the message. Both must be signed by
people whom the case does not exclude, and the office must have signed a note of a restore that can have lost them;
anything else stays an alarm.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from crypto.gpg.errors import UnprocessableError
from journalist_interface.verification.case_file import (
    BadRow,
    CaseFile,
    DestroyedEntry,
    FromOffice,
    FromReporter,
)
from journalist_interface.verification.chain import OBJECTIONS
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.office_notes import OfficeNote, OfficeNotes, SettledNotes
from journalist_interface.verification.pins import Pins
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded
from store.domain.event import Event, EventKind
from store.domain.retention import DestroyedPart
from store.domain.roster import is_excluded
from store.domain.tombstone import DestructionSignatures, PartTombstone, TombstoneError, prove_part
from store.domain.unchained_destruction import can_be_lost

_MESSAGES: Final = frozenset({"message", "threat", "outcome"})


def destroyable_parts(file: CaseFile) -> dict[int, DestroyedPart]:
    """Return the messages and files that two people can sign away, by their places.

    Not the report, which has the reporter's keys, nor what only says that a file was withdrawn, or asks for consent or
    gives it: on that rests what the office did.
    """
    found: dict[int, DestroyedPart] = {}
    for digest, number in sorted(file.memory.digests.items(), key=lambda pair: pair[1]):
        match file.entries.get(number):
            case FromReporter(envelope=envelope) if envelope.attachment is not None:
                found[number] = DestroyedPart(number, "file", digest)
            case FromReporter(envelope=envelope) if envelope.kind in _MESSAGES:
                found[number] = DestroyedPart(number, "message", digest)
            case FromOffice(reply=reply) if reply.notice is None or reply.notice.kind != "consent":
                found[number] = DestroyedPart(number, "message", digest)
    return found


def settle_destroyed_parts(file: CaseFile, services: ReadingServices, notes: OfficeNotes) -> None:
    """Let each message go that was destroyed, with what was decrypted of it and the key that opened it.

    Raises a `RosterError` or a `GpgFaultError` if signatures cannot be judged.
    """
    for found in (*_by_chain(file), *_by_tombstone(file, services, notes)):
        before = file.entries.get(found.sequence)
        if isinstance(before, DestroyedEntry):
            continue
        file.entries[found.sequence] = found
        file.tried.pop(found.sequence, None)  # with it goes what was opened there, and its key
        if isinstance(before, FromReporter) and before.envelope.attachment is not None:
            file.proven_blobs.pop(before.envelope.attachment.blob, None)


def _by_chain(file: CaseFile) -> Iterator[DestroyedEntry]:
    for read in file.events:
        proposal = file.chain.event(read.event.about or 0)
        if read.event.kind is not EventKind.CONFIRM_PART or proposal is None:
            continue
        if not OBJECTIONS & {*read.remarks, *proposal.remarks}:
            yield from _entry(proposal.event, read.event)


def _by_tombstone(file: CaseFile, services: ReadingServices, notes: OfficeNotes) -> Iterator[DestroyedEntry]:
    """Yield what tombstones prove whose events are not in the chain: those that are there, the chain judges."""
    known = {signed.digest for signed in file.chain.signed}
    introduction = file.introduction
    if introduction is None:
        return
    for place, tombstone in file.tombstones.items():
        there = file.entries.get(place)
        if tombstone.confirmation.digest in known or not isinstance(there, BadRow):
            continue
        signed = _proven(file.case, place, tombstone, introduction.excluded, services)
        if signed is None:
            continue
        judge = partial(_is_lost, file, services.pins, place, tombstone, signed)
        if judge(notes.known(file)) or judge(notes.ask(file)):
            yield from _entry(signed.proposal, signed.confirmation)


def _proven(
    case: str,
    place: int,
    tombstone: PartTombstone,
    excluded: tuple[Excluded, ...],
    services: ReadingServices,
) -> DestructionSignatures | None:
    proven: list[DestructionSignatures] = []

    def check(current: CurrentRoster) -> None:
        found = prove_part(tombstone, case, place, current.roster, current.verify_by)
        people = [current.roster.person(event.actor) for event in (found.proposal, found.confirmation)]
        if any(person is None or is_excluded(person, excluded) for person in people):
            raise TombstoneError
        proven[:] = [found]

    try:
        services.roster.require(check)
    except (TombstoneError, UnprocessableError):
        return None
    return proven[0]


def _is_lost(
    file: CaseFile,
    pins: Pins,
    place: int,
    tombstone: PartTombstone,
    signed: DestructionSignatures,
    notes: Sequence[OfficeNote],
) -> bool:
    """Return whether a restore lost both events, and all else that this workstation has read in the place.

    What was read there after that restore, or after its loss was settled, is another message: nobody signed it away.
    """
    if not can_be_lost(tombstone, signed, file.chain.signed, (noted.note for noted in notes)):
        return False
    part, known = signed.confirmation.part_destroyed, file.known_places()
    others = [
        known.days[content]
        for content in known.contents
        if content.sequence == place and (part is None or content.digest != part.digest)
    ]
    if not others:
        return True
    settled = SettledNotes(file, pins.of(file.case))
    return all(
        any(noted.can_have_lost(place, day) and settled.leave(noted, place) for noted in notes)
        for day in others
    )


def _entry(proposal: Event, confirmation: Event) -> Iterator[DestroyedEntry]:
    part = confirmation.part_destroyed
    if part is not None:
        yield DestroyedEntry(part.sequence, part, proposal.actor, confirmation.actor, confirmation.day)
