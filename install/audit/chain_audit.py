"""Audit of one chain: form, signatures, links, rules, contents, and each actor's entitlement by the roster.

The chain is judged by the code that workstations use (`store.domain.procedure.chain_verification`). After the first
break the rules no longer apply; signatures and contents of all later events are still checked.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from crypto.errors import VoiceError
from crypto.gpg.errors import UnprocessableError
from crypto.mailbox import mailbox_id, verify_voice
from install.audit import entitlement
from install.audit.findings import Finding, Irregularity, finding
from install.audit.heads import Head
from install.audit.losses import AuditedLoss, unexplained
from install.audit.losses import judge as judge_losses
from store.cases.records import CaseRecord, KeptEvent
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError, RetiredKeyError
from store.domain.event import CaseRole, Event, SignedEvent, content_digest
from store.domain.procedure.chain_verification import BrokenChainError, Proof, advance, parsed
from store.domain.procedure.participants import TrustedParticipants
from store.domain.procedure.state import CaseState, first_state

AT_ONCE: Final = 4
Prove = Callable[[SignedEvent], Proof]
"""A function from an event to the proof that the actor it names signed it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A chain after the audit, with the participants. `state` is its result, None if it is broken."""

    proofs: tuple[Proof, ...]
    state: CaseState | None
    participants: TrustedParticipants
    findings: tuple[Finding, ...]
    losses: tuple[AuditedLoss, ...] = ()


def judge(record: CaseRecord, current: CurrentRoster) -> Judged:
    """Check every event of a case; raise a `GpgFaultError` when GnuPG cannot check a signature."""
    proofs = _proofs(record.events, signature_check(record, current))
    state, findings = _folded(record, proofs)
    events: list[Event] = []
    for row, proof in zip(record.events, proofs, strict=True):
        if proof.event is not None:
            findings += _content(record.case, row, proof.event)
        if proof.event is not None and proof.good and proof.event.case == record.case:
            findings += _entry(record, row.number, proof.event)
            events.append(proof.event)
    participants, unentitled, objected = entitlement.judge(record, events, current.roster)
    losses, unproven = judge_losses(record, events, objected, current)
    return Judged(proofs, state, participants, (*findings, *unentitled, *unproven), losses)


def signature_check(record: CaseRecord, current: CurrentRoster) -> Prove:
    """Return a check of signatures: people by the roster, the reporter by the key bound to the case's identifier."""
    bound = mailbox_id(record.sealing_key, record.voice_key) == record.case

    def prove(signed: SignedEvent) -> Proof:
        event = parsed(signed)
        if event is None:
            return Proof(signed, event, good=False)
        try:
            if event.part is not CaseRole.REPORTER:
                current.verify_by(event.actor, signed.statement, signed.signature, event.day)
            elif bound:
                verify_voice(record.voice_key, signed.statement, signed.signature)
        except (AuthorError, VoiceError, UnprocessableError) as error:
            return Proof(signed, event, good=False, retired=isinstance(error, RetiredKeyError))
        return Proof(signed, event, good=bound or event.part is not CaseRole.REPORTER)

    return prove


def compared(
    record: CaseRecord, heads: Iterable[Head], losses: Sequence[AuditedLoss] = ()
) -> Iterator[Finding]:
    """Yield the differences between the store and what workstations remember of this case, apart from these losses."""
    events = {row.number: row.signed for row in record.events}
    found = max(events, default=0)
    messages = max((entry.sequence for entry in record.entries), default=0)
    for head, needs_events, needs_messages in unexplained(heads, losses):
        if needs_messages and head.messages > messages:
            details = {"file": head.source, "messages": head.messages, "found": messages}
            yield finding(record.case, Irregularity.HEADS_MESSAGES, None, **details)
        if not needs_events:
            continue
        if head.events > found:
            details = {"file": head.source, "events": head.events, "found": found}
            yield finding(record.case, Irregularity.HEADS_DROPPED, found + 1, **details)
        elif head.events in events and not events[head.events].matches(head.head, head.statement):
            yield finding(record.case, Irregularity.HEADS_FORKED, head.events, file=head.source)


def spelled_anew(record: CaseRecord, heads: Iterable[Head]) -> int:
    """Count the events stored under another good signature than a workstation remembers."""
    events = {row.number: row.signed for row in record.events}
    return len({head.events for head in heads if _is_spelled_anew(events.get(head.events), head)})


def _is_spelled_anew(signed: SignedEvent | None, head: Head) -> bool:
    return signed is not None and signed.digest != head.head and signed.matches(head.head, head.statement)


def _proofs(rows: Sequence[KeptEvent], prove: Prove) -> tuple[Proof, ...]:
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="audit") as threads:
        return tuple(threads.map(prove, (row.signed for row in rows)))


def _folded(record: CaseRecord, proofs: Sequence[Proof]) -> tuple[CaseState | None, list[Finding]]:
    state = first_state(record.case, record.received)
    for place, proof in enumerate(proofs, 1):
        try:
            state = advance(state, proof, proofs[place:])
        except BrokenChainError as broken:
            named = finding(record.case, Irregularity[broken.problem.name], broken.place)
            return None, [named, *_strangers(record.case, proofs, place)]
    numbers = [
        finding(record.case, Irregularity.MISNUMBERED, row.number, signed=place)
        for place, row in enumerate(record.events, 1)
        if row.number != place
    ]
    return state, numbers


def _strangers(case: str, proofs: Sequence[Proof], after: int) -> Iterator[Finding]:
    """Yield the events after this place that are not genuine events of this case, wherever they stand."""
    for place, proof in enumerate(proofs[after:], after + 1):
        if proof.event is not None and proof.event.case != case:
            yield finding(case, Irregularity.INSERTED, place)
        elif not proof.good:
            yield finding(case, Irregularity.RETIRED if proof.retired else Irregularity.ALTERED, place)


def _content(case: str, row: KeptEvent, event: Event) -> Iterator[Finding]:
    if event.content is None and row.content is not None:
        yield finding(case, Irregularity.CONTENT_ADDED, row.number)
    elif event.content is not None and row.content is None:
        yield finding(case, Irregularity.CONTENT_MISSING, row.number)
    elif event.content is not None and content_digest(row.content or b"") != event.content:
        yield finding(case, Irregularity.CONTENT_EXCHANGED, row.number)


def _entry(record: CaseRecord, number: int, event: Event) -> Iterator[Finding]:
    """Check that the event's question, notice or message stands at its place and is by its actor."""
    if event.entry is not None and not any(
        (entry.sequence, entry.author) == (event.entry, event.actor) for entry in record.entries
    ):
        yield finding(record.case, Irregularity.ENTRY, number, entry=event.entry, person=event.actor)
