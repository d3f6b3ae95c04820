"""Events themselves: a signed statement, altered where it lies, or appended by an insider."""

from sqlalchemy import text

from install.audit import chain_audit
from store.api.messages import Decision, NewEvent
from store.cases.chain import case_state, chain
from store.cases.records import record
from store.domain.event import (
    EventKind,
    chain_digest,
)
from store.domain.event import SignedEvent as Signed
from tests.mutations.kinds_of_conversation import audience
from tests.mutations.kinds_of_decisions import AppendedKind
from tests.mutations.posting import posted
from tests.mutations.row_kinds import VOICE, Kind, Original, Place, Value, insiders
from tests.mutations.scene import word
from tests.signed_events import EventSigner, drafted


class SignedEventKind(AppendedKind):
    """An event and its signature: altered where it lies, or appended by an insider."""

    name = "event"
    readers = (
        "store.domain.current_roster:CurrentRoster.verify_by",
        "store.domain.event:SignedEvent.read",
    )

    def made(self) -> Original:
        signer = EventSigner(self.scene.office, self.scene.reporter)
        [new] = signer.events("sari", [drafted(EventKind.RESOLVE_REQUEST, about=self._attention_request())])
        return self._signed(new.event.statement, new.event.signature, "sari")

    def _signed(self, statement: bytes, signature: bytes, author: str) -> Original:
        """Return the original of an event that its author signed."""
        return Original(
            stored=(statement, signature),
            statement=statement,
            signature=signature,
            detached=True,
            signers={**insiders(self.scene), VOICE: self.scene.reporter.mailbox.sign},
            author=author,
            assemble=lambda statement, signature: (statement, signature),
        )

    def put(self, value: Value) -> None:
        """At the end, and the store says that the chain ends there."""

        state = case_state(self.scene.office.database, self.scene.case)
        rows = self.scene.rows
        rows.write(
            'INSERT INTO event ("case", sequence, statement, signature) VALUES (?, ?, ?, ?)',
            self.scene.case, state.sequence + 1, *value,
        )  # fmt: skip
        rows.write(
            'UPDATE standing SET events = ?, head = ? WHERE "case" = ?',
            state.sequence + 1, chain_digest(*value), self.scene.case,
        )  # fmt: skip

    def post(self, value: Value) -> int | None:
        return posted(self.scene, "sari", "events", Decision((NewEvent(Signed(*value)),)))

    def read(self) -> str:
        scene = self.scene
        scene.forget("budi")
        scene.people["budi"].case(scene.case)
        audience(self)
        database, current = scene.office.database, scene.source.roster.current()
        chain_audit.judge(record(database, scene.case), current)
        assert list(chain(database, scene.case))
        return ""

    def hides(self, page: Place, said: str) -> bool:
        """Allow that nobody decides, replies or exports where the chain is broken, and that no identity is told."""
        reply_form = page.address == f"/id/cases/{self.scene.case}"
        return (
            "/do/" in page.address
            or "/export/" in page.address
            or (page.person == "rina" and said == word("nama"))
            or (reply_form and said == word("teks"))
        )

    def _attention_request(self) -> int:
        request = case_state(self.scene.office.database, self.scene.case).attention_request
        assert request is not None
        return request


class EarlierEventKind(SignedEventKind):
    """An event in the middle of a chain: what follows it is believed no more, and is named."""

    name = "earlier-event"

    def made(self) -> Original:
        with self.scene.office.database.read() as session:
            found = session.execute(
                text('SELECT statement, signature FROM event WHERE "case" = :case AND sequence = :sequence'),
                {"case": self.scene.case, "sequence": self._place},
            ).one()
        return self._signed(bytes(found.statement), bytes(found.signature), "budi")

    def put(self, value: Value) -> None:
        self.scene.rows.write(
            'UPDATE event SET statement = ?, signature = ? WHERE "case" = ? AND sequence = ?',
            *value, self.scene.case, self._place,
        )  # fmt: skip

    def hides(self, page: Place, said: str) -> bool:
        """Allow the loss of what events from the break on said; the conversation stays, and so does what was before."""
        later = {
            "izin",
            "lembaga",
            "sebab",
            "catatan",
            "namacatatan",
            "berkascatatan",
            "telaah",
            "tugas",
            "alasan",
            "perpanjangan",
        }
        return said in {word(label) for label in later} or super().hides(page, said)

    @property
    def _place(self) -> int:
        return self.scene.story.events["note"]


ALL: tuple[type[Kind], ...] = (SignedEventKind, EarlierEventKind)
