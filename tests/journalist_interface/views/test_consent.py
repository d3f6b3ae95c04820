"""Another office is told who the reporter is only after the reporter said yes, to that office, in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from journalist_interface.actions import identity_disclosure
from journalist_interface.verification.case_file import BadRow, CaseFile, DestroyedEntry, WithdrawnEntry
from journalist_interface.verification.consent import agreed_offices, has_agreed
from journalist_interface.verification.problems import CaseProblem, RowProblem
from source_interface.conversation.consents import open_questions
from source_interface.conversation.messages import read_conversation
from store.domain.retention import DestroyedPart
from store.domain.roster import REPORTER
from store.domain.withdrawal import Withdrawal
from store.maintenance.sweep import sweep
from tests.genuine_case import GenuineCase
from tests.journalist_interface.exported_case import export, holds, saved
from tests.journalist_interface.headless_workstation import IDLE, HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.restored_case import RestoredCase, withdraw_notes
from tests.journalist_interface.staged_cases import waiting
from tests.journalist_interface.store_rows import drop, empty_envelope, envelope_of, put_envelope
from tests.journalist_interface.verification.test_losses import read, sign
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice
from tests.source_interface.report_reader import answer

pytestmark = pytest.mark.slow
NAME = "Nama Pelapor Sejati"
ANOTHER_QUESTION = "Pelapor menjawab pertanyaan lain"


def disclosed(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    """A case whose identity a custodian told to sari."""
    case = office.report("Isi laporan", name=NAME)
    sari, rina = workstations.of("sari"), workstations.of("rina")
    perform(sari.work(case.case), "acknowledge")
    perform(sari.work(case.case), "ask-identity", reason="LPSK memintanya")
    identity_disclosure.disclose(rina.services, rina.officer, waiting(rina, case.case))
    return case


def test_a_referral_names_the_reporter_only_to_the_office_to_which_they_agreed_last(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = disclosed(busy_office, workstations), browsers.of("sari")
    named = {"to": "lpsk", "identity": "y"}
    refused = export(sari, case.case, "referral", named)
    assert refused.status == 400
    assert "Tidak menjawab berarti tidak" in refused.text
    page = do(sari, case.case, "ask-consent", {"office": "LPSK", "text": "Agar dapat melindungi Anda."})
    assert page.status == 200, page.text
    place = case.last_sequence
    assert "Menanyakan apakah identitas boleh diberitahukan kepada LPSK" in page.text
    assert export(sari, case.case, "referral", named).status == 400

    case.consents(place, agreed=True)
    assert "Pelapor setuju bahwa instansi" in sari.case(case.case).text
    assert export(sari, case.case, "referral", {"to": "KPK", "identity": "y"}).status == 400
    pdf = saved(sari, export(sari, case.case, "referral", named)).one(".pdf")
    assert holds(pdf, NAME)
    assert holds(pdf, "Pelapor menyetujui dalam percakapan")
    assert (
        "Dengan identitas pelapor, sesuai persetujuan pelapor"
        in sari.get(f"/id/cases/{case.case}/history").text
    )
    assert not holds(saved(sari, export(sari, case.case, "referral", {"to": "LPSK"})).one(".pdf"), NAME)
    budi = browsers.of("budi")
    untold = export(budi, case.case, "referral", named)
    assert untold.status == 400  # the custodian told sari alone
    assert "belum diberitahukan kepada Anda" in untold.text
    assert "Tidak menjawab berarti tidak" not in untold.text

    case.consents(place, agreed=False)
    assert export(sari, case.case, "referral", named).status == 400


def test_an_answer_after_the_day_of_the_question_counts_as_none(office: TestOffice, gateway: str) -> None:
    office.with_everybody()
    case = office.report("Isi laporan", name=NAME)
    until = office.clock.today() + timedelta(days=1)
    with HeadlessWorkstations(office, gateway) as workstations:
        work = workstations.of("sari").work(case.case)
        perform(work, "ask-consent", office="KPK", text="Mengapa", until=until)
    place = case.last_sequence
    office.move(days=2)
    case.consents(place, agreed=True)
    with HeadlessWorkstations(office, gateway, "later") as workstations:
        file = workstations.of("sari").work(case.case).file
        assert not has_agreed(file, "KPK")
        assert agreed_offices(file) == []


def test_a_yes_counts_after_its_copy_was_erased_until_the_reporter_says_no(
    office: TestOffice, gateway: str
) -> None:
    office.with_everybody()
    case = office.report("Isi laporan", name=NAME)
    until = office.clock.today() + timedelta(days=9)
    with HeadlessWorkstations(office, gateway) as workstations:
        perform(
            workstations.of("sari").work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until
        )
    place = case.last_sequence
    case.consents(place, agreed=True)
    office.move(days=31)
    sweep(office.database, office.blobs, office.clock)
    conversation = read_conversation(case.services.conversation, case.mailbox)
    [question] = open_questions(conversation, office.clock.today())
    with HeadlessWorkstations(office, gateway, "later") as workstations:
        sari = workstations.of("sari")
        assert has_agreed(sari.work(case.case).file, "KPK")
        case.consents(question.sequence, agreed=False)
        assert not has_agreed(sari.work(case.case).file, "KPK")


def destroyed(file: CaseFile, no: int) -> None:
    part = DestroyedPart(no, "message", "c" * 64)
    file.entries[no] = DestroyedEntry(no, part, "budi", "dewi", file.begun, otherwise=False)


def withdrawn(file: CaseFile, no: int) -> None:
    file.entries[no] = WithdrawnEntry(no, Withdrawal(file.case, no, "b" * 32, no + 1))


def damaged(file: CaseFile, no: int) -> None:
    file.entries[no] = BadRow(no, REPORTER, None, RowProblem.DAMAGED)


def missing(file: CaseFile, no: int) -> None:
    del file.entries[no]


def exchanged(file: CaseFile, no: int) -> None:
    file.entries[no] = replace(file.entries[no - 1], sequence=no)
    file.exchanged = frozenset({no})


def shortened(file: CaseFile, no: int) -> None:
    del file.entries[no]
    file.row = msgspec.structs.replace(file.row, last_sequence=no - 1)
    file.problems.add(CaseProblem.SHORTENED)


def test_a_yes_counts_no_more_once_something_after_it_is_gone(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    """A store took away the no that officers had read, or two people signed it away: the yes counted again."""
    case, sari = busy_office.report("Isi laporan", name=NAME), workstations.of("sari")
    until = busy_office.clock.today() + timedelta(days=1)
    perform(sari.work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    place = case.last_sequence
    case.consents(place, agreed=True)
    assert has_agreed(sari.work(case.case).file, "KPK")
    case.consents(place, agreed=False)
    no = case.last_sequence
    assert not has_agreed(sari.work(case.case).file, "KPK")
    for take_away in (destroyed, withdrawn, damaged, missing, exchanged, shortened):
        sari.forget(case.case)
        file = sari.work(case.case).file
        take_away(file, no)
        assert not has_agreed(file, "KPK"), take_away.__name__
    sari.forget(case.case)
    busy_office.move(days=1)
    case.consents(asked(workstations, "sari", case, "KPK"), agreed=True)
    file = workstations.of("sari").work(case.case).file
    missing(file, no)
    assert has_agreed(file, "KPK")  # the yes came after what is gone


def test_a_yes_from_before_a_restore_that_lost_something_counts_no_more(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    case, until = busy_office.report("Isi laporan", name=NAME), busy_office.clock.today() + timedelta(days=9)
    sari, budi = workstations.of("sari"), workstations.of("budi")
    perform(sari.work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    place = case.last_sequence
    case.consents(place, agreed=True)
    backup = RestoredCase.backed_up(busy_office, case.case)
    case.consents(place, agreed=False)
    assert not any(has_agreed(read(workstation, case), "KPK") for workstation in (sari, budi))
    backup.restore_and_note()
    for workstation in (sari, budi):
        sign(workstation, case)
    for workstation in (sari, budi):
        file = read(workstation, case)
        assert file.problems == set()
        assert not has_agreed(file, "KPK")
    busy_office.move(days=1)  # what has the day of the restore may be from before
    sari = workstations.of("sari")
    perform(sari.work(case.case), "ask-consent", office="KPK", text="Sekali lagi", until=until)
    case.consents(case.last_sequence, agreed=True)
    assert has_agreed(read(workstations.of("budi"), case), "KPK")
    withdraw_notes(busy_office)


def test_a_store_that_kept_the_lost_yes_names_no_one_with_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """It lay behind the end of the backup, so that nothing was in its place once people had signed the loss."""
    case, until = disclosed(busy_office, workstations), busy_office.clock.today() + timedelta(days=9)
    sari, budi, browser = workstations.of("sari"), workstations.of("budi"), browsers.of("sari")
    perform(sari.work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    place = case.last_sequence
    backup = RestoredCase.backed_up(busy_office, case.case)
    yes = case.consents(place, agreed=True)
    kept = envelope_of(busy_office, case.case, yes)
    case.consents(place, agreed=False)
    assert not any(has_agreed(read(workstation, case), "KPK") for workstation in (sari, budi))
    named = {"to": "KPK", "identity": "y"}
    assert export(browser, case.case, "referral", named).status == 400
    backup.restore_and_note()
    for workstation in (sari, budi):
        sign(workstation, case)
    assert not any(read(workstation, case).problems for workstation in (sari, budi))
    put_envelope(busy_office, case.case, yes, kept)
    assert not any(has_agreed(read(workstation, case), "KPK") for workstation in (sari, budi))
    assert export(browser, case.case, "referral", named).status == 400
    backup.restore()  # a chain without the loss does not bring it back either
    assert not any(has_agreed(read(workstation, case), "KPK") for workstation in (sari, budi))
    withdraw_notes(busy_office)


def test_a_yes_counts_no_more_once_a_restore_lost_the_no_that_was_read_after_it(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """The next message took its place: the office's note explained that, and nobody had a loss to sign."""
    case, until = disclosed(busy_office, workstations), busy_office.clock.today() + timedelta(days=9)
    perform(workstations.of("sari").work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    place = case.last_sequence
    case.consents(place, agreed=True)
    backup = RestoredCase.backed_up(busy_office, case.case)
    case.consents(place, agreed=False)
    named = {"to": "KPK", "identity": "y"}
    assert export(browsers.of("sari"), case.case, "referral", named).status == 400
    backup.restore_and_note()
    case.says("Apa kabar?")
    busy_office.move(seconds=int(IDLE.total_seconds()) + 900)  # as after signing out and in
    assert export(browsers.of("sari"), case.case, "referral", named).status == 400
    withdraw_notes(busy_office)


def test_after_a_restore_that_the_office_noted_a_yes_from_before_names_no_one(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """A no may have come after the backup that nobody had read."""
    case, until = disclosed(busy_office, workstations), busy_office.clock.today() + timedelta(days=9)
    browser, named = browsers.of("sari"), {"to": "KPK", "identity": "y"}
    perform(workstations.of("sari").work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    case.consents(case.last_sequence, agreed=True)
    backup = RestoredCase.backed_up(busy_office, case.case)
    case.consents(case.last_sequence - 1, agreed=False)
    backup.restore_and_note()
    refused = export(browser, case.case, "referral", named)
    assert refused.status == 400
    assert "sesuatu setelah pertanyaan itu hilang" in refused.text
    withdraw_notes(busy_office)


def asked(workstations: HeadlessWorkstations, person: str, case: GenuineCase, office: str) -> int:
    """The place in which this person asked about this office."""
    work = workstations.of(person).work(case.case)
    until = work.today + timedelta(days=9)
    perform(work, "ask-consent", office=office, text="Mengapa", until=until)
    return case.last_sequence


@pytest.mark.parametrize("other", ["lpsk ", "Lembaga Perlindungan Saksi dan Korban"])
def test_a_no_to_an_earlier_question_about_the_same_office_counts_too(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers, other: str
) -> None:
    """Two officers had asked. The mailbox shows the question without an answer on top, and there they said no."""
    case = disclosed(busy_office, workstations)
    first, second = asked(workstations, "sari", case, other), asked(workstations, "budi", case, "LPSK")
    case.consents(second, agreed=True)
    assert "LPSK" in agreed_offices(workstations.of("sari").work(case.case).file)
    case.consents(first, agreed=False)
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browsers.of("sari"), case.case, "referral", {"to": "LPSK", "identity": "y"}).status == 400
    busy_office.move(days=1)
    case.consents(asked(workstations, "budi", case, "LPSK"), agreed=True)
    case.consents(asked(workstations, "sari", case, "KPK"), agreed=False)
    assert has_agreed(workstations.of("sari").work(case.case).file, "LPSK")  # each office by itself


@pytest.mark.parametrize("take_away", [empty_envelope, drop])
def test_a_no_counts_although_the_store_took_its_question_away(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    take_away: Callable[[TestOffice, str, int], None],
) -> None:
    """The question stood before the yes, so that all after the yes was there: an older question was the last one."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    first, second = asked(workstations, "sari", case, "LPSK"), asked(workstations, "budi", case, "LPSK")
    case.consents(first, agreed=True)
    case.consents(second, agreed=False)
    named = {"to": "LPSK", "identity": "y"}
    assert export(browser, case.case, "referral", named).status == 400
    take_away(busy_office, case.case, second)
    busy_office.move(seconds=int(IDLE.total_seconds()) + 900)  # as after signing out and in
    assert export(browsers.of("sari"), case.case, "referral", named).status == 400


def no_gives_way_to_a_reply(office: TestOffice, case: GenuineCase, question: int, yes: int) -> None:
    """Show a no to the mailbox alone: the office has a reply in its place, and then what the reporter said next."""
    before = CaseRows.taken(office, case.case)
    assert case.consents(question, agreed=False) == yes + 1
    at_the_mailbox = CaseRows.taken(office, case.case)
    before.put_back()
    assert answer(office, "sari", case, "Terima kasih") == yes + 1
    at_the_office = CaseRows.taken(office, case.case)
    at_the_mailbox.put_back()
    said = envelope_of(office, case.case, case.says("Mohon jangan sebut nama saya"))
    at_the_office.put_back()
    put_envelope(office, case.case, yes + 2, said)


@pytest.mark.parametrize("balanced", [False, True], ids=["a reply too many", "an older one damaged"])
def test_a_yes_counts_no_more_once_the_mailbox_had_something_else_where_the_office_has_a_reply(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers, *, balanced: bool
) -> None:
    """The store showed the no to the mailbox alone, and an officer's reply took its place: no number was missing."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    older = answer(busy_office, "sari", case, "Kami terima")
    place = asked(workstations, "sari", case, "LPSK")
    yes = case.consents(place, agreed=True)
    no_gives_way_to_a_reply(busy_office, case, place, yes)
    if balanced:
        empty_envelope(busy_office, case.case, older)
        workstations.of("sari").forget(case.case)
    found = workstations.of("sari").work(case.case).file.problems
    assert (CaseProblem.WITHHELD in found) is not balanced
    assert agreed_offices(workstations.of("sari").work(case.case).file) == []
    assert export(browser, case.case, "referral", {"to": "LPSK", "identity": "y"}).status == 400


def test_a_referral_that_names_the_reporter_is_not_saved_after_a_no(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """It lay ready in the session, and no answer since was looked at."""
    case, browser = disclosed(busy_office, workstations), browsers.of("sari")
    place = asked(workstations, "sari", case, "LPSK")
    case.consents(place, agreed=True)
    made = export(browser, case.case, "referral", {"to": "LPSK", "identity": "y"})
    [address] = [link for link in made.links if "/exported/" in link]
    case.consents(place, agreed=False)
    assert browser.get(address).status == 404
    assert "/exported/" not in browser.get(f"/id/cases/{case.case}/export").html


def test_a_yes_to_one_office_is_none_to_another_whose_question_has_its_place(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """After a restore; or a store shows each side one of two questions that an officer signed for one place."""
    case, sari = disclosed(busy_office, workstations), workstations.of("sari")
    until, before = busy_office.clock.today() + timedelta(days=9), CaseRows.taken(busy_office, case.case)
    perform(sari.work(case.case), "ask-consent", office="LPSK", text="Mengapa", until=until)
    place = case.last_sequence
    answer = case.consents(place, agreed=True)
    said = envelope_of(busy_office, case.case, answer)
    assert agreed_offices(sari.work(case.case).file) == ["LPSK"]
    before.put_back()
    sari.forget(case.case)
    perform(sari.work(case.case), "ask-consent", office="KPK", text="Mengapa", until=until)
    assert case.last_sequence == place
    put_envelope(busy_office, case.case, answer, said)
    assert agreed_offices(sari.work(case.case).file) == []
    browser = browsers.of("sari")
    assert ANOTHER_QUESTION in browser.case(case.case).text
    assert export(browser, case.case, "referral", {"to": "KPK", "identity": "y"}).status == 400


def test_an_anonymous_reporter_is_not_asked(busy_office: TestOffice, browsers: OfficerBrowsers) -> None:
    case = busy_office.report("Isi laporan")
    assert "ask-consent" not in browsers.of("sari").case(case.case).html
