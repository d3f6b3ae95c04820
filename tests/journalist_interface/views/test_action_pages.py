"""The pages of the actions: each does one thing once, in both languages, and says what was done and by whom."""

from datetime import timedelta

import pytest

from journalist_interface.actions.table import ACTIONS
from store.domain.event import EventKind, Paper
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do, offered
from tests.journalist_interface.staged_cases import assigned, events_of, reviewed, verified
from tests.journalist_interface.store_rows import spoil_decision
from tests.office import TestOffice

TYPED = "Kalimat panjang yang tidak boleh hilang"


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


def test_a_form_that_is_sent_twice_is_carried_out_once(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "question").form("/do/question")
    asked = {"text": "Kapan tepatnya?"}
    first, second = sari.post(form, asked, []), sari.post(form, asked, [])
    assert first.status == second.status == 200
    assert first.path == second.path == f"/id/cases/{case.case}"
    assert first.text.count("Kapan tepatnya?") == second.text.count("Kapan tepatnya?") == 1
    note = action_page(sari, case.case, "note").form("/do/note")
    for _ in range(2):
        sari.post(note, {"text": "Satu catatan"}, [])
        assert action_page(sari, case.case, "note").form("/do/note").fields["text"] == ""
    assert events_of(workstations, case, EventKind.PAPER) == 1
    assert workstations.of("sari").work(case.case).state.until == busy_office.clock.today() + timedelta(30)


def test_papers_bring_files_that_come_back_byte_for_byte(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = reviewed(busy_office, workstations.of("sari"))
    page = do(
        browsers.of("sari"), case.case, "note", {"text": "Dengan berkas"}, [("bagan <b>.pdf", b"%PDF" * 999)]
    )
    assert page.path == f"/id/cases/{case.case}/papers"
    assert "bagan <b>.pdf" in page.text
    [address] = [link for link in page.links if "/papers/" in link and link.rpartition("/")[2].isdecimal()]
    assert browsers.of("budi").http.get(address).content == b"%PDF" * 999
    assert browsers.of("sari").http.get(address[:-1] + "7").status_code == 404


def test_a_threat_stands_in_the_heading_until_it_was_seen_to(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    case.seeks("threat")
    assert "Pelapor mengalami ancaman atau tekanan" in sari.case(case.case).text
    after = do(sari, case.case, "attend", {"answered": ["threat"], "remark": "Sudah dihubungi"})
    assert 'class="flag late"' not in after.html
    changed = do(sari, case.case, "classify", {"category": "fraud", "threat": "no", "remark": "Keliru"})
    assert "Jenis pelanggaran sudah diubah." in changed.text
    assert "pilihan pelapor" in changed.text
    history = sari.get(f"/id/cases/{case.case}/history").text
    assert "menyampaikan adanya ancaman atau tekanan" in history
    assert "Pelapor tidak mengalami ancaman atau tekanan" in history


def test_the_history_names_who_did_what_on_which_day_and_that_it_is_signed(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = assigned(busy_office, workstations)
    perform(workstations.of("joko").work(case.case), "note", text="Catatan ketua")
    page = browsers.of("budi").get(f"/id/cases/{case.case}/history")
    for words in (
        "Sari Wulandari petugas memastikan kejelasan dan kelengkapan: Telaah sah",
        "Joko Prasetyo ketua tim menulis: Catatan sah",
        "menyatakan tidak ada benturan kepentingan sah",
        "memberi akses kepada Joko Prasetyo sebagai ketua tim sah",
    ):
        assert words in page.text, words
    [number] = [
        event.sequence for event in workstations.of("joko").work(case.case).file.chain.papers(Paper.NOTE)
    ]
    assert f"/id/cases/{case.case}/papers?row={number}#p{number}" in page.links


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_action_that_is_not_there_is_no_page(
    busy_office: TestOffice, browsers: OfficerBrowsers, language: str
) -> None:
    case = busy_office.report().case
    assert browsers.of("sari").get(f"/{language}/cases/{case}/do/erase-everything").status == 404


def test_every_page_of_an_action_speaks_both_languages(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, workstations)
    actions = sorted(offered(browsers.of("sari").case(case.case)))
    assert len(actions) > 3
    for action in actions:
        indonesian, english = (
            action_page(browsers.of("sari"), case.case, action, language) for language in ("id", "en")
        )
        assert indonesian.status == english.status == 200
        words = str(ACTIONS[action].texts.button)
        assert words in english.text, action
        assert words not in indonesian.text, action


def test_every_part_of_a_case_names_a_decision_that_the_store_altered_and_offers_nothing(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, workstations)
    perform(workstations.of("sari").work(case.case), "note", text="Catatan sebelum perubahan")
    spoil_decision(busy_office, case.case, 2)
    for part in ("", "/papers", "/history", "/people"):
        page = browsers.of("budi").get(f"/id/cases/{case.case}{part}")
        assert page.status == 200
        assert "Data laporan ini telah diubah di server" in page.text
        assert "Keputusan 2:" in page.text
        assert offered(page) == set()
    first = browsers.of("budi").get(f"/id/cases/{case.case}")
    assert "Rantai keputusan laporan ini terputus." in first.text
    assert "tidak dapat dibalas karena isinya" not in first.text
    refused = action_page(browsers.of("budi"), case.case, "note")
    assert (refused.status, "Rantai keputusan laporan ini terputus." in refused.text) == (409, True)


def test_each_request_of_the_reporter_is_ticked_before_all_are_cleared(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    case.seeks("threat")
    case.seeks("outcome")
    page = action_page(sari, case.case, "attend")
    form = page.form("/do/attend")
    assert form.choices["answered"] == ["threat", "outcome"]
    assert form.chosen == {}
    for words in (
        "Ancaman sudah ditanggapi",
        "Permintaan informasi sudah dijawab",
        "dinyatakan selesai sekaligus",
    ):
        assert words in page.text
    for ticked in ([], ["threat"], ["outcome"]):
        refused = sari.post(form, {"answered": ticked, "remark": TYPED})
        assert (refused.status, "Centang semua permintaan pelapor." in refused.text) == (409, True)
        assert refused.form("/do/attend").chosen.get("answered", []) == ticked
        assert refused.form("/do/attend").fields["remark"] == TYPED
    assert workstations.of("budi").work(case.case).file.row.needs_attention
    done = sari.post(form, {"answered": ["threat", "outcome"]})
    assert done.path == f"/id/cases/{case.case}"
    assert not workstations.of("budi").work(case.case).file.row.needs_attention


def test_more_time_has_a_reason_and_a_day_that_the_office_may_give_itself(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari, today = verified(busy_office, workstations), browsers.of("sari"), busy_office.clock.today()
    form = action_page(sari, case.case, "extend").form("/do/extend")
    for days, sentence in (
        (1, "Pilih tanggal sesudah tenggat yang sekarang."),
        (181, "Pilih tanggal dalam waktu 180 hari."),
    ):
        typed = {"until": (today + timedelta(days)).isoformat(), "reason": TYPED}
        refused = sari.post(form, typed)
        assert (refused.status, sentence in refused.text) == (400, True)
        assert refused.form("/do/extend").fields["reason"] == TYPED
    no_day = sari.post(form, {"until": "31/12/2026", "reason": TYPED})
    assert (no_day.status, "Pilih tenggat yang baru." in no_day.text) == (400, True)
    until = today + timedelta(180)
    assert "Tulis alasannya." in sari.post(form, {"until": until.isoformat(), "reason": ""}).text
    done = sari.post(form, {"until": until.isoformat(), "reason": TYPED})
    assert "Tenggat sudah diperpanjang." in done.text
    assert workstations.of("budi").work(case.case).file.row.due == until
    for language, words in (("id", "memperpanjang tenggat"), ("en", "extended the deadline to")):
        history = browsers.of("budi").get(f"/{language}/cases/{case.case}/history").text
        assert words in history
        assert TYPED in history
    assert events_of(workstations, case, EventKind.EXTEND) == 1


def test_what_is_wrong_with_labels_is_said_at_their_field(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report().case, browsers.of("sari")
    long = do(sari, case, "label", {"new_labels": "x" * 41})
    assert (long.status, 'href="#new_labels"' in long.html) == (400, True)
    perform(workstations.of("budi").work(case), "label", new_labels="Sama")
    same = do(sari, case, "label", {"new_labels": ""})
    assert (same.status, 'href="#new_labels"' in same.html) == (409, True)
