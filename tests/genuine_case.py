"""A reporter of a test: what they send is signed, padded, encrypted and stored as the source interface does it."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from crypto.derive import codename_root
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox, seal
from crypto.padding import padme
from crypto.roster import Person, exclusion_of
from crypto.voice import (
    Attachment,
    Envelope,
    Excluded,
    ExclusionRecord,
    Introduction,
    Report,
    signed_envelope,
    signed_exclusion,
)
from crypto.wrap import Wrapping, form_root
from store.blobs import Blobs
from store.contract.clock import Clock
from store.contract.roster_keeper import RosterKeeper
from store.conversation import NewEntry, append_reporter_entry, next_sequence
from store.database import Database
from store.intake import NewCase, accept
from store.schema import instance
from store.values import NewSlot, StoredBlob


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
        """Who reads it by the roster of this moment."""
        return self.keeper.current().usable_readers(self.excluded)

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

    def _append(self, envelope: Envelope, blobs: tuple[StoredBlob, ...] = ()) -> None:
        padded = signed_envelope(self.mailbox, envelope)
        entry = NewEntry(
            case=self.case,
            sequence=envelope.sequence,
            day=envelope.day,
            envelope=self.encrypted(padded),
            sealed=seal(self.mailbox.sealing_key, padded),
            blobs=blobs,
        )
        append_reporter_entry(self.database, entry)


def new_case(
    database: Database,
    blobs: Blobs,
    keeper: RosterKeeper,
    clock: Clock,
    text: str,
    positions: Iterable[str],
    codename: str | None,
) -> GenuineCase:
    """A report in the store, from a fresh mailbox; nobody in these positions reads it."""
    excluded = exclusion_of(keeper.current().roster, positions)
    nonce = secrets.token_bytes(32)
    made = GenuineCase(Mailbox.new(), excluded, nonce, database, blobs, keeper, clock)
    mailbox = made.mailbox
    padded = signed_envelope(mailbox, _first(mailbox, clock, text, excluded))
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
    )
    accept(database, new)
    return made


def _first(mailbox: Mailbox, clock: Clock, text: str, excluded: tuple[Excluded, ...]) -> Envelope:
    report = Report(text, "Siapa", "Kapan", "Bagaimana", "Di mana", "Mengapa", "corruption", None, True)
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    return Envelope(mailbox.case, 1, "report", clock.today(), introduction=introduction, report=report)


def _root(database: Database, codename: str | None) -> bytes:
    if codename is None:
        return secrets.token_bytes(32)
    return codename_root(codename, instance(database).codename_salt)


def _slot(root: bytes, mailbox: Mailbox) -> NewSlot:
    wrapping = Wrapping.of_slot(root)
    return NewSlot(wrapping.lookup, wrapping.seal(mailbox.seed))
