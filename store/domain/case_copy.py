"""The exporter's signed copy of what the originals cannot show to an outsider.

Ciphertexts and keys never leave with an export. So what an event says, and an entry whose signed text holds a secret,
cannot be proven to an outsider by its original signature. The exporter signs a copy of their words instead.
"""

from datetime import date

from store.domain.envelope import Report
from store.domain.event import Classification
from store.domain.fields import CaseId, Digest, FileDigest, Identifier, Sequence, Size, Struct, Text


class CopiedReply(Struct, frozen=True):
    """A reply whose signed text holds the keys of files; they do not stand in the copy."""

    sequence: Sequence
    officer: Identifier
    day: date
    text: Text
    files: tuple[FileDigest, ...]


class CopiedContent(Struct, frozen=True):
    """The words of one event, which are encrypted in the store."""

    sequence: Sequence
    text: Text
    files: tuple[FileDigest, ...]
    classification: Classification | None


class CaseCopy(Struct, frozen=True):
    """A copy of what the original signatures cannot show to an outsider, as the exporter's workstation verified it.

    The report is here because its signed text names the people whom the reporter excluded. `head` is the digest of
    the last event.
    """

    case: CaseId
    author: Identifier
    day: date
    events: Size
    head: Digest
    entries: Size
    report: Report | None
    replies: tuple[CopiedReply, ...]
    contents: tuple[CopiedContent, ...]
