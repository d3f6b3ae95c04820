"""A reporter of a test: what they send is signed, padded, encrypted and stored as the source interface does it."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from crypto.derive import codename_root
from crypto.event import Action, Event, Part, SignedEvent, event_statement
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, seal
from crypto.padding import padme
from crypto.roster import REPORTER, Person, exclusion_of
from crypto.voice import (
    Attachment,
    Envelope,
    Excluded,
    ExclusionRecord,
    Identity,
    Introduction,
    Report,
    signed_envelope,
    signed_exclusion,
    signed_identity,
)
from crypto.wrap import Wrapping, form_root
from store.blobs import Blobs
from store.chain import case_state
from store.contract.clock import Clock
from store.contract.deadlines import DeadlineConfig
from store.contract.roster_keeper import RosterKeeper
from store.contract.stages import Stage
from store.conversation import NewEntry, append_reporter_entry, next_sequence
from store.database import Database
from store.decisions import append_act
from store.errors import NotFoundError
from store.intake import NewCase, accept
from store.schema import instance
from store.values import NewSlot, StoredBlob

_DEADLINES = DeadlineConfig().open()


@dataclass(frozen=True)
class GenuineCase:
    """A case in the store, from its reporter's side."""

    mailbox: Mailbox
    excluded: tuple[Excluded, ...]
    form_nonce: bytes
    database: Database
    blobs: Blobs
    keeper: RosterKeeper
    clock: Clock

    @property
    def case(self) -> str:
        """The case's identifier."""
        return self.mailbox.case

    @property
    def readers(self) -> tuple[Person, ...]:
        """Who reads it by the roster and the events of this moment; before it is stored, by the roster."""
        current = self.keeper.current()
        try:
            state = case_state(self.database, self.case)
        except NotFoundError:
            return current.usable_readers(self.excluded)
        return current.case_readers(self.excluded, state)

    def encrypted(self, plaintext: bytes) -> bytes:
        """An OpenPGP message to the readers."""
        recipients = self.keeper.current().recipients(self.readers)
        return encrypt_bytes(plaintext, recipients, self.clock.today())

    def says(self, text: str) -> int:
        """One more message; gives its sequence."""
        sequence = next_sequence(self.database, self.case)
        self._append(Envelope(self.case, sequence, "message", self.clock.today(), text=text))
        return sequence

    def attaches(self, data: bytes, name: str) -> StoredBlob:
        """One more file: the blob, and the entry that speaks of it."""
        with self.blobs.create() as pending:
            pending.write(self.encrypted(data.ljust(padme(len(data)), b"\0")))
            blob = pending.commit()
        attachment = Attachment(blob.name, name, len(data), hashlib.sha256(data).hexdigest())
        sequence = next_sequence(self.database, self.case)
        envelope = Envelope(self.case, sequence, "attachment", self.clock.today(), attachment=attachment)
        self._append(envelope, (blob,))
        return blob

    def answers(self, text: str) -> int:
        """A message that answers a question: the case goes back to verification. Gives its sequence."""
        sequence = next_sequence(self.database, self.case)
        envelope = Envelope(self.case, sequence, "message", self.clock.today(), text=text)
        move = {"action": Action.MOVE, "target": Stage.VERIFICATION.value}
        self._act(self._entry(envelope), **move)
        return sequence

    def seeks(self, kind: Literal["threat", "outcome"]) -> int:
        """The reporter asks for attention; gives the sequence."""
        sequence = next_sequence(self.database, self.case)
        envelope = Envelope(self.case, sequence, kind, self.clock.today(), text="")
        self._act(self._entry(envelope), action=Action.SEEK)
        return sequence

    def _append(self, envelope: Envelope, blobs: tuple[StoredBlob, ...] = ()) -> None:
        append_reporter_entry(self.database, self._entry(envelope, blobs))

    def _entry(self, envelope: Envelope, blobs: tuple[StoredBlob, ...] = ()) -> NewEntry:
        padded = signed_envelope(self.mailbox, envelope)
        return NewEntry(
            case=self.case,
            sequence=envelope.sequence,
            day=envelope.day,
            envelope=self.encrypted(padded),
            sealed=seal(self.mailbox.sealing_key, padded),
            blobs=blobs,
        )

    def _act(self, entry: NewEntry, **said: Any) -> None:  # noqa: ANN401 - fields of an event
        """An event by the reporter's voice, with the entry that it speaks of."""
        state = case_state(self.database, self.case)
        event = Event(
            self.case,
            state.sequence + 1,
            state.head,
            REPORTER,
            Part.REPORTER,
            day=entry.day,
            entry=entry.sequence,
            **said,
        )
        text = event_statement(event)
        append_act(self.database, entry, SignedEvent(text, self.mailbox.sign(text)), _DEADLINES)


def new_case(
    database: Database,
    blobs: Blobs,
    keeper: RosterKeeper,
    clock: Clock,
    text: str,
    positions: Iterable[str],
    codename: str | None,
    name: str | None = None,
) -> GenuineCase:
    """A report in the store, from a fresh mailbox; nobody in these positions reads it. With a name, identified."""
    excluded = exclusion_of(keeper.current().roster, positions)
    nonce = secrets.token_bytes(32)
    made = GenuineCase(Mailbox.new(), excluded, nonce, database, blobs, keeper, clock)
    mailbox = made.mailbox
    padded = signed_envelope(mailbox, _first(mailbox, clock, text, excluded, name is None))
    record = ExclusionRecord(mailbox.case, excluded)
    new = NewCase(
        case=made.case,
        sealing_key=mailbox.sealing_key,
        voice_key=mailbox.voice_key,
        day=clock.today(),
        envelope=made.encrypted(padded),
        sealed=seal(mailbox.sealing_key, padded),
        exclusion=seal(mailbox.sealing_key, signed_exclusion(mailbox, record)),
        readers=tuple(person.id for person in made.readers),
        form=_slot(form_root(nonce), mailbox),
        codename=_slot(_root(database, codename), mailbox),
        identity=None if name is None else _identity(made, name),
        due=_DEADLINES.acknowledge_by(clock.today()),
    )
    accept(database, new)
    return made


def _first(
    mailbox: Mailbox, clock: Clock, text: str, excluded: tuple[Excluded, ...], anonymous: bool
) -> Envelope:
    report = Report(text, "Siapa", "Kapan", "Bagaimana", "Di mana", "Mengapa", "corruption", None, anonymous)
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    return Envelope(mailbox.case, 1, "report", clock.today(), introduction=introduction, report=report)


def _identity(made: GenuineCase, name: str) -> bytes:
    introduction = Introduction(made.mailbox.sealing_key, made.mailbox.voice_key, made.excluded)
    padded = signed_identity(made.mailbox, Identity(made.case, name, "0812", "pegawai", introduction))
    current = made.keeper.current()
    custodians = current.recipients(current.usable_custodians(made.excluded))
    return encrypt_bytes(padded, custodians, made.clock.today())


def _root(database: Database, codename: str | None) -> bytes:
    if codename is None:
        return secrets.token_bytes(32)
    return codename_root(codename, instance(database).codename_salt)


def _slot(root: bytes, mailbox: Mailbox) -> NewSlot:
    wrapping = Wrapping.of_slot(root)
    return NewSlot(wrapping.lookup, wrapping.seal(mailbox.seed))
