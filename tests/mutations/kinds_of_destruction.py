"""A proposal to destroy a case, as the person reads it who is asked to sign and reads nothing else of it."""

from datetime import timedelta

from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad
from journalist_interface.actions import destruction
from store.cases.chain import case_state
from store.domain.event import CaseRole, Content, Event, EventKind, content_text
from store.domain.retention import DestructionScope, RetentionEnd
from store.domain.stages import Stage
from tests.hostile_packets import encrypted_raw
from tests.mutations.row_kinds import Kind, Original, Place, Value
from tests.signed_events import EventSigner, drafted


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


ALL: tuple[type[Kind], ...] = (DestructionRequestKind,)
