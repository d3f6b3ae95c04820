"""Audit of what people signed of restores: which losses two readers accepted, and by which notes of the office.

The lists of workstations may then remember what is gone. Who is excluded is not known here: workstations judge that.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from crypto.errors import StatementError
from install.audit.findings import Finding, Irregularity, finding
from install.audit.heads import Head
from store.cases.records import CaseRecord
from store.domain.current_roster import CurrentRoster
from store.domain.event import Event
from store.domain.procedure.restored import SignedLoss
from store.domain.restored_history import Loss, LossValues, RestoreNote, read_note, taken_off


@dataclass(frozen=True, slots=True)
class AuditedLoss(SignedLoss):
    """A loss as the audit judges it, beside the heads that workstations remember."""

    def explains_events(self, head: Head) -> bool:
        """Return whether the last event that a workstation remembers is among what was lost."""
        later = head.events > self.note.end.events
        return self.is_accepted and later and self.loss.includes(head.events, head.head, head.statement)

    def explains_messages(self, head: Head) -> bool:
        """Return whether the last message that a workstation remembers is among what was lost."""
        return self.is_accepted and self.note.end.messages < head.messages <= self.loss.old.messages

    def told(self, case: str) -> Finding:
        """Return the sentence that names it; it is no fault."""
        kind = Irregularity.LOSS_ACCEPTED if self.is_accepted else Irregularity.LOSS_WAITING
        old, new = self.loss.old, self.note.end
        numbers = {"events": old.events, "kept_events": new.events}
        numbers |= {"messages": old.messages, "kept_messages": new.messages}
        people = ", ".join(self.signers) or "–"
        return finding(case, kind, None, day=self.note.day, reason=self.note.reason, people=people, **numbers)


def judge(
    record: CaseRecord, events: Sequence[Event], objected: Collection[int], current: CurrentRoster
) -> tuple[tuple[AuditedLoss, ...], list[Finding]]:
    """Return the losses that people signed, and findings for notes that explain nothing."""
    signed: dict[LossValues, dict[Event, Loss]] = defaultdict(dict)
    for event in events:
        if event.loss is not None:
            signed[event.loss.values][event] = event.loss
    losses: list[AuditedLoss] = []
    findings: list[Finding] = []
    for signatures in signed.values():
        proven = _proven(record, signatures.values(), current)
        if proven is None:
            numbers = (event.sequence for event in signatures)
            findings += [finding(record.case, Irregularity.LOSS_NOTE, number) for number in numbers]
        else:
            losses.append(_counted(*proven, signatures, objected))
    return tuple(losses), findings


def unexplained(heads: Iterable[Head], losses: Sequence[AuditedLoss]) -> Iterator[tuple[Head, bool, bool]]:
    """Yield each head, and whether its last event and its last message must still be there."""
    for head in heads:
        events = not any(loss.explains_events(head) for loss in losses)
        messages = not any(loss.explains_messages(head) for loss in losses)
        yield head, events, messages


def _counted(
    loss: Loss, note: RestoreNote, signatures: Iterable[Event], objected: Collection[int]
) -> AuditedLoss:
    off = taken_off(loss.lost)
    good = [event for event in signatures if event.sequence not in objected and event.actor not in off]
    return AuditedLoss.of(loss, note, good)


def _proven(
    record: CaseRecord, losses: Iterable[Loss], current: CurrentRoster
) -> tuple[Loss, RestoreNote] | None:
    """Return the first of these equal losses whose note the office signed, for an end through which the chain goes."""
    for loss in losses:
        note = _note_of(record, loss)
        if note is None:
            return None
        if current.is_of_office(loss.note):
            return msgspec.structs.replace(loss, seen=False), note
    return None


def _note_of(record: CaseRecord, loss: Loss) -> RestoreNote | None:
    """Return a note of this case on an end through which the chain goes; its signature is not verified."""
    try:
        note = read_note(loss.note)
    except StatementError:
        return None
    end = note.end
    through = end.events == 0 or any(
        row.number == end.events and row.signed.matches(end.head, end.statement) for row in record.events
    )
    return note if note.case == record.case and through else None
