"""Reports that say almost the same are archived together: just those that the page counted, and no person's."""

import re
from collections.abc import Iterator

import pytest

from journalist_interface.views.alike import MOST_SHOWN
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.listed_cases import opened, settled
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import state_of
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import TestOffice

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
FLOOD = "Kepala gudang di kantor cabang mengambil beras bantuan setiap malam bersama sopir truk, nomor"
OTHER = "Bendahara meminta saya menandatangani kuitansi kosong untuk perjalanan dinas yang tidak pernah ada"
SAID = {"reason": "unclear", "text": "Laporan ini tidak jelas."}


@pytest.fixture
def sari(own_workstation: Workstation) -> Iterator[OfficerBrowser]:
    with own_workstation.signed_in() as browser:
        yield browser


@pytest.fixture
def budi(office: TestOffice, gateway: str) -> Iterator[HeadlessWorkstations]:
    with HeadlessWorkstations(office, gateway) as people:
        yield people


def flood(office: TestOffice, number: int) -> list[GenuineCase]:
    return [office.report(f"{FLOOD} {place}") for place in range(number)]


def stage_of(people: HeadlessWorkstations, case: GenuineCase) -> str:
    return str(state_of(people.of("budi").work(case.case).file).stage.value)


def alike(officer: OfficerBrowser, case: GenuineCase) -> OfficerPage:
    opened(officer)
    return officer.get(f"/id/cases/{case.case}/alike")


def reports_on(page: OfficerPage) -> list[str]:
    """The cases that a page shows, from top to bottom."""
    return re.findall(r'<h3><a href="/id/cases/([0-9a-f]{32})"', page.html)


def archived(officer: OfficerBrowser, page: OfficerPage) -> OfficerPage:
    """The end of the work after the form was filled in."""
    form = officer.post(page.form("/cases/archive")).form("/cases/archive")
    return settled(officer, officer.post(form, SAID))


def test_what_a_person_wrote_or_a_colleague_did_keeps_a_report_out_of_the_flood(
    office: TestOffice, sari: OfficerBrowser, budi: HeadlessWorkstations
) -> None:
    spam = flood(office, 3)
    honest = office.report(OTHER)
    added = office.report(f"{FLOOD} 9. {OTHER}")
    further, threatened, handled, labelled, noted = flood(office, 5)
    further.says("Saya saksi mata.")
    threatened.seeks("threat")
    perform(budi.of("budi").work(handled.case), "acknowledge")
    perform(budi.of("budi").work(labelled.case), "label", new_labels="Beras")
    perform(budi.of("budi").work(noted.case), "note", text="Tolong jangan diarsipkan")
    page = alike(sari, spam[0])
    assert "3 laporan" in page.text
    done = archived(sari, page)
    assert "Selesai: 3. Gagal: 0. Tidak dicoba: 0." in done.text
    assert {stage_of(budi, case) for case in spam} == {"archived"}
    others = (honest, added, further, threatened, labelled, noted)
    assert {stage_of(budi, case) for case in others} == {"received"}
    assert stage_of(budi, handled) == "verification"
    left = sari.get(f"/id/cases/{spam[0].case}/alike")
    assert "Tidak ada laporan serupa" in left.text


def test_those_that_differ_most_are_shown_first_with_their_words_and_every_one_has_its_place_on_a_page(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    spam = flood(office, MOST_SHOWN + 1)
    unlike = office.report(f"{FLOOD} 0, tolong saya istrinya")
    page = alike(sari, spam[0])
    shown = reports_on(page)
    assert (len(shown), shown[0]) == (MOST_SHOWN, unlike.case)
    assert "hanya di sini: istrinya, saya, tolong" in page.text
    assert f"{MOST_SHOWN + 2} laporan" in page.text
    assert "Halaman 1 dari 2" in page.text
    further = sari.get(f"/id/cases/{spam[0].case}/alike?page=2")
    assert "Halaman 2 dari 2" in further.text
    assert sorted(shown + reports_on(further)) == sorted(each.case for each in (unlike, *spam))
    assert reports_on(further)[-1] == spam[0].case  # most like itself
    assert reports_on(sari.get(f"/id/cases/{spam[0].case}/alike?page=99")) == reports_on(further)
    assert sari.post(further.form("/cases/archive")).text.count(f"{MOST_SHOWN + 2} laporan")


def test_what_differs_in_its_numbers_or_is_too_long_to_compare_is_not_like_it(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    spam, counted, other = (
        office.report(text) for text in (FLOOD, "Rekening 12 34 56 78", "Rekening 21 43 65 87")
    )
    long = office.report(f"{FLOOD} {'beras ' * 4_000} saksi")
    assert reports_on(alike(sari, spam)) == [spam.case]
    assert reports_on(alike(sari, counted)) == [counted.case]
    assert reports_on(alike(sari, long)) == []
    assert reports_on(alike(sari, other)) == [other.case]


def test_what_came_after_the_page_was_shown_is_not_archived(
    office: TestOffice, sari: OfficerBrowser, budi: HeadlessWorkstations
) -> None:
    spam = flood(office, 3)
    page = alike(sari, spam[0])
    [later] = flood(office, 1)
    spam[1].says("Saya benar-benar melihatnya.")
    opened(sari)
    done = archived(sari, page)
    assert "Selesai: 2. Gagal: 1. Tidak dicoba: 0." in done.text
    assert {stage_of(budi, case) for case in (later, spam[1])} == {"received"}


def test_of_a_report_that_excludes_the_officer_the_page_says_what_it_says_of_none(
    office: TestOffice, sari: OfficerBrowser
) -> None:
    [spam] = flood(office, 1)
    hidden = office.report(f"{FLOOD} 2", ["petugas-1"])
    assert "1 laporan" in alike(sari, spam).text
    refused, none = (sari.get(f"/id/cases/{case}/alike") for case in (hidden.case, "0" * 32))
    assert (refused.status, refused.text) == (none.status, none.text)
    assert refused.status == 404


def test_who_does_not_answer_reporters_has_no_such_page(office: TestOffice, gateway: str) -> None:
    office.with_everybody()
    case = office.report(FLOOD).case
    with HeadlessWorkstations(office, gateway) as people:
        perform(people.of("sari").work(case), "acknowledge")
    with workstation_process(office, gateway, "dewi", "dewi") as station, station.browser() as dewi:
        assert dewi.sign_in().status == 200
        assert dewi.get(f"/id/cases/{case}/alike").status == 404


def test_a_choice_that_is_gone_archives_nothing_and_what_was_typed_stays(
    office: TestOffice, sari: OfficerBrowser, budi: HeadlessWorkstations
) -> None:
    spam = flood(office, 2)
    form = sari.post(alike(sari, spam[0]).form("/cases/archive")).form("/cases/archive")
    sari.post(sari.get("/id/cases").form("/sign-out"))
    code = office.fresh_code("sari")
    enter = {"passphrase": sari.workstation.passphrase, "code": code}
    sari.post(sari.post(form, SAID).form("/sign-in"), enter)
    page = sari.post(alike(sari, spam[0]).form("/cases/archive"))
    again = page.form("/cases/archive")
    assert (again.fields["text"], again.fields["reason"]) == (SAID["text"], SAID["reason"])
    gone = again.fields | {"selection": "0" * 64}
    assert "tidak disimpan lagi" in sari.post(again, gone).text
    assert {stage_of(budi, case) for case in spam} == {"received"}
