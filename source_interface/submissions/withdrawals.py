"""Withdrawing a file: only the mailbox that sent it can, while it shows the file and until the office fetched it.

The reporter's message, the statement in the file's place and the end of the blob's row are one transaction. Then the
blob is deleted. If that breaks off, the sweep finds a file of no row. Whether the file is withdrawn is read from the
conversation afterwards, as the mailbox does: a store can accept a withdrawal and take it back.
"""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from crypto.errors import KentonganError
from crypto.mailbox import Mailbox, seal
from source_interface.conversation.messages import read_conversation
from source_interface.conversation.own_messages import own_envelopes
from source_interface.submissions.sending import Outgoing, SubmissionServices, append
from store.attachments.blobs import Blobs
from store.cases.withdrawals import NewWithdrawal, unfetched_files, withdraw
from store.domain.envelope import Envelope, WithdrawnFile
from store.domain.withdrawal import signed_withdrawal, withdrawal_by
from store.errors import FileFetchedError, NotFoundError
from store.server.logs import log_unexpected


class SentFileState(Enum):
    """The state of a place of the conversation from which a file may be withdrawn.

    `FETCHED` if the store counts it as fetched, or does not have it any more. `TAKEN_BACK` if the reporter withdrew the
    file and the case does not say so. `ERASED` if the mailbox does not know any more what it was. `DESTROYED` if two
    people of the office destroyed it.
    """

    THERE = auto()
    FETCHED = auto()
    WITHDRAWN = auto()
    TAKEN_BACK = auto()
    ERASED = auto()
    DESTROYED = auto()


_WITHDRAWN: Final = {
    "withdrawn": SentFileState.WITHDRAWN,
    "withdrawal-missing": SentFileState.TAKEN_BACK,
}


@dataclass(frozen=True, slots=True)
class SentFile:
    """The state of a file that the reporter sent: with its blob while it is there, then with its withdrawal's place."""

    state: SentFileState
    blob: str = ""
    withdrawn_at: int = 0


def sent_file(services: SubmissionServices, mailbox: Mailbox, sequence: int) -> SentFile:
    """Return what became of the file that the reporter sent at this place.

    The whole conversation is read, and the same of the store in every state. Raises `NotFoundError` if the mailbox
    shows no file of its own there, and as `read_conversation` does.
    """
    conversation = read_conversation(services.conversation, mailbox)
    unfetched = unfetched_files(services.database, mailbox.id)
    if sequence in conversation.erased_places:
        return SentFile(SentFileState.ERASED)
    line = next((line for line in conversation.lines if line.sequence == sequence), None)
    if line is not None and line.kind in _WITHDRAWN:
        return SentFile(
            _WITHDRAWN[line.kind], withdrawn_at=line.withdrawal.entry if line.withdrawal is not None else 0
        )
    if line is not None and line.kind == "destroyed-file":
        return SentFile(SentFileState.DESTROYED)
    if line is None or line.own_file is None:
        raise NotFoundError
    blob = line.own_file.blob
    return SentFile(SentFileState.THERE if blob in unfetched else SentFileState.FETCHED, blob)


def can_withdraw(services: SubmissionServices, mailbox: Mailbox) -> bool:
    """Return whether the mailbox shows a file that can still be withdrawn."""
    sent = own_envelopes(services.conversation, mailbox)
    files = {envelope.attachment.blob for envelope in sent if envelope.attachment is not None}
    return not files.isdisjoint(unfetched_files(services.database, mailbox.id))


def withdraw_file(
    services: SubmissionServices, blobs: Blobs, mailbox: Mailbox, sequence: int, shown: str
) -> SentFile:
    """Withdraw the file of the blob `shown` at this place, once however often it is asked; return what became of it.

    Nothing is signed for a file that the store calls fetched, or for another one that has the place after a restore.
    If what became of it cannot be read afterwards, the mailbox to which the answer leads tells it. Raises as
    `sent_file` and `append` do, and only if nothing was withdrawn.
    """
    found = sent_file(services, mailbox, sequence)
    if found.state is not SentFileState.THERE or found.blob != shown:
        return found
    withdrawn = WithdrawnFile(sequence, found.blob)

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
        stored = append(services, mailbox, build, store=store)
    except FileFetchedError:
        return SentFile(SentFileState.FETCHED)
    except NotFoundError:  # another window was faster
        return sent_file(services, mailbox, sequence)
    if stored is None:
        raise TypeError("the withdrawal was there already")
    blobs.discard([found.blob])  # it was withdrawn, whatever the disk does
    try:
        return sent_file(services, mailbox, sequence)
    except KentonganError as error:
        log_unexpected(error)  # it stands all the same, and a page must not say that nothing was sent
        return SentFile(SentFileState.WITHDRAWN, withdrawn_at=stored.sequence)
