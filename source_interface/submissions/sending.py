"""Sending one more entry of a reporter: sign, encrypt to the case's readers, keep the reporter's copy, append.

The place in the conversation is signed, together with the list of the reporter's places. A sender who loses a race for
a place signs both again for the next one. Every entry but a file or its withdrawal says how many replies the mailbox
held, so that the office learns if some are withheld, and repeats what the reporter refused.

A message that answers or calls brings an event of the procedure, signed by the mailbox's voice. The end of the chain is
the store's word. A wrong end only makes an event that no procedure accepts.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec
from msgspec import UNSET

from crypto import signing
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, seal
from source_interface.conversation.own_messages import OwnEnvelopes, refusals_before
from source_interface.conversation.proofs import Proven, ProvenPlaces
from source_interface.conversation.recipients import Recipients
from source_interface.conversation.services import ConversationServices
from source_interface.errors import (
    BusyError,
    MailboxDamagedError,
    MailboxFullError,
    ReporterError,
)
from source_interface.i18n.languages import Languages
from source_interface.session import SessionServices
from store.cases.chain import chain
from store.cases.conversation import NewEntry, append_reporter_entry, next_sequence, reporter_bytes
from store.cases.decisions import append_with_event
from store.cases.reporter_view import case_head
from store.domain.clock import Clock
from store.domain.current_roster import CurrentRoster
from store.domain.deadlines import Deadlines
from store.domain.envelope import WITHOUT_COUNT, Envelope, SignedPlaces, signed_envelope
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind, SignedEvent
from store.domain.labels import Label
from store.domain.procedure.errors import ProcedureError
from store.domain.roster import REPORTER
from store.domain.stages import Stage
from store.engine.database import Database
from store.errors import ConflictError, StoreDamagedError
from store.server.logs import log_unexpected
from store.values import StoredBlob

ATTEMPTS: Final = 20
# A mailbox's page opens every entry, and so does an officer: one anonymous mailbox must not exhaust either.
# When messages do not go through, files, calls for attention and answers to a question of consent still do. Withdrawals
# always do: each is of another file, so there are no more of them than files.
MESSAGES_BYTES: Final = 8 * 1024 * 1024
ENTRIES_BYTES: Final = 2 * MESSAGES_BYTES

_logger: Final = logging.getLogger("kentongan")

Build = Callable[[int], Envelope | None]
"""A function from a place to its envelope; None when the entry turns out to be there already."""


@dataclass(frozen=True, slots=True)
class SubmissionServices:
    """The services that taking something from a reporter needs."""

    database: Database
    clock: Clock
    deadlines: Deadlines
    languages: Languages
    form_key: bytes = field(repr=False)
    conversation: ConversationServices
    session: SessionServices


@dataclass(frozen=True, slots=True)
class Appended:
    """The place of an entry; `counts` if the procedure accepted it as an answer or a call."""

    sequence: int
    counts: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An entry about to be stored: what it says, to whom it is encrypted, and the roster that names them."""

    entry: NewEntry
    envelope: Envelope
    recipients: Recipients
    current: CurrentRoster

    def encrypted(self, plain: bytes) -> bytes:
        """Return more that goes to the same readers; a fault of ours must never store what was typed."""
        ciphertext = encrypt_bytes(plain, self.recipients.certificates, self.entry.day)
        self.current.require_encrypted(ciphertext)
        return ciphertext


Store = Callable[[Outgoing], bool]
"""A function that stores an entry, and more with it; it returns whether the entry counts."""


def append(
    services: SubmissionServices,
    mailbox: Mailbox,
    build: Build,
    blobs: tuple[StoredBlob, ...] = (),
    *,
    seeks: bool = False,
    store: Store | None = None,
    own: OwnEnvelopes | None = None,
) -> Appended | None:
    """Append the envelope that `build` makes for the next place; return None when it was there already.

    With `store`, that function stores it. Otherwise it calls for attention if it `seeks` that, or answers the question
    that waits, if any, and takes the case back to verification. Raises `TextTooLongError`, `MailboxFullError`, a
    `RosterError`, `BusyError` after `ATTEMPTS` lost races, `MailboxDamagedError` where the store takes back what it had
    told, a `GpgError`, and kinds of `StoreError`. `own` reads the reporter's messages, if the caller reads them too:
    none is read twice.
    """
    current = services.conversation.roster.valid()
    failed: type[ReporterError] = BusyError
    own_places: frozenset[int] = frozenset()
    sent = reporter_bytes(services.database, mailbox.id)
    places: ProvenPlaces | None = None
    for _attempt in range(ATTEMPTS):
        envelope = build(next_sequence(services.database, mailbox.id))
        if envelope is None:
            return None
        counts = envelope.kind not in WITHOUT_COUNT
        places = places or ProvenPlaces(services.conversation, mailbox, replies=counts)
        before = places.now()
        if not _follows(before, own_places, envelope.sequence):
            failed = MailboxDamagedError
            continue
        own_places = before.own_places
        if before.replies is not None:
            replies = sum(place < envelope.sequence for place in before.replies)
            envelope = msgspec.structs.replace(envelope, replies=replies)
        if counts:
            own = own or OwnEnvelopes(services.conversation, mailbox)
            refusals = refusals_before(own.now(), envelope.sequence)
            unread = own.last_unread(before.replies or frozenset(), envelope.sequence)
            envelope = msgspec.structs.replace(envelope, refusals=refusals or UNSET, unread=unread or UNSET)
        plain = signed_envelope(mailbox, envelope)
        if not _has_room(envelope, sent + len(plain)):
            raise MailboxFullError
        recipients = Recipients.now(services.conversation, mailbox, current)
        try:
            entry = _entry(mailbox, envelope, plain, recipients, own_places, blobs)
            current.require_encrypted(entry.envelope)  # a fault of ours must never store what was typed
            if store is not None:
                return Appended(entry.sequence, counts=store(Outgoing(entry, envelope, recipients, current)))
            return Appended(entry.sequence, counts=_store(services, mailbox, entry, seeks=seeks))
        except ConflictError:
            failed = BusyError
            continue
    raise failed


def _has_room(envelope: Envelope, size: int) -> bool:
    """Return whether a mailbox may hold so many bytes with this entry.

    Bytes grow with the number of readers, so that withdrawals can take more of them than their files did.
    """
    if envelope.kind == "withdrawal":
        return True
    return size <= (MESSAGES_BYTES if envelope.kind == "message" else ENTRIES_BYTES)


def _follows(before: Proven, own_places: frozenset[int], sequence: int) -> bool:
    """Return whether this can be the next place after the reporter's places that the last try saw.

    If not, an entry of the reporter came between two looks, or the store took entries back. It may also show two
    conversations, to get the same message signed for both. A signature cannot be taken back, so none is made.
    """
    return own_places <= before.own_places and max(before.own_places, default=0) < sequence


def _entry(
    mailbox: Mailbox,
    envelope: Envelope,
    plain: bytes,
    recipients: Recipients,
    own_places: frozenset[int],
    blobs: tuple[StoredBlob, ...],
) -> NewEntry:
    """Return the envelope as the store takes it: encrypted to its readers, and sealed to the mailbox."""
    return NewEntry(
        case=mailbox.id,
        sequence=envelope.sequence,
        day=envelope.day,
        envelope=encrypt_bytes(plain, recipients.certificates, envelope.day),
        sealed=seal(mailbox.sealing_key, plain),
        own_places=SignedPlaces.by(mailbox, own_places | {envelope.sequence}),
        blobs=blobs,
        ended=recipients.ended,
    )


def _store(services: SubmissionServices, mailbox: Mailbox, entry: NewEntry, *, seeks: bool) -> bool:
    """Store the message with its event, or alone if the procedure refuses the event now; return whether it counts."""
    event: SignedEvent | None = None
    if seeks:
        # Only the message's readers learn why it calls for attention.
        event = _signed_event(services.database, mailbox, entry, EventKind.REQUEST_ATTENTION)
    elif case_head(services.database, mailbox.id).stage == Stage.CLARIFICATION:
        # It answers the question: back to verification.
        event = _signed_event(services.database, mailbox, entry, EventKind.MOVE, Stage.VERIFICATION.value)
    if event is not None:
        try:
            append_with_event(services.database, entry, event, services.deadlines)
        except ProcedureError as refusal:
            _logger.warning(
                "A message was stored without its event, which was refused (%s).", type(refusal).__name__
            )
        except StoreDamagedError as damage:
            log_unexpected(damage)  # the words still reach the officers
        else:
            return True
    append_reporter_entry(services.database, entry)
    return False


def _signed_event(
    database: Database, mailbox: Mailbox, entry: NewEntry, kind: EventKind, target: str | None = None
) -> SignedEvent:
    before = chain(database, mailbox.id)
    event = Event(
        case=mailbox.id,
        sequence=len(before) + 1,
        previous=before[-1].digest if before else NO_EVENT,
        actor=REPORTER,
        part=CaseRole.REPORTER,
        kind=kind,
        day=entry.day,
        target=target,
        entry=entry.sequence,
    )
    text = signing.compose(Label.EVENT, event)
    return SignedEvent(text, mailbox.sign(text))
