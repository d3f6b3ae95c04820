"""No reporter is sent a text of the office whose gap was left: neither a reply nor a question nor a notice."""

from pathlib import Path

from babel.dates import format_date

from journalist_interface.reply_templates import read_templates, unfilled_placeholders
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page
from tests.journalist_interface.officer_page import Form
from tests.journalist_interface.workstation import OfficerBrowser, workstation_process
from tests.office import TestOffice

REFUSED = "Bagian dalam kurung siku belum diisi: {gap}. Isi atau hapus, lalu kirim."
RESULT, AUTHORITY = "[tulis simpulan yang boleh disampaikan]", "[nama lembaga]"


def test_only_the_gaps_of_the_offices_own_texts_count() -> None:
    known = read_templates(None)
    wrapped = RESULT.replace(" yang ", "\r\nyang ")
    assert unfilled_placeholders(f"Hasilnya: {wrapped}. {AUTHORITY} {AUTHORITY}", known) == [
        RESULT,
        AUTHORITY,
    ]
    assert unfilled_placeholders("Lihat [lampiran 2] dan [U+202E].", known) == []
    assert all(
        unfilled_placeholders(template.text.split("[")[0], known) == [] for template in known.templates
    )


def test_a_reply_with_a_gap_is_refused_and_kept_and_goes_out_filled_in(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    text = f"Hasilnya: {RESULT}."
    refused = sari.post(sari.case(case.case).form("/reply"), {"text": text}, [])
    assert (refused.status, REFUSED.format(gap=RESULT) in refused.text) == (400, True)
    assert refused.form("/reply").fields["text"] == text
    sent = sari.post(refused.form("/reply"), {"text": "Hasilnya: [sebagian] terbukti."}, [])
    assert "Balasan terkirim" in sent.text


def test_a_question_and_a_notice_with_a_gap_are_refused_and_kept(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    for action, gap in (("question", "[tulis bagiannya]"), ("archive", AUTHORITY)):
        form = action_page(sari, case.case, action).form(f"/do/{action}")
        fields = {"text": f"Mohon dibaca: {gap}."} | (
            {"reason": "out-of-scope"} if action == "archive" else {}
        )
        refused = sari.post(form, fields, [])
        assert (refused.status, REFUSED.format(gap=gap) in refused.text) == (400, True), action
        assert refused.form(f"/do/{action}").fields["text"] == fields["text"]
    several = sari.post(_chosen(sari, case), {"reason": "out-of-scope", "text": AUTHORITY})
    assert (several.status, REFUSED.format(gap=AUTHORITY) in several.text) == (400, True)


def _chosen(officer: OfficerBrowser, case: GenuineCase) -> Form:
    """The form for archiving several, with this case alone."""
    listing = officer.get("/id/cases").form("/cases/archive")
    return officer.post(listing, {"case": [case.case]}).form("/cases/archive")


def test_what_the_case_answers_is_filled_in_and_the_rest_is_left(
    office: TestOffice, gateway: str, tmp_path: Path
) -> None:
    file = tmp_path / "pesan.toml"
    file.write_text(
        '[[templates]]\nuse = "reply"\ntitle = "Salam"\n'
        'text = """[nama kantor], [hari ini]: laporan [tanggal\nlaporan], tahap [tahapan]. [tulis hasilnya]\n'
        '[name of the office], [today]: report of [day of the report], stage [stage]."""\n'
    )
    case, today = office.report().case, office.clock.today()
    hari, day = (format_date(today, "long", locale=language) for language in ("id", "en"))
    with (
        workstation_process(office, gateway, reply_templates=str(file)) as station,
        station.signed_in() as sari,
    ):
        form = sari.post(sari.case(case).form("/reply"), {"template": "1", "fill": "1"}, []).form("/reply")
        assert form.fields["text"].splitlines() == [
            f"Inspektorat Uji, {hari}: laporan {hari}, tahap Diterima. [tulis hasilnya]",
            f"Inspektorat Uji, {day}: report of {day}, stage Received.",
        ]
        refused = sari.post(form, {}, [])
        assert REFUSED.format(gap="[tulis hasilnya]") in refused.text
        typed = sari.post(form, {"text": "Salam dari [nama kantor]."}, [])
        assert REFUSED.format(gap="[nama kantor]") in typed.text
