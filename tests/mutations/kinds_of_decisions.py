"""Rows of a case's decisions: an event, what it says, what it hands over, and what follows from it."""

from dataclasses import replace

from crypto.gpg.encrypt import encrypt_bytes
from crypto.padding import pad
from journalist_interface.actions import identity_requests, invitation
from journalist_interface.gateway_client.errors import CaseNotFoundError
from store.cases.chain import case_state
from store.cases.decision_permissions import NewDecision
from store.cases.decisions import append_decision
from store.domain.event import (
    CaseRole,
    Classification,
    Content,
    Event,
    EventKind,
    Keys,
    Paper,
    PlaceKey,
    content_text,
)
from store.domain.exports import ExportRecord
from store.domain.fields import FileDigest
from store.domain.labels import Label
from store.domain.risk import RiskAssessment
from tests.hostile_packets import encrypted_raw
from tests.mutations.posting import posted
from tests.mutations.row_kinds import Kind, Original, Place, Value
from tests.mutations.scene import word
from tests.signed_events import DraftedEvent, EventSigner, drafted


class AppendedKind(Kind):
    """An event that a person of the office appends, rightly signed and linked; `event` is what it says."""

    tables = frozenset({"event"})
    labels = frozenset({Label.EVENT})
    actor = "sari"
    to: tuple[str, ...] = ("sari", "budi", "wati", "joko")

    def event(self, content: bytes | None) -> DraftedEvent:
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
        self.append(self.event(value[0]))

    def post(self, value: Value) -> int | None:
        decision = EventSigner(self.scene.office, self.scene.reporter).decision(
            self.actor, self.event(value[0])
        )
        return posted(self.scene, self.actor, "events", decision)

    def append(self, draft: DraftedEvent) -> None:
        """Put it at the end, also what the store itself would refuse: it may lie there from before."""
        office, rows = self.scene.office, self.scene.rows
        signer = EventSigner(office, self.scene.reporter)
        [new] = signer.events(self.actor, [draft])
        taken = signer.decision(self.actor, replace(draft, content=self.original.stored[0]))
        decision = NewDecision(self.scene.case, self.actor, office.clock.today(), taken, office.roster)
        receipt = append_decision(office.database, decision, office.config.store.deadlines.open())
        rows.write(
            'UPDATE event SET statement = ?, signature = ?, content = ? WHERE "case" = ? AND sequence = ?',
            new.event.statement, new.event.signature, new.content, self.scene.case, receipt.events,
        )  # fmt: skip
        rows.write('UPDATE standing SET head = ? WHERE "case" = ?', new.event.digest, self.scene.case)

    def read(self) -> str:
        self.scene.forget("budi")
        file = self.scene.people["budi"].case(self.scene.case)
        return repr([event.content for event in file.events])

    def _text(self) -> bytes:
        office = self.scene.office
        sequence = case_state(office.database, self.scene.case).sequence + 1
        draft = self.event(b"")
        event = Event(
            self.scene.case, sequence, "0" * 64, self.actor, draft.part, draft.kind, office.clock.today()
        )
        return content_text(event, self.says())


class EventContentKind(AppendedKind):
    """The content of a paper."""

    name = "content"
    genuine = word("tambahan")
    readers = (
        "journalist_interface.verification.chain:read_content",
        "journalist_interface.cache.verification_cache:VerificationCache.open",
    )
    contents = frozenset({"text", "attachments", "classification", "export", "risk", "mentions"})

    def event(self, content: bytes | None) -> DraftedEvent:
        return drafted(EventKind.PAPER, content=content, paper=Paper.NOTE)

    def says(self) -> Content:
        file = self.scene.story.files["note"]
        record = ExportRecord("dossier", (FileDigest("berkas.pdf", 1, "0" * 64),), 1, 1, to=word("tambahan"))
        risk = RiskAssessment("high", self.scene.office.clock.today())
        return Content(
            text=word("tambahan"), attachments=(file,), export=record, risk=risk, mentions=("budi",)
        )


class DuplicateKind(EventContentKind):
    """A classification that names the case that told of the matter before."""

    name = "duplicate"
    genuine = "duplicate_of='"

    def event(self, content: bytes | None) -> DraftedEvent:
        return drafted(EventKind.CLASSIFY, content=content)

    def says(self) -> Content:
        return Content(classification=Classification(duplicate_of=self.scene.whole.case.case))


class GrantKind(AppendedKind):
    """The keys that a person is given."""

    name = "grant"
    genuine = "PlaceKey"
    readers = (
        "journalist_interface.verification.chain:read_content",
        "journalist_interface.cache.verification_cache:VerificationCache.open",
    )
    contents = frozenset({"keys"})
    to = ("joko",)

    def event(self, content: bytes | None) -> DraftedEvent:
        return drafted(EventKind.ADMIT, content=content, person="joko", role=CaseRole.LEAD)

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
        return repr([event.content for event in file.events])


class BriefKind(AppendedKind):
    """The brief of a person on the team, read before they declare."""

    name = "brief"
    genuine = word("tugaslain")
    readers = ("journalist_interface.actions.invitation:opened_content",)
    to = ("sari", "budi", "wati", "agus")

    def event(self, content: bytes | None) -> DraftedEvent:
        return drafted(EventKind.ASSIGN, content=content, person="agus", role=CaseRole.MEMBER)

    def says(self) -> Content:
        return Content(text=word("tugaslain"))

    def read(self) -> str:
        agus = self.scene.people["agus"]
        try:
            return invitation.invitation(agus.place.cases, agus.officer, self.scene.case).brief
        except (invitation.BriefNotProvenError, CaseNotFoundError):
            return ""

    def hides(self, page: Place, said: str) -> bool:
        """The latest assignment counts."""
        return page.person == "agus" and said == word("tugas")

    def own_page(self, page: Place) -> bool:
        """One that does not prove itself is told not to be trusted."""
        return page.person == "agus" and page.address.endswith(self.scene.case)


class IdentityRequestKind(AppendedKind):
    """A request for the identity, as a custodian reads it."""

    name = "identity-request"
    genuine = word("alasanlain")
    readers = ("journalist_interface.actions.identity_requests:Unproven",)
    tables = frozenset({"event", "identity_request"})
    to = ("sari", "rina")

    def event(self, content: bytes | None) -> DraftedEvent:
        return drafted(EventKind.ASK, content=content, people=("rina",))

    def says(self) -> Content:
        return Content(text=word("alasanlain"))

    def read(self) -> str:
        rina = self.scene.people["rina"]
        rina.officer.requests_cache.opened.clear()
        found = identity_requests.requests(rina.place.cases, rina.officer)
        return repr(
            [
                request.reason if isinstance(request, identity_requests.ProvenRequest) else request
                for request in found
            ]
        )


ALL: tuple[type[Kind], ...] = (
    EventContentKind,
    DuplicateKind,
    GrantKind,
    BriefKind,
    IdentityRequestKind,
)
