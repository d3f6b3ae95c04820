"""Replies: first the files, each encrypted while it arrives, then the text, signed for its one place."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from crypto import attachment_stream
from crypto.errors import KentonganError
from journalist_interface.actions.decision_draft import DecisionDraft, Files, ReplyDraft
from journalist_interface.actions.submit import submit
from journalist_interface.actions.work import Work
from journalist_interface.forms.incoming import IncomingFile
from store.domain.reply import ReplyAttachment

MOST_NAME_CHARACTERS: Final = 1_000


class EmptyReplyError(KentonganError):
    """Write a reply or choose a file."""


def upload_all(work: Work, files: Iterable[IncomingFile]) -> Files:
    """Send every file to the gateway as a secretstream, each under a key that only the reply will tell."""
    return tuple(_upload(work, file) for file in files)


def reply(work: Work, text: str, files: Files) -> int:
    """Append the reply and return its number."""
    if not text.strip() and not files:
        raise EmptyReplyError
    return submit(work, lambda _point: DecisionDraft(reply=ReplyDraft(text, files)))


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
