"""The panel beside a case: the other way to go on, for whom one waits, by which day."""

from datetime import timedelta

import pytest
from babel.dates import format_date

from store.domain.event import Check
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.officer_browsers import OfficerBrowsers, action_page, do
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.staged_cases import reviewed
from tests.office import TestOffice


def panel(page: OfficerPage) -> str:
    """The next step, without what is folded away."""
    found = page.html.partition('aria-labelledby="next"')[2].partition("</section>")[0]
    return found.partition("<details")[0]


def test_a_question_can_be_asked_where_clarity_is_confirmed(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    assert "/do/question" not in sari.case(case.case).html
    perform(workstations.of("sari").work(case.case), "acknowledge")
    page, english = sari.case(case.case), sari.case(case.case, "en")
    assert f'/cases/{case.case}/do/question">Belum jelas? Ajukan pertanyaan</a>' in panel(page)
    assert page.html.count("/do/question") == 1
    assert ">Not clear? Ask the reporter</a>" in panel(english)
    assert ">Ajukan pertanyaan kepada pelapor</button>" in action_page(sari, case.case, "question").html


def test_the_day_of_an_answer_is_its_last_on_every_page(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    assert "Jawaban ditunggu paling lambat" in action_page(sari, case.case, "question").text
    last = busy_office.clock.today() + timedelta(days=40)
    do(sari, case.case, "question", {"text": "Kapan?", "until": last.isoformat()})
    for language, word, pattern in (("id", "paling lambat", "d MMMM y"), ("en", "by", "MMMM d, y")):
        words = f"{word} {format_date(last, pattern, language)}"
        assert words in panel(sari.case(case.case, language))
        assert words in sari.get(f"/{language}/cases/{case.case}/history").text


def test_who_waits_in_the_deliberation_reads_for_whom(
    busy_office: TestOffice, workstations: HeadlessWorkstations, browsers: OfficerBrowsers
) -> None:
    case = reviewed(busy_office, workstations.of("sari"))
    perform(workstations.of("sari").work(case.case), "without-team", reason="Sudah jelas", leader="dewi")
    before = panel(browsers.of("dewi").case(case.case))
    assert "Laporan menunggu petugas." in before
    assert '<li class="open"><span class="visually-hidden">Belum: </span>Notula dan daftar hadir' in before
    perform(workstations.of("sari").work(case.case), "minutes", text="Notula", present=("sari", "dewi"))
    assert "Laporan menunggu petugas." in panel(browsers.of("dewi").case(case.case))
    perform(
        workstations.of("sari").work(case.case),
        "conclude",
        conclusion="Simpulan",
        recommendation="Rekomendasi",
        outcome="proven",
    )
    assert "Laporan menunggu pimpinan." in panel(browsers.of("sari").case(case.case))


@pytest.mark.parametrize(
    ("action", "leads", "keeps"),
    [
        ("review-sheet", "Tulis lembar telaah", "Simpan lembar telaah"),
        ("note", "Tulis catatan", "Simpan catatan"),
    ],
)
def test_a_paper_is_saved_by_a_button_that_says_so(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    browsers: OfficerBrowsers,
    action: str,
    leads: str,
    keeps: str,
) -> None:
    case, sari = busy_office.report(), browsers.of("sari")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    perform(workstations.of("sari").work(case.case), "review", checks=tuple(Check))
    assert f'/do/{action}">{leads}</a>' in sari.case(case.case).html
    form = action_page(sari, case.case, action).html
    assert f">{keeps}</button>" in form
    assert f">{leads}</button>" not in form


def test_a_step_has_no_box_that_looks_as_if_it_could_be_ticked(browsers: OfficerBrowsers) -> None:
    style = browsers.of("sari").http.get("/static/officer.css").text
    assert ".steps li::before" in style
    assert not set("☐☑") & set(style)
