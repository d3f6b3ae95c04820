"""People who come into a case and leave it, by the pages: what each sees before, and what they may do then."""

from source_interface.submissions.withdrawals import SentFileState
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do, offered
from tests.journalist_interface.staged_cases import BRIEF, assigned, reviewed, verified
from tests.journalist_interface.store_rows import take_back_withdrawal
from tests.journalist_interface.verification.conftest import NAME
from tests.journalist_interface.verification.test_withdrawn_files import PUT_BACK, WITHDRAWN
from tests.mutations.case_rows import CaseRows
from tests.office import TestOffice

TYPED = "Kalimat panjang yang tidak boleh hilang"


def test_the_excluded_stand_in_the_form_and_cannot_be_chosen(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = reviewed(busy_office, workstations.of("sari"), ["auditor-2"]), browsers.of("sari")
    page = action_page(sari, case.case, "assign")
    form = page.form("/do/assign")
    assert "dikecualikan pelapor, tidak dapat dilibatkan" in page.text
    assert form.choices["lead"] == ["", "joko"]
    assert form.choices["members"] == ["joko"]
    refused = sari.post(form, {"lead": "joko", "members": ["agus"], "brief": TYPED})
    assert refused.status == 409
    assert "Pelapor mengecualikan orang ini." in refused.text
    assert refused.form("/do/assign").fields["brief"] == TYPED
    assert refused.form("/do/assign").fields["lead"] == "joko"


def test_a_member_reads_the_brief_and_nothing_else_before_declaring(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = reviewed(busy_office, workstations.of("sari"))
    done = do(browsers.of("sari"), case.case, "assign", {"lead": "joko", "members": ["agus"], "brief": BRIEF})
    assert done.path == f"/id/cases/{case.case}/people"
    assert "belum menyatakan" in done.text
    joko, agus = browsers.of("joko"), browsers.of("agus")
    page = joko.case(case.case)
    assert BRIEF in page.text
    assert "Isi laporan" not in page.html
    for part in ("papers", "history", "people", "do/note", "attachments/1", "evidence", "evidence/archive"):
        shut = joko.get(f"/id/cases/{case.case}/{part}")
        assert (shut.status, BRIEF in shut.text, "Lembar telaah" in shut.html) == (404, False, False), part
    opened = joko.post(page.form("/declare"))
    assert "Isi laporan" in opened.text
    assert "Lembar telaah" in joko.get(f"/id/cases/{case.case}/papers").text

    form = agus.case(case.case).form("/decline")
    empty = agus.post(form, {"reason": " "})
    assert (empty.status, "Tulis alasannya." in empty.text, BRIEF in empty.text) == (400, True, True)
    gone = agus.post(empty.form("/decline"), {"reason": "Ipar saya"})
    assert "Anda sudah mundur" in gone.text
    assert agus.case(case.case).status == 404
    assert "Ipar saya" in browsers.of("sari").get(f"/id/cases/{case.case}/history").text
    assert "mulai klarifikasi atau audit" in joko.case(case.case).text.lower()


def test_who_declares_again_after_a_new_assignment_knows_which_file_was_withdrawn(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    """The store could show it again afterwards."""
    case, agus = assigned(busy_office, workstations), browsers.of("agus")
    case.attaches(b"isi berkas", NAME)
    place = case.last_sequence
    before = CaseRows.taken(busy_office, case.case)
    assert case.withdraws(place) is SentFileState.WITHDRAWN
    assert WITHDRAWN in agus.case(case.case).text
    take_back_withdrawal(before, place)
    case.says("Pesan berikutnya")
    perform(workstations.of("sari").work(case.case), "assign", lead="joko", members=("agus",), brief=BRIEF)
    asked = agus.case(case.case)
    assert "Isi laporan" not in asked.html
    opened = agus.post(asked.form("/declare"))
    for page in (opened, agus.case(case.case)):
        assert "Isi laporan" in page.text
        assert PUT_BACK in page.text
        assert NAME not in page.text


def test_a_leader_has_no_case_before_the_findings_and_then_returns_and_approves(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, workstations)
    perform(workstations.of("joko").work(case.case), "start")
    joko, dewi, sari = browsers.of("joko"), browsers.of("dewi"), browsers.of("sari")
    assert dewi.case(case.case).status == 404
    do(joko, case.case, "findings", {"text": "Hasil pertama"}, [("lampiran.pdf", b"hasil")])
    submitted = do(joko, case.case, "submit", {"leader": "dewi"})
    assert "Pelaporan ke pimpinan" in submitted.text
    page = dewi.get(f"/id/cases/{case.case}/papers")
    assert "Hasil pertama" in page.text
    assert "lampiran.pdf" in page.text
    report = dewi.case(case.case)
    assert "Isi laporan" in report.text
    assert [form for form in report.forms if form.action.endswith("/reply")] == []
    assert offered(report) == {"deliberate", "return", "extend", "step-back"}
    empty = do(dewi, case.case, "return", {"reason": ""})
    assert (empty.status, "Tulis alasannya." in empty.text) == (400, True)
    do(dewi, case.case, "return", {"reason": "Kurang bukti"})
    do(joko, case.case, "findings", {"text": "Hasil kedua"})
    do(joko, case.case, "submit", {"leader": "dewi"})
    do(dewi, case.case, "deliberate", {"remark": ""})
    alone = do(sari, case.case, "minutes", {"text": TYPED, "present": ["sari"]})
    assert (alone.status, "Catat dahulu notula" in alone.text) == (409, True)
    assert alone.form("/do/minutes").fields["text"] == TYPED
    assert alone.form("/do/minutes").chosen["present"] == ["sari"]
    sari.post(alone.form("/do/minutes"), {"present": ["sari", "joko", "dewi"]}, [])
    half = do(sari, case.case, "conclude", {"outcome": "proven", "conclusion": TYPED, "recommendation": ""})
    assert (half.status, "Tulis rekomendasinya." in half.text) == (400, True)
    assert half.form("/do/conclude").fields["conclusion"] == TYPED
    kept = sari.post(half.form("/do/conclude"), {"recommendation": "Perbaiki"}, [])
    assert "Hasil: Terbukti" in kept.text.replace("terbukti", "Terbukti")
    approved = do(dewi, case.case, "approve")
    assert "Tahap: Selesai" in approved.text

    case.seeks("outcome")
    page = sari.case(case.case)
    assert "Pelapor meminta informasi tindak lanjut" in page.text
    assert "conclusion" in page.form("/reply").choices["template"]
    filled = sari.post(page.form("/reply"), {"template": "conclusion", "fill": "1"}, []).form("/reply")
    assert filled.fields["text"] == TYPED
    assert "Balasan terkirim" in sari.post(filled, {}, []).text
    after = do(sari, case.case, "attend", {"answered": ["outcome"]})
    assert 'class="flag late"' not in after.html
    do(dewi, case.case, "reopen", {"reason": "Ada informasi baru"})
    assert "Tahap: Verifikasi" in sari.case(case.case).text


def test_people_come_and_go_by_the_pages(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari, budi = verified(busy_office, workstations), browsers.of("sari"), browsers.of("budi")
    taken = budi.post(budi.case(case.case).form("/do/take"))
    assert "Sekarang Anda yang menangani laporan ini." in taken.text
    assert "Ditangani oleh Budi Santoso" in budi.get(f"/id/cases/{case.case}/people").text
    do(budi, case.case, "hand-to", {"person": "sari", "reason": ""})
    away = do(budi, case.case, "step-back", {"reason": "Saudara terlapor"})
    assert away.path == "/id/cases"
    assert budi.case(case.case).status == 404
    back = do(sari, case.case, "bring-in", {"person": "budi"})
    assert "Rekan Anda sekarang dapat membaca laporan ini." in back.text
    assert "Isi laporan" in budi.case(case.case).text
    renewed = do(sari, case.case, "renew", {"person": "wati"})
    assert "Aksesnya sudah diperbarui." in renewed.text
    off = do(sari, case.case, "dismiss", {"person": "wati", "reason": "Pindah tugas"})
    assert "Mundur atau dikeluarkan Wati" in off.text
    assert browsers.of("wati").case(case.case).status == 404
