"""The mailbox says where the report stands, what is asked, why it ended, and when to come back."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from sqlalchemy import update

from store.domain.event import EventKind, Paper
from store.domain.reply import Notice
from store.domain.stages import WORDS, Stage
from store.model import Access, Case, CaseProjection, Entry
from tests.signed_events import CONTENT, drafted
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.reporter import Reporter, form_to, shown_code

SENTENCES = {
    Stage.RECEIVED: "Laporan Anda sudah kami terima. Petugas akan memeriksanya.",
    Stage.VERIFICATION: "Petugas sedang memeriksa apakah laporan Anda jelas dan lengkap.",
    Stage.CLARIFICATION: "Petugas punya pertanyaan. Mohon jawab di bagian Percakapan.",
    Stage.REVIEW: "Laporan Anda lengkap dan sedang ditelaah.",
    Stage.ASSIGNMENT: "Tim sedang disiapkan untuk menangani laporan Anda.",
    Stage.INVESTIGATION: "Tim sedang bekerja. Demi keamanan, rinciannya tidak kami tampilkan.",
    Stage.LEADERSHIP: "Hasil kerja tim sudah dilaporkan kepada pimpinan.",
    Stage.DELIBERATION: "Hasilnya sedang dibahas.",
    Stage.CONCLUDED: "Laporan Anda telah ditindaklanjuti. Anda dapat meminta informasi hasilnya.",
    Stage.ARCHIVED: "tidak dapat ditindaklanjuti",
}


def in_words(day: date, language: str = "id") -> str:
    return format_date(day, "long", locale=language)


def test_every_stage_has_one_marked_step_and_its_sentence_in_both_languages(
    reporter: Reporter, box: Box
) -> None:
    reporter.enter()
    for stage in Stage:
        with box.office.database.write() as session:
            session.execute(update(Case).values(stage=stage.value))
        page = reporter.mailbox().text
        assert page.count('aria-current="step"') == 1
        assert SENTENCES[stage] in page
        english = reporter.client.get("/en/mailbox").text
        assert WORDS[stage].reporter.replace("'", "&#39;") in english
        assert f"Stage: {WORDS[stage].name}" in english


def test_a_waiting_question_stands_at_the_top_with_its_day_and_the_box_for_the_answer(
    talk: Correspondence, handling: Handling
) -> None:
    until = talk.office.clock.today() + timedelta(days=30)
    handling.to_verification()
    handling.ask("Kuitansi nomor berapa? <b>", until)
    page = talk.page()
    assert page.index("Pertanyaan untuk Anda") < page.index("Kuitansi nomor berapa? &lt;b&gt;")
    assert page.index("Kuitansi nomor berapa?") < page.index('id="text"') < page.index("Tahap:")
    assert page.count('id="text"') == 1
    day = in_words(until)
    assert f"Petugas punya pertanyaan. Mohon jawab di bagian Percakapan paling lambat {day}." in page
    assert "Kembali lagi tanggal" not in page  # one day at a time: that of the answer
    english = talk.reporter.client.get("/en/mailbox").text
    assert f"Please answer it under Chat by {in_words(until, 'en')}." in english
    talk.office.move(days=31)
    talk.sign_in()
    assert "Batas waktu jawaban sudah lewat, tetapi Anda masih bisa menjawab." in talk.page()


def test_a_question_that_no_officer_signed_is_not_asked(talk: Correspondence, handling: Handling) -> None:
    handling.to_verification()
    handling.ask("Siapa nama Anda?", talk.office.clock.today() + timedelta(days=3))
    sealed = bytearray(talk.sealed(2))
    sealed[100] ^= 1
    talk.entry(2, sealed=bytes(sealed))
    page = talk.page()
    assert "Siapa nama Anda?" not in page
    assert "Pertanyaan untuk Anda" not in page
    assert SENTENCES[Stage.CLARIFICATION] in page


@pytest.mark.parametrize(
    ("notice", "indonesian", "english"),
    [
        (
            Notice("archived", reason="unclear"),
            "karena isinya tidak jelas.",
            "because the report is unclear.",
        ),
        (
            Notice("archived", reason="out-of-scope", referred="Dinas Kesehatan <Kota>"),
            "karena hal yang dilaporkan di luar kewenangan kantor ini (diteruskan ke Dinas Kesehatan &lt;Kota&gt;).",
            "(referred to Dinas Kesehatan &lt;Kota&gt;).",
        ),
        (
            Notice("archived", reason="of-a-later-version"),
            "Laporan tidak dapat ditindaklanjuti untuk saat ini.",
            "Your report cannot be followed up for now.",
        ),
    ],
)
def test_an_archived_report_says_why_and_that_more_can_be_added(
    talk: Correspondence, handling: Handling, notice: Notice, indonesian: str, english: str
) -> None:
    handling.to_verification()
    handling.archive("Terima kasih. Laporan tidak dapat kami lanjutkan.", notice)
    page = talk.page()
    assert "tidak dapat ditindaklanjuti" in page
    assert indonesian in page
    assert "Anda masih bisa menambah informasi." in page
    assert page.index('href="#notice"') < page.index('id="notice"')
    assert "Terima kasih. Laporan tidak dapat kami lanjutkan." in page
    assert "Kembali lagi tanggal" not in page
    assert english in talk.reporter.client.get("/en/mailbox").text
    assert talk.reporter.says("Informasi baru").status_code == 303


def test_the_first_visit_and_the_page_of_the_code_say_when_to_come_back(reporter: Reporter, box: Box) -> None:
    today = box.office.clock.today()
    day = box.services().deadlines.acknowledge_by(today)
    first = f"Kembali lagi mulai tanggal {in_words(day)}"
    page = reporter.report()
    assert first in page.text
    assert first in reporter.repeat(page, "salah").text
    form = form_to(page, "/report/code")
    form.action = "/en/report/code"
    assert f"Come back on {in_words(day, 'en')}" in reporter.send(form, switch="1").text
    assert reporter.repeat(page).status_code == 303
    assert f"Kembali lagi tanggal {in_words(day)}" in reporter.mailbox().text
    assert shown_code(page)
    with box.office.database.read() as session:
        assert session.query(CaseProjection).one().due == day
        assert {row.due for row in session.query(Access).all()} == {day}


def test_the_day_to_come_back_is_never_past_nor_too_late_for_a_question(box: Box) -> None:
    services, today = box.services(), box.office.clock.today()
    half = today + (services.deadlines.answer_by(today) - today) / 2
    soon, late = today + timedelta(days=3), today + timedelta(days=100)
    assert services.deadlines.return_day(today, Stage.VERIFICATION, soon) == soon
    assert services.deadlines.return_day(today, Stage.REVIEW, late) == half
    past = today - timedelta(days=9)
    assert services.deadlines.return_day(today, Stage.REVIEW, past) == today + timedelta(days=7)
    assert services.deadlines.return_day(today, Stage.REVIEW, today) == today + timedelta(days=7)
    assert services.deadlines.return_day(today, Stage.REVIEW, None) == half
    assert services.deadlines.return_day(today, Stage.CONCLUDED, None) is None
    assert services.deadlines.return_day(today, Stage.CONCLUDED, soon) == soon


def test_it_is_said_once_who_reads_the_report_and_who_cannot(reporter: Reporter) -> None:
    page = reporter.enter(excluded=["petugas-2", "kepala"]).text
    assert page.count("Yang membaca") == 1
    assert page.count("Yang tidak dapat membaca") == 1
    assert "Administrator sistem. Yang Anda kecualikan: Kepala Inspektorat, Petugas WBS II." in page
    assert "Anda dapat menambah informasi dan bukti kapan saja, pada setiap tahap." in page


def test_working_papers_and_decisions_are_never_shown(talk: Correspondence, handling: Handling) -> None:
    handling.to_review()
    handling.decide("sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.REVIEW_SHEET))
    with talk.office.database.read() as session:
        assert session.query(Entry).filter(Entry.case == talk.case.case).count() == 1
    page = talk.page()
    assert "for the readers" not in page
    assert page.count("<h3>") == 1
