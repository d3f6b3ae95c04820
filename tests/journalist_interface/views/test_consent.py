"""Another office is told who the reporter is only after the reporter said yes, to that office, in time."""

from datetime import timedelta

import pytest

from journalist_interface.actions import identity_disclosure
from journalist_interface.verification.case_file import DestroyedEntry
from journalist_interface.verification.consent import agreed_offices, has_agreed
from store.domain.retention import DestroyedPart
from tests.genuine_case import GenuineCase
from tests.journalist_interface.exported_case import export, holds, saved
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.staged_cases import waiting
from tests.journalist_interface.store_rows import envelope_of, put_envelope
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

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


def test_a_yes_counts_no_more_once_a_later_message_was_destroyed(office: TestOffice, gateway: str) -> None:
    """Else two people could sign away the no that came after it, as if it were a message."""
    office.with_everybody()
    case = office.report("Isi laporan", name=NAME)
    with HeadlessWorkstations(office, gateway) as workstations:
        until = office.clock.today() + timedelta(days=1)
        work = workstations.of("sari").work(case.case)
        perform(work, "ask-consent", office="KPK", text="Mengapa", until=until)
        place = case.last_sequence
        case.consents(place, agreed=True)
        file = workstations.of("sari").work(case.case).file
        assert has_agreed(file, "KPK")
        case.consents(place, agreed=False)
        file = workstations.of("sari").work(case.case).file
        no = case.last_sequence
        part = DestroyedPart(no, "message", "c" * 64)
        file.entries[no] = DestroyedEntry(no, part, "budi", "dewi", office.clock.today(), otherwise=False)
        assert not has_agreed(file, "KPK")


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
