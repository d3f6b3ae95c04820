"""The mailbox's conversation: the reporter's messages and the office's replies, each verified before it is shown.

The store is not trusted. A reporter's message must be signed by the mailbox's voice, a reply by an officer of the
roster, and both for exactly this case and place. Entries that fail are counted and reported, never shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from msgspec import UNSET

from crypto.errors import CryptoError
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox
from source_interface.conversation.conversation_line import (
    ConversationLine,
    destroyed_line,
    with_withdrawals_judged,
)
from source_interface.conversation.destroyed_parts import DestroyedParts
from source_interface.conversation.own_messages import pages_of
from source_interface.conversation.pending_requests import PendingRequests
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.retention import KeptPeriod, kept_period
from source_interface.conversation.services import ConversationServices
from source_interface.conversation.verification import UncheckedReplyError, Verify, listed, reply_verifier
from store.cases.conversation import ReporterEntry
from store.cases.mailboxes import own_places
from store.domain.envelope import Attachment, AttentionKind
from store.domain.errors import MisplacedError
from store.domain.event import Event
from store.domain.reply import ReplyAttachment, read_reply
from store.domain.roster import REPORTER
from store.domain.stages import CLOSED, Stage
from store.domain.withdrawal import Withdrawal, read_entry, withdrawal_by
from store.errors import NotFoundError

_ANNOUNCED: Final = frozenset({Stage.CLARIFICATION}) | CLOSED


@dataclass(slots=True)
class Conversation:
    """All that can be shown, and counts of the rest: forged or altered, missing, erased by the reporter, or withheld.

    Replies that are `not_asked` count among none of these: GnuPG is asked about the newest of an author first.
    An empty entry counts as erased only at a place that the mailbox's voice listed; elsewhere its author is unknown.
    `stage` and `due`, the day by which the office must act, are the store's word. `waiting` holds the places of
    messages that still need attention. `announced` is the officer's event that brought the case to its stage and names
    a reply. `kept` is the period of a closed report, by proven decisions and messages; only the days of messages whose
    copies are erased are the store's word.
    """

    stage: Stage
    received: date
    due: date | None
    last_sequence: int
    waiting: frozenset[int] = frozenset()
    announced: Event | None = None
    kept: KeptPeriod | None = None
    lines: list[ConversationLine] = field(default_factory=list)
    erased_places: set[int] = field(default_factory=set)
    unverified: int = 0
    not_asked: int = 0
    unproven: int = 0
    missing: int = 0

    @property
    def erased(self) -> int:
        """The number of the reporter's messages whose copies are erased."""
        return len(self.erased_places)

    @property
    def withdrawals_missing(self) -> int:
        """The number of files that the reporter withdrew by messages that the case does not have."""
        return sum(line.kind == "withdrawal-missing" for line in self.lines)

    def kind_at(self, place: int | None) -> str:
        """Return what the entry at this place is; an empty text if nothing of it is shown."""
        return next((line.kind for line in self.lines if line.sequence == place), "")

    def file_at(self, place: int) -> Attachment | None:
        """Return the reporter's file at this place."""
        return next((line.own_file for line in self.lines if line.sequence == place), None)

    @property
    def has_own(self) -> bool:
        """Return whether there is a copy that the reporter can erase."""
        return any(line.by_reporter and line.destroyed is None for line in self.lines)

    @property
    def question(self) -> ConversationLine | None:
        """The office's question that waits for an answer."""
        return self._announcing("question") if self.stage is Stage.CLARIFICATION else None

    @property
    def archive_notice(self) -> ConversationLine | None:
        """The office's message about archiving the case."""
        return self._announcing("archived") if self.stage is Stage.ARCHIVED else None

    @property
    def latest_answer(self) -> ConversationLine | None:
        """The office's latest message, unless the reporter wrote since."""
        latest = self.lines[-1] if self.lines else None
        return None if latest is None or latest.by_reporter or latest.destroyed else latest

    def waits(self, kind: AttentionKind) -> bool:
        """Return whether a reporter's message of this kind waits for the office's attention."""
        return any(line.kind == kind and line.sequence in self.waiting for line in self.lines)

    def _announcing(self, kind: str) -> ConversationLine | None:
        """Return the reply that came with that event, by the same officer: no later reply by anyone else changes it."""
        event = self.announced
        if event is None:
            return None
        return next((line for line in self.lines if _announces(line, event, kind)), None)


@dataclass(frozen=True, slots=True)
class Proven:
    """Places whose author is proven: the reporter's, by the list or by their copies, and the office's replies.

    `replies` is None where not all replies were checked.
    """

    own_places: frozenset[int]
    replies: frozenset[int] | None


def read_conversation(services: ConversationServices, mailbox: Mailbox) -> Conversation:
    """Return the whole conversation.

    Raises a `RosterError` or a `GpgFaultError` when signatures cannot be checked.
    """
    excluded = known_exclusions(services, mailbox)
    verify, destroyed = (
        reply_verifier(services, mailbox, excluded),
        DestroyedParts(services, mailbox, excluded),
    )
    views = list(pages_of(services, mailbox.id))
    last = views[-1]
    conversation = Conversation(Stage(last.stage), last.received, last.due, last.last_sequence)
    proofs = _Proofs(mailbox, listed(mailbox, last.own_places), verify)
    entries = {entry.sequence: entry for view in views for entry in view.entries}
    # A listed place exists, even when the store claims a shorter conversation.
    conversation.missing = max({last.last_sequence, *entries, *(proofs.own_places or ())}) - len(entries)
    for _place, entry in sorted(entries.items(), reverse=True):
        _sort_in(conversation, entry, proofs, destroyed)
    conversation.lines = with_withdrawals_judged(conversation.lines[::-1], proofs.own_places or frozenset())
    if last.needs_attention or conversation.stage in _ANNOUNCED:
        requests = PendingRequests.by(services, mailbox)
        conversation.waiting = requests.waiting()
        conversation.announced = requests.announced(conversation.stage)
        if conversation.stage in CLOSED:
            days = _own_days(conversation, entries, proofs.own_places or frozenset())
            conversation.kept = kept_period(requests, conversation.stage, days)
    return conversation


def _own_days(
    conversation: Conversation, entries: Mapping[int, ReporterEntry], own_places: frozenset[int]
) -> dict[int, date]:
    """Return the reporter's proven places, each with the signed day, or the store's where the copy was erased."""
    received = conversation.received
    told = {place: entries[place].day if place in entries else received for place in own_places}
    signed = {line.sequence: line.day for line in conversation.lines if line.by_reporter}
    return {1: received} | told | signed


def _sort_in(
    conversation: Conversation, entry: ReporterEntry, proofs: "_Proofs", destroyed: DestroyedParts
) -> None:
    """Show the entry if it proves itself; otherwise count it by what is known of it."""
    if entry.sealed is None and entry.gone:
        if (signed := destroyed.signatures_at(entry)) is None:
            conversation.missing += 1
        else:
            conversation.lines.append(destroyed_line(entry, signed))
    elif entry.sealed is None:
        is_own = proofs.own_places is not None and entry.sequence in proofs.own_places
        if is_own:
            conversation.erased_places.add(entry.sequence)
        conversation.unproven += not is_own
    else:
        try:
            line = proofs.shown(entry)
        except UncheckedReplyError:
            conversation.not_asked += 1
            return
        if line is None:
            conversation.unverified += 1
        else:
            conversation.lines.append(line)


def proven(services: ConversationServices, mailbox: Mailbox, *, replies: bool) -> Proven:
    """Return the proven places among all entries at one moment.

    Without `replies`, copies are read only in a case whose list was lost. Raises as `read_conversation` does.
    """
    known = None if replies else listed(mailbox, own_places(services.database, mailbox.id))
    if known is not None:
        return Proven(known, None)
    views = list(pages_of(services, mailbox.id))
    places = listed(mailbox, views[-1].own_places)
    proofs = _Proofs(mailbox, places, reply_verifier(services, mailbox, known_exclusions(services, mailbox)))
    entries = (
        entry for view in views for entry in view.entries if places is None or entry.author != REPORTER
    )
    lines, is_whole = list[ConversationLine](), True
    for entry in entries:
        try:
            line = proofs.shown(entry)
        except UncheckedReplyError:
            is_whole = False
        else:
            lines += [] if line is None else [line]
    if places is None:
        places = frozenset(line.sequence for line in lines if line.by_reporter)
    found = frozenset(line.sequence for line in lines if not line.by_reporter) - places
    return Proven(places, found if is_whole else None)


def find_file(services: ConversationServices, mailbox: Mailbox, blob: str) -> ReplyAttachment:
    """Return the file of a verified reply; raise `NotFoundError` when no reply brings it."""
    conversation = read_conversation(services, mailbox)
    found = (file for line in conversation.lines for file in line.files if file.blob == blob)
    file = next(found, None)
    if file is None:
        raise NotFoundError
    return file


def _announces(line: ConversationLine, event: Event, kind: str) -> bool:
    notice = line.notice
    if notice is None or (line.sequence, line.author) != (event.entry, event.actor):
        return False
    return (notice.kind, notice.until) == (kind, event.until)


@dataclass(frozen=True, slots=True)
class _Proofs:
    """Evidence of an entry's author: the list of the reporter's places, if there is one, and signatures."""

    mailbox: Mailbox
    own_places: frozenset[int] | None
    verify: Verify

    def shown(self, entry: ReporterEntry) -> ConversationLine | None:
        """Return the entry as shown; None unless it was signed for this place. Raises `UncheckedReplyError`."""
        try:
            return None if entry.sealed is None else self._line(entry, entry.sealed)
        except (GpgFaultError, UncheckedReplyError):
            raise  # not the entry's fault
        except CryptoError:
            return None

    def _line(self, entry: ReporterEntry, sealed: bytes) -> ConversationLine:
        padded = self.mailbox.open(sealed)
        if entry.author == REPORTER:
            return self._own_line(entry, padded)
        signed = read_reply(padded, self.mailbox.id, entry.sequence, partial(self.verify, entry.author))
        reply = signed.reply
        return ConversationLine(
            entry.sequence,
            by_reporter=False,
            day=reply.day,
            author=reply.officer,
            text=reply.text,
            files=reply.attachments,
            notice=reply.notice,
            digest=signed.digest,
        )

    def _own_line(self, entry: ReporterEntry, padded: bytes) -> ConversationLine:
        sequence = entry.sequence
        found = read_entry(padded, self.mailbox.voice_key, self.mailbox.id, sequence)
        if self.own_places is not None and sequence not in self.own_places:
            raise MisplacedError  # signed for a place that another entry took before it
        if isinstance(found, Withdrawal):
            return ConversationLine(
                sequence, by_reporter=True, day=entry.day, kind="withdrawn", withdrawal=found
            )
        envelope = found
        return ConversationLine(
            sequence,
            by_reporter=True,
            day=envelope.day,
            text=envelope.text or "",
            kind=envelope.kind,
            report=envelope.report,
            own_file=envelope.attachment,
            consent=None if envelope.consent is UNSET else envelope.consent,
            withdrawal=withdrawal_by(envelope),
        )
