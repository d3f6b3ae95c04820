"""The mailbox's conversation: the reporter's messages and the office's replies, each verified before it is shown.

The store is not trusted. A reporter's message must be signed by the mailbox's voice, a reply by an officer of the
roster, and both for exactly this case and place. Entries that fail are counted and reported, never shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from crypto.mailbox import Mailbox
from source_interface.conversation.conversation_line import (
    ConversationLine,
    destroyed_line,
    with_withdrawals_judged,
)
from source_interface.conversation.destroyed_parts import DestroyedParts
from source_interface.conversation.own_messages import pages_of
from source_interface.conversation.pending_requests import PendingRequests
from source_interface.conversation.proofs import Proofs
from source_interface.conversation.recipients import known_exclusions
from source_interface.conversation.retention import KeptPeriod, kept_period
from source_interface.conversation.services import ConversationServices
from source_interface.conversation.verification import UncheckedReplyError, listed, reply_verifier
from store.cases.reporter_view import ReporterEntry
from store.domain.envelope import Attachment, AttentionKind
from store.domain.event import Event
from store.domain.reply import ReplyAttachment
from store.domain.stages import CLOSED, Stage
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

    def destroyed_at(self, place: int) -> date | None:
        """Return the day on which two people of the office signed away what was at this place."""
        return next((line.destroyed for line in self.lines if line.sequence == place), None)

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
    proofs = Proofs(mailbox, listed(mailbox, last.own_places), verify)
    entries = {entry.sequence: entry for view in views for entry in view.entries}
    # A listed place exists, even when the store claims a shorter conversation.
    conversation.missing = max({last.last_sequence, *entries, *(proofs.own_places or ())}) - len(entries)
    for _place, entry in sorted(entries.items(), reverse=True):
        _sort_in(conversation, entry, proofs, destroyed)
    conversation.lines = with_withdrawals_judged(conversation.lines[::-1], proofs.own_places or frozenset())
    _forget_erased_withdrawals(conversation)
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
    conversation: Conversation, entry: ReporterEntry, proofs: Proofs, destroyed: DestroyedParts
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


def _forget_erased_withdrawals(conversation: Conversation) -> None:
    """Count a file as erased if the message that withdrew it is: what it said is not known any more.

    The store erases the message first if its clock was ahead on the day of the file.
    """
    forgotten = {
        line.sequence
        for line in conversation.lines
        if line.withdrawal and line.withdrawal.entry in conversation.erased_places
    }
    conversation.erased_places |= forgotten
    conversation.lines = [line for line in conversation.lines if line.sequence not in forgotten]


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
