"""Audit of messages that are gone: each was signed away by two people of the office, and each such one is gone.

Of some people the store keeps that the case excludes them. Of others only its readers can tell.
"""

from collections.abc import Iterator

from crypto.gpg.errors import UnprocessableError
from install.audit.findings import Finding, Irregularity, finding
from store.cases.records import CaseRecord
from store.domain.current_roster import CurrentRoster
from store.domain.procedure.state import CaseState
from store.domain.roster import is_excluded
from store.domain.tombstone import PartTombstone, TombstoneError, prove_part


def gone(record: CaseRecord, current: CurrentRoster) -> Iterator[Finding]:
    """Yield a finding for each message that is gone unexplained, and for each tombstone that proves nothing.

    Raises a `GpgFaultError` when GnuPG cannot check a signature.
    """
    empty = {entry.sequence for entry in record.entries if entry.gone}
    for place, tombstone in sorted(record.part_tombstones.items()):
        if not _is_proven(record, place, tombstone, current):
            yield finding(record.case, Irregularity.PART_TOMBSTONE, entry=place)
        elif place not in empty:
            yield finding(record.case, Irregularity.PART_STILL_THERE, entry=place)
    for place in sorted(empty - record.part_tombstones.keys()):
        yield finding(record.case, Irregularity.GONE, entry=place)


def kept(record: CaseRecord, state: CaseState) -> Iterator[Finding]:
    """Yield a finding for each message that is there although the chain says that two people signed it away."""
    there = {entry.sequence for entry in record.entries if not entry.gone}
    for place in sorted(there & state.destroyed_parts.keys() - record.part_tombstones.keys()):
        yield finding(record.case, Irregularity.PART_STILL_THERE, state.destroyed_parts[place], entry=place)


def _is_proven(record: CaseRecord, place: int, tombstone: PartTombstone, current: CurrentRoster) -> bool:
    try:
        found = prove_part(tombstone, record.case, place, current.roster, current.verify_by)
    except (TombstoneError, UnprocessableError):
        return False
    people = (current.roster.person(event.actor) for event in (found.proposal, found.confirmation))
    return not any(person is None or is_excluded(person, record.excluded_signatories) for person in people)
