"""Composing a decision: judged once, then signed for its place, and encrypted to its readers.

The readers are computed from the roster, the exclusions of the pinned first envelope and the verified events; the
gateway has no say in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from crypto import signing
from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad
from journalist_interface.actions.decision_draft import Admission, DecisionDraft, EventDraft
from journalist_interface.actions.grants import admitted
from journalist_interface.actions.replies import next_reply, sealed_reply
from journalist_interface.actions.work import Work, eligible_person
from journalist_interface.keyring import OpenKey
from journalist_interface.verification.chain import merged
from store.api.messages import Decision, NewEvent, NewStatistics
from store.domain.event import (
    CaseRole,
    Classification,
    Content,
    Event,
    EventKind,
    SignedEvent,
    content_digest,
    content_text,
)
from store.domain.labels import Label
from store.domain.procedure.permissions import PROPOSALS, content_readers
from store.domain.procedure.state import CaseState
from store.domain.roster import Person
from store.domain.stages import Stage
from store.domain.statistics import CHANGES_STATISTICS, StageDay, StatisticsRecord, stages_that_fit


@dataclass(frozen=True, slots=True)
class ComposedDecision:
    """A decision ready to send, the drafts of its events, and the case after it."""

    decision: Decision
    events: tuple[EventDraft, ...]
    after: CaseState


def compose(work: Work, draft: DecisionDraft) -> ComposedDecision:
    """Return the signed decision; raises kinds of `ProcedureError` before anything is signed."""
    drafts = _completed(work, draft.events)
    events, after = work.standpoint.judge(drafts)
    readers = work.readers(events)
    made = _signed(work, drafts, events, readers)
    after = replace(after, head=made[-1].event.digest)
    reply = None if draft.reply is None else sealed_reply(work, next_reply(work, draft.reply), readers)
    return ComposedDecision(Decision(made, reply, _statistics(work, drafts, after)), drafts, after)


def _completed(work: Work, drafts: Iterable[EventDraft | Admission]) -> tuple[EventDraft, ...]:
    """Return the events with what only this workstation can fill in: granted keys, and the custodians to ask.

    Raises one of `OF_PERSON` if a person cannot be brought in, or cannot handle the case, `SignatoryError` if they
    cannot be the second to sign.
    """
    found: list[EventDraft] = []
    for draft in drafts:
        if isinstance(draft, Admission):
            found += admitted(work, draft)
        elif draft.kind is EventKind.ASK:
            found.append(replace(draft, people=work.custodians()))
        else:
            if draft.kind in PROPOSALS:
                work.require_signatory(draft.person or "")
            if draft.kind is EventKind.TAKE and draft.person != work.me:
                eligible_person(work.current, work.excluded, draft.person or "", CaseRole.OFFICER)
            found.append(draft)
    return tuple(found)


def new_event(
    key: OpenKey, event: Event, says: Content | None = None, recipients: Sequence[Path] = ()
) -> NewEvent:
    """Return the event ready to send: signed, with its content encrypted to these certificates."""
    ciphertext = None
    if says is not None:
        ciphertext = encrypt_bytes(pad(content_text(event, says)), recipients, event.day)
        event = msgspec.structs.replace(event, content=content_digest(ciphertext))
    text = signing.compose(Label.EVENT, event)
    blobs = () if says is None else tuple(attachment.blob for attachment in says.attachments)
    return NewEvent(SignedEvent(text, key.sign(text)), ciphertext, blobs)


def _signed(
    work: Work, drafts: Sequence[EventDraft], events: Sequence[Event], readers: tuple[Person, ...]
) -> tuple[NewEvent, ...]:
    """Return the events linked to what stands before them, with the words encrypted to those who may read them."""
    staff, head = [person.id for person in readers], work.state.head
    made = []
    for draft, event in zip(drafts, events, strict=True):
        recipients: list[Path] = []
        if draft.content is not None:
            recipients = work.current.recipients(work.people(sorted(content_readers(event, staff))))
        asked_at = None if event.head is None else head
        linked = msgspec.structs.replace(event, previous=head, head=asked_at, content=None)
        made.append(new_event(work.officer.key, linked, draft.content, recipients))
        head = made[-1].event.digest
    return tuple(made)


def _statistics(work: Work, drafts: Sequence[EventDraft], after: CaseState) -> NewStatistics | None:
    if not CHANGES_STATISTICS & {draft.kind for draft in drafts}:
        return None
    said = [draft.content.classification for draft in drafts if draft.content is not None]
    return statistics_record(
        work, after, [classification for classification in said if classification is not None]
    )


def statistics_record(work: Work, after: CaseState, said: Iterable[Classification]) -> NewStatistics | None:
    """Return the record of the case after a decision that says this; None when no leader may have it."""
    leaders = work.current.usable_leaders(work.excluded)
    if not leaders:
        return None
    record = _record(work, after, merged([work.file.chain.classification(), *said]))
    text = signing.compose(Label.STATISTICS, record)
    padded = signing.pack(text, work.officer.key.sign(text))
    ciphertext = encrypt_bytes(padded, work.current.recipients(leaders), work.today)
    return NewStatistics(ciphertext, tuple(person.id for person in leaders))


def _record(work: Work, after: CaseState, said: Classification) -> StatisticsRecord:
    report = work.file.report
    reported = None if report is None else report.category
    return StatisticsRecord(
        case=work.file.case,
        author=work.me,
        day=work.today,
        events=after.sequence,
        stages=stages_that_fit([StageDay(stage, day) for stage, day in after.days]),
        anonymous=report is None or report.anonymous,
        category=said.category or reported,
        outcome=said.outcome if after.stage is Stage.CONCLUDED else None,
        archive_reason=said.archive_reason if after.stage is Stage.ARCHIVED else None,
        threat=work.file.reporter_threatened if said.threat is None else said.threat,
    )
