"""Messages between the gateway and the workstations (`docs/protocol.md`): JSON, strict on both sides, all bounded."""

from datetime import date
from typing import Annotated, Final, Literal

from msgspec import Meta, field

from crypto.signing import MAX_SIGNATURE_BYTES, Signed
from store.api.sign_in_notice import SignInNotice
from store.domain.event import CaseRole, SignedEvent
from store.domain.fields import BlobName, CaseId, Digest, Identifier, Sequence, Size, Struct
from store.domain.office_key_change import MAX_CHANGE_BYTES
from store.domain.tombstone import PartTombstone

MAX_JSON_BYTES: Final = 32 * 1024 * 1024
MAX_ENVELOPE_BYTES: Final = 8 * 1024 * 1024
PAGE_CASES: Final = 50
MOST_PAGE_CASES: Final = 500  # for a workstation that goes through the whole list
PAGE_STATISTICS: Final = 500
MAX_EVENTS_AT_ONCE: Final = 100
MAX_CONTENT_BYTES: Final = 2 * 1024 * 1024 + 256 * 1024  # 2 MiB of content, encrypted to many
# Limits in one case, so that no person keeps others from reading. Both ciphertexts of a reply count, because readers
# and reporter open all. Each event costs every reader a run of GnuPG.
MAX_CONTENT_BYTES_OF_PERSON: Final = 32 * 1024 * 1024
MAX_REPLY_BYTES_OF_PERSON: Final = 16 * 1024 * 1024
MAX_EVENTS_OF_PERSON: Final = 1_000
# A record of a thousand stages, encrypted to 64 keys. A leader's workstation holds those of all cases at a time.
MAX_STATISTICS_BYTES: Final = 256 * 1024
MAX_DECISION_BYTES: Final = 32 * 1024 * 1024
MOST_RESTORES: Final = 20  # that name one case
# Of several rows; a larger one is a page alone. A page that breaks off on its way through Tor is asked for anew.
PAGE_BYTES: Final = 2 * 1024 * 1024

Nonce = Annotated[bytes, Meta(min_length=32, max_length=32)]
Ciphertext = Annotated[bytes, Meta(min_length=1, max_length=MAX_ENVELOPE_BYTES)]
Token = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{43}\Z")]
Cursor = Annotated[str, Meta(max_length=128)]

RefusalKind = Literal[
    "refused",  # not signed in, or the signature or the name is not good: one answer for all of it
    "code",  # the signature is good, the TOTP code is not, or was used
    "throttled",  # too many wrong codes; `wait` says for how many seconds
    "not-found",  # no such thing, or not for this person: one answer for both
    "conflict",  # another person was faster: read again and retry
    "attachment",  # a file of this reply or paper was not uploaded here, is swept, or is in use: upload it again
    "unsent-files",  # too many uploads of this person lie there that no message names; swept within two days
    "day-used-up",  # this person has uploaded as much as one may in a day
    "texts-used-up",  # this person has written as much as one may in a day
    "too-often",  # this person has decided and replied in this case as often as one may in a few minutes
    "roster-expired",  # reading goes on; writing needs a new roster
    "not-encrypted",  # a part of it is not what an encrypted message or file must be; the answer does not say which
    "invalid",  # the request is malformed
    "too-large",
    "procedure",  # the procedure does not allow this; `reason` is the code of a `ProcedureError`
    "upgrading",  # the server is being upgraded, and nothing was stored: try again in a few minutes
    "full",  # the server's disk has no room for this, and nothing was stored
    "unavailable",  # the gateway cannot work now
]


class Refusal(Struct, frozen=True):
    """An answer that is not a success."""

    problem: RefusalKind
    wait: int | None = None
    reason: Annotated[str, Meta(max_length=32)] | None = None


class Challenge(Struct, frozen=True):
    """A nonce to sign, and the gateway's mark on it, to be handed back."""

    nonce: Nonce
    ticket: Annotated[str, Meta(max_length=512)]


class SignInStatement(Struct, frozen=True):
    """The statement that the workstation composes and the officer's key signs (label `kentongan/sign-in/1`)."""

    gateway: Annotated[str, Meta(max_length=128)]
    nonce: Nonce
    person: Identifier


class SignIn(Struct, frozen=True):
    """Both factors in one request; the signature is checked first."""

    person: Identifier
    ticket: Annotated[str, Meta(max_length=512)]
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]
    code: Annotated[str, Meta(pattern=r"\A[0-9]{6}\Z")]


class SignedIn(Struct, frozen=True):
    """A session: its token goes into `Authorization: Bearer`, and it ends after this many idle seconds."""

    token: Token
    idle_seconds: int
    notice: SignInNotice


class RosterFiles(Struct, frozen=True, omit_defaults=True):
    """The signed roster as published, and the statement about a newer office key; the receiver verifies both."""

    statement: Annotated[bytes, Meta(max_length=8 * 1024 * 1024)]
    signature: Annotated[bytes, Meta(max_length=MAX_SIGNATURE_BYTES)]
    office_key: Annotated[bytes, Meta(max_length=MAX_CHANGE_BYTES)] = b""


class CaseRow(Struct, frozen=True):
    """A case in a list, with only what the store may know.

    `part` is the capacity in which this person sees it. A team member who has not `declared` sees only this row and
    their assignment. The office must act by the day `due`. `needs_attention`: the reporter asked for it.
    `events` and `head` say where the chain of decisions ends. `identified` says that the custodians have an identity.
    `destruction` is the day from which the case is destroyed, once two people have signed that. `destroyed_parts`
    counts the messages that two people destroyed: a workstation that keeps more of the case lets go of it.
    """

    case: CaseId
    stage: Annotated[str, Meta(max_length=32)]
    received: date
    activity: date
    unread: Annotated[int, Meta(ge=0)]
    last_sequence: Sequence
    part: CaseRole
    declared: bool
    handler: Identifier | None
    due: date | None
    needs_attention: bool = field(name="sought")
    identified: bool
    events: Annotated[int, Meta(ge=0, le=1_000_000)]
    head: Digest
    destruction: date | None = None
    destroyed_parts: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


class CasePage(Struct, frozen=True):
    """A page of the work list: cases that need attention come first, then the earliest due. `next` continues it."""

    cases: Annotated[tuple[CaseRow, ...], Meta(max_length=MOST_PAGE_CASES)]
    next: Cursor | None = None


class EntryRow(Struct, frozen=True):
    """An envelope of a case, encrypted to its readers; None where the store says that it is gone.

    `sealed` is the SHA-256 of a reply's copy in the mailbox. `tombstone` are the two signatures by which a message was
    destroyed. `digest` is the SHA-256 of the envelope, in its place, where digests alone were asked for.
    """

    sequence: Sequence
    author: Annotated[str, Meta(max_length=64)]
    day: date
    envelope: Ciphertext | None
    sealed: Digest | None = None
    tombstone: PartTombstone | None = None
    digest: Digest | None = None


class EntryPage(Struct, frozen=True):
    """Envelopes of a case in order. `more` is true when the page is full."""

    case: CaseRow
    entries: tuple[EntryRow, ...]
    more: bool


class BlobReceipt(Struct, frozen=True):
    """An uploaded ciphertext: the name that the store gave it, and its size in bytes."""

    blob: BlobName
    size: Size


class ReplySubmission(Struct, frozen=True):
    """A reply: the envelope for the readers, the one sealed to the mailbox, and the blobs it brings."""

    sequence: Sequence
    envelope: Ciphertext
    sealed: Ciphertext
    blobs: Annotated[tuple[BlobName, ...], Meta(max_length=100)] = ()


class ReplyReceipt(Struct, frozen=True):
    """The gateway's word that the reply is durable at this place."""

    sequence: Sequence


class Seen(Struct, frozen=True):
    """The place up to which this officer has read."""

    sequence: Sequence


class EventRow(Struct, frozen=True):
    """An event of a case. `content` is its ciphertext, for those who may read it."""

    sequence: Sequence
    event: SignedEvent
    content: Ciphertext | None = None


class EventPage(Struct, frozen=True):
    """Events of a case in order. `more` is true when the page is full."""

    case: CaseRow
    events: tuple[EventRow, ...]
    more: bool


class NewEvent(Struct, frozen=True):
    """An event to append, with its ciphertext if it has any, and the blobs that belong to it."""

    event: SignedEvent
    content: Ciphertext | None = None
    blobs: Annotated[tuple[BlobName, ...], Meta(max_length=100)] = ()


class NewStatistics(Struct, frozen=True):
    """The new statistics record, and the leaders for whom it is encrypted."""

    record: Ciphertext
    readers: Annotated[tuple[Identifier, ...], Meta(max_length=100)]


class Decision(Struct, frozen=True):
    """Events that happen together or not at all, with the reply that goes with them."""

    events: Annotated[tuple[NewEvent, ...], Meta(min_length=1, max_length=MAX_EVENTS_AT_ONCE)]
    reply: ReplySubmission | None = None
    statistics: NewStatistics | None = None


class DecisionReceipt(Struct, frozen=True):
    """The gateway's word that the events are durable, and where the chain now ends."""

    events: Sequence
    head: Digest


class IdentityFile(Struct, frozen=True):
    """The identity envelope, as the reporter sent it to the custodians."""

    envelope: Ciphertext


class RestoreNotes(Struct, frozen=True):
    """The office's notes on restores, as it signed them, that name one case."""

    notes: Annotated[tuple[Signed, ...], Meta(max_length=MOST_RESTORES)]


class StatisticsRow(Struct, frozen=True):
    """The statistics record of one case, the number of events in its chain, and the day by which it is due.

    `author` wrote it last, by the store's word; None for the reporter's first one.
    """

    case: CaseId
    record: Ciphertext
    events: Annotated[int, Meta(ge=0, le=1_000_000)]
    due: date | None
    author: Identifier | None = None


class StatisticsPage(Struct, frozen=True):
    """Records that this leader may see; `next` continues them."""

    records: Annotated[tuple[StatisticsRow, ...], Meta(max_length=PAGE_STATISTICS)]
    next: Cursor | None = None
