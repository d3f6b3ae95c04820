"""The page on which two readers sign what a restore lost, and where it stands afterwards."""

from collections.abc import Iterator

import pytest

from tests.genuine_case import GenuineCase
from tests.journalist_interface.officer_browsers import OfficerBrowsers, do
from tests.journalist_interface.restored_case import REASON, RestoredCase, hand_out, signed_note
from tests.office import TestOffice

ALARM = "Data laporan ini telah diubah di server"
MORE = "Komputer kerja Anda kehilangan lebih banyak dari ini"


@pytest.fixture
def lost(busy_office: TestOffice, browsers: OfficerBrowsers) -> Iterator[RestoredCase]:
    """A case from which a message and two decisions are gone; sari and budi saw them."""
    case: GenuineCase = busy_office.report()
    assert do(browsers.of("sari"), case.case, "acknowledge").status == 200
    made = RestoredCase.backed_up(busy_office, case.case)
    do(browsers.of("sari"), case.case, "note", {"text": "Catatan"})
    case.says("Pesan yang hilang")
    do(browsers.of("sari"), case.case, "dismiss", {"person": "wati", "reason": "Benturan"})
    browsers.of("budi").case(case.case)
    made.restore()
    yield made
    made.withdraw()


def test_without_a_note_the_page_says_that_there_is_nothing_to_sign(
    browsers: OfficerBrowsers, lost: RestoredCase
) -> None:
    page = browsers.of("sari").case(lost.case)
    assert ALARM in page.text
    assert "lihat apa yang hilang" not in page.text
    page = browsers.of("sari").get(f"/id/cases/{lost.case}/lost")
    assert "Tidak ada yang perlu ditandatangani di sini" in page.text
    assert "Kantor belum menandatangani catatan pemulihan" in page.text


def test_two_readers_sign_on_their_pages_and_what_was_lost_stays_in_the_history(
    browsers: OfficerBrowsers, lost: RestoredCase
) -> None:
    sari, budi = browsers.of("sari"), browsers.of("budi")
    lost.hand_out(lost.note())
    page = sari.case(lost.case)
    assert ALARM in page.text
    assert f"/id/cases/{lost.case}/lost" in page.links
    page = sari.get(f"/id/cases/{lost.case}/lost")
    for words in (
        REASON,
        "keputusan 3 sampai 4 dan pesan 2",
        "Hilang: no. 4",
        "mengeluarkan seseorang",
        lost.end.head,
    ):
        assert words in page.text, words
    assert "Komputer kerja Anda pernah melihat riwayat sebelum pemulihan" in page.text
    first = sari.post(page.form("/lost"))
    assert "Tidak ada yang berubah sampai pembaca kedua" in first.text
    assert [form.action for form in first.forms if form.action.endswith("/lost")] == []
    assert ALARM in sari.case(lost.case).text
    assert ALARM in browsers.of("budi").case(lost.case).text
    again = sari.post(page.form("/lost"))
    assert "Anda sudah menandatangani ini" in again.text

    page = budi.get(f"/id/cases/{lost.case}/lost")
    assert "Sudah ditandatangani oleh:" in page.text
    second = budi.post(page.form("/lost"))
    assert "Sekarang dua orang sudah menandatangani" in second.text
    assert second.path == f"/id/cases/{lost.case}/history"
    for officer in (sari, budi):
        history = officer.get(f"/id/cases/{lost.case}/history")
        assert ALARM not in history.text
        assert "menghilangkan keputusan 3 sampai 4 dan pesan 2" in history.text
        assert "Hilang: no. 4" in history.text
    assert do(sari, lost.case, "note", {"text": "Lanjut"}).status == 200


def test_who_misses_something_else_signs_what_a_colleague_misses_and_is_told_so(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    """The same backup is restored twice: sari misses what the first one lost, wati what the second did."""
    case = busy_office.report().case
    sari, wati = browsers.of("sari"), browsers.of("wati")
    do(sari, case, "acknowledge")
    backup = RestoredCase.backed_up(busy_office, case)
    for officer, reason in ((sari, "Cakram pertama rusak"), (wati, "Cakram kedua rusak")):
        do(officer, case, "note", {"text": "Catatan"})
        backup.restore()
        hand_out(busy_office, signed_note(busy_office, case, backup.end, reason=reason))
    wati.post(wati.get(f"/id/cases/{case}/lost").form("/lost"))
    page = sari.get(f"/id/cases/{case}/lost")
    own, others = page.text.split("Kantor menandatangani bahwa")[1:]
    assert MORE not in own
    assert "setiap komputer kerja melanjutkan" in own
    assert MORE in others
    assert "setiap komputer kerja melanjutkan" not in others
    form = [found for found in page.forms if found.action.endswith("/lost")][1]
    answer = sari.post(form)
    assert "Kehilangan ini sekarang memiliki dua tanda tangan" in answer.text
    assert ALARM in sari.case(case).text
    sari.post(sari.get(f"/id/cases/{case}/lost").form("/lost"))
    wati.post(wati.get(f"/id/cases/{case}/lost").form("/lost"))
    for officer in (sari, wati):
        assert ALARM not in officer.case(case).text
    backup.withdraw()


def test_a_form_of_another_loss_signs_nothing(browsers: OfficerBrowsers, lost: RestoredCase) -> None:
    sari = browsers.of("sari")
    lost.hand_out(lost.note())
    form = sari.get(f"/id/cases/{lost.case}/lost").form("/lost")
    answer = sari.post(form, {"loss": "0" * 64})
    assert answer.status == 409
    assert "Tidak ada lagi yang perlu ditandatangani di sini" in answer.text
    answer = sari.post(form, {"loss": "x"})
    assert answer.status == 400
    assert "menandatangani bahwa" not in sari.get(f"/id/cases/{lost.case}/history").text
