"""Audit of destroyed cases: each must be gone, and two people must have signed that.

An audit cannot tell whether the case excluded one of them: only its readers could, while it was there.
"""

from collections.abc import Iterable, Iterator

from crypto.gpg.errors import UnprocessableError
from install.audit.findings import Finding, Irregularity, finding
from install.audit.heads import Head
from store.domain.current_roster import CurrentRoster
from store.domain.tombstone import CaseTombstone, TombstoneError, prove_tombstone


def proven(
    tombstones: Iterable[CaseTombstone], cases: frozenset[str], current: CurrentRoster
) -> tuple[dict[str, CaseTombstone], list[Finding]]:
    """Return the tombstones that prove themselves, by case, and a finding for each other, or whose case is there.

    Raises a `GpgFaultError` when GnuPG cannot check a signature.
    """
    good: dict[str, CaseTombstone] = {}
    found: list[Finding] = []
    for tombstone in tombstones:
        try:
            prove_tombstone(tombstone, current.roster, current.verify_by)
        except (TombstoneError, UnprocessableError):
            found.append(finding(tombstone.case, Irregularity.TOMBSTONE))
            continue
        if tombstone.case in cases:
            found.append(finding(tombstone.case, Irregularity.TOMBSTONE_TOO_EARLY))
        good[tombstone.case] = tombstone
    return good, found


def missing(pinned: Iterable[Head], tombstones: dict[str, CaseTombstone]) -> Iterator[Finding]:
    """Yield a finding for each head of a case that is gone, unless a tombstone ends the history that it remembers."""
    for head in pinned:
        tombstone = tombstones.get(head.case)
        if tombstone is None:
            yield finding(head.case, Irregularity.HEADS_MISSING, file=head.source)
        elif head.events > tombstone.events:
            details = {"file": head.source, "events": head.events, "found": tombstone.events}
            yield finding(head.case, Irregularity.HEADS_DROPPED, tombstone.events + 1, **details)
        elif not _is_on_the_way(head, tombstone):
            yield finding(head.case, Irregularity.HEADS_FORKED, head.events, file=head.source)


def figures_alone(readers: Iterable[str], known: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each case of which there are figures and neither rows nor a tombstone."""
    for case in sorted(set(readers) - known):
        yield finding(case, Irregularity.FIGURES_ALONE)


def _is_on_the_way(head: Head, tombstone: CaseTombstone) -> bool:
    at = {tombstone.events: tombstone.confirmation, tombstone.events - 1: tombstone.proposal}
    signed = at.get(head.events)
    return signed is None or signed.matches(head.head, head.statement)
