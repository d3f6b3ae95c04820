"""The mailbox: nothing typed is ever lost, what is erased is gone, and exclusions hold for ever."""

import re
from itertools import pairwise

import pytest
from sqlalchemy import update

from source_interface.submissions.messages import DOUBLE_CLICK_ENTRIES
from source_interface.submissions.sending import MESSAGES_BYTES
from store.cases.conversation import next_sequence
from store.model import Entry, Exclusion, ReporterSession
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

INNER_PAGES = ("/files", "/outcome", "/threat", "/code", "/code/taken", "/erase")


def test_the_mailbox_shows_stage_report_and_the_day(reporter: Reporter) -> None:
    page = reporter.enter(category="fraud", relation="external").text
    assert '<li aria-current="step">Diterima</li>' in page
    assert "Laporan Anda sudah kami terima. Petugas akan memeriksanya." in page
    for shown in (*ANSWERS.values(), "Penipuan", "Pihak eksternal"):
        assert shown in page


def test_a_message_reaches_the_officers_signed_and_appears_in_the_conversation(
    reporter: Reporter, box: Box
) -> None:
    reporter.enter()
    answer = reporter.says("  Baris satu\nBaris dua <script>")
    assert answer.status_code == 303
    assert "Baris dua &lt;script&gt;" in reporter.mailbox().text
    assert Reader(box.office, "sari").read()[1].text == "  Baris satu\nBaris dua <script>"


def test_after_sending_a_message_the_mailbox_says_so_beside_it_and_no_longer_later(
    reporter: Reporter,
) -> None:
    reporter.enter()
    page = reporter.client.get(reporter.says("Pesan pertama").headers["Location"]).text
    latest = page.index('id="latest"')
    assert latest < page.index("Pesan Anda sudah terkirim.") < page.index("Pesan pertama")
    assert "Pesan Anda sudah terkirim." not in reporter.mailbox().text


def test_the_way_out_stands_beside_the_heading_of_every_page_of_an_open_mailbox(reporter: Reporter) -> None:
    reporter.enter()
    offered = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
    sent = reporter.attaches(("bukti.pdf", b"isi"))
    pages = [reporter.open(f"/mailbox{path}") for path in ("", *INNER_PAGES)]
    for page in (*pages, offered, sent):
        assert re.search(r'<div class="title">\s*<h1>[^<]+</h1>\s*<form [^>]*mailbox/leave"', page.text)
    framed = reporter.open("/mailbox/files/result")
    assert "mailbox/leave" not in framed.text
    assert reporter.send(form_to(pages[-1], "/mailbox/leave")).headers["Location"] == "/id/left"


def test_a_double_click_on_send_is_one_message(reporter: Reporter, box: Box) -> None:
    form = form_to(reporter.enter(), "/mailbox/message")
    for _click in range(2):
        assert reporter.send(form, text="Sekali saja").status_code == 303
    assert len(Reader(box.office, "sari").read()) == 2
    reporter.says("Sekali saja")  # from a page that shows the first: meant
    assert len(Reader(box.office, "sari").read()) == 3


def test_an_empty_message_is_not_sent(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    page = reporter.says(" \n ")
    assert page.status_code == 400
    assert '<a href="#text">' in page.text
    assert len(Reader(box.office, "sari").read()) == 1


def test_a_message_that_is_too_long_stays_in_the_box(reporter: Reporter) -> None:
    reporter.enter()
    page = reporter.says("b" * 100_001)
    assert page.status_code == 400
    assert form_to(page, "/mailbox/message").fields["text"] == ["b" * 100_001]


@pytest.mark.parametrize("token", ["", "palsu", "é", None])
def test_a_message_with_a_wrong_token_is_not_sent_and_stays_in_the_box(
    reporter: Reporter, box: Box, token: str | None
) -> None:
    form = form_to(reporter.enter(), "/mailbox/message")
    page = reporter.send(form, text="Ketikan panjang", csrf_token=token)
    assert page.status_code == 400
    assert "Formulir ini tidak dikenali" in page.text
    assert form_to(page, "/mailbox/message").fields["text"] == ["Ketikan panjang"]
    assert len(Reader(box.office, "sari").read()) == 1


def test_the_token_of_another_session_is_wrong(reporter: Reporter) -> None:
    page = reporter.report()
    other = Reporter.another(reporter)
    reporter.repeat(page)
    other.sign_in(shown_code(page))
    token = form_to(other.mailbox(), "/mailbox/message").fields["csrf_token"][0]
    form = form_to(reporter.mailbox(), "/mailbox/message")
    assert reporter.send(form, text="x", csrf_token=token).status_code == 400


def test_a_session_that_expired_while_typing_loses_no_text(reporter: Reporter, box: Box) -> None:
    page = reporter.report()
    reporter.repeat(page)
    form = form_to(reporter.mailbox(), "/mailbox/message")
    box.office.move(hours=7)
    asked = reporter.send(form, text="\nDitulis berjam-jam")
    assert asked.status_code == 403
    assert "Halaman laporan Anda sudah ditutup. Mohon buka lagi." in asked.text
    open_form = form_to(asked, "/open")
    assert open_form.fields["text"] == ["\nDitulis berjam-jam"]
    wrong = reporter.send(open_form, code="salah")
    assert form_to(wrong, "/open").fields["text"] == ["\nDitulis berjam-jam"]
    mailbox = reporter.send(form_to(wrong, "/open"), code=shown_code(page))
    message = form_to(mailbox, "/mailbox/message")
    assert message.fields["text"] == ["\nDitulis berjam-jam"]
    assert reporter.send(message).status_code == 303


def test_a_session_lasts_as_long_as_it_is_used(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    for _visit in range(3):
        box.office.move(hours=4)
        assert reporter.mailbox().status_code == 200
    box.office.move(hours=6, minutes=16)
    assert reporter.mailbox().status_code == 403


def test_an_expiry_tells_no_finer_time_than_a_quarter_of_an_hour(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    with box.office.database.read() as session:
        assert [row.expires % 900 for row in session.query(ReporterSession).all()] == [0]


@pytest.mark.parametrize("cookie", [None, "", "x", "A" * 43, "A" * 3_000, "\x7f"])
def test_without_a_session_every_mailbox_page_asks_for_the_code(
    reporter: Reporter, cookie: str | None
) -> None:
    if cookie is not None:
        reporter.client.set_cookie("kentongan", cookie)
    for path in ("/mailbox", "/mailbox/erase", f"/mailbox/attachments/{'0' * 32}"):
        answer = reporter.open(path)
        assert answer.status_code in {303, 403}
        if answer.status_code == 403:
            assert form_to(answer, "/open").fields["code"] == [""]


def test_signing_out_ends_the_session_on_both_sides(reporter: Reporter, box: Box) -> None:
    page = reporter.enter()
    cookie = reporter.client.get_cookie("kentongan")
    assert cookie is not None
    answer = reporter.send(form_to(page, "/mailbox/leave"))
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert "Identitas Baru" in reporter.client.get(answer.headers["Location"]).text
    with box.office.database.read() as session:
        assert session.query(ReporterSession).count() == 0
    reporter.client.set_cookie("kentongan", cookie.value)
    assert reporter.mailbox().status_code == 403


def test_the_cookie_is_closed_to_scripts_and_other_sites(reporter: Reporter) -> None:
    cookie = reporter.repeat(reporter.report()).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_the_cookie_and_the_store_hold_no_seed_or_code(reporter: Reporter, box: Box) -> None:
    page = reporter.report()
    reporter.repeat(page)
    cookie = reporter.client.get_cookie("kentongan")
    assert cookie is not None
    stored = b"".join(path.read_bytes() for path in (box.office.folder / "database").iterdir())
    # Two words side by side: one alone may be a part of a table's name, as "instan" is.
    pairs = [between.join(pair) for pair in pairwise(shown_code(page).split()) for between in " -"]
    for word in (*pairs, *ANSWERS.values(), cookie.value, "corruption", "not-sure"):
        assert word.encode() not in stored
    assert b"petugas" not in stored


def test_erasing_asks_first_and_leaves_the_officers_their_copy(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    reporter.says("Pesan kedua")
    asked = reporter.open("/mailbox/erase")
    assert "tidak dapat dibatalkan" in asked.text
    reporter.send(form_to(asked, "/mailbox/erase"))
    page = reporter.mailbox().text
    assert "Salinan 2 pesan Anda sudah dihapus" in page
    assert "Pesan kedua" not in page
    assert ANSWERS["what"] not in page
    with box.office.database.read() as session:
        assert [row.sealed for row in session.query(Entry).all()] == [None, None]
    assert Reader(box.office, "sari").read()[1].text == "Pesan kedua"


def test_erasing_needs_the_token(reporter: Reporter) -> None:
    reporter.enter()
    assert (
        reporter.send(form_to(reporter.open("/mailbox/erase"), "/mailbox/erase"), csrf_token="x").status_code
        == 400
    )
    assert ANSWERS["what"] in reporter.mailbox().text


def test_after_erasing_the_excluded_still_cannot_read_what_follows(reporter: Reporter, box: Box) -> None:
    reporter.enter(excluded=["petugas-2"])
    reporter.send(form_to(reporter.open("/mailbox/erase"), "/mailbox/erase"))
    reporter.says("Sesudah dihapus")
    reporter.attaches(("bukti.txt", b"isi bukti"))
    sari, budi = Reader(box.office, "sari"), Reader(box.office, "budi")
    envelopes = sari.read()
    assert [envelope.kind for envelope in envelopes] == ["report", "message", "attachment"]
    assert not any(budi.opens(ciphertext) for ciphertext in sari.ciphertexts(sari.only_case()))
    assert envelopes[2].attachment is not None
    with box.office.blobs.open(envelopes[2].attachment.blob) as file:
        assert not budi.opens(file.read())
    assert budi.cases() == []


def test_a_successor_of_an_excluded_officer_is_excluded_too(reporter: Reporter, box: Box) -> None:
    reporter.enter(excluded=["petugas-2"])
    box.office.publish(people=box.office.people_with("tono", position="petugas-2", roles=("officer",)))
    assert reporter.says("Untuk petugas yang lain").status_code == 303
    sari = Reader(box.office, "sari")
    assert not any(
        Reader(box.office, "tono").opens(ciphertext) for ciphertext in sari.ciphertexts(sari.only_case())
    )


def test_a_message_lets_no_new_officer_into_an_older_case(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    box.office.publish(people=box.office.people_with("tono", roles=("officer",)))
    assert reporter.says("Setelah ada petugas baru").status_code == 303
    assert Reader(box.office, "tono").cases() == []
    assert len(Reader(box.office, "sari").read()) == 2


def test_with_an_exclusion_record_of_another_mailbox_nothing_is_sent(reporter: Reporter, box: Box) -> None:
    reporter.enter(excluded=["petugas-2"])
    other = box.office.report("Lain")
    with box.office.database.write() as session:
        record = session.get_one(Exclusion, other.case).record
        session.execute(update(Exclusion).where(Exclusion.case != other.case).values(record=record))
    page = reporter.says("Jangan sampai terkirim")
    assert page.status_code == 503
    assert "Data laporan ini telah diubah orang" in page.text
    assert "Jangan sampai terkirim" in page.text
    upload = reporter.attaches(("a.txt", b"a"))
    assert "Data laporan ini telah diubah orang" in upload.text
    with box.office.database.read() as session:
        assert session.query(Entry).filter(Entry.case != other.case).count() == 1


def test_changing_the_language_keeps_the_message(reporter: Reporter) -> None:
    form = form_to(reporter.enter(), "/mailbox/message")
    form.action = "/en/mailbox/message"
    page = reporter.send(form, text="Setengah jadi", switch="1")
    assert '<html lang="en">' in page.text
    assert form_to(page, "/mailbox/message").fields["text"] == ["Setengah jadi"]


def test_many_messages_are_all_shown(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    for number in range(12):
        reporter.says(f"Pesan nomor {number}.")
    page = reporter.mailbox().text
    assert [f"Pesan nomor {number}." in page for number in range(12)] == [True] * 12
    assert len(Reader(box.office, "sari").read()) == 13


def test_a_full_mailbox_says_so_keeps_the_text_and_still_takes_a_file_and_word_of_a_threat(
    reporter: Reporter, box: Box
) -> None:
    talk = Correspondence(reporter, box.office)
    with box.office.database.read() as session:
        report = session.get_one(Entry, (talk.case.case, 1)).envelope
    talk.entry(1, envelope=bytes(MESSAGES_BYTES - 4 * 1024))
    assert reporter.says("Yang terakhir").status_code == 303
    answer = reporter.says("Yang ini tidak muat")
    assert answer.status_code == 400
    assert "tidak dapat menerima teks lagi" in answer.text
    assert form_to(answer, "/mailbox/message").fields["text"] == ["Yang ini tidak muat"]
    assert reporter.attaches(("bukti.txt", b"isi")).status_code == 200
    threat = form_to(reporter.open("/mailbox/threat"), "/mailbox/threat")
    assert reporter.send(threat, text="Saya diancam").status_code == 303
    talk.entry(1, envelope=report)
    kinds = [envelope.kind for envelope in Reader(box.office, "sari").read(talk.case.case)]
    assert kinds == ["report", "message", "attachment", "threat"]


def test_no_page_makes_the_whole_conversation_be_opened_to_find_a_double_click(
    reporter: Reporter, box: Box
) -> None:
    talk = Correspondence(reporter, box.office)
    page = reporter.mailbox()
    for number in range(DOUBLE_CLICK_ENTRIES):
        assert reporter.says(f"Pesan {number}").status_code == 303
    before = next_sequence(box.office.database, talk.case.case)
    old = form_to(page, "/mailbox/message")
    reporter.send(old, text="Pesan 0", seen="0")
    assert next_sequence(box.office.database, talk.case.case) == before
    reporter.send(old, text="Pesan baru", seen="0")
    reporter.send(old, text="Pesan 0", seen="0")
    assert next_sequence(box.office.database, talk.case.case) == before + 2


@pytest.mark.parametrize("seen", ["9" * 30, "-" + "9" * 30])
def test_whatever_a_form_says_it_had_seen_a_message_is_taken_once(reporter: Reporter, seen: str) -> None:
    reporter.enter()
    form = form_to(reporter.mailbox(), "/mailbox/message")
    assert reporter.send(form, text="Pesan baru", seen=seen).status_code == 303
    reporter.send(form, text="Pesan baru")
    assert reporter.mailbox().text.count("Pesan baru") == 1
