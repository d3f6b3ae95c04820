"""The pages of the deeds: each does one thing, says what is wrong where it is wrong, and loses nothing typed."""

from datetime import timedelta

import pytest

from crypto.event import Action, Check, Paper
from journalist_interface.acts import papers, team, verification
from journalist_interface.deeds.table import DEEDS
from tests.genuine_case import GenuineCase
from tests.journalist_interface.officer_browsers import OfficerBrowsers, deed_page, do, offered
from tests.journalist_interface.page import Fields
from tests.journalist_interface.seat import Seats
from tests.journalist_interface.stages import BRIEF, assigned, reviewed
from tests.journalist_interface.store_rows import spoil_decision
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

TYPED = "Kalimat panjang yang tidak boleh hilang"


def verified(office: TestOffice, seats: Seats) -> GenuineCase:
    case = office.report("Isi laporan")
    verification.acknowledge(seats.of("sari").work(case.case))
    return case


def events(seats: Seats, case: GenuineCase, action: Action) -> int:
    return sum(one.event.action is action for one in seats.of("sari").work(case.case).file.events)


def test_the_next_step_stands_on_every_part_of_a_case_and_does_what_it_says(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Isi laporan"), browsers.of("sari")
    pages = [sari.get(f"/id/cases/{case.case}{part}") for part in ("", "/papers", "/history", "/people")]
    assert all("Langkah berikutnya" in page.text for page in pages)
    assert len({page.form("/do/acknowledge").fields["form"] for page in pages}) == len(pages)
    after = sari.post(pages[-1].form("/do/acknowledge"))
    assert "Laporan sudah diterima" in after.text
    assert "Tahap: Verifikasi" in after.text
    assert sorted(after.form("/do/review").choices["checks"]) == ["clarity", "completeness"]
    refused = sari.post(after.form("/do/review"), {"checks": ["clarity"]})
    assert refused.status == 409
    assert "Pastikan dahulu kejelasan dan kelengkapan." in refused.text
    assert refused.form("/do/review").chosen["checks"] == ["clarity"]
    went_on = sari.post(refused.form("/do/review"), {"checks": ["clarity", "completeness"]})
    assert "Tahap: Telaah" in went_on.text


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, seats)
    today = busy_office.clock.today()
    wrong: list[tuple[str, Fields, str, int]] = [
        ("question", {"text": TYPED, "until": today.isoformat()}, "Pilih tanggal setelah hari ini.", 400),
        ("question", {"text": TYPED, "until": "9999-12-31"}, "Pilih tanggal dalam waktu satu tahun.", 400),
        ("question", {"text": TYPED, "until": ""}, "Pilih tanggal batas jawaban.", 400),
        ("archive", {"text": TYPED, "reason": ""}, "Pilih alasan pengarsipan.", 400),
        ("archive", {"text": "", "reason": "unclear", "remark": TYPED}, "Tulis pemberitahuan", 400),
        ("archive", {"text": TYPED, "reason": "unclear", "referred": "Polisi"}, "Kosongkan bagian ini", 400),
        (
            "archive",
            {"text": TYPED, "reason": "sesuatu", "referred": ""},
            "Ada yang kurang dalam tindakan ini",
            409,
        ),
        ("hand-to", {"reason": TYPED, "person": ""}, "Pilih rekannya.", 400),
        ("hand-to", {"reason": TYPED, "person": "joko"}, "orang ini tidak memiliki peran", 409),
        ("dismiss", {"reason": TYPED, "person": ""}, "Pilih orangnya.", 400),
        ("classify", {"remark": TYPED}, "Ada yang kurang dalam tindakan ini", 409),
    ]
    before = seats.of("sari").work(case.case).state.sequence
    for deed, fields, sentence, status in wrong:
        page = do(browsers.of("sari"), case.case, deed, fields)
        assert (page.status, sentence in page.text) == (status, True), (deed, page.text)
        assert TYPED in page.form(f"/do/{deed}").fields.values(), deed
        for name in fields.keys() & page.form(f"/do/{deed}").choices.keys():
            assert page.form(f"/do/{deed}").fields[name] in {fields[name], ""}, deed
    assert seats.of("sari").work(case.case).state.sequence == before


def test_a_form_that_is_sent_twice_does_one_act(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "question").form("/do/question")
    asked = {"text": "Kapan tepatnya?"}
    first, second = sari.post(form, asked, []), sari.post(form, asked, [])
    assert first.status == second.status == 200
    assert first.path == second.path == f"/id/cases/{case.case}"
    assert first.text.count("Kapan tepatnya?") == second.text.count("Kapan tepatnya?") == 1
    note = deed_page(sari, case.case, "note").form("/do/note")
    for _ in range(2):
        sari.post(note, {"text": "Satu catatan"}, [])
        assert deed_page(sari, case.case, "note").form("/do/note").fields["text"] == ""
    assert events(seats, case, Action.PAPER) == 1
    assert seats.of("sari").work(case.case).state.until == busy_office.clock.today() + timedelta(30)


def test_what_the_stage_does_not_allow_is_refused_with_the_text_kept(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "archive").form("/do/archive")
    verification.to_review(seats.of("sari").work(case.case), Check)  # a colleague's window went on meanwhile
    refused = sari.post(form, {"reason": "unclear", "text": TYPED}, [])
    assert refused.status == 409
    assert refused.form("/do/archive").fields["text"] == TYPED
    away = deed_page(sari, case.case, "archive")
    assert away.path == f"/id/cases/{case.case}"
    assert "tidak dapat dilakukan pada posisi perkara sekarang" in away.text


def test_a_text_of_the_office_is_put_where_it_belongs_and_nothing_typed_goes(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "archive").form("/do/archive")
    assert len(form.choices["template"]) == 5
    chosen = form.choices["template"][1]
    page = sari.post(form, {"text": TYPED, "template": chosen, "fill": "1"}, [])
    filled = page.form("/do/archive").fields
    assert filled["text"].startswith(TYPED)
    assert "keterangannya belum lengkap" in filled["text"]
    assert (filled["reason"], filled["template"]) == ("incomplete", chosen)
    reply = sari.case(case.case).form("/reply")
    again = sari.post(reply, {"text": TYPED, "fill": "1"}, []).form("/reply")
    assert again.fields["text"].startswith(TYPED)
    assert "Terima kasih atas laporan Anda" in again.fields["text"]
    assert events(seats, case, Action.MOVE) == 1


def test_a_lost_session_keeps_the_text_of_a_deed(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "note").form("/do/note")
    sari.post(sari.get("/id/cases").form("/sign-out"))
    lost = sari.post(form, {"text": TYPED}, [])
    entry = lost.form("/sign-in")
    assert (lost.status, entry.fields["kept-text"]) == (403, TYPED)
    code = busy_office.fresh_code("sari")
    back = sari.post(entry, {"passphrase": browsers.station("sari").passphrase, "code": code})
    assert back.path == f"/id/cases/{case.case}/do/note"
    assert back.form("/do/note").fields["text"] == TYPED
    kept = sari.post(back.form("/do/note"), {}, [])
    assert "Catatan tersimpan." in kept.text
    assert TYPED in kept.text
    assert deed_page(sari, case.case, "note").form("/do/note").fields["text"] == ""


def test_a_lost_session_never_moves_a_remark_into_what_the_reporter_reads(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "archive").form("/do/archive")
    sari.post(sari.get("/id/cases").form("/sign-out"))
    typed = {"text": "Untuk pelapor", "remark": "Hanya untuk petugas", "referred": "Unit lain"}
    entry = sari.post(form, typed, []).form("/sign-in")
    assert {name: entry.fields[f"kept-{name}"] for name in typed} == typed
    code = busy_office.fresh_code("sari")
    wrong = sari.post(entry, {"passphrase": "salah", "code": code}).form("/sign-in")
    fields = {"passphrase": browsers.station("sari").passphrase, "code": busy_office.fresh_code("sari")}
    back = sari.post(wrong, fields).form("/do/archive").fields
    assert {name: back[name] for name in typed} == typed


def test_papers_bring_files_that_come_back_byte_for_byte(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = reviewed(busy_office, seats.of("sari"))
    page = do(
        browsers.of("sari"), case.case, "note", {"text": "Dengan berkas"}, [("bagan <b>.pdf", b"%PDF" * 999)]
    )
    assert page.path == f"/id/cases/{case.case}/papers"
    assert "bagan <b>.pdf" in page.text
    [address] = [one for one in page.links if "/papers/" in one and one.rpartition("/")[2].isdecimal()]
    assert browsers.of("budi").http.get(address).content == b"%PDF" * 999
    assert browsers.of("sari").http.get(address[:-1] + "7").status_code == 404


def test_the_excluded_stand_in_the_form_and_cannot_be_chosen(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = reviewed(busy_office, seats.of("sari"), ["auditor-2"]), browsers.of("sari")
    page = deed_page(sari, case.case, "assign")
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
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = reviewed(busy_office, seats.of("sari"))
    done = do(browsers.of("sari"), case.case, "assign", {"lead": "joko", "members": ["agus"], "brief": BRIEF})
    assert done.path == f"/id/cases/{case.case}/people"
    assert "belum menyatakan" in done.text
    joko, agus = browsers.of("joko"), browsers.of("agus")
    page = joko.case(case.case)
    assert BRIEF in page.text
    assert "Isi laporan" not in page.html
    for part in ("papers", "history", "people", "do/note", "attachments/1"):
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


def test_a_leader_has_no_case_before_the_findings_and_then_returns_and_approves(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, seats)
    team.start_investigation(seats.of("joko").work(case.case))
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
    assert [one for one in report.forms if one.action.endswith("/reply")] == []
    assert offered(report) == {"deliberate", "return", "step-back"}
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


def test_a_threat_stands_in_the_heading_until_it_was_seen_to(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    case.seeks("threat")
    assert "Pelapor mengalami ancaman atau tekanan" in sari.case(case.case).text
    after = do(sari, case.case, "attend", {"answered": ["threat"], "remark": "Sudah dihubungi"})
    assert 'class="flag late"' not in after.html
    changed = do(sari, case.case, "classify", {"category": "fraud", "threat": "no", "remark": "Keliru"})
    assert "Klasifikasi sudah diubah." in changed.text
    assert "pilihan pelapor" in changed.text
    history = sari.get(f"/id/cases/{case.case}/history").text
    assert "menyampaikan adanya ancaman atau tekanan" in history
    assert "Pelapor tidak mengalami ancaman atau tekanan" in history


def test_the_history_names_who_did_what_on_which_day_and_that_it_is_signed(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, seats)
    papers.note(seats.of("joko").work(case.case), "Catatan ketua")
    page = browsers.of("budi").get(f"/id/cases/{case.case}/history")
    for words in (
        "Sari Wulandari petugas memastikan kejelasan dan kelengkapan: Telaah sah",
        "Joko Prasetyo ketua tim menulis: Catatan sah",
        "menyatakan tidak ada benturan kepentingan sah",
        "memberi akses kepada Joko Prasetyo sebagai ketua tim sah",
    ):
        assert words in page.text, words
    [number] = [one.sequence for one in seats.of("joko").work(case.case).file.papers(Paper.NOTE)]
    assert f"/id/cases/{case.case}/papers#p{number}" in page.links


def test_people_come_and_go_by_the_pages(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari, budi = verified(busy_office, seats), browsers.of("sari"), browsers.of("budi")
    taken = budi.post(budi.case(case.case).form("/do/take"))
    assert "Sekarang Anda yang menangani perkara ini." in taken.text
    assert "Ditangani oleh Budi Santoso" in budi.get(f"/id/cases/{case.case}/people").text
    do(budi, case.case, "hand-to", {"person": "sari", "reason": ""})
    away = do(budi, case.case, "step-back", {"reason": "Saudara terlapor"})
    assert away.path == "/id/cases"
    assert budi.case(case.case).status == 404
    back = do(sari, case.case, "bring-in", {"person": "budi"})
    assert "Rekan Anda sekarang dapat membaca perkara ini." in back.text
    assert "Isi laporan" in budi.case(case.case).text
    renewed = do(sari, case.case, "renew", {"person": "wati"})
    assert "Aksesnya sudah diperbarui." in renewed.text
    off = do(sari, case.case, "dismiss", {"person": "wati", "reason": "Pindah tugas"})
    assert "Mundur atau dikeluarkan Wati" in off.text
    assert browsers.of("wati").case(case.case).status == 404


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_deed_that_is_not_there_is_no_page(
    busy_office: TestOffice, browsers: OfficerBrowsers, language: str
) -> None:
    case = busy_office.report().case
    assert browsers.of("sari").get(f"/{language}/cases/{case}/do/erase-everything").status == 404


def test_every_page_of_a_deed_speaks_both_languages(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, seats)
    deeds = sorted(offered(browsers.of("sari").case(case.case)))
    assert len(deeds) > 3
    for deed in deeds:
        indonesian, english = (deed_page(browsers.of("sari"), case.case, deed, one) for one in ("id", "en"))
        assert indonesian.status == english.status == 200
        words = str(DEEDS[deed].words.button)
        assert words in english.text, deed
        assert words not in indonesian.text, deed


def test_every_part_of_a_case_names_a_decision_that_the_store_altered_and_offers_nothing(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, seats)
    papers.note(seats.of("sari").work(case.case), "Catatan sebelum perubahan")
    spoil_decision(busy_office, case.case, 2)
    for part in ("", "/papers", "/history", "/people"):
        page = browsers.of("budi").get(f"/id/cases/{case.case}{part}")
        assert page.status == 200
        assert "Perkara ini diubah di penyimpanan" in page.text
        assert "Keputusan 2:" in page.text
        assert offered(page) == set()
    refused = deed_page(browsers.of("budi"), case.case, "note")
    assert (refused.status, "Rantai keputusan perkara ini putus." in refused.text) == (409, True)


def test_a_workstation_that_was_started_anew_still_shows_what_was_typed(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, seats), browsers.of("sari")
    form = deed_page(sari, case.case, "archive").form("/do/archive")
    chosen = sari.post(sari.get("/id/cases").form("/cases/archive"), {"case": [case.case]})
    with OfficerBrowser(
        browsers.station("sari")
    ) as stranger:  # a browser of an earlier start: its link is not known any more
        many = stranger.post(chosen.form("/cases/archive"), {"reason": "unclear", "text": TYPED})
        assert (many.status, TYPED in many.text) == (403, True)
        for multipart in (False, True):
            typed = {"reason": "unclear", "text": TYPED, "remark": "Dan ini"}
            page = stranger.post(form, typed, [] if multipart else None)
            assert page.status == 403
            assert TYPED in page.text
            assert "Dan ini" in page.text
    assert seats.of("sari").work(case.case).state.sequence == 2


def test_each_request_of_the_reporter_is_ticked_before_all_are_cleared(
    busy_office: TestOffice, seats: Seats, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    case.seeks("threat")
    case.seeks("outcome")
    page = deed_page(sari, case.case, "attend")
    form = page.form("/do/attend")
    assert form.choices["answered"] == ["threat", "outcome"]
    assert form.chosen == {}
    for words in ("Ancaman sudah ditanggapi", "Permintaan informasi sudah dijawab", "dihapus sekaligus"):
        assert words in page.text
    for ticked in ([], ["threat"], ["outcome"]):
        refused = sari.post(form, {"answered": ticked, "remark": TYPED})
        assert (refused.status, "Centang semua permintaan pelapor." in refused.text) == (409, True)
        assert refused.form("/do/attend").chosen.get("answered", []) == ticked
        assert refused.form("/do/attend").fields["remark"] == TYPED
    assert seats.of("budi").work(case.case).file.row.sought
    done = sari.post(form, {"answered": ["threat", "outcome"]})
    assert done.path == f"/id/cases/{case.case}"
    assert not seats.of("budi").work(case.case).file.row.sought
