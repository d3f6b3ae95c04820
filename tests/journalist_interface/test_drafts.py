"""Nothing typed is lost: not by a mistake, not by a case that went on, not by a session or a workstation that ended."""

from store.domain.event import Check, EventKind
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do
from tests.journalist_interface.officer_page import Fields
from tests.journalist_interface.staged_cases import events_of, verified
from tests.journalist_interface.workstation import OfficerBrowser
from tests.office import TestOffice

TYPED = "Kalimat panjang yang tidak boleh hilang"


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = verified(busy_office, workstations)
    today = busy_office.clock.today()
    wrong: list[tuple[str, Fields, str, int]] = [
        ("question", {"text": TYPED, "until": today.isoformat()}, "Pilih tanggal setelah hari ini.", 400),
        ("question", {"text": TYPED, "until": "9999-12-31"}, "Pilih tanggal dalam waktu satu tahun.", 400),
        ("question", {"text": TYPED, "until": ""}, "Pilih tanggal batas jawaban.", 400),
        ("assess", {"text": TYPED, "level": "high", "until": "besok"}, "Ini bukan tanggal.", 400),
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
    before = workstations.of("sari").work(case.case).state.sequence
    for action, fields, sentence, status in wrong:
        page = do(browsers.of("sari"), case.case, action, fields)
        assert (page.status, sentence in page.text) == (status, True), (action, page.text)
        assert TYPED in page.form(f"/do/{action}").fields.values(), action
        for name in fields.keys() & page.form(f"/do/{action}").choices.keys():
            assert page.form(f"/do/{action}").fields[name] in {fields[name], ""}, action
    assert workstations.of("sari").work(case.case).state.sequence == before


def test_what_the_stage_does_not_allow_is_refused_with_the_text_kept(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "archive").form("/do/archive")
    perform(
        workstations.of("sari").work(case.case), "review", checks=tuple(Check)
    )  # a colleague's window went on meanwhile
    refused = sari.post(form, {"reason": "unclear", "text": TYPED}, [])
    assert refused.status == 409
    assert TYPED in refused.text
    assert not [form for form in refused.forms if "/do/" in form.action]
    away = action_page(sari, case.case, "archive")
    assert (away.status, TYPED in away.text) == (409, True)
    assert "tidak dapat dilakukan pada keadaan laporan sekarang" in away.text


def test_a_text_of_the_office_is_put_where_it_belongs_and_nothing_typed_goes(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "archive").form("/do/archive")
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
    assert events_of(workstations, case, EventKind.MOVE) == 1


def test_a_lost_session_keeps_the_text_of_an_action(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "note").form("/do/note")
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
    assert action_page(sari, case.case, "note").form("/do/note").fields["text"] == ""


def test_a_lost_session_never_moves_a_remark_into_what_the_reporter_reads(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "archive").form("/do/archive")
    sari.post(sari.get("/id/cases").form("/sign-out"))
    typed = {"text": "Untuk pelapor", "remark": "Hanya untuk petugas", "referred": "Unit lain"}
    entry = sari.post(form, typed, []).form("/sign-in")
    assert {name: entry.fields[f"kept-{name}"] for name in typed} == typed
    code = busy_office.fresh_code("sari")
    wrong = sari.post(entry, {"passphrase": "salah", "code": code}).form("/sign-in")
    fields = {"passphrase": browsers.station("sari").passphrase, "code": busy_office.fresh_code("sari")}
    back = sari.post(wrong, fields).form("/do/archive").fields
    assert {name: back[name] for name in typed} == typed


def test_a_workstation_that_was_started_anew_still_shows_what_was_typed(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = verified(busy_office, workstations), browsers.of("sari")
    form = action_page(sari, case.case, "archive").form("/do/archive")
    chosen = sari.post(sari.get("/id/cases").form("/cases/archive"), {"case": [case.case]})
    export = sari.get(f"/id/cases/{case.case}/export/dossier").form("/export/dossier")
    with OfficerBrowser(
        browsers.station("sari")
    ) as stranger:  # a browser of an earlier start: its link is not known any more
        many = stranger.post(chosen.form("/cases/archive"), {"reason": "unclear", "text": TYPED})
        assert (many.status, TYPED in many.text) == (403, True)
        file = stranger.post(export, {"purpose": TYPED})
        assert (file.status, TYPED in file.text) == (403, True)
        for multipart in (False, True):
            typed = {"reason": "unclear", "text": TYPED, "remark": "Dan ini"}
            page = stranger.post(form, typed, [] if multipart else None)
            assert page.status == 403
            assert TYPED in page.text
            assert "Dan ini" in page.text
    assert workstations.of("sari").work(case.case).state.sequence == 2
