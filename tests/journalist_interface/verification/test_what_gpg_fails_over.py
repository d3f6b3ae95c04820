"""One person's row over which gpg fails is named in its place, and closes nothing for others."""

from collections.abc import Iterator
from math import ceil

import msgspec
import pytest
from sqlalchemy import text

from crypto import signing
from crypto.gpg.decrypt_many import MOST_AT_ONCE
from crypto.padding import pad
from journalist_interface.actions import identity_requests
from journalist_interface.actions.identity_requests import ProvenRequest, Unproven
from journalist_interface.cache import verification_cache
from journalist_interface.cache.verification_cache import HONEST_SECONDS, MOST_OF_ONE_AUTHOR
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.keyring import AT_ONCE
from journalist_interface.verification.case_file import BadRow, FromOffice
from journalist_interface.verification.problems import EventRemark, RowProblem
from store.api.messages import Decision
from store.cases.chain import case_state
from store.domain.current_roster import CurrentRoster
from store.domain.event import Content, EventKind, Paper, content_text
from store.domain.labels import Label
from store.domain.reply import Reply
from tests.genuine_case import GenuineCase
from tests.hostile_packets import MARKER, encrypted_raw, laborious_literal, silent_packets
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway
from tests.journalist_interface.staged_cases import (
    BRIEF,
    accept,
    reviewed,
    said,
    statistics_of,
    statistics_reader,
)
from tests.journalist_interface.store_rows import put_envelope, put_plaintext
from tests.journalist_interface.workstation import Workstation, workstation_here
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted
from tests.source_interface.gpg_runs import GpgRuns
from tests.source_interface.report_reader import answer

FAILS = "Program enkripsi gagal memproses pesan ini"
FORGED_REPLY = "tidak ditandatangani petugas yang disebutnya"


@pytest.fixture(scope="module")
def workstation(own_office: TestOffice, own_gateway: HostileGateway) -> Iterator[Workstation]:
    """Sari's workstation in this process, where a test can make gpg impatient."""
    with workstation_here(own_office, own_gateway.address, name="gpg-fails") as made:
        yield made


@pytest.fixture(scope="module")
def colleagues(own_office: TestOffice, own_gateway: HostileGateway) -> Iterator[HeadlessWorkstations]:
    """The people of an office of these tests: gpg tries its rows again in each session of others, for seconds."""
    with HeadlessWorkstations(own_office, own_gateway.address) as made:
        yield made


@pytest.fixture
def case(own_office: TestOffice) -> GenuineCase:
    """A report and two messages."""
    made = own_office.report("Isi pertama")
    made.says("Pesan kedua")
    made.says("Pesan ketiga")
    return made


def poison(case: GenuineCase) -> bytes:
    """A message to the readers of a case that would hold gpg for minutes."""
    return encrypted_raw(silent_packets(), case.recipients(), case.services.clock.today())


@pytest.mark.usefixtures("impatient_gpg")
def test_a_message_that_holds_gpg_is_named_in_its_place_and_can_be_tried_again(
    own_office: TestOffice, workstation: Workstation, case: GenuineCase
) -> None:
    put_envelope(own_office, case.case, 4, poison(case), "budi")
    case.says("Pesan kelima")
    with workstation.signed_in() as sari:
        page = sari.case(case.case)
        assert page.status == 200
        assert page.text.count(FAILS) == 1
        for said in ("Pesan kedua", "Pesan ketiga", "Pesan kelima"):
            assert said in page.text
        again = sari.post(page.form("/messages/4/again"))
        assert again.status == 200
        assert again.text.count(FAILS) == 1
        put_plaintext(own_office, case, 4, _reply(own_office, case, 4), "budi")
        assert FAILS not in sari.case(case.case).text


def test_a_marker_packet_beside_the_signature_of_a_reply_names_that_reply_alone(
    own_office: TestOffice, workstation: Workstation, case: GenuineCase
) -> None:
    put_plaintext(own_office, case, 4, _reply(own_office, case, 4, MARKER), "budi")
    with workstation.signed_in() as sari:
        page = sari.case(case.case)
    assert page.status == 200
    assert page.text.count(FORGED_REPLY) == 1
    assert "Pesan ketiga" in page.text


@pytest.mark.usefixtures("impatient_gpg")
def test_a_paper_that_holds_gpg_is_named_and_the_others_are_read(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi laporan")
    budi, sari = colleagues.of("budi"), colleagues.of("sari")
    perform(budi.work(case.case), "acknowledge")
    bad = drafted(EventKind.PAPER, content=poison(case), paper=Paper.NOTE)
    budi.services.client.decide(
        budi.officer.token, case.case, EventSigner(own_office, case).decision("budi", bad)
    )
    perform(budi.work(case.case), "classify", category="fraud", threat=False)
    file = sari.work(case.case).file
    assert file.chain.broken is None
    [paper] = file.chain.papers()
    assert paper.remarks == (EventRemark.CONTENT_UNPROCESSABLE,)
    assert file.events[-1].content is not None
    number = len(file.events)
    file.try_event_again(paper.sequence)
    file = sari.work(case.case).file
    assert [event.remarks for event in file.chain.papers()] == [(EventRemark.CONTENT_UNPROCESSABLE,)]
    assert len(file.events) == number


def test_a_note_too_slow_for_this_computer_closes_nothing_of_what_its_giver_gave(
    request: pytest.FixtureRequest, own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    """The one who gives its right key has a faster computer. Two such notes closed a whole case to the team's lead."""
    sari, budi, joko = (colleagues.of(person) for person in ("sari", "budi", "joko"))
    case = reviewed(own_office, sari)
    budi.services.client.decide(budi.officer.token, case.case, _slow_note(own_office, case))
    perform(sari.work(case.case), "assign", lead="joko", members=(), brief=BRIEF)
    assert [paper.remarks for paper in sari.work(case.case).file.chain.papers()] == [(), ()]
    request.getfixturevalue("impatient_gpg")
    request.getfixturevalue("monkeypatch").setattr(
        verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 3 * HONEST_SECONDS
    )
    accept(joko, case.case)
    file = joko.work(case.case).file
    assert [paper.remarks for paper in file.chain.papers()] == [(), (EventRemark.CONTENT_UNREADABLE,)]
    assert said(file)[0] == "Isi laporan"


@pytest.mark.usefixtures("impatient_gpg")
def test_a_hundred_such_messages_of_one_person_cost_no_more_than_a_few(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi laporan")
    case.says("Pesan kedua")
    message = poison(case)
    for number in range(3, 103):
        put_envelope(own_office, case.case, number, message[:-1] + bytes([number]), "budi")
    file = colleagues.of("sari").work(case.case).file
    problems = [entry.problem for entry in file.entries.values() if isinstance(entry, BadRow)]
    assert problems.count(RowProblem.UNPROCESSABLE) == 100
    assert len(file.cache.failures) <= MOST_OF_ONE_AUTHOR + AT_ONCE
    assert not isinstance(file.entries[2], BadRow)


def test_broken_messages_for_a_colleague_are_given_up_together_however_little_each_takes(
    own_office: TestOffice, colleagues: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each took less than an honest message may on a slow computer, and 3,600 took minutes at each sign-in."""
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 0.3)
    monkeypatch.setattr(verification_cache, "HONEST_SECONDS", 3.0)
    case = own_office.report("Isi laporan")
    slow = encrypted_raw(silent_packets(2), case.recipients(), case.services.clock.today())
    for number in range(2, 32):
        put_envelope(own_office, case.case, number, slow[:-1] + bytes([number]), "budi")
    case.says("Pesan lain")
    file = colleagues.of("sari").work(case.case).file
    problems = [entry.problem for entry in file.entries.values() if isinstance(entry, BadRow)]
    assert problems.count(RowProblem.BROKEN) < 15
    assert problems.count(RowProblem.UNPROCESSABLE) == 30 - problems.count(RowProblem.BROKEN)
    assert not isinstance(file.entries[32], BadRow)


def test_messages_a_little_below_the_bounds_are_given_up_together_too(
    own_office: TestOffice, colleagues: HeadlessWorkstations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_cache, "MOST_SECONDS_OF_ONE_AUTHOR", 1.0)
    case = own_office.report("Isi laporan")
    case.says("Pesan kedua")
    slow = encrypted_raw(silent_packets(8), case.recipients(), case.services.clock.today())
    for number in range(3, 33):
        put_envelope(own_office, case.case, number, slow[:-1] + bytes([number]), "budi")
    file = colleagues.of("sari").work(case.case).file
    problems = [entry.problem for entry in file.entries.values() if isinstance(entry, BadRow)]
    assert problems.count(RowProblem.BROKEN) < 15
    assert problems.count(RowProblem.UNPROCESSABLE) == 30 - problems.count(RowProblem.BROKEN)
    assert len(file.cache.failures) == 0
    assert not isinstance(file.entries[2], BadRow)


def test_a_reply_that_is_not_signed_is_not_asked_about_at_each_reading(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    case = own_office.report("Isi laporan")
    put_plaintext(own_office, case, 2, _reply(own_office, case, 2, signed="Lain"), "budi")
    put_plaintext(own_office, case, 3, _reply(own_office, case, 3), "sari")
    sari, runs = colleagues.of("sari"), GpgRuns()
    counts = []
    for _ in range(2):
        runs.count = 0
        file = sari.work(case.case).file
        counts.append(runs.count)
        assert isinstance(bad := file.entries[2], BadRow)
        assert bad.problem is RowProblem.FORGED_REPLY
        assert isinstance(stranger := file.entries[3], BadRow)
        assert stranger.problem is RowProblem.FORGED_REPLY
    runs.counting = False
    assert counts == [1, 0]  # a reply that names another officer than its author is refused without GnuPG


def test_a_roster_that_comes_slowly_is_not_counted_against_whose_reply_is_refused(
    own_office: TestOffice,
    colleagues: HeadlessWorkstations,
    monotonic: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = own_office.report("Isi laporan")
    put_plaintext(own_office, case, 2, _reply(own_office, case, 2, signed="Lain"), "budi")
    answer(own_office, "budi", case, "Jawaban")
    fetch = Rosters.refresh

    def slowly(rosters: Rosters) -> CurrentRoster:
        monotonic[0] += 60
        return fetch(rosters)

    monkeypatch.setattr(Rosters, "refresh", slowly)
    file = colleagues.of("sari").work(case.case).file
    assert isinstance(bad := file.entries[2], BadRow)
    assert bad.problem is RowProblem.FORGED_REPLY
    assert isinstance(file.entries[3], FromOffice)


@pytest.mark.usefixtures("impatient_gpg")
def test_a_record_that_holds_gpg_is_counted_as_such_and_the_others_as_they_are(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    sari, dewi = colleagues.of("sari"), colleagues.of("dewi")
    good, bad = own_office.report("Satu"), own_office.report("Dua")
    for case in (good, bad):
        perform(sari.work(case.case), "acknowledge")
    roster = own_office.keeper().current()
    leaders = roster.recipients(roster.usable_leaders(()))
    message = encrypted_raw(silent_packets(), leaders, own_office.clock.today())
    with own_office.database.write() as session:
        session.execute(
            text('UPDATE statistic SET record = :record WHERE "case" = :case'),
            {"record": message, "case": bad.case},
        )
    found = {counted.case: counted for counted in statistics_of(dewi)}
    assert (found[bad.case].record, found[bad.case].unprocessable) == (None, True)
    assert found[good.case].record is not None
    assert not found[good.case].unprocessable


@pytest.mark.usefixtures("impatient_gpg")
def test_records_that_hold_gpg_in_all_cases_of_one_officer_cost_a_leader_no_more_than_a_few(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    sari, budi, dewi = (colleagues.of(person) for person in ("sari", "budi", "dewi"))
    held = [own_office.report().case for _ in range(2 * MOST_OF_ONE_AUTHOR)]
    good = own_office.report().case
    for case in held:
        perform(sari.work(case), "acknowledge")
    perform(budi.work(good), "acknowledge")
    roster = own_office.keeper().current()
    leaders = roster.recipients(roster.usable_leaders(()))
    with own_office.database.write() as session:
        for case in held:
            message = encrypted_raw(silent_packets(), leaders, own_office.clock.today())
            session.execute(
                text('UPDATE statistic SET record = :record WHERE "case" = :case'),
                {"record": message, "case": case},
            )
    reader = statistics_reader(dewi)
    reader.cache.failures.clear()
    rows = reader.fetch()
    found = {counted.case: counted for counted in reader.read(rows)}
    assert all(found[case].unprocessable for case in held)
    assert found[good].record is not None
    groups_at_once = ceil(len(rows) / MOST_AT_ONCE)
    assert len(reader.cache.failures) <= MOST_OF_ONE_AUTHOR - 1 + groups_at_once


@pytest.mark.usefixtures("impatient_gpg")
def test_a_request_that_holds_gpg_is_named_and_the_others_are_read(
    own_office: TestOffice, colleagues: HeadlessWorkstations
) -> None:
    sari, rina = colleagues.of("sari"), colleagues.of("rina")
    good, bad = own_office.report(name="Ratna"), own_office.report(name="Rahmi")
    perform(sari.work(good.case), "ask-identity", reason="Untuk perlindungan")
    roster = own_office.keeper().current()
    message = encrypted_raw(
        silent_packets(), roster.recipients(roster.usable_custodians(())), own_office.clock.today()
    )
    ask = drafted(EventKind.ASK, content=message, people=("rina",))
    sari.services.client.decide(
        sari.officer.token, bad.case, EventSigner(own_office, bad).decision("sari", ask)
    )
    found = {request.case: request for request in identity_requests.requests(rina.services, rina.officer)}
    assert isinstance(found[good.case], ProvenRequest)
    assert found[bad.case] == Unproven(bad.case, 1, unprocessable=True)


def _slow_note(office: TestOffice, case: GenuineCase) -> Decision:
    """A note of budi that holds gpg for half a second before it says anything."""
    signer, state = EventSigner(office, case), case_state(office.database, case.case)
    event = signer.event("budi", drafted(EventKind.PAPER), state.sequence + 1, state.head)
    inside = laborious_literal(12, pad(content_text(event, Content(text="Catatan"))))
    message = encrypted_raw(inside, case.recipients(), case.services.clock.today())
    return signer.decision("budi", drafted(EventKind.PAPER, content=message, paper=Paper.NOTE))


def _reply(
    office: TestOffice, case: GenuineCase, sequence: int, before: bytes = b"", signed: str | None = None
) -> bytes:
    """A reply of budi with these bytes before its signature, or with his signature of something else."""
    statement = signing.compose(
        Label.REPLY, Reply(case.case, sequence, "budi", office.clock.today(), "Balasan")
    )
    data = statement if signed is None else signed.encode()
    signature = before + office.keys.people["budi"].sign(data, office.clock.today())
    return pad(msgspec.json.encode({"statement": statement.decode(), "signature": signature}))
