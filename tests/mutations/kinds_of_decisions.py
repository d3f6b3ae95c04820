"""Rows of a case's decisions: an event, what it says, what it hands over, and what follows from it."""

from pathlib import Path

import msgspec
from sqlalchemy import text

from crypto.event import Action, Content, Event, Keys, Paper, Part, PlaceKey, chain_digest, content_text
from crypto.gpg.encrypt import encrypt_bytes
from crypto.labels import Label
from crypto.mailbox import Mailbox
from crypto.padding import pad
from crypto.roster import Role
from crypto.signed import pack, unpack
from install.auditing import chain_audit
from journalist_interface.acts import custody, invitation
from journalist_interface.figures import records
from journalist_interface.gateway.errors import NotFoundError
from store.cases.chain import case_state, chain
from store.cases.decisions import NewDecision, decide
from store.cases.records import record
from store.contract.stages import Stage
from store.contract.statistics import StageDay, StatisticsRecord, statistics_statement
from tests.acts import Act, Acts, act
from tests.mutations.identity_pages import identity_shown
from tests.mutations.kinds import VOICE, Kind, Original, Place, Value, in_statement, insiders
from tests.mutations.kinds_of_conversation import audience
from tests.mutations.packets import encrypted_raw
from tests.mutations.scene import word


class _Appended(Kind):
    """An event that somebody of the office appends, rightly signed and linked; `act` is what it says."""

    tables = frozenset({"event"})
    labels = frozenset({Label.EVENT})
    actor = "sari"
    to: tuple[str, ...] = ("sari", "budi", "wati", "joko")

    def act(self, content: bytes | None) -> Act:
        raise NotImplementedError

    def says(self) -> Content:
        raise NotImplementedError

    def made(self) -> Original:
        plain = pad(self._text())
        return Original(
            stored=self.closed(plain), openpgp=True, plain=plain, close=self.closed, enclosed=self.enclosed
        )

    def closed(self, plain: bytes) -> Value:
        day = self.scene.office.clock.today()
        return (encrypt_bytes(plain, self.scene.recipients(*self.to), day),)

    def enclosed(self, packets: bytes) -> Value:
        day = self.scene.office.clock.today()
        return (encrypted_raw(packets, self.scene.recipients(*self.to), day),)

    def put(self, value: Value) -> None:
        """The event names the digest of whatever is said."""
        self.append(self.act(value[0]))

    def append(self, *acts: Act, signature: bytes | None = None) -> None:
        office = self.scene.office
        decision = Acts(office, self.scene.reporter).decision(self.actor, *acts)
        if signature is not None:
            [new] = decision.events
            event = msgspec.structs.replace(new.event, signature=signature)
            decision = msgspec.structs.replace(decision, events=(msgspec.structs.replace(new, event=event),))
        new_decision = NewDecision(self.scene.case, self.actor, office.clock.today(), decision)
        decide(office.database, new_decision, office.config.store.deadlines.open())

    def read(self) -> str:
        self.scene.forget("budi")
        file = self.scene.people["budi"].case(self.scene.case)
        return repr([one.content for one in file.events])

    def hides(self, _page: Place, _said: str) -> bool:
        """It comes after everything that is there."""
        return False

    def _text(self) -> bytes:
        office = self.scene.office
        sequence = case_state(office.database, self.scene.case).sequence + 1
        one = self.act(b"")
        event = Event(
            self.scene.case, sequence, "0" * 64, self.actor, one.part, one.action, office.clock.today()
        )
        return content_text(event, self.says())


class EventContent(_Appended):
    """What a paper says."""

    name = "content"
    readers = ("journalist_interface.reading.chain_reader:_said", "journalist_interface.index.memo:Memo.open")
    contents = frozenset({"text", "attachments", "classification"})

    def act(self, content: bytes | None) -> Act:
        return act(Action.PAPER, content=content, paper=Paper.NOTE)

    def says(self) -> Content:
        file = self.scene.story.files["note"]
        return Content(text=word("tambahan"), attachments=(file,))


class Grant(_Appended):
    """The keys that somebody is given."""

    name = "grant"
    readers = ("journalist_interface.reading.chain_reader:_said", "journalist_interface.index.memo:Memo.open")
    contents = frozenset({"keys"})
    to = ("joko",)

    def act(self, content: bytes | None) -> Act:
        return act(Action.ADMIT, content=content, person="joko", role=Part.LEAD)

    def says(self) -> Content:
        self.scene.forget("sari")
        file = self.scene.people["sari"].case(self.scene.case)

        entries = tuple(
            PlaceKey(number, key.text)
            for number in file.entries
            if (key := file.entry_key(number)) is not None
        )
        return Content(keys=Keys(entries=entries))

    def read(self) -> str:
        self.scene.forget("joko")
        file = self.scene.people["joko"].case(self.scene.case)
        return repr([one.content for one in file.events])


class Brief(_Appended):
    """What somebody is to do, read before they declare."""

    name = "brief"
    readers = ("journalist_interface.acts.invitation:BriefNotProvenError",)
    to = ("sari", "budi", "wati", "agus")

    def act(self, content: bytes | None) -> Act:
        return act(Action.ASSIGN, content=content, person="agus", role=Part.MEMBER)

    def says(self) -> Content:
        return Content(text=word("tugaslain"))

    def read(self) -> str:
        agus = self.scene.people["agus"]
        try:
            return invitation.invitation(agus.place, agus.officer, self.scene.case).brief
        except (invitation.BriefNotProvenError, NotFoundError):
            return ""

    def hides(self, page: Place, said: str) -> bool:
        """The latest assignment counts."""
        return page.person == "agus" and said == word("tugas")


class IdentityRequest(_Appended):
    """A request for the identity, as a custodian reads it."""

    name = "identity-request"
    readers = ("journalist_interface.acts.custody:Unproven",)
    tables = frozenset({"event", "identity_request"})
    to = ("sari", "rina")

    def act(self, content: bytes | None) -> Act:
        return act(Action.ASK, content=content, people=("rina",))

    def says(self) -> Content:
        return Content(text=word("alasanlain"))

    def read(self) -> str:
        rina = self.scene.people["rina"]
        rina.officer.requests_memo.opened.clear()
        return repr(list(custody.requests(rina.place, rina.officer)))


class SignedEvent(_Appended):
    """An event and its signature: altered where it lies, or appended by an insider."""

    name = "event"
    readers = (
        "store.contract.current_roster:CurrentRoster.verify_by",
        "crypto.event:SignedEvent.read",
    )

    def made(self) -> Original:
        acts = Acts(self.scene.office, self.scene.reporter)
        [new] = acts.events("sari", [act(Action.ATTEND, about=self._sought())])
        return Original(
            stored=(new.event.statement, new.event.signature),
            statement=new.event.statement,
            signature=new.event.signature,
            detached=True,
            signers={**insiders(self.scene), VOICE: self.scene.reporter.mailbox.sign},
            author="sari",
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

    def read(self) -> str:
        scene = self.scene
        scene.forget("budi")
        scene.people["budi"].case(scene.case)
        audience(self)
        database, current = scene.office.database, scene.source.roster.current()
        chain_audit.judge(record(database, scene.case), current)
        assert list(chain(database, scene.case))
        return ""

    def _sought(self) -> int:
        sought = case_state(self.scene.office.database, self.scene.case).sought
        assert sought is not None
        return sought


class EarlierEvent(SignedEvent):
    """An event in the middle of a chain: what follows it is believed no more, and is named."""

    name = "earlier-event"

    def made(self) -> Original:
        with self.scene.office.database.read() as session:
            found = session.execute(
                text('SELECT statement, signature FROM event WHERE "case" = :case AND sequence = :sequence'),
                {"case": self.scene.case, "sequence": self._place},
            ).one()
        return Original(
            stored=(bytes(found.statement), bytes(found.signature)),
            statement=bytes(found.statement),
            signature=bytes(found.signature),
            detached=True,
            signers={**insiders(self.scene), VOICE: self.scene.reporter.mailbox.sign},
            author="budi",
            assemble=lambda statement, signature: (statement, signature),
        )

    def put(self, value: Value) -> None:
        self.scene.rows.write(
            'UPDATE event SET statement = ?, signature = ? WHERE "case" = ? AND sequence = ?',
            *value, self.scene.case, self._place,
        )  # fmt: skip

    def hides(self, _page: Place, said: str) -> bool:
        """What an event at or after the break said; the conversation stays, and so does what was before."""
        later = {"catatan", "namacatatan", "berkascatatan", "telaah", "tugas", "alasan"}
        return said in {word(one) for one in later}

    @property
    def _place(self) -> int:
        return self.scene.story.events["note"]


class Statistics(Kind):
    """The record that the figures are added up from."""

    name = "statistics"
    readers = (
        "journalist_interface.figures.records:read_statistics",
        "journalist_interface.index.memo:Memo.open",
    )
    labels = frozenset({Label.STATISTICS})
    tables = frozenset({"statistic"})
    role: Role = "leadership"

    def made(self) -> Original:
        office = self.scene.office
        day = office.clock.today()
        events = case_state(office.database, self.scene.case).sequence
        statement = statistics_statement(
            StatisticsRecord(
                self.scene.case, "sari", day, events, (StageDay(Stage.RECEIVED, day),), True, "corruption"
            )
        )
        signers = insiders(self.scene)
        signature = signers["sari"](statement)
        plain = pack(statement, signature)
        return Original(
            stored=self.closed(plain),
            openpgp=True,
            plain=plain,
            close=self.closed,
            enclosed=lambda packets: (encrypted_raw(packets, self._leaders(), day),),
            statement=statement,
            signature=signature,
            detached=True,
            signers={**signers, VOICE: Mailbox.new().sign},
            author="sari",
            assemble=lambda text, signed: self.closed(pad(in_statement(text, signed))),
        )

    def closed(self, plain: bytes) -> Value:
        return (encrypt_bytes(plain, self._leaders(), self.scene.office.clock.today()),)

    def put(self, value: Value) -> None:
        self.scene.rows.write('UPDATE statistic SET record = ? WHERE "case" = ?', value[0], self.scene.case)

    def read(self) -> str:
        self.scene.forget("dewi")
        dewi = self.scene.people["dewi"]
        found = list(records.read(dewi.place, dewi.officer, records.records(dewi.place, dewi.officer)))
        whole = [one for one in found if one.case == self.scene.whole.case.case]
        assert [one.record is not None for one in whole] == [True], "another case is not counted"
        return ""

    def hides(self, _page: Place, _said: str) -> bool:
        return False

    def _leaders(self) -> list[Path]:
        return self.scene.recipients("dewi", "lina")


class IdentityEnvelope(Kind):
    """Who the reporter is, for the custodians."""

    name = "identity"
    readers = ("journalist_interface.acts.custody:read_identity",)
    labels = frozenset({Label.IDENTITY})
    tables = frozenset({"identity"})
    contents = frozenset({"identity"})

    def made(self) -> Original:
        scene, rina = self.scene, self.scene.people["rina"]
        stored = rina.place.client.identity(rina.officer.token, scene.case).envelope
        plain = rina.officer.key.decrypt(stored)
        signed = unpack(plain)
        return Original(
            stored=(stored,),
            openpgp=True,
            plain=plain,
            close=self.closed,
            enclosed=lambda packets: (
                encrypted_raw(packets, scene.recipients("rina"), scene.office.clock.today()),
            ),
            statement=signed.text,
            signature=signed.signature,
            signers={VOICE: scene.reporter.mailbox.sign, "other": scene.whole.case.mailbox.sign},
            author=VOICE,
            assemble=lambda text, signature: self.closed(pad(in_statement(text, signature))),
        )

    def closed(self, plain: bytes) -> Value:
        return (encrypt_bytes(plain, self.scene.recipients("rina"), self.scene.office.clock.today()),)

    def put(self, value: Value) -> None:
        self.scene.rows.write('UPDATE identity SET envelope = ? WHERE "case" = ?', value[0], self.scene.case)

    def read(self) -> str:
        """The page of the request, on which the custodian lets it be shown."""
        page = identity_shown(self.scene, self.scene.case)
        assert page.status < 500, f"{page.status} {page.text[:200]}"
        return page.text

    def hides(self, page: Place, said: str) -> bool:
        return page.person == "rina" and said == word("nama")


ALL: tuple[type[Kind], ...] = (
    EventContent,
    Grant,
    Brief,
    IdentityRequest,
    SignedEvent,
    EarlierEvent,
    Statistics,
    IdentityEnvelope,
)
