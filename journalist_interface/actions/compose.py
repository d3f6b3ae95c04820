"""Composing a decision or a reply: judged once, then signed for its place, and encrypted to its readers.

The readers are computed from the roster, the exclusions of the pinned first envelope and the verified events; the
gateway has no say in it. A reply's bytes are sealed to the reporter's mailbox and encrypted to the readers alike.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import seal_reply
from journalist_interface.actions import statistics
from journalist_interface.actions.contents import new_event
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft, ReplyDraft
from journalist_interface.actions.grants import completed
from journalist_interface.actions.work import Work
from store.api.messages import Decision, NewEvent, NewStatistics, ReplySubmission
from store.domain.event import Event
from store.domain.procedure.permissions import content_readers
from store.domain.procedure.state import CaseState
from store.domain.reply import Reply, reply_statement, signed_reply
from store.domain.roster import Person
from store.domain.statistics import CHANGES_FIGURES


@dataclass(frozen=True, slots=True)
class ComposedDecision:
    """A decision ready to send, its events as they were planned, and the case after it."""

    decision: Decision
    events: tuple[EventDraft, ...]
    after: CaseState


def compose(work: Work, draft: DecisionDraft) -> ComposedDecision:
    """Return the signed decision; raises kinds of `ProcedureError` before anything is signed."""
    drafts = completed(work, draft.events)
    events, after = work.standpoint.judge(drafts)
    readers = work.readers(events)
    made = _signed(work, drafts, events, readers)
    after = replace(after, head=made[-1].event.digest)
    reply = None if draft.reply is None else sealed_reply(work, next_reply(work, draft.reply), readers)
    return ComposedDecision(Decision(made, reply, _statistics(work, drafts, after)), drafts, after)


def next_reply(work: Work, draft: ReplyDraft) -> Reply:
    """Return the reply at the next place of the conversation."""
    return Reply(
        work.file.case, work.file.last + 1, work.me, work.today, draft.text, draft.files, draft.notice
    )


def sealed_reply(work: Work, reply: Reply, readers: Iterable[Person]) -> ReplySubmission:
    """Return the reply under this person's signature, as the gateway takes it."""
    return as_sent(
        reply, work.officer.key.sign, work.current.recipients(readers), work.introduction.sealing_key
    )


def reply_digest(reply: Reply) -> str:
    """Return the digest by which a reply is known again."""
    return hashlib.sha256(reply_statement(reply)).hexdigest()


def as_sent(
    reply: Reply, sign: Callable[[bytes], bytes], recipients: Sequence[Path], sealing_key: bytes
) -> ReplySubmission:
    """Return a reply under this signature, encrypted to these certificates and sealed to the reporter's mailbox."""
    statement = reply_statement(reply)
    padded = signed_reply(statement, sign(statement))
    return ReplySubmission(
        reply.sequence,
        encrypt_bytes(padded, recipients, reply.day),
        seal_reply(sealing_key, padded),
        tuple(one.blob for one in reply.attachments),
    )


def _signed(
    work: Work, drafts: Sequence[EventDraft], events: Sequence[Event], readers: tuple[Person, ...]
) -> tuple[NewEvent, ...]:
    """Return the events linked to what stands before them, with the words encrypted to those who may read them."""
    names, head = [one.id for one in readers], work.state.head
    made = []
    for draft, event in zip(drafts, events, strict=True):
        recipients: list[Path] = []
        if draft.content is not None:
            recipients = work.current.recipients(work.people(sorted(content_readers(event, names))))
        asked_at = None if event.head is None else head
        linked = msgspec.structs.replace(event, previous=head, head=asked_at, content=None)
        made.append(new_event(work.officer.key, linked, draft.content, recipients))
        head = made[-1].event.digest
    return tuple(made)


def _statistics(work: Work, drafts: Sequence[EventDraft], after: CaseState) -> NewStatistics | None:
    if not CHANGES_FIGURES & {one.action for one in drafts}:
        return None
    said = [one.content.classification for one in drafts if one.content is not None]
    return statistics.record(work, after, [one for one in said if one is not None])
