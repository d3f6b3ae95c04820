"""The whole audit: every case, its chain, its rows, and the memory of workstations."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from install.audit import chain_audit, destroyed_parts, row_audit, tombstones
from install.audit.findings import Finding, Irregularity, finding
from install.audit.heads import Head
from install.audit.inputs import AuditInputs
from store.cases.records import CaseRecord, record, statistics_cases
from store.cases.tombstones import tombstones as tombstones_of
from store.errors import NotFoundError, StoreDamagedError
from store.web.restore_notes import NOTES_FILE


@dataclass(frozen=True, slots=True)
class Verdict:
    """The numbers of cases and events audited, and every fault.

    `spelled_anew` counts last events under another good signature than a workstation remembers, which is no fault in
    the course of a case. `losses` names what restores lost, as people signed it: no fault either.
    """

    cases: int
    events: int
    findings: tuple[Finding, ...]
    spelled_anew: int = 0
    losses: tuple[Finding, ...] = ()


def verify(inputs: AuditInputs, heads: Iterable[Head] = (), wanted: str | None = None) -> Verdict:
    """Audit all cases, or one; raise `UnknownCaseError`, or a `GpgFaultError` when GnuPG cannot check a signature."""
    pinned: dict[str, list[Head]] = defaultdict(list)
    for head in heads:
        pinned[head.case].append(head)
    names = inputs.chosen(wanted)
    events = spelled_anew = 0
    findings: list[Finding] = []
    if inputs.notes is None:
        findings.append(finding("", Irregularity.NOTES_UNREADABLE, file=NOTES_FILE))
    losses: list[Finding] = []
    for name in names:
        kept, found, lost = _case(inputs, name, pinned[name])
        findings += found
        losses += lost
        if kept is not None:
            events += len(kept.events)
            spelled_anew += chain_audit.spelled_anew(kept, pinned[name])
    if wanted is None:
        findings += _of_gone_cases(inputs, frozenset(names), pinned)
    return Verdict(len(names), events, tuple(findings), spelled_anew, tuple(losses))


def _of_gone_cases(
    inputs: AuditInputs, names: frozenset[str], pinned: Mapping[str, list[Head]]
) -> Iterator[Finding]:
    """Yield the faults of cases that are not there, or should not be."""
    stored = list(tombstones_of(inputs.database))
    good, found = tombstones.proven(stored, names, inputs.current)
    yield from found
    gone = (head for case in sorted(set(pinned) - names) for head in pinned[case])
    yield from tombstones.missing(gone, good)
    yield from tombstones.figures_alone(statistics_cases(inputs.database), names | good.keys())


def _case(
    inputs: AuditInputs, name: str, heads: Iterable[Head]
) -> tuple[CaseRecord | None, list[Finding], list[Finding]]:
    try:
        kept = record(inputs.database, name)
    except (StoreDamagedError, NotFoundError):  # not found: by an identifier that is no text
        return None, [finding(name, Irregularity.UNREADABLE)], []
    roster = inputs.current.roster
    judged = chain_audit.judge(kept, inputs.current)
    explained = [loss.note for loss in judged.losses]
    found = [
        *row_audit.whole(kept, roster),
        *destroyed_parts.gone(kept, inputs.current, inputs.notes or (), explained),
        *judged.findings,
        *row_audit.counted(kept),
        *chain_audit.compared(kept, heads, judged.losses),
    ]
    if judged.state is not None:
        events = [proof.event for proof in judged.proofs if proof.event is not None]
        found += row_audit.compared(kept, events, judged.state, judged.participants)
        found += destroyed_parts.kept(kept, judged.state)
    told = [loss.told(name) for loss in judged.losses]
    return kept, sorted(found, key=lambda finding: finding.number or 0), told
