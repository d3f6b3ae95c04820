"""Records beside a case: what the statistics are added up from, and who the reporter is."""

from pathlib import Path

from crypto import signing
from crypto.gpg.encrypt import encrypt_bytes
from crypto.mailbox import Mailbox
from crypto.padding import pad
from crypto.signing import pack, unpack
from journalist_interface.statistics.records import StatisticsPins, StatisticsReader
from store.api.messages import NewStatistics
from store.api.sealed_records import SealedKind
from store.cases.chain import case_state
from store.domain.event import EventKind
from store.domain.labels import Label
from store.domain.roster import Role
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord
from tests.hostile_packets import encrypted_raw
from tests.journalist_interface.officer_page import OfficerPage
from tests.mutations.posting import posted
from tests.mutations.row_kinds import VOICE, Kind, Original, Place, Value, in_statement, insiders
from tests.mutations.scene import Scene, word
from tests.signed_events import EventSigner, drafted


class StatisticsKind(Kind):
    """The record that the statistics are added up from."""

    name = "statistics"
    readers = (
        "journalist_interface.statistics.records:read_statistics",
        "journalist_interface.cache.verification_cache:VerificationCache.open",
    )
    labels = frozenset({Label.STATISTICS})
    tables = frozenset({"statistic"})
    role: Role = "leadership"

    def made(self) -> Original:
        office = self.scene.office
        day = office.clock.today()
        events = case_state(office.database, self.scene.case).sequence
        statement = signing.compose(
            Label.STATISTICS,
            StatisticsRecord(
                self.scene.case, "sari", day, events, (StageDay(Stage.RECEIVED, day),), True, "corruption"
            ),
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

    def post(self, value: Value) -> int | None:
        """With an event that changes the statistics."""
        day = self.scene.office.clock.today()
        content = encrypt_bytes(pad(b"{}"), self.scene.recipients("sari", "budi", "wati", "joko"), day)
        decision = EventSigner(self.scene.office, self.scene.reporter).decision(
            "sari",
            drafted(EventKind.CLASSIFY, content=content),
            statistics=NewStatistics(value[0], ("dewi", "lina")),
        )
        return posted(self.scene, "sari", "events", decision)

    def read(self) -> str:
        self.scene.forget("dewi")
        dewi = self.scene.people["dewi"]
        reader = StatisticsReader(
            dewi.place.client,
            dewi.officer.token,
            dewi.place.rosters,
            StatisticsPins(dewi.place.config.state),
            dewi.officer.key.open,
            dewi.officer.key.open_many,
            dewi.officer.statistics_cache,
        )
        found = list(reader.read(reader.fetch()))
        whole = [counted for counted in found if counted.case == self.scene.whole.case.case]
        assert [counted.record is not None for counted in whole] == [True], "another case is not counted"
        return ""

    def _leaders(self) -> list[Path]:
        return self.scene.recipients("dewi", "lina")


class IdentityEnvelopeKind(Kind):
    """The reporter's identity, for the custodians."""

    name = "identity"
    genuine = word("nama")
    readers = ("journalist_interface.actions.identity_disclosure:read_identity",)
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


class SealedRecordKind(Kind):
    """A record of no case, that sari sealed."""

    sealed: SealedKind
    open_to: tuple[str, ...]

    def made(self) -> Original:
        scene, sari = self.scene, self.scene.people["sari"]
        stored = sari.place.client.sealed_record(sari.officer.token, self.sealed)
        assert stored is not None
        plain = sari.officer.key.decrypt(stored)
        signed = unpack(plain)
        return Original(
            stored=(stored,),
            openpgp=True,
            plain=plain,
            close=self.closed,
            enclosed=lambda packets: (
                encrypted_raw(packets, scene.recipients(*self.open_to), scene.office.clock.today()),
            ),
            statement=signed.text,
            signature=signed.signature,
            detached=True,
            signers={**insiders(scene), VOICE: Mailbox.new().sign},
            author="sari",
            assemble=lambda text, signature: self.closed(pad(in_statement(text, signature))),
        )

    def closed(self, plain: bytes) -> Value:
        day = self.scene.office.clock.today()
        return (encrypt_bytes(plain, self.scene.recipients(*self.open_to), day),)

    def put(self, value: Value) -> None:
        (table,) = self.tables
        self.scene.rows.write(f"UPDATE {table} SET record = ?", value[0])  # noqa: S608 - our own names


class PrivateRecordKind(SealedRecordKind):
    """What an officer keeps for themselves."""

    name = "private-record"
    genuine = word("label")
    readers = ("journalist_interface.sealed_records.sealed_private_record:unpack",)
    labels = frozenset({Label.PRIVATE})
    tables = frozenset({"private_record"})
    sealed = "private-record"
    open_to = ("sari",)

    def read(self) -> str:
        """The page of the case, at a workstation that has no copy of the record."""
        self.scene.forget("sari")
        return shown(self.scene, "sari", f"/id/cases/{self.scene.case}/private")

    def hides(self, page: Place, said: str) -> bool:
        return page.person == "sari" and said == word("label")


class OfficeTextsKind(SealedRecordKind):
    """The texts from which officers start messages."""

    name = "office-texts"
    genuine = word("teks")
    readers = ("journalist_interface.sealed_records.sealed_office_texts:unpack",)
    labels = frozenset({Label.TEXTS})
    tables = frozenset({"office_texts"})
    sealed = "office-texts"
    open_to = ("sari", "budi", "wati")

    def read(self) -> str:
        """The page of the texts, at a colleague's workstation that has no copy of them."""
        self.scene.forget("budi")
        return shown(self.scene, "budi", "/id/texts")

    def hides(self, _page: Place, said: str) -> bool:
        return said == word("teks")


def shown(scene: Scene, person: str, address: str) -> str:
    """The words of a page, which must be there."""
    page = scene.people[person].get(address)
    assert isinstance(page, OfficerPage)
    assert page.status == 200, f"{page.status} {page.text[:200]}"
    return page.text


def identity_shown(scene: Scene, case: str) -> OfficerPage:
    """The page on which the custodian has the identity shown, of the request that waits."""
    rina = scene.people["rina"]
    requests = rina.get("/id/identity-requests")
    assert isinstance(requests, OfficerPage)
    story = scene.story if case == scene.case else scene.whole
    address = f"/id/identity-requests/{case}/{story.events['ask']}"
    if address not in requests.links:
        return requests
    page = rina.get(address)
    assert isinstance(page, OfficerPage)
    forms = [form for form in page.forms if form.action.endswith("/show")]
    return rina.post(forms[0]) if forms else page


ALL: tuple[type[Kind], ...] = (StatisticsKind, IdentityEnvelopeKind, OfficeTextsKind, PrivateRecordKind)
