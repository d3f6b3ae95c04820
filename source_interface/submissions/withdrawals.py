"""Withdrawing a file: only the mailbox that sent it can, while it shows the file and until the office fetched it.

The reporter's message, the statement in the file's place and the end of the blob's row are one transaction. Then the
blob is deleted. If that breaks off, the sweep finds a file of no row.
"""

from enum import Enum, auto

from crypto.mailbox import Mailbox, seal
from source_interface.conversation.own_messages import own_entry
from source_interface.submissions.sending import Outgoing, SubmissionServices, append
from store.attachments.blobs import Blobs
from store.cases.withdrawals import NewWithdrawal, unfetched_files, withdraw
from store.domain.envelope import Attachment, Envelope, WithdrawnFile
from store.domain.withdrawal import Withdrawal, signed_withdrawal, withdrawal_by
from store.errors import FileFetchedError, NotFoundError


class SentFileState(Enum):
    """The state of a place of the conversation from which a file may be withdrawn."""

    THERE = auto()
    FETCHED = auto()
    WITHDRAWN = auto()


def sent_file(
    services: SubmissionServices, mailbox: Mailbox, sequence: int
) -> tuple[SentFileState, Attachment | None]:
    """Return what became of the file that the reporter sent at this place, with the file where it is still there.

    Raises `NotFoundError` if the mailbox shows no file of its own there.
    """
    found = own_entry(services.conversation, mailbox, sequence)
    if isinstance(found, Withdrawal):
        return SentFileState.WITHDRAWN, None
    if found is None or found.attachment is None:
        raise NotFoundError
    free = found.attachment.blob in unfetched_files(services.database, mailbox.id)
    return (SentFileState.THERE if free else SentFileState.FETCHED), found.attachment


def withdraw_file(
    services: SubmissionServices, blobs: Blobs, mailbox: Mailbox, sequence: int
) -> SentFileState:
    """Withdraw the file at this place, once however often it is asked; return what became of it.

    Nothing is signed for a file that the store calls fetched. Raises as `sent_file` and `append` do.
    """
    state, file = sent_file(services, mailbox, sequence)
    if state is not SentFileState.THERE or file is None:
        return state
    withdrawn = WithdrawnFile(sequence, file.blob)

    def build(place: int) -> Envelope:
        return Envelope(mailbox.id, place, "withdrawal", services.clock.today(), withdraws=withdrawn)

    def store(new: Outgoing) -> bool:
        withdrawal = withdrawal_by(new.envelope)
        if withdrawal is None:
            raise TypeError("the message withdraws nothing")
        plain = signed_withdrawal(mailbox, withdrawal)
        sealed = seal(mailbox.sealing_key, plain)
        replaced = NewWithdrawal(
            new.entry, withdrawal.sequence, withdrawal.blob, new.encrypted(plain), sealed
        )
        withdraw(services.database, replaced)
        return True

    try:
        append(services, mailbox, build, store=store)
    except FileFetchedError:
        return SentFileState.FETCHED
    except NotFoundError:  # another window was faster
        return sent_file(services, mailbox, sequence)[0]
    blobs.discard([file.blob])  # it was withdrawn, whatever the disk does
    return SentFileState.WITHDRAWN
