"""A reporter's further messages and calls for the office's attention: once each, however often the form is sent."""

from enum import Enum, auto
from typing import Final

from crypto.mailbox import Mailbox
from source_interface.conversation.messages import own_envelopes, own_texts
from source_interface.conversation.pending_requests import PendingRequests
from source_interface.submissions.sending import SubmissionServices, append
from store.domain.envelope import Envelope, SeekKind

DOUBLE_CLICK_ENTRIES: Final = 20  # a page's claim of the last entry it showed is believed only this far back


class Sought(Enum):
    """The result of a call for attention: it waits now, it waited before, or its message went without it."""

    TAKEN = auto()
    ALREADY = auto()
    UNMARKED = auto()


def send_message(services: SubmissionServices, mailbox: Mailbox, text: str, seen: int) -> None:
    """Append a message, unless this very text was already sent after the entry `seen` (a double click)."""

    def build(sequence: int) -> Envelope | None:
        since = min(max(seen, sequence - 1 - DOUBLE_CLICK_ENTRIES), sequence - 1)
        if text in own_texts(services.conversation, mailbox, since):
            return None
        return Envelope(mailbox.case, sequence, "message", services.clock.today(), text=text)

    append(services, mailbox, build)


def seek(services: SubmissionServices, mailbox: Mailbox, kind: SeekKind, text: str) -> Sought:
    """Call for the office's attention; add nothing while this very call still waits for it."""

    def build(sequence: int) -> Envelope | None:
        places = PendingRequests.by(services.conversation, mailbox).waiting()
        own = own_envelopes(services.conversation, mailbox) if places else ()
        waiting = {one.text for one in own if one.kind == kind and one.sequence in places}
        if waiting and text in {"", *waiting}:
            return None
        return Envelope(mailbox.case, sequence, kind, services.clock.today(), text=text)

    appended = append(services, mailbox, build, seeks=True)
    if appended is None:
        return Sought.ALREADY
    return Sought.TAKEN if appended.counts else Sought.UNMARKED
