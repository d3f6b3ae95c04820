"""Audit of messages that are gone: two people of the office signed each away, and each that was signed away is gone.

The store knows only some of the people whom the case excludes; of the others only its readers can tell.
"""

from collections.abc import Iterable, Iterator, Sequence

from crypto.gpg.errors import UnprocessableError
from crypto.signing import Signed
from install.audit.findings import Finding, Irregularity, finding
from store.cases.records import CaseRecord
from store.domain.current_roster import CurrentRoster
from store.domain.procedure.state import CaseState
from store.domain.restored_history import RestoreNote, read_note
from store.domain.roster import is_excluded
from store.domain.tombstone import DestructionSignatures, PartTombstone, TombstoneError, prove_part
from store.domain.unchained_destruction import can_be_lost, is_chained
from store.web.restore_notes import notes_of


def gone(
    record: CaseRecord,
    current: CurrentRoster,
    notes: Iterable[Signed] = (),
    proven: Sequence[RestoreNote] = (),
) -> Iterator[Finding]:
    """Yield a finding for each message that is gone unexplained, and for each tombstone that proves nothing.

    Its events must be in the chain, unless the office signed a note of a restore that can have lost them: one of those
    that lie here, or one that the chain proves, which nobody can take away.
    Raises a `GpgFaultError` when GnuPG cannot check a signature.
    """
    empty = {entry.sequence for entry in record.entries if entry.gone}
    for place, tombstone in sorted(record.part_tombstones.items()):
        signed = _proven(record, place, tombstone, current)
        if signed is None:
            yield finding(record.case, Irregularity.PART_TOMBSTONE, entry=place)
        elif not _is_in_history(record, tombstone, signed, current, notes, proven):
            yield finding(record.case, Irregularity.PART_UNCHAINED, entry=place)
        elif place not in empty:
            yield finding(record.case, Irregularity.PART_STILL_THERE, entry=place)
    for place in sorted(empty - record.part_tombstones.keys()):
        yield finding(record.case, Irregularity.GONE, entry=place)


def kept(record: CaseRecord, state: CaseState) -> Iterator[Finding]:
    """Yield a finding for each message that is there although the chain says that two people signed it away."""
    there = {entry.sequence for entry in record.entries if not entry.gone}
    for place in sorted(there & state.destroyed_parts.keys() - record.part_tombstones.keys()):
        yield finding(record.case, Irregularity.PART_STILL_THERE, state.destroyed_parts[place], entry=place)


def _proven(
    record: CaseRecord, place: int, tombstone: PartTombstone, current: CurrentRoster
) -> DestructionSignatures | None:
    try:
        found = prove_part(tombstone, record.case, place, current.roster, current.verify_by)
    except (TombstoneError, UnprocessableError):
        return None
    people = (current.roster.person(event.actor) for event in (found.proposal, found.confirmation))
    excluded = record.excluded_signatories
    return None if any(person is None or is_excluded(person, excluded) for person in people) else found


def _is_in_history(
    record: CaseRecord,
    tombstone: PartTombstone,
    signed: DestructionSignatures,
    current: CurrentRoster,
    notes: Iterable[Signed],
    proven: Sequence[RestoreNote],
) -> bool:
    chain = [row.signed for row in record.events]
    told = (read_note(note) for note in notes_of(notes, record.case) if current.is_of_office(note))
    return is_chained(tombstone, signed, chain) or can_be_lost(tombstone, signed, chain, (*proven, *told))
