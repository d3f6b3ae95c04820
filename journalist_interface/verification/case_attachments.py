"""The files of a case, from messages of the reporter, replies and working papers, each under one short label.

Pages, addresses and saved files name a file by its label where its sender's name for it must not decide anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crypto.errors import KentonganError
from journalist_interface.verification.case_file import CaseFile, FromOffice, FromReporter
from journalist_interface.verification.nested_pgp import inner_name
from store.domain.envelope import Attachment
from store.domain.reply import ReplyAttachment
from store.domain.roster import REPORTER


class FileNotInCaseError(KentonganError):
    """This file is not here any more, or never was."""


class AttachmentOrigin(StrEnum):
    """The kinds of rows that carry files."""

    MESSAGE = "message"
    REPLY = "reply"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class CaseAttachment:
    """A file of a case. `index` is its place among the files of a reply or a paper, from 0; `sender` who signed it."""

    origin: AttachmentOrigin
    sequence: int
    index: int
    sender: str
    day: date
    content: Attachment | ReplyAttachment

    @property
    def label(self) -> str:
        """A name of ours that no other file of the case has."""
        if self.origin is AttachmentOrigin.MESSAGE:
            return f"lampiran-{self.sequence}"
        kind = "berkas" if self.origin is AttachmentOrigin.PAPER else "lampiran"
        return f"{kind}-{self.sequence}-{self.index + 1}"

    @property
    def is_encrypted(self) -> bool:
        """Return whether its reporter seems to have encrypted it before sending it."""
        return isinstance(self.content, Attachment) and inner_name(self.content.name) is not None

    @property
    def cleaned(self) -> bool:
        """Return whether the channel removed data from this photo as it arrived."""
        return isinstance(self.content, Attachment) and self.content.cleaned is True


def case_attachments(file: CaseFile) -> Iterator[CaseAttachment]:
    """Yield every file that can be opened: those of the conversation in order, then those of working papers."""
    for number, entry in sorted(file.entries.items()):
        if isinstance(entry, FromReporter) and entry.envelope.attachment is not None:
            yield CaseAttachment(
                AttachmentOrigin.MESSAGE, number, 0, REPORTER, entry.envelope.day, entry.envelope.attachment
            )
        elif isinstance(entry, FromOffice):
            for index, sent in enumerate(entry.reply.attachments):
                yield CaseAttachment(
                    AttachmentOrigin.REPLY, number, index, entry.author, entry.reply.day, sent
                )
    for read in file.events:
        for index, kept in enumerate(() if read.content is None else read.content.attachments):
            yield CaseAttachment(
                AttachmentOrigin.PAPER, read.sequence, index, read.event.actor, read.day, kept
            )


def case_attachment(file: CaseFile, label: str) -> CaseAttachment | None:
    """Return the file with this label."""
    return next((found for found in case_attachments(file) if found.label == label), None)


def attachment_at(
    file: CaseFile, origin: AttachmentOrigin, sequence: int, index: int
) -> CaseAttachment | None:
    """Return the file at this place of a message, a reply or a paper."""
    wanted = (origin, sequence, index)
    return next(
        (found for found in case_attachments(file) if (found.origin, found.sequence, found.index) == wanted),
        None,
    )
