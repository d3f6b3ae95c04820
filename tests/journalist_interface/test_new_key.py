"""An officer gets a new key: their cases go on, and a person with the old one can do nothing more with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from crypto import signing
from crypto.gpg.errors import NotForThisKeyError
from crypto.gpg.home import GnupgHome
from install.audit.inputs import open_inputs
from install.audit.verify import verify
from journalist_interface.actions.work import Work
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.session.sign_in import KeyNotHereError, OnlyRetiredKeysError
from journalist_interface.verification.case_file import BadRow, FromReporter
from journalist_interface.verification.problems import RowProblem
from store.cases.chain import case_state
from store.cases.conversation import NewReply, append_reply
from store.domain.errors import RetiredKeyError
from store.domain.event import CaseRole, Event, EventKind
from store.domain.labels import Label
from store.domain.procedure.chain_verification import BrokenChainError, ChainProblem
from store.domain.roster import RosterCertificate
from tests.genuine_case import GenuineCase
from tests.install.audited import recount, rows_of, write_rows
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.office import TestOffice

PHRASE = "kunci baru 42"


@dataclass
class Replaced:
    """A case that sari's old key acknowledged; her key is retired as of that day, and the new one is in the roster."""

    office: TestOffice
    workstations: HeadlessWorkstations
    workstations_with_new_keys: HeadlessWorkstations
    case: GenuineCase
    new_home: Path
    last_day: date

    def sari_with_the_new_key(self) -> HeadlessWorkstation:
        return self.workstations_with_new_keys.of("sari", self.new_home, PHRASE)

    def steals(self, day: date) -> None:
        """A person with the old key and the database lets sari take the case on this day, as its last event."""
        case = self.case.case
        state = case_state(self.office.database, case)
        text = signing.compose(
            Label.EVENT,
            Event(
                case,
                state.sequence + 1,
                state.head,
                "sari",
                CaseRole.OFFICER,
                EventKind.TAKE,
                day,
                person="sari",
            ),
        )
        signature = self.office.keys.holder("sari").sign(text, day)
        with closing(sqlite3.connect(self.office.folder / "database" / "store.sqlite3")) as database:
            write_rows(database, case, [*rows_of(database, case), (text, signature, None)])
            recount(database, case)
            database.commit()

    def audited(self) -> list[tuple[int | None, str]]:
        with open_inputs(self.office.gateway_configuration("127.0.0.1:0")) as inputs:
            return [(finding.number, finding.irregularity.name) for finding in verify(inputs).findings]


@pytest.fixture
def replaced(office: TestOffice, gateway: str, tmp_path: Path) -> Iterator[Replaced]:
    case = office.report("Isi")
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        HeadlessWorkstations(office, gateway, "new-keys") as others,
    ):
        perform(workstations.of("sari").work(case.case), "acknowledge")
        retire(office, new_key(tmp_path / "new"))
        yield Replaced(office, workstations, others, case, tmp_path / "new", office.clock.today())


def new_key(folder: Path) -> RosterCertificate:
    with GnupgHome(folder) as home:
        fingerprint = home.generate("Sari Wulandari", PHRASE)
        return RosterCertificate(fingerprint, home.certificate(fingerprint))


def retire(office: TestOffice, *further: RosterCertificate) -> None:
    """Sari's key is retired today; these are there beside it."""
    person = office.roster.person("sari")
    assert person is not None
    [old] = person.certificates
    certificates = (replace(old, retired=office.clock.today()), *further)
    office.publish(people=office.people_with("sari", certificates=certificates))


def is_readable(work: Work) -> bool:
    return isinstance(work.file.entries.get(1), FromReporter)


def broken(work: Work) -> tuple[int, ChainProblem]:
    assert work.file.chain.broken is not None
    return work.file.chain.broken.place, work.file.chain.broken.problem


def test_a_new_key_freezes_no_case_in_which_the_old_one_signed(replaced: Replaced) -> None:
    work = replaced.workstations.of("budi").work(replaced.case.case)
    perform(work, "note", text="Catatan")
    assert not any(event.remarks for event in work.file.events)
    assert replaced.audited() == []


def test_who_has_a_new_key_works_on_with_it(replaced: Replaced) -> None:
    later = replaced.office.report("Sesudahnya")
    sari = replaced.sari_with_the_new_key()
    perform(sari.work(later.case), "acknowledge")
    assert [read.event.actor for read in replaced.workstations.of("budi").work(later.case).file.events] == [
        "sari"
    ] * 2


def test_a_colleague_opens_earlier_cases_to_the_new_key(replaced: Replaced) -> None:
    sari = replaced.sari_with_the_new_key()
    assert not is_readable(sari.work(replaced.case.case))
    perform(replaced.workstations.of("budi").work(replaced.case.case), "renew", person="sari")
    assert is_readable(sari.work(replaced.case.case))
    perform(sari.work(replaced.case.case), "note", text="Catatan")
    assert replaced.audited() == []


def test_a_retired_key_opens_nothing_that_comes_later(replaced: Replaced) -> None:
    later = replaced.office.report("Sesudahnya").case
    sari, budi = replaced.workstations.of("sari"), replaced.workstations.of("budi")
    with pytest.raises(SessionEndedError):  # the session of before has ended
        sari.work(later)
    assert is_readable(budi.work(later))
    [row] = budi.services.client.entries(budi.officer.token, later).entries
    with pytest.raises(NotForThisKeyError):  # whatever way it came to the holder of that key
        sari.officer.key.decrypt(row.envelope or b"")


def test_what_a_retired_key_signs_later_is_named_by_workstation_and_audit(replaced: Replaced) -> None:
    replaced.office.move(days=1)
    replaced.steals(replaced.office.clock.today())
    work = replaced.workstations.of("budi").work(replaced.case.case)
    assert broken(work) == (3, ChainProblem.RETIRED)
    with pytest.raises(BrokenChainError):
        perform(work, "note", text="Catatan")
    assert (3, "RETIRED") in replaced.audited()


def test_a_retired_key_slips_no_event_behind_one_of_a_later_day(replaced: Replaced) -> None:
    replaced.office.move(days=1)
    perform(replaced.workstations.of("budi").work(replaced.case.case), "note", text="Catatan")
    replaced.steals(replaced.last_day)
    replaced.workstations.of("budi").forget(replaced.case.case)
    assert broken(replaced.workstations.of("budi").work(replaced.case.case)) == (4, ChainProblem.NOT_ALLOWED)
    assert (4, "NOT_ALLOWED") in replaced.audited()


def test_a_later_reply_by_a_retired_key_is_not_shown_and_is_named(replaced: Replaced) -> None:
    office, case = replaced.office, replaced.case
    office.move(days=1)
    forged = office.reply("sari", case, 2, "Datanglah ke tempat ini")
    day = office.clock.today()
    append_reply(office.database, NewReply(case.case, 2, day, "sari", forged.envelope, forged.sealed))
    entry = replaced.workstations.of("budi").work(case.case).file.entries[2]
    assert isinstance(entry, BadRow)
    assert entry.problem is RowProblem.RETIRED_KEY


def test_a_signature_that_was_proven_before_is_asked_again_once_its_key_is_retired(
    office: TestOffice,
) -> None:
    text = b"sebuah teks"
    tomorrow = office.clock.today() + timedelta(days=1)
    signature = office.keys.holder("sari").sign(text, tomorrow)
    cache, keeper = VerificationCache(), office.keeper()
    cache.verify(keeper.current(), "sari", text, signature, tomorrow)
    retire(office)
    with pytest.raises(RetiredKeyError):
        cache.verify(keeper.current(), "sari", text, signature, tomorrow)


def test_a_workstation_opens_no_retired_key(office: TestOffice, gateway: str, tmp_path: Path) -> None:
    retire(office)
    with (
        HeadlessWorkstations(office, gateway, "without-another") as workstations,
        pytest.raises(OnlyRetiredKeysError),
    ):
        workstations.of("sari")
    new = new_key(tmp_path / "new")
    office.publish(people=office.people_with("sari", certificates=(*certificates_of(office), new)))
    with (
        HeadlessWorkstations(office, gateway, "beside-another") as workstations,
        pytest.raises(KeyNotHereError) as missing,
    ):
        workstations.of("sari")
    assert missing.value.fingerprints == (new.fingerprint,)


def certificates_of(office: TestOffice) -> tuple[RosterCertificate, ...]:
    person = office.roster.person("sari")
    assert person is not None
    return person.certificates
