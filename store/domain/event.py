"""Events: the signed decisions of a case, each bound to the one before it.

A person of the office signs with their GnuPG key, the reporter with the mailbox's voice. The chain is a list of
statements with detached signatures: `gpg --verify` and any Ed25519 tool check it without this program.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto import statement
from crypto.decoding import decoder_ready
from crypto.errors import EnvelopeError
from crypto.fields import BlobName, CaseId, Digest, Identifier, Sequence, ShortText, Text
from crypto.labels import Label
from crypto.sizes import MAX_SIGNATURE_BYTES
from store.domain.errors import ChainError, MisplacedError
from store.domain.reply import ReplyAttachment

NO_EVENT: Final = "0" * 64  # what the first event of a case follows
MAX_STATEMENT_BYTES: Final = 16 * 1024
MAX_PEOPLE: Final = 100


class EventKind(StrEnum):
    """What an event does."""

    MOVE = "move"  # the case goes to another stage
    TAKE = "take"  # `person` handles the case from now on
    PAPER = "paper"  # a working paper of a kind
    ASSIGN = "assign"  # `person` joins the team
    DISMISS = "dismiss"  # `person` is off the case; oneself: stepping back
    DECLARE = "declare"  # the actor has no conflict of interest
    ADMIT = "admit"  # `person` gets the keys of what is there
    ASK = "ask"  # custodians are asked for the reporter's identity
    DISCLOSE = "disclose"  # a custodian tells it to the one who asked
    REFUSE = "refuse"  # a custodian does not
    CLASSIFY = "classify"  # category, outcome and the like, encrypted
    ATTEND = "attend"  # what the reporter sought was seen to
    SEEK = "seek"  # the reporter needs attention: why stands in the envelope `entry`


class CaseRole(StrEnum):
    """In which capacity somebody acts in one case."""

    OFFICER = "officer"
    LEAD = "lead"
    MEMBER = "member"
    LEADERSHIP = "leadership"
    CUSTODIAN = "custodian"
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
    """What verification confirms."""

    CLARITY = "clarity"
    COMPLETENESS = "completeness"


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One act in one case. The store may read all of it; what was said lies encrypted behind `content`.

    `previous` is the chain digest of the event before; `content` the SHA-256 of the ciphertext that comes with it;
    `entry` a place in the conversation; `about` the event that this one answers; `people` who was present or asked;
    `keys` the `grant_digest` of what an `admit` hands over; `head` where whoever asked for the identity saw the chain
    end, which the answer repeats.
    """

    case: CaseId
    sequence: Sequence
    previous: Digest
    actor: Identifier
    part: CaseRole
    action: EventKind
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


class Classification(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an officer makes of a case; None leaves what was said before."""

    category: Identifier | None = None
    outcome: Identifier | None = None
    archive_reason: Identifier | None = None
    referred: ShortText = ""
    threat: bool | None = None


class BlobKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OpenPGP session key of a blob."""

    blob: BlobName
    key: Annotated[str, Meta(max_length=80)]


class PlaceKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The OpenPGP session key of an envelope, or of an event's content, at a place."""

    sequence: Sequence
    key: Annotated[str, Meta(max_length=80)]


class Keys(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a grant hands over: the session keys of envelopes, contents of events, and blobs."""

    entries: tuple[PlaceKey, ...] = ()
    events: tuple[PlaceKey, ...] = ()
    blobs: tuple[BlobKey, ...] = ()


class DisclosedIdentity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The padded identity as the reporter signed it: `envelope.read_identity` proves it to whoever asked."""

    signed: Annotated[bytes, Meta(max_length=65_536)]


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an event says to those who may read it."""

    text: Text = ""
    attachments: tuple[ReplyAttachment, ...] = ()
    classification: Classification | None = None
    keys: Keys | None = None
    identity: DisclosedIdentity | None = None


class PlacedContent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is encrypted of an event: what it says, and the one event that says it.

    The event names the digest of the ciphertext; only this keeps somebody from naming what was said in another case,
    which they cannot read themselves.
    """

    case: CaseId
    sequence: Sequence
    actor: Identifier
    action: EventKind
    says: Content


class SignedEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An event as it is kept: the exact signed text, and its OpenPGP or Ed25519 signature."""

    statement: Annotated[bytes, Meta(max_length=MAX_STATEMENT_BYTES)]
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]

    def read(self) -> Event:
        """The event, its signature not verified; `StatementError`."""
        return statement.parse(Label.EVENT, self.statement, Event)

    @property
    def digest(self) -> str:
        """The chain digest, 64 hex digits: it covers the text and the signature."""
        return chain_digest(self.statement, self.signature)

    @property
    def statement_digest(self) -> str:
        """The digest of the text alone, 64 hex digits: the same under every good signature."""
        return hashlib.sha256(self.statement).hexdigest()

    def matches(self, digest: str, statement_digest: str) -> bool:
        """Return whether this is the event of this chain digest, or one of this statement under another signature.

        Whoever has the store can spell a good signature anew; only its signer can change what it is over.
        """
        return digest == self.digest or statement_digest == self.statement_digest


def event_statement(event: Event) -> bytes:
    """What the actor signs."""
    return statement.compose(Label.EVENT, event)


def chain_digest(text: bytes, signature: bytes) -> str:
    """SHA-256 over both SHA-256 digests, so that no byte can move from one to the other."""
    parts = hashlib.sha256(text).digest() + hashlib.sha256(signature).digest()
    return hashlib.sha256(parts).hexdigest()


def content_digest(ciphertext: bytes) -> str:
    """What an event says of the ciphertext that comes with it."""
    return hashlib.sha256(ciphertext).hexdigest()


def grant_digest(keys: Keys, fingerprints: Iterable[str]) -> str:
    """Return what an `admit` says of the keys that it hands over, and of the certificates it encrypts them to.

    Nobody can guess a session key, so the store learns nothing but that two grants hold the same.
    """
    return hashlib.sha256(msgspec.json.encode((sorted(fingerprints), keys))).hexdigest()


def content_text(event: Event, says: Content) -> bytes:
    """What is padded and encrypted of what this event says."""
    return msgspec.json.encode(PlacedContent(event.case, event.sequence, event.actor, event.action, says))


def read_content(text: bytes, event: Event) -> Content:
    """What this event says; `EnvelopeError` for another form, `MisplacedError` for what another event says."""
    try:
        found = msgspec.json.decode(text, type=decoder_ready(PlacedContent))
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise EnvelopeError from None
    if (found.case, found.sequence) != (event.case, event.sequence):
        raise MisplacedError
    if (found.actor, found.action) != (event.actor, event.action):
        raise MisplacedError
    return found.says


def require_link(event: Event, case: str, sequence: int, previous: str) -> None:
    """Raise `ChainError` unless this event belongs to this case, at this place, after the event of this digest."""
    if (event.case, event.sequence, event.previous) != (case, sequence, previous):
        raise ChainError
