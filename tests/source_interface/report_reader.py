"""A case as an officer's workstation would read it, with that officer's real key."""

from dataclasses import dataclass

from crypto.errors import CryptoError
from crypto.gpg.decrypt import decrypt_bytes
from store.cases.case_list import page
from store.cases.conversation import NewReply, append_reply, next_sequence
from store.cases.envelopes import entries
from store.domain.envelope import Envelope, Report, read_first_envelope
from store.domain.reply import Notice, ReplyAttachment
from store.domain.withdrawal import read_entry
from store.model import Case, StoredIdentity
from tests.genuine_case import GenuineCase
from tests.office import TestOffice

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Reader:
    """One person of the office, with what their key opens."""

    office: TestOffice
    person: str

    def cases(self) -> list[str]:
        """The cases that the store would show them."""
        return [row.case for row in page(self.office.database, self.person, None).cases]

    def only_case(self) -> str:
        found = self.cases()
        assert len(found) == 1, f"{len(found)} cases"
        return found[0]

    def opens(self, ciphertext: bytes) -> bool:
        """Return whether this person's key decrypts it."""
        try:
            self.decrypt(ciphertext)
        except CryptoError:
            return False
        return True

    def decrypt(self, ciphertext: bytes) -> bytes:
        return decrypt_bytes(self.office.keys.holder(self.person).home, ciphertext, MAX_BYTES)

    def ciphertexts(self, case: str) -> list[bytes]:
        """The envelopes of a case as they lie in the store."""
        return [
            row.envelope
            for row in entries(self.office.database, self.person, case).entries
            if row.envelope is not None
        ]

    def read(self, case: str | None = None) -> list[Envelope]:
        """Every envelope of the reporter, decrypted and verified against the first one's keys."""
        case = case or self.only_case()
        rows = entries(self.office.database, self.person, case).entries
        first = read_first_envelope(self.decrypt(rows[0].envelope or b""), case)
        assert first.introduction is not None
        voice = first.introduction.voice_key
        own = [row for row in rows[1:] if row.author == "reporter"]
        found = [read_entry(self.decrypt(row.envelope or b""), voice, case, row.sequence) for row in own]
        return [first, *(envelope for envelope in found if isinstance(envelope, Envelope))]

    def report(self) -> Report:
        found = self.read()[0].report
        assert found is not None
        return found

    def blob(self, envelope: Envelope) -> bytes:
        """The attachment that an envelope speaks of, cut to its true size."""
        assert envelope.attachment is not None
        with self.office.blobs.open(envelope.attachment.blob) as file:
            plain = self.decrypt(file.read())
        return plain[: envelope.attachment.size]


def identities(office: TestOffice) -> list[bytes]:
    """The identity envelopes in the store."""
    with office.database.read() as session:
        return [row.envelope for row in session.query(StoredIdentity).all()]


def count_cases(office: TestOffice) -> int:
    with office.database.read() as session:
        return session.query(Case).count()


def answer(
    office: TestOffice,
    person: str,
    case: GenuineCase,
    text: str,
    attachments: tuple[ReplyAttachment, ...] = (),
    notice: Notice | None = None,
    *,
    lie_nowhere: bool = False,
) -> int:
    """A reply as the gateway would store it, outside any decision; its place. Its files may lie nowhere."""
    sequence = next_sequence(office.database, case.case)
    made = office.reply(person, case, sequence, text, attachments, notice)
    reply = NewReply(
        case=case.case,
        sequence=sequence,
        day=office.clock.today(),
        author=person,
        envelope=made.envelope,
        sealed=made.sealed,
        blobs=() if lie_nowhere else made.blobs,
    )
    append_reply(office.database, reply)
    return sequence
