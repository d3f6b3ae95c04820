"""Rows of a conversation: what the reporter sends, and the two records beside it."""

from sqlalchemy import text

from crypto.mailbox import seal
from crypto.padding import pad
from crypto.signing import Signed, unpack
from source_interface.conversation.messages import read_conversation
from source_interface.conversation.proofs import ProvenPlaces
from source_interface.conversation.recipients import Recipients
from store.cases.mailboxes import own_places
from store.domain.labels import Label
from tests.hostile_packets import encrypted_raw
from tests.mutations.row_kinds import VOICE, Kind, Original, Place, Value, in_statement, insiders
from tests.mutations.scene import word


class _Row(Kind):
    """A row that holds a signed statement."""

    row = ""
    tables = frozenset({"entry"})

    @property
    def sequence(self) -> int:
        """Its place in the conversation."""
        return self.scene.story.entries[self.row]

    def put_entry(self, column: str, value: bytes) -> None:
        """Exchange a ciphertext of the entry."""
        self.scene.rows.write(
            f'UPDATE entry SET {column} = ? WHERE "case" = ? AND sequence = ?',  # noqa: S608 - our own words
            value, self.scene.case, self.sequence,
        )  # fmt: skip

    def entry(self, column: str) -> bytes:
        """A ciphertext of the entry."""
        with self.scene.office.database.read() as session:
            found = session.execute(
                text(f'SELECT {column} FROM entry WHERE "case" = :case AND sequence = :sequence'),  # noqa: S608
                {"case": self.scene.case, "sequence": self.sequence},
            )
            return bytes(found.scalar_one())

    def signed(self) -> tuple[bytes, Signed]:
        """Return what is inside of both ciphertexts, padded, and taken apart."""
        padded = self.scene.reporter.mailbox.open(self.entry("sealed"))
        return padded, unpack(padded)


class ForReaders(_Row):
    """An entry as officers read it."""

    def encrypted(self, plain: bytes) -> Value:
        return (self.scene.reporter.encrypted(plain),)

    def enclosed(self, packets: bytes) -> Value:
        return (encrypted_raw(packets, self.scene.reporter.recipients(), self.scene.office.clock.today()),)

    def made(self) -> Original:
        plain, signed = self.signed()
        return Original(
            stored=(self.entry("envelope"),),
            openpgp=True,
            plain=plain,
            close=self.encrypted,
            enclosed=self.enclosed,
            statement=signed.text,
            signature=signed.signature,
            detached=self.author != VOICE,
            signers={**insiders(self.scene), VOICE: self.scene.reporter.mailbox.sign},
            author=self.author,
            assemble=lambda statement, signature: self.encrypted(pad(in_statement(statement, signature))),
        )

    author = VOICE

    def put(self, value: Value) -> None:
        self.put_entry("envelope", value[0])

    def read(self) -> str:
        self.scene.forget("budi")
        return repr(self.scene.people["budi"].case(self.scene.case).entries)

    def hides(self, page: Place, said: str) -> bool:
        return said in self.words() and not page.of_reporter

    def words(self) -> frozenset[str]:
        return frozenset({word(self.row)})


class ReportKind(ForReaders):
    """The first envelope, by which all later ones are judged."""

    name = "report"
    genuine = word("laporan")
    row = "report"
    readers = ("journalist_interface.verification.case_reader:BadRow",)
    labels = frozenset({Label.ENVELOPE})

    def hides(self, page: Place, _said: str) -> bool:
        """Without it nothing of the case can be proved, and every row says so."""
        return not page.of_reporter


class EnvelopeKind(ForReaders):
    """A later message of the reporter."""

    name = "envelope"
    genuine = word("pesan")
    row = "message"
    readers = ("journalist_interface.verification.case_reader:BadRow",)
    labels = frozenset({Label.ENVELOPE})

    def words(self) -> frozenset[str]:
        return frozenset({word("pesan")})


class WithdrawalKind(ForReaders):
    """A message that withdraws a file."""

    name = "withdrawal"
    genuine = "withdraws=WithdrawnFile("
    row = "withdrawal"
    readers = ("journalist_interface.verification.case_reader:BadRow",)
    labels = frozenset({Label.ENVELOPE})

    def words(self) -> frozenset[str]:
        return frozenset()


class WithdrawnKind(WithdrawalKind):
    """What lies in the place of a withdrawn file."""

    name = "withdrawn"
    genuine = "WithdrawnEntry("
    row = "withdrawn"
    labels = frozenset({Label.WITHDRAWAL})


class ConsentKind(ForReaders):
    """The reporter's answer whether another office may be told who they are."""

    name = "consent"
    genuine = "consent=Consent("
    row = "consent"
    readers = ("journalist_interface.verification.case_reader:BadRow",)
    labels = frozenset({Label.ENVELOPE})

    def words(self) -> frozenset[str]:
        return frozenset()


class Sealed(_Row):
    """An entry as the mailbox reads it."""

    author = VOICE

    def made(self) -> Original:
        plain, signed = self.signed()
        return Original(
            stored=(self.entry("sealed"),),
            plain=plain,
            close=self.closed,
            statement=signed.text,
            signature=signed.signature,
            detached=self.author != VOICE,
            signers={**insiders(self.scene), VOICE: self.scene.reporter.mailbox.sign},
            author=self.author,
            assemble=lambda statement, signature: self.closed(pad(in_statement(statement, signature))),
        )

    def closed(self, plain: bytes) -> Value:
        return (seal(self.scene.reporter.mailbox.sealing_key, plain),)

    def put(self, value: Value) -> None:
        self.put_entry("sealed", value[0])

    def read(self) -> str:
        source, mailbox = self.scene.source, self.scene.reporter.mailbox
        ProvenPlaces(source.conversation, mailbox, replies=True).now()
        return repr(read_conversation(source.conversation, mailbox).lines)


class SealedCopyKind(Sealed):
    """The reporter's own copy of a message."""

    name = "sealed-copy"
    genuine = word("pesan")
    row = "message"
    readers = ("source_interface.conversation.proofs:Proofs._line",)
    labels = frozenset({Label.ENVELOPE})

    def hides(self, page: Place, said: str) -> bool:
        return said == word("pesan") and page.of_reporter


class SealedWithdrawnKind(Sealed):
    """What the mailbox is shown in the place of a withdrawn file."""

    name = "sealed-withdrawn"
    genuine = "kind='withdrawn'"
    row = "withdrawn"
    readers = ("source_interface.conversation.proofs:Proofs._line",)
    labels = frozenset({Label.WITHDRAWAL})

    def hides(self, _page: Place, _said: str) -> bool:
        return False


class OwnPlacesKind(Kind):
    """The list of the reporter's own places."""

    name = "own-places"
    genuine = word("balasan")
    readers = ("store.domain.envelope:SignedPlaces.read",)
    labels = frozenset({Label.OWN_PLACES})
    tables = frozenset({"own_places"})

    def made(self) -> Original:
        found = own_places(self.scene.office.database, self.scene.case)
        assert found is not None
        return Original(
            stored=(found.statement, found.signature),
            statement=found.statement,
            signature=found.signature,
            signers={VOICE: self.scene.reporter.mailbox.sign, "other": self.scene.whole.case.mailbox.sign},
            author=VOICE,
            assemble=lambda statement, signature: (statement, signature),
        )

    def put(self, value: Value) -> None:
        self.scene.rows.write(
            'UPDATE own_places SET statement = ?, signature = ? WHERE "case" = ?', *value, self.scene.case
        )

    def read(self) -> str:
        source, mailbox = self.scene.source, self.scene.reporter.mailbox
        ProvenPlaces(source.conversation, mailbox, replies=False).now()
        return repr(read_conversation(source.conversation, mailbox).lines)

    def hides(self, page: Place, _said: str) -> bool:
        """Allow what another list by the reporter's voice shows otherwise; no one else can sign a list."""
        return page.of_reporter


class ExclusionKind(Kind):
    """The record of whom the reporter excluded."""

    name = "exclusion"
    genuine = word("balasan")
    readers = ("source_interface.conversation.recipients:read_exclusion",)
    labels = frozenset({Label.EXCLUSION})
    tables = frozenset({"exclusion"})

    def made(self) -> Original:
        with self.scene.office.database.read() as session:
            stored = bytes(
                session.execute(
                    text('SELECT record FROM exclusion WHERE "case" = :case'), {"case": self.scene.case}
                ).scalar_one()
            )
        plain = self.scene.reporter.mailbox.open(stored)
        signed = unpack(plain)
        return Original(
            stored=(stored,),
            plain=plain,
            close=self.closed,
            statement=signed.text,
            signature=signed.signature,
            signers={VOICE: self.scene.reporter.mailbox.sign, "other": self.scene.whole.case.mailbox.sign},
            author=VOICE,
            assemble=lambda statement, signature: self.closed(pad(in_statement(statement, signature))),
        )

    def closed(self, plain: bytes) -> Value:
        return (seal(self.scene.reporter.mailbox.sealing_key, plain),)

    def put(self, value: Value) -> None:
        self.scene.rows.write('UPDATE exclusion SET record = ? WHERE "case" = ?', value[0], self.scene.case)

    def read(self) -> str:
        source, mailbox = self.scene.source, self.scene.reporter.mailbox
        return repr(read_conversation(source.conversation, mailbox).lines)

    def hides(self, page: Place, said: str) -> bool:
        """Without the record no reply is believed."""
        return page.of_reporter and "balasan" in said


def audience(kind: Kind) -> Recipients:
    """To whom the reporter would write now."""
    return Recipients.now(
        kind.scene.source.conversation, kind.scene.reporter.mailbox, kind.scene.source.roster.valid()
    )


ALL: tuple[type[Kind], ...] = (
    ReportKind,
    EnvelopeKind,
    WithdrawalKind,
    WithdrawnKind,
    ConsentKind,
    SealedCopyKind,
    SealedWithdrawnKind,
    OwnPlacesKind,
    ExclusionKind,
)
