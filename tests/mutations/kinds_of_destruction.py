"""A proposal to destroy a case, as the person reads it who is asked to sign, and what stays of what was destroyed."""

from datetime import date, timedelta

from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from journalist_interface.actions import destruction
from source_interface.conversation.messages import read_conversation
from store.cases.chain import case_state
from store.cases.tombstones import part_tombstones_in
from store.domain.event import CaseRole, Content, Event, EventKind, SignedEvent, content_text
from store.domain.retention import WAITING_DAYS, DestructionScope, RetentionEnd
from store.domain.stages import Stage
from tests.hostile_packets import encrypted_raw
from tests.mutations.row_kinds import Kind, Original, Place, Value, insiders
from tests.signed_events import CONTENT, EventSigner, drafted


class DestructionRequestKind(Kind):
    """What an officer tells a leader of a case, in a list with the proposals of other officers."""

    name = "destruction-request"
    genuine = "ProvenProposal"
    readers = ("journalist_interface.actions.destruction:UnprovenProposal",)
    contents = frozenset({"retention"})

    def made(self) -> Original:
        office, case = self.scene.office, self.scene.ended.case
        self._number = case_state(office.database, case).sequence + 1
        day = office.clock.today()
        event = Event(
            case, self._number, "0" * 64, "sari", CaseRole.OFFICER, EventKind.PROPOSE_DESTRUCTION, day
        )
        end = RetentionEnd(Stage.ARCHIVED, day - timedelta(days=40), day - timedelta(days=1))
        plain = pad(content_text(event, Content(retention=end)))
        return Original(
            stored=self.closed(plain), openpgp=True, plain=plain, close=self.closed, enclosed=self.enclosed
        )

    def closed(self, plain: bytes) -> Value:
        day = self.scene.office.clock.today()
        return (encrypt_bytes(plain, self.scene.recipients("sari", "dewi"), day),)

    def enclosed(self, packets: bytes) -> Value:
        day = self.scene.office.clock.today()
        return (encrypted_raw(packets, self.scene.recipients("sari", "dewi"), day),)

    def put(self, value: Value) -> None:
        """At the end of the case that was archived, as if its period had ended."""
        case, rows = self.scene.ended, self.scene.rows
        rows.write('DELETE FROM event WHERE "case" = ? AND sequence = ?', case.case, self._number)
        scope = DestructionScope(case.last_sequence)
        draft = drafted(EventKind.PROPOSE_DESTRUCTION, content=value[0], person="dewi", destroys=scope)
        [new] = EventSigner(self.scene.office, case).events("sari", [draft])
        rows.write(
            'INSERT INTO event ("case", sequence, statement, signature, content) VALUES (?, ?, ?, ?, ?)',
            case.case, self._number, new.event.statement, new.event.signature, new.content,
        )  # fmt: skip
        rows.write(
            'UPDATE standing SET events = ?, head = ?, proposed = ?, signatory = ? WHERE "case" = ?',
            self._number, new.event.digest, self._number, "dewi", case.case,
        )  # fmt: skip

    def read(self) -> str:
        dewi = self.scene.people["dewi"]
        dewi.officer.requests_cache.opened.clear()
        return repr(list(destruction.proposals(dewi.place.cases, dewi.officer)))

    def hides(self, _page: Place, _said: str) -> bool:
        """It stands in a case of its own."""
        return False


class _SecondSignature(Kind):
    """The second of two signed events that say why something is gone: a leader's."""

    def signed(self, signed: SignedEvent) -> Original:
        holder, day = self.scene.office.keys.holder("dewi"), self.scene.office.clock.today()
        return Original(
            stored=(signed.statement, signed.signature),
            statement=signed.statement,
            signature=signed.signature,
            detached=True,
            signers={**insiders(self.scene), "dewi": lambda statement: holder.sign(statement, day)},
            author="dewi",
            assemble=lambda statement, signature: (statement, signature),
        )

    def hides(self, _page: Place, _said: str) -> bool:
        """What it is about is gone."""
        return False


class TombstoneKind(_SecondSignature):
    """What is said to stay of a case, which a workstation remembers."""

    name = "tombstone"
    genuine = "destroyed"
    readers = (
        "journalist_interface.verification.missing:prove_tombstone",
        "install.audit.tombstones:prove_tombstone",
    )
    tables = frozenset({"tombstone"})

    def made(self) -> Original:
        case = self.scene.reporter
        signer, scope = EventSigner(self.scene.office, case), DestructionScope(case.last_sequence)
        proposes = drafted(EventKind.PROPOSE_DESTRUCTION, content=CONTENT, person="dewi", destroys=scope)
        [proposal] = signer.events("sari", [proposes])
        self._proposal, at = proposal.event, proposal.event.read().sequence
        confirms = drafted(EventKind.CONFIRM_DESTRUCTION, CaseRole.SIGNATORY, about=at, destroys=scope)
        confirmation = signer.signed(signer.event("dewi", confirms, at + 1, self._proposal.digest), "dewi")
        self._number, self._head = at + 1, confirmation.digest
        return self.signed(confirmation)

    def put(self, value: Value) -> None:
        case, rows = self.scene.case, self.scene.rows
        rows.write('DELETE FROM tombstone WHERE "case" = ?', case)
        rows.write(
            "INSERT INTO tombstone VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            case, self._number, self._head, f"{self._later:%Y-%m}",
            self._proposal.statement, self._proposal.signature, *value,
        )  # fmt: skip

    def read(self) -> str:
        self.scene.forget("budi")
        officer = self.scene.people["budi"].officer
        officer.missing._asked = frozenset()  # as after signing in anew
        destroyed, _unexplained = officer.missing.find(frozenset(), self._later)
        with open_inputs(self.scene.office.gateway_configuration("127.0.0.1:1")) as inputs:
            verify(inputs)
        return "destroyed" if self.scene.case in destroyed else "remembered"

    @property
    def _later(self) -> date:
        return self.scene.office.clock.today() + timedelta(days=WAITING_DAYS + 1)


class PartTombstoneKind(_SecondSignature):
    """What stays in the place of a destroyed message, which its reporter reads."""

    name = "part-tombstone"
    genuine = "destroyed=datetime.date("
    readers = (
        "source_interface.conversation.destroyed_parts:prove_part",
        "install.audit.destroyed_parts:prove_part",
    )
    tables = frozenset({"part_tombstone"})

    def made(self) -> Original:
        with self.scene.office.database.read() as session:
            found = part_tombstones_in(session, self.scene.case)
        return self.signed(found[self.scene.story.entries["destroyed"]].confirmation)

    def put(self, value: Value) -> None:
        self.scene.rows.write(
            'UPDATE part_tombstone SET confirmation = ?, confirmation_signature = ? WHERE "case" = ?',
            *value, self.scene.case,
        )  # fmt: skip

    def read(self) -> str:
        source, mailbox = self.scene.source, self.scene.reporter.mailbox
        shown = repr(read_conversation(source.conversation, mailbox).lines)
        self.scene.forget("budi")
        self.scene.people["budi"].case(self.scene.case)
        with open_inputs(self.scene.office.gateway_configuration("127.0.0.1:1")) as inputs:
            verify(inputs)
        return shown


ALL: tuple[type[Kind], ...] = (DestructionRequestKind, TombstoneKind, PartTombstoneKind)
