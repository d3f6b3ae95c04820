"""Erasing the reporter's copies; before that, the places that only they prove go into the signed list of places."""

from crypto.mailbox import Mailbox
from source_interface.conversation.messages import listed, proven
from source_interface.errors import BusyError
from source_interface.submissions.sending import ATTEMPTS, SubmissionServices
from store.cases.conversation import erase_own_copies, next_sequence
from store.cases.mailboxes import begin_own_places, own_places
from store.domain.envelope import SignedPlaces
from store.errors import ConflictError


def erase_copies(services: SubmissionServices, mailbox: Mailbox) -> None:
    """Erase the reporter's copies; raise `BusyError` if the conversation never stood still."""
    _begin_list(services, mailbox)
    erase_own_copies(services.database, mailbox.case)


def _begin_list(services: SubmissionServices, mailbox: Mailbox) -> None:
    for _attempt in range(ATTEMPTS):
        last = next_sequence(services.database, mailbox.case) - 1
        if listed(mailbox, own_places(services.database, mailbox.case)) is not None:
            return
        try:
            signed = SignedPlaces.by(mailbox, proven(services.conversation, mailbox, replies=False).own)
            begin_own_places(services.database, mailbox.case, last, signed)
        except ConflictError:
            continue
        return
    raise BusyError
