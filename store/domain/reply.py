"""Answers of officers: statements signed with the officer's GnuPG key, padded to a bucket.

The same bytes are sealed to the mailbox and encrypted to the case's readers. The key of each attachment travels inside,
so every reader of the reply can open its files.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta

from crypto import signing
from crypto.signing import unpack
from store.domain.errors import MisplacedError
from store.domain.fields import (
    BlobName,
    CaseId,
    Digest,
    Identifier,
    Key,
    Sequence,
    ShortText,
    Size,
    Struct,
    Text,
)
from store.domain.labels import Label


class ReplyAttachment(Struct, frozen=True):
    """A file of the office: the blob of its secretstream, its key, true name, size in bytes and SHA-256."""

    blob: BlobName
    key: Key
    name: ShortText
    size: Size
    sha256: Digest


# As many as one upload may have. A page names each, so thousands would slow it down for every other reader.
MAX_ATTACHMENTS: Final = 100
Attachments = Annotated[tuple[ReplyAttachment, ...], Meta(max_length=MAX_ATTACHMENTS)]


class Notice(Struct, frozen=True):
    """A notice beside a reply's words: a question to answer until a day, or why the case was archived.

    `consent` asks until a day whether the office in `referred` may be told the reporter's identity.
    """

    kind: Literal["question", "archived", "consent"]
    until: date | None = None
    reason: Identifier | None = None
    referred: ShortText = ""


class Reply(Struct, frozen=True):
    """One answer, at one place of one case."""

    case: CaseId
    sequence: Sequence
    officer: Identifier
    day: date
    text: Text
    attachments: Attachments = ()
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class SignedReply:
    """A reply as its officer signed it; `digest` is what `reply_digest` says of it."""

    reply: Reply
    digest: str


def reply_digest(reply: Reply) -> str:
    """Return the digest by which a reply is known again: a store may have others that were signed for its place.

    It spells the reply anew, which takes long for a long one: of a reply that was read, take the digest that it has.
    """
    return hashlib.sha256(signing.compose(Label.REPLY, reply)).hexdigest()


def read_reply(
    padded: bytes, case: str, sequence: int, verify: Callable[[Reply, bytes, bytes], None]
) -> SignedReply:
    """Return the reply at this place of this case, with its digest.

    `verify(reply, statement, signature)` must raise unless the roster's officer signed; see
    `CurrentRoster.reply_verifier` of `store.domain.current_roster`. Raises also `PaddingError`, `MessageFormError`,
    `StatementError` or `MisplacedError`.
    """
    signed = unpack(padded)
    reply = signing.parse(Label.REPLY, signed.text, Reply)
    verify(reply, signed.text, signed.signature)
    if (reply.case, reply.sequence) != (case, sequence):
        raise MisplacedError
    # A statement has one spelling, so that this is the digest of the reply spelled anew.
    return SignedReply(reply, hashlib.sha256(signed.text).hexdigest())
