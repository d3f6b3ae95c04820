"""Statements signed by a reporter's mailbox: messages, padded to a bucket, and the list of their places.

The same bytes go to the officers (encrypted with OpenPGP) and, sealed to the mailbox, into the reporter's copy. Both
sides check the signature, the case and the place, so rows cannot be forged, exchanged, repeated or reordered.

The list of places outlives the reporter's copies. It tells an erased message of the reporter from a withheld message of
another author. It says no more than the store knows anyway, which entries came from the reporter: no kind, no day, no
digest of the content.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Literal, Self

import msgspec
from msgspec import UNSET, Meta, UnsetType

from crypto import signing
from crypto.errors import MessageFormError
from crypto.mailbox import Mailbox, mailbox_id, verify_voice
from crypto.signing import pack, unpack
from store.domain.errors import MisplacedError, TextTooLongError
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

MAX_PADDED_BYTES: Final = 4 * 1024 * 1024
# Some 9,000 places; a mailbox has room for 8,000, half of them withdrawals.
MAX_STATEMENT_BYTES: Final = 64 * 1024
SIGNATURE_BYTES: Final = 64
MOST_REFUSALS: Final = 50
MOST_EXCLUDED: Final = 1_000
"""The most exclusions of a case that count, the first ones. No roster has as many people."""


class Excluded(Struct, frozen=True):
    """A person whom the reporter excluded, and their position, which also binds a successor."""

    person: Identifier
    position: Identifier


class Introduction(Struct, frozen=True):
    """The reporter's keys, and the people who may never read the case.

    Only the first envelope has it, and workstations pin it.
    """

    sealing_key: Key
    voice_key: Key
    excluded: tuple[Excluded, ...]

    @property
    def excludes_too_many(self) -> bool:
        """Return whether the list is longer than any that the form makes, so that not all of it may count."""
        return len(self.excluded) >= MOST_EXCLUDED


class Report(Struct, frozen=True):
    """The answers to the form, as typed."""

    what: Text
    who: Text
    when: Text
    how: Text
    where: Text
    why: Text
    category: Identifier | None
    relation: Identifier | None
    anonymous: bool


class Attachment(Struct, frozen=True):
    """A file of the reporter: the blob that holds it, its true name, size in bytes and SHA-256.

    They are those of what is kept. `cleaned` says that it is a photo from which the channel removed data as it arrived.
    """

    blob: BlobName
    name: ShortText
    size: Size
    sha256: Digest
    cleaned: bool | UnsetType = UNSET


class WithdrawnFile(Struct, frozen=True):
    """A file that its reporter withdraws: its place in the conversation, and its blob."""

    sequence: Sequence
    blob: BlobName


AttentionKind = Literal["threat", "outcome"]  # the graver first


class Consent(Struct, frozen=True):
    """The reporter's answer to the reply at the place `about`, which asks whether another office may know them.

    `question` is the digest of that reply as the reporter read it. The newest answer counts.
    """

    about: Sequence
    question: Digest
    agreed: bool


class RepeatedNo(Struct, frozen=True):
    """A no of the reporter: its last place, the digest of the reply that it answers, and its newest day."""

    place: Sequence
    question: Digest
    day: date


class Envelope(Struct, frozen=True):
    """One message of the reporter: its content is exactly one of report, text, attachment, and withdrawn file.

    With `threat` the reporter tells of pressure, with `outcome` they ask what became of the report; the text of both
    may be empty, that of a `consent` is. `replies` counts the replies that the mailbox had and believed before this
    message, `refusals` has the newest no to each question before it, `unread` is the last place before it in which the
    mailbox found neither what the reporter had said nor a proven reply. The report, files and withdrawals have none of
    these.
    """

    case: CaseId
    sequence: Sequence
    kind: Literal["report", "message", "attachment", "withdrawal", "consent", AttentionKind]
    day: date
    introduction: Introduction | None = None
    report: Report | None = None
    text: Text | None = None
    attachment: Attachment | None = None
    replies: Size | UnsetType = UNSET
    withdraws: WithdrawnFile | UnsetType = UNSET
    consent: Consent | UnsetType = UNSET
    refusals: Annotated[tuple[RepeatedNo, ...], Meta(max_length=MOST_REFUSALS)] | UnsetType = UNSET
    unread: Sequence | UnsetType = UNSET


WITHOUT_COUNT: Final = frozenset({"report", "attachment", "withdrawal"})
"""The kinds of messages that tell of no replies, and of no refusals."""


class ExclusionRecord(Struct, frozen=True):
    """The people who may never read a case, sealed to the mailbox.

    It is kept apart from the conversation, which the reporter may erase.
    """

    case: CaseId
    excluded: tuple[Excluded, ...]


class Identity(Struct, frozen=True):
    """The reporter's identity, for identity custodians only. They read no report, so it brings the introduction too."""

    case: CaseId
    name: ShortText
    contact: ShortText
    position: ShortText
    introduction: Introduction


def signed_by(mailbox: Mailbox, label: Label, body: Struct) -> bytes:
    """Return a statement under the voice of a mailbox, as padded bytes to encrypt or seal."""
    text = signing.compose(label, body)
    return pack(text, mailbox.sign(text))


def signed_envelope(mailbox: Mailbox, envelope: Envelope) -> bytes:
    """Return the padded bytes to encrypt or seal; raise `TextTooLongError` beyond what the store takes."""
    signed = signed_by(mailbox, Label.ENVELOPE, envelope)
    if len(signed) > MAX_PADDED_BYTES:
        raise TextTooLongError
    return signed


def read_envelope(padded: bytes, voice_key: bytes, case: str, sequence: int) -> Envelope:
    """Return the envelope at this place of this case.

    Raises `PaddingError`, `MessageFormError`, `StatementError`, `VoiceError`, or `MisplacedError`.
    """
    signed = unpack(padded)
    text = signed.text
    verify_voice(voice_key, text, signed.signature)
    envelope = signing.parse(Label.ENVELOPE, text, Envelope)
    if (envelope.case, envelope.sequence) != (case, sequence):
        raise MisplacedError
    _check_shape(envelope)
    if envelope.introduction is None:
        return envelope
    return msgspec.structs.replace(envelope, introduction=_bounded(envelope.introduction))


def read_first_envelope(padded: bytes, case: str) -> Envelope:
    """Return the envelope that opens a case, verified with the keys it brings.

    The case's identifier commits to those keys. Raises as `read_envelope` does.
    """
    unverified = signing.parse(Label.ENVELOPE, unpack(padded).text, Envelope)
    introduction = unverified.introduction
    if introduction is None or mailbox_id(introduction.sealing_key, introduction.voice_key) != case:
        raise MisplacedError
    return read_envelope(padded, introduction.voice_key, case, 1)


def read_identity(padded: bytes, case: str) -> Identity:
    """Return the identity of this case's reporter, verified with the keys to which the case's identifier commits.

    Raises as `read_envelope` does.
    """
    signed = unpack(padded)
    identity = signing.parse(Label.IDENTITY, signed.text, Identity)
    keys = identity.introduction
    if identity.case != case or mailbox_id(keys.sealing_key, keys.voice_key) != case:
        raise MisplacedError
    verify_voice(keys.voice_key, signed.text, signed.signature)
    return msgspec.structs.replace(identity, introduction=_bounded(keys))


def read_exclusion(padded: bytes, voice_key: bytes, case: str) -> ExclusionRecord:
    """Return the exclusion record of this case. Raises as `read_envelope` does."""
    signed = unpack(padded)
    text = signed.text
    verify_voice(voice_key, text, signed.signature)
    record = signing.parse(Label.EXCLUSION, text, ExclusionRecord)
    if record.case != case:
        raise MisplacedError
    return msgspec.structs.replace(record, excluded=record.excluded[:MOST_EXCLUDED])


def _bounded(introduction: Introduction) -> Introduction:
    """Return it with the exclusions that count: each is looked at for each reply and each person."""
    return msgspec.structs.replace(introduction, excluded=introduction.excluded[:MOST_EXCLUDED])


def _check_shape(envelope: Envelope) -> None:
    """Refuse a kind that does not match the part that is there, or an introduction other than the first."""
    withdraws = None if envelope.withdraws is UNSET else envelope.withdraws
    parts = {
        "report": envelope.report,
        "text": envelope.text,
        "attachment": envelope.attachment,
        "withdrawal": withdraws,
    }
    present = {kind for kind, part in parts.items() if part is not None}
    wanted = envelope.kind if envelope.kind in parts else "text"
    first = envelope.sequence == 1
    consent = None if envelope.consent is UNSET else envelope.consent
    if (consent is not None) != (envelope.kind == "consent"):
        raise MessageFormError
    if consent is not None and (envelope.text != "" or consent.about >= envelope.sequence):
        raise MessageFormError
    if present != {wanted} or (envelope.introduction is not None) != first:
        raise MessageFormError
    if first != (envelope.kind == "report"):
        raise MessageFormError
    if withdraws is not None and withdraws.sequence >= envelope.sequence:
        raise MessageFormError


class OwnPlaces(Struct, frozen=True):
    """The places of the reporter's entries, from the first to the latest."""

    case: CaseId
    places: tuple[Sequence, ...]


class SignedPlaces(msgspec.Struct, frozen=True):
    """The list as it is stored: the exact signed text, and its Ed25519 signature."""

    statement: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]
    signature: Annotated[bytes, Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]

    @classmethod
    def by(cls, mailbox: Mailbox, places: Iterable[int]) -> Self:
        """Return the signed list of these places of the mailbox's case."""
        text = signing.compose(Label.OWN_PLACES, OwnPlaces(mailbox.id, tuple(sorted(set(places)))))
        return cls(text, mailbox.sign(text))

    def read(self, voice_key: bytes, case: str) -> frozenset[int]:
        """Return the places.

        Raises `VoiceError`, `StatementError` or `MisplacedError` if it is no list of this case's voice.
        """
        verify_voice(voice_key, self.statement, self.signature)
        listed = signing.parse(Label.OWN_PLACES, self.statement, OwnPlaces)
        if listed.case != case:
            raise MisplacedError
        return frozenset(listed.places)
