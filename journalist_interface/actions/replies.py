"""Replies: first the files, each encrypted while it arrives, then the text, signed for its one place.

The same bytes are sealed to the reporter's mailbox and encrypted to the readers of the case.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from crypto import attachment_stream, signing
from crypto.errors import KentonganError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import seal_reply
from journalist_interface.actions.decision_draft import DecisionDraft, Files, ReplyDraft
from journalist_interface.actions.work import Work
from journalist_interface.forms.incoming import IncomingFile
from store.api.messages import ReplySubmission
from store.domain.labels import Label
from store.domain.reply import Reply, ReplyAttachment
from store.domain.roster import Person

MOST_NAME_CHARACTERS: Final = 1_000


class EmptyReplyError(KentonganError):
    """Write a reply or choose a file."""


def upload_all(work: Work, files: Iterable[IncomingFile]) -> Files:
    """Send every file to the gateway as a secretstream, each under a key that only the reply will tell."""
    return tuple(_upload(work, file) for file in files)


def reply(text: str, files: Files) -> DecisionDraft:
    """Return a reply that goes alone; raises `EmptyReplyError`."""
    if not text.strip() and not files:
        raise EmptyReplyError
    return DecisionDraft(reply=ReplyDraft(text, files))


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


def as_sent(
    reply: Reply, sign: Callable[[bytes], bytes], recipients: Sequence[Path], sealing_key: bytes
) -> ReplySubmission:
    """Return a reply under this signature, encrypted to these certificates and sealed to the reporter's mailbox."""
    statement = signing.compose(Label.REPLY, reply)
    padded = signing.pack(statement, sign(statement))
    return ReplySubmission(
        reply.sequence,
        encrypt_bytes(padded, recipients, reply.day),
        seal_reply(sealing_key, padded),
        tuple(attachment.blob for attachment in reply.attachments),
    )


def _upload(work: Work, file: IncomingFile) -> ReplyAttachment:
    key = attachment_stream.new_key()
    measured = _Measured(file.data)
    encrypted = attachment_stream.encrypt(key, measured)
    receipt = work.services.client.upload(work.officer.token, work.file.case, encrypted)
    return ReplyAttachment(
        receipt.blob, key, file.name[:MOST_NAME_CHARACTERS], measured.size, measured.sha256
    )


class _Measured:
    """An iterator that passes bytes on and measures them."""

    def __init__(self, data: Iterator[bytes]) -> None:
        self._data = data
        self._hash = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._data:
            self._hash.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()
