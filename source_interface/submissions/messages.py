"""A reporter's further messages and calls for the office's attention, and erasing the reporter's copies of them.

Each is sent once, however often the form is sent. Before copies are erased, the places that only they prove go into the
signed list of places.
"""

from enum import Enum, auto
from typing import Final

from crypto.mailbox import Mailbox
from source_interface.conversation.conversation_line import ConversationLine
from source_interface.conversation.own_messages import OwnEnvelopes
from source_interface.conversation.pending_requests import PendingRequests
from source_interface.conversation.proofs import ProvenPlaces
from source_interface.conversation.verification import listed
from source_interface.errors import BusyError
from source_interface.submissions.sending import ATTEMPTS, Outgoing, SubmissionServices, append
from store.cases.conversation import append_reporter_entry, erase_own_copies, next_sequence
from store.cases.mailboxes import begin_own_places, own_places
from store.domain.envelope import AttentionKind, Consent, Envelope, SignedPlaces
from store.errors import ConflictError

DOUBLE_CLICK_ENTRIES: Final = 20  # a page's claim of the last entry it showed is believed only this far back


class AttentionOutcome(Enum):
    """The result of a call for attention: it waits now, it waited before, or its message went without it."""

    TAKEN = auto()
    ALREADY = auto()
    UNMARKED = auto()


def send_message(services: SubmissionServices, mailbox: Mailbox, text: str, seen: int) -> int:
    """Append a message, unless this very text was already sent after the entry `seen`; return its place.

    A double click sends the same text again.
    """
    sent, own = 0, OwnEnvelopes(services.conversation, mailbox)

    def build(sequence: int) -> Envelope | None:
        nonlocal sent
        since = min(max(seen, sequence - 1 - DOUBLE_CLICK_ENTRIES), sequence - 1)
        later = (envelope for envelope in own.now() if envelope.sequence > since)
        sent = next((envelope.sequence for envelope in later if envelope.text == text), 0)
        if sent:
            return None
        return Envelope(mailbox.id, sequence, "message", services.clock.today(), text=text)

    appended = append(services, mailbox, build, own=own)
    return sent if appended is None else appended.sequence


def request_attention(
    services: SubmissionServices, mailbox: Mailbox, kind: AttentionKind, text: str
) -> AttentionOutcome:
    """Call for the office's attention; add nothing while this very call still waits for it."""
    own = OwnEnvelopes(services.conversation, mailbox)

    def build(sequence: int) -> Envelope | None:
        places = PendingRequests.by(services.conversation, mailbox).waiting()
        envelopes = own.now() if places else ()
        waiting = {
            envelope.text for envelope in envelopes if envelope.kind == kind and envelope.sequence in places
        }
        if waiting and text in {"", *waiting}:
            return None
        return Envelope(mailbox.id, sequence, kind, services.clock.today(), text=text)

    appended = append(services, mailbox, build, seeks=True, own=own)
    if appended is None:
        return AttentionOutcome.ALREADY
    return AttentionOutcome.TAKEN if appended.counts else AttentionOutcome.UNMARKED


def answer_consent(
    services: SubmissionServices, mailbox: Mailbox, question: ConversationLine, *, agreed: bool
) -> None:
    """Append the answer to the reply that asked for consent, unless the last entry is the same yes (a double click).

    An older yes may count no more for the office, after another answer or a withdrawal. A no is always sent: a store
    can have kept an older one from the office.
    """
    own = OwnEnvelopes(services.conversation, mailbox)

    def build(sequence: int) -> Envelope | None:
        answer = Consent(question.sequence, question.digest, agreed)
        if agreed and any(said.consent == answer and said.sequence == sequence - 1 for said in own.now()):
            return None
        return Envelope(mailbox.id, sequence, "consent", services.clock.today(), text="", consent=answer)

    def store(new: Outgoing) -> bool:
        append_reporter_entry(services.database, new.entry)  # it answers no other question, and moves no case
        return False

    append(services, mailbox, build, store=store, own=own)


def erase_copies(services: SubmissionServices, mailbox: Mailbox) -> None:
    """Erase the reporter's copies; raise `BusyError` if the conversation never stood still."""
    _begin_list(services, mailbox)
    erase_own_copies(services.database, mailbox.id)


def _begin_list(services: SubmissionServices, mailbox: Mailbox) -> None:
    for _attempt in range(ATTEMPTS):
        last = next_sequence(services.database, mailbox.id) - 1
        if listed(mailbox, own_places(services.database, mailbox.id)) is not None:
            return
        try:
            signed = SignedPlaces.by(
                mailbox, ProvenPlaces(services.conversation, mailbox, replies=False).now().own_places
            )
            begin_own_places(services.database, mailbox.id, last, signed)
        except ConflictError:
            continue
        return
    raise BusyError
