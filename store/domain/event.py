"""Events: the signed decisions of a case, each bound to the one before it.

A person of the office signs with a GnuPG key, the reporter with the mailbox's voice. The chain is a list of statements
with detached signatures: `gpg --verify` and any Ed25519 tool can check it without this program.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto import signing
from crypto.errors import MessageFormError
from crypto.signing import MAX_SIGNATURE_BYTES, decoder_ready
from store.domain.errors import ChainError, MisplacedError
from store.domain.exports import ExportRecord
from store.domain.fields import BlobName, CaseId, Digest, Identifier, Sequence, ShortText, Text
from store.domain.labels import Label
from store.domain.reply import Attachments
from store.domain.restored_history import Loss
from store.domain.retention import DestroyedPart, DestructionScope, RetentionEnd
from store.domain.risk import RiskAssessment

NO_EVENT: Final = "0" * 64  # the digest that the first event of a case follows
MAX_STATEMENT_BYTES: Final = 16 * 1024
MAX_PEOPLE: Final = 100


class EventKind(StrEnum):
    """The kinds of events."""

    MOVE = "move"  # the case goes to another stage
    TAKE = "take"  # `person` handles the case from now on
    PAPER = "paper"  # a working paper of a kind
    ASSIGN = "assign"  # `person` joins the team
    DISMISS = "dismiss"  # `person` is taken off the case, or steps back if they are the actor
    DECLARE = "declare"  # the actor has no conflict of interest
    ADMIT = "admit"  # `person` gets the keys of what the case holds
    ASK = "ask"  # custodians are asked for the reporter's identity
    DISCLOSE = "disclose"  # a custodian tells it to the one who asked
    REFUSE = "refuse"  # a custodian refuses to tell it
    CLASSIFY = "classify"  # category, outcome and the like, encrypted
    ASSESS = "assess"  # the risk that the reporter is harmed, encrypted
    EXPORT = "export"  # the actor made files of the case; which, and for whom, is encrypted
    RESOLVE_REQUEST = "attend"  # the office saw to what the reporter asked
    EXTEND = "extend"  # the office has until the day `until`, for the reason in the content
    ACCEPT_RESTORE = "restored"  # the actor accepts the `loss` of what came after a restored backup
    PROPOSE_DESTRUCTION = "propose"  # `person`, a leader, is asked to sign the destruction of `destroys`
    CONFIRM_DESTRUCTION = "confirm"  # the second signature under the proposal `about`
    PROPOSE_PART = "propose-part"  # `person`, a leader, is asked to sign the destruction of `part_destroyed`
    CONFIRM_PART = "confirm-part"  # the second signature under the proposal `about`: the part is destroyed
    HOLD = "hold"  # nothing may be destroyed, for the reason in the content
    RELEASE = "release"  # the hold `about` is lifted
    REQUEST_ATTENTION = "seek"  # the reporter needs attention; the envelope `entry` says why


class CaseRole(StrEnum):
    """The capacity in which a person acts in one case."""

    OFFICER = "officer"
    LEAD = "lead"
    MEMBER = "member"
    LEADERSHIP = "leadership"
    CUSTODIAN = "custodian"
    SIGNATORY = "signatory"
    REPORTER = "reporter"


class Paper(StrEnum):
    """The working papers of a case."""

    REVIEW_SHEET = "review-sheet"
    NOTE = "note"
    FINDINGS = "findings"
    MINUTES = "minutes"
    CONCLUSION = "conclusion"
    RECOMMENDATION = "recommendation"


class Check(StrEnum):
    """The checks that verification confirms."""

    CLARITY = "clarity"
    COMPLETENESS = "completeness"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An event of one case. The store may read all of it; the words are encrypted behind `content`.

    `previous` is the chain digest of the event before. `content` is the SHA-256 of the ciphertext that comes with the
    event. `entry` is a place in the conversation, and `about` the event that this one answers. `people` are those
    present or asked. `keys` is the `grant_digest` of what an `admit` hands over. `head` is where the officer who asked
    for the identity saw the chain end; the answer repeats it. `destroys` is what a proposal and its confirmation sign,
    `part_destroyed` the same where they are about one message.
    """

    case: CaseId
    sequence: Sequence
    previous: Digest
    actor: Identifier
    part: CaseRole
    kind: EventKind = msgspec.field(name="action")  # as it is spelled in what was signed
    day: date
    target: Annotated[str, Meta(max_length=32)] | None = None
    person: Identifier | None = None
    role: CaseRole | None = None
    paper: Paper | None = None
    checks: tuple[Check, ...] = ()
    people: Annotated[tuple[Identifier, ...], Meta(max_length=MAX_PEOPLE)] = ()
    until: date | None = None
    entry: Sequence | None = None
    about: Sequence | None = None
    keys: Digest | None = None
    head: Digest | None = None
    content: Digest | None = None
    loss: Loss | None = None
    destroys: DestructionScope | None = None
    part_destroyed: DestroyedPart | None = None


MOST_LABELS: Final = 20
MOST_LABEL_CHARACTERS: Final = 40
CaseLabel = Annotated[str, Meta(min_length=1, max_length=MOST_LABEL_CHARACTERS)]


class Classification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """An officer's classification of a case. None leaves the earlier value; `labels` are all that the case has.

    `duplicate_of` is the case that told of the matter before; only people who read both may learn of it.
    """

    category: Identifier | None = None
    outcome: Identifier | None = None
    archive_reason: Identifier | None = None
    referred: ShortText = ""
    threat: bool | None = None
    duplicate_of: CaseId | None = None
    labels: Annotated[tuple[CaseLabel, ...], Meta(max_length=MOST_LABELS)] | None = None


class BlobKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OpenPGP session key of a blob."""

    blob: BlobName
    key: Annotated[str, Meta(max_length=80)]


class PlaceKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OpenPGP session key of an envelope, or of an event's content, at a place."""

    sequence: Sequence
    key: Annotated[str, Meta(max_length=80)]


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The session keys that a grant hands over: of envelopes, of contents of events, and of blobs."""

    entries: tuple[PlaceKey, ...] = ()
    events: tuple[PlaceKey, ...] = ()
    blobs: tuple[BlobKey, ...] = ()


class DisclosedIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The padded identity as the reporter signed it. `envelope.read_identity` proves it to the officer who asked."""

    signed: Annotated[bytes, Meta(max_length=65_536)]


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The content of an event, for those who may read it. `retention` says why a case may be destroyed.

    `mentions` are readers of a note to whom it is pointed out; the store, which sees the event, does not see them.
    """

    text: Text = ""
    attachments: Attachments = ()
    classification: Classification | None = None
    keys: Keys | None = None
    identity: DisclosedIdentity | None = None
    retention: RetentionEnd | None = None
    export: ExportRecord | None = None
    risk: RiskAssessment | None = None
    mentions: Annotated[tuple[Identifier, ...], Meta(max_length=100)] = ()


class PlacedContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of an event and its place, as they are encrypted.

    The event names the digest of the ciphertext. Only the place keeps an actor from naming content of another case,
    which they cannot read themselves.
    """

    case: CaseId
    sequence: Sequence
    actor: Identifier
    kind: EventKind = msgspec.field(name="action")
    says: Content


class SignedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it is stored: the exact signed text, and its OpenPGP or Ed25519 signature."""

    statement: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]

    def read(self) -> Event:
        """Return the event, its signature not verified, or raise `StatementError`."""
        return signing.parse(Label.EVENT, self.statement, Event)

    @property
    def digest(self) -> str:
        """The chain digest, 64 hex digits: it covers the text and the signature."""
        return chain_digest(self.statement, self.signature)

    @property
    def statement_digest(self) -> str:
        """The digest of the text alone, 64 hex digits: the same under every good signature."""
        return hashlib.sha256(self.statement).hexdigest()

    def matches(self, digest: str, statement_digest: str) -> bool:
        """Return whether this is the event of this chain digest, or its statement under another signature.

        Anyone who has the store can re-encode a good signature. Only its signer can change what it covers.
        """
        return digest == self.digest or statement_digest == self.statement_digest


def chain_digest(text: bytes, signature: bytes) -> str:
    """Return the SHA-256 over both SHA-256 digests, so that no byte can move from one to the other."""
    parts = hashlib.sha256(text).digest() + hashlib.sha256(signature).digest()
    return hashlib.sha256(parts).hexdigest()


def content_digest(ciphertext: bytes) -> str:
    """Return the digest by which an event names the ciphertext that comes with it."""
    return hashlib.sha256(ciphertext).hexdigest()


def grant_digest(keys: Keys, fingerprints: Iterable[str]) -> str:
    """Return the digest by which an `admit` names its keys and the certificates to which it encrypts them.

    Session keys cannot be guessed, so the store learns only whether two grants hold the same.
    """
    return hashlib.sha256(msgspec.json.encode((sorted(fingerprints), keys))).hexdigest()


def content_text(event: Event, says: Content) -> bytes:
    """Return the bytes to pad and encrypt as the content of this event."""
    return msgspec.json.encode(PlacedContent(event.case, event.sequence, event.actor, event.kind, says))


def read_content(text: bytes, event: Event) -> Content:
    """Return the content of this event.

    Raises `MessageFormError` for another form, `MisplacedError` for the content of another event.
    """
    try:
        found = msgspec.json.decode(text, type=decoder_ready(PlacedContent))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise MessageFormError from None
    if (found.case, found.sequence) != (event.case, event.sequence):
        raise MisplacedError
    if (found.actor, found.kind) != (event.actor, event.kind):
        raise MisplacedError
    return found.says


def require_link(event: Event, case: str, sequence: int, previous: str) -> None:
    """Raise `ChainError` unless this event belongs to this case, at this place, after the event with this digest."""
    if (event.case, event.sequence, event.previous) != (case, sequence, previous):
        raise ChainError
