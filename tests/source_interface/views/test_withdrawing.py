"""A reporter withdraws a file until the office has fetched it; nobody else can, and the file is gone."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from source_interface.web.place_tags import place_tag
from store.cases.case_list import mark_fetched
from store.cases.conversation import erase_own_copies
from store.domain.fields import MAX_SEQUENCE
from store.errors import StoreError
from store.maintenance.sweep import sweep
from tests.mutations.case_rows import CaseRows
from tests.source_interface.attached import blobs_of, kept
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import (
    FormOnPage,
    Reporter,
    form_to,
    multipart,
    withdrawal_form,
    withdrawal_forms,
)

NAME = "Daftar hadir Sari Dewi.pdf"
BODY = b"%PDF-1.7\n/Author (Sari Dewi)\n" + bytes(range(256)) * 20
QUESTION = "Tarik berkas ini"


def asking(reporter: Reporter, name: str = NAME, body: bytes = BODY) -> FormOnPage:
    """The form beside a file that was just sent."""
    return withdrawal_form(reporter.attaches((name, body)))


def withdraws(reporter: Reporter, form: FormOnPage) -> str:
    answer = reporter.send(form)
    assert answer.status_code == 303, answer.text
    assert re.search(r"/mailbox\?done=message&at=[0-9a-f]{16}#latest$", answer.headers["Location"])
    return reporter.client.get(answer.headers["Location"]).text


def refused(reporter: Reporter, form: FormOnPage, **changes: str) -> str:
    """The mailbox to which the answer leads, by an address like that after a message."""
    answer = reporter.send(form, **changes)
    assert answer.status_code == 303, answer.text
    assert re.search(r"/mailbox\?done=message&at=[0-9a-f]{16}#latest$", answer.headers["Location"])
    page = reporter.client.get(answer.headers["Location"]).text
    assert "Berkas sudah ditarik" not in page
    return page


def fetches(box: Box, case: str) -> None:
    """The office fetches every file."""
    for path in blobs_of(box):
        mark_fetched(box.office.database, "sari", case, path.name)


def test_a_file_can_be_withdrawn_beside_what_was_noticed_in_it(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    answer = inside.attaches((NAME, BODY), ("tetap.txt", b"isi"))
    assert "/Author" not in answer.text
    first, second = withdrawal_forms(answer)
    page = withdraws(inside, first)
    assert "Berkas sudah ditarik" in page
    assert NAME not in page
    assert "Lampiran: sudah Anda tarik." in page
    assert withdrawal_form(inside.mailbox()).fields == second.fields
    assert kept(reader) == [("tetap.txt", b"isi")]
    assert len(blobs_of(box)) == 1


@pytest.mark.parametrize("on", ["mailbox", "received"])
def test_what_it_means_to_withdraw_stands_beside_each_file(inside: Reporter, on: str) -> None:
    received = inside.attaches((NAME, BODY), ("tetap.txt", b"isi"))
    page = (received if on == "received" else inside.mailbox()).text
    asked = re.findall(r"<details class=\"withdraw\".*?</details>", page, re.DOTALL)
    assert len(asked) == 2
    for question in asked:
        assert QUESTION in question
        assert "Tindakan ini tidak dapat dibatalkan." in question
        assert "Menurut catatan server, kantor belum mengambil berkas ini." in question
        assert "Mereka akan melihat bahwa Anda menarik sebuah berkas." in question
        assert "sampai masa simpannya habis, sesuai ketentuan kantor" in question
        assert "dua belas" not in question
        assert ("pesan itu tidak akan tersimpan" in question) is (on == "mailbox")


def broken_upload(reporter: Reporter) -> FormOnPage:
    """An upload that breaks off behind a whole file; the form that withdraws that file."""
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    token = ("csrf_token", form.fields["csrf_token"][0])
    body, kind = multipart([token], [(NAME, BODY), ("putus.bin", b"x" * 200_000)])
    return withdrawal_form(reporter.client.post(form.action, data=body[:-100_000], content_type=kind))


def test_the_frame_of_a_broken_upload_names_no_file_that_was_withdrawn_since(inside: Reporter) -> None:
    form = broken_upload(inside)
    assert NAME in inside.open("/mailbox/files/progress").text
    withdraws(inside, form)
    said = inside.open("/mailbox/files/progress").text
    assert NAME not in said
    assert "tetap tersimpan" not in said


def test_the_frame_of_a_broken_upload_names_no_file_once_the_copies_are_erased(inside: Reporter) -> None:
    broken_upload(inside)
    assert inside.send(form_to(inside.open("/mailbox/erase"), "/erase")).status_code == 303
    assert NAME not in inside.open("/mailbox/files/progress").text


def test_the_answer_to_an_upload_that_is_opened_later_says_what_became_of_each_file(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    """Its form stands in a page that may be open for hours, and a browser can send it again."""
    form = form_to(inside.files_page(), "/mailbox/files/frame")
    body, kind = multipart(
        [("csrf_token", form.fields["csrf_token"][0])], [(f"Surat {at}.txt", b"isi") for at in range(9)]
    )
    whole = form_to(inside.client.post(form.action, data=body, content_type=kind), "/mailbox/files/received")
    first = inside.send(whole)
    assert len(withdrawal_forms(first)) == first.text.count("kantor belum mengambil berkas ini") == 9
    withdraws(inside, withdrawal_forms(first)[0])
    again = inside.send(whole)
    assert len(withdrawal_forms(again)) == again.text.count("kantor belum mengambil berkas ini") == 8
    assert again.text.count("Berkas ini tidak ada lagi dalam laporan Anda.") == 1
    fetches(box, reader.only_case())
    late = inside.send(whole).text
    assert "kantor belum mengambil berkas ini" not in late
    assert late.count("Menurut catatan server, berkas ini terhitung sudah diambil kantor") == 8


def test_of_a_file_that_the_store_lost_the_page_does_not_say_that_the_office_fetched_it(
    inside: Reporter, box: Box
) -> None:
    """A restore leaves out the row of a file that no backup has: its reporter may have it still."""
    form = asking(inside)
    with box.office.database.write() as session:
        session.execute(text("DELETE FROM blob"))
    lost, fetched = "Server tidak lagi memiliki berkas ini.", "terhitung sudah diambil kantor"
    for page in (inside.mailbox().text, refused(inside, form)):
        assert lost in page
        assert fetched not in page


def test_nothing_of_it_is_left_in_the_store_but_a_name_among_others(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    form = asking(inside)
    [blob] = blobs_of(box)
    with box.office.database.read() as session:
        rows = session.execute(text("SELECT envelope, sealed FROM entry WHERE sequence = 2")).one()
    withdraws(inside, form)
    folder = box.office.folder
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(bytes(row)[100:200] in left for row in rows)
    assert not blob.exists()
    case = reader.only_case()
    with box.office.database.read() as session:
        shown = session.execute(text("SELECT length(envelope), length(sealed) FROM entry")).all()
        assert session.execute(text("SELECT count(*) FROM blob")).scalar_one() == 0
        names = session.execute(text("SELECT name FROM blob_tombstone")).scalars().all()
    assert blob.name in names
    assert len(names) == len(shown[1:])  # one a message, whatever it says
    assert case
    assert len(set(shown[1:])) == 1  # what lies in the file's place is as long as a message


def test_once_the_office_has_fetched_it_the_page_says_so_and_keeps_it(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    form = asking(inside)
    fetches(box, reader.only_case())
    late = refused(inside, form)
    assert "Menurut catatan server, berkas ini terhitung sudah diambil kantor" in late
    assert "Berkas yang belum pernah dibuka pun dapat terhitung sudah diambil" in late
    assert "sampai masa simpannya habis" in late
    assert QUESTION not in late
    assert "berkas ini terhitung sudah diambil kantor" in inside.mailbox().text
    assert kept(reader) == [(NAME, BODY)]


def test_a_form_sent_twice_or_in_two_windows_withdraws_once(inside: Reporter, box: Box) -> None:
    form = asking(inside)
    answers = [inside.send(form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    page = inside.mailbox().text
    assert page.count("Saya menarik satu lampiran.") == 1
    assert blobs_of(box) == []


def test_another_file_that_took_the_place_after_the_page_was_opened_is_not_withdrawn(
    talk: Correspondence, reader: Reader
) -> None:
    """After a restore that lost the one that the page showed."""
    before = CaseRows.taken(talk.office, talk.case.case)
    talk.case.attaches(BODY, NAME)
    form = withdrawal_form(talk.reporter.mailbox())
    before.put_back()
    talk.sign_in()
    talk.case.attaches(b"isi", "lain.txt")
    now = withdrawal_form(talk.reporter.mailbox())
    form.fields["csrf_token"] = now.fields["csrf_token"]
    page = refused(talk.reporter, form)
    assert "Tidak ada yang ditarik: yang ada sekarang bukan berkas yang Anda lihat tadi." in page
    assert "lain.txt" in page
    assert kept(reader) == [("lain.txt", b"isi")]
    withdraws(talk.reporter, withdrawal_form(talk.reporter.mailbox()))
    assert kept(reader) == []


def test_only_the_mailboxs_own_session_can_withdraw(inside: Reporter, box: Box) -> None:
    form = asking(inside)
    other = Reporter.another(inside)
    assert other.send(form).status_code == 403
    other.enter()
    foreign = asking(other, "lain.txt", b"isi")
    assert other.send(foreign, withdraws=form.fields["withdraws"]).status_code == 403
    assert other.send(form).status_code == 403  # the form of another mailbox
    assert inside.send(form, csrf_token=None).status_code == 400
    assert len(blobs_of(box)) == 2
    assert NAME in inside.mailbox().text


@pytest.mark.parametrize("place", [1, 3])
def test_only_a_file_can_be_withdrawn(talk: Correspondence, reader: Reader, place: int) -> None:
    talk.case.attaches(b"isi", "bukti.txt")
    talk.case.says("Pesan biasa")
    form = withdrawal_form(talk.reporter.mailbox())
    tag = place_tag(talk.case.mailbox, place)
    assert talk.reporter.send(form, withdraws=tag).status_code == 404
    assert kept(reader) == [("bukti.txt", b"isi")]


@pytest.mark.parametrize("tag", ["", "0" * 16, "x" * 16, "\u00e9" * 16, "0" * 100_000])
def test_a_tag_that_no_place_of_the_mailbox_has_is_another_mailboxs(inside: Reporter, tag: str) -> None:
    page = inside.send(asking(inside), withdraws=tag)
    assert page.status_code == 403
    assert 'name="code"' in page.text


@pytest.mark.parametrize("place", [0, MAX_SEQUENCE + 1, 10**20])
def test_a_place_that_no_conversation_has_is_no_page_and_reaches_no_database(
    inside: Reporter, place: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = f"/mailbox/consent/{place}"
    assert inside.open(path).status_code == 404
    form = form_to(inside.open("/mailbox/erase"), "/erase")
    form.action = f"/id{path}"
    assert inside.send(form).status_code == inside.send(form, answer="yes").status_code == 405
    assert not caplog.records


def test_a_browsers_history_tells_of_a_withdrawal_no_more_than_of_a_message(
    inside: Reporter, reader: Reader
) -> None:
    """It keeps addresses and titles after the reporter has left, those of forms too."""
    form = asking(inside)
    message = form_to(inside.mailbox(), "/mailbox/message")
    assert form.action == message.action
    told = [
        inside.send(sent, **text).headers["Location"] for sent, text in ((form, {}), (message, {"text": "a"}))
    ]
    assert len({re.sub(r"[0-9a-f]{16}", "*", address) for address in told}) == 1
    tags = [re.findall(r"[0-9a-f]{16}", address)[0] for address in told]
    assert len({*tags, *form.fields["withdraws"]}) == 3  # each leads to what it brought itself
    assert "Berkas sudah ditarik" in inside.client.get(told[0]).text
    assert [envelope.kind for envelope in reader.read(reader.only_case())][-1] == "message"


@pytest.mark.parametrize("then", ["fetched", "erased", "another"])
def test_nor_does_it_tell_of_one_that_failed(inside: Reporter, reader: Reader, box: Box, then: str) -> None:
    form = asking(inside)
    if then == "fetched":
        fetches(box, reader.only_case())
    elif then == "erased":
        erase_own_copies(box.office.database, reader.only_case())
    page = refused(inside, form, **({"blob": "0" * 32} if then == "another" else {}))
    assert 'role="alert"' in page
    assert re.findall(r"<title>(.*?)</title>", page) == ["Laporan saya"]


def test_a_file_whose_copy_was_erased_stays(inside: Reporter, reader: Reader, box: Box) -> None:
    form = asking(inside)
    erase_own_copies(box.office.database, reader.only_case())
    late = refused(inside, form)
    assert (
        "Salinan Anda atas pesan ini sudah dihapus. "
        "Jika ini berkas yang belum Anda tarik, berkas itu tidak dapat ditarik lagi." in late
    )
    assert QUESTION not in late
    assert kept(reader) == [(NAME, BODY)]


def test_the_page_that_erases_says_first_that_no_file_can_be_withdrawn_afterwards(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    last_call = "Setelah itu, berkas tidak dapat ditarik lagi."
    assert last_call not in inside.open("/mailbox/erase").text
    first, _second = withdrawal_forms(inside.attaches((NAME, BODY), ("tetap.txt", b"isi")))
    assert last_call in inside.open("/mailbox/erase").text
    withdraws(inside, first)
    assert last_call in inside.open("/mailbox/erase").text
    erase_own_copies(box.office.database, reader.only_case())
    assert last_call not in inside.open("/mailbox/erase").text
    inside.attaches(("baru.txt", b"isi"))
    assert last_call in inside.open("/mailbox/erase").text
    fetches(box, reader.only_case())
    assert last_call not in inside.open("/mailbox/erase").text


def test_a_blob_that_the_disk_kept_is_swept(inside: Reporter, box: Box, tmp_path: Path) -> None:
    """The machine stopped after the store had noted the withdrawal, and before the file was deleted."""
    form = asking(inside)
    [blob] = blobs_of(box)
    shutil.copy2(blob, tmp_path / "kept")
    withdraws(inside, form)
    shutil.copy2(tmp_path / "kept", blob)
    box.office.move(days=2)
    sweep(box.office.database, box.services().blobs, box.office.clock)
    assert blobs_of(box) == []


def test_a_log_that_cannot_be_cut_undoes_no_withdrawal(inside: Reporter, box: Box) -> None:
    form = asking(inside)

    def without_checkpoints(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_authorizer(
            lambda _action, name, *_: sqlite3.SQLITE_DENY if name == "wal_checkpoint" else sqlite3.SQLITE_OK
        )

    event.listen(box.services().database.engine, "checkout", without_checkpoints)
    with pytest.raises(StoreError):
        box.services().database.truncate_wal()
    assert inside.send(form).status_code == 303
    assert blobs_of(box) == []


def test_neither_a_withdrawal_nor_an_erasure_waits_for_a_backup_that_reads(
    inside: Reporter, box: Box
) -> None:
    """The time of the answer would tell who watches the line what its reporter did."""
    form = asking(inside)
    forms = form, form_to(inside.open("/mailbox/erase"), "/erase")
    asked: list[str] = []

    def watch(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(box.services().database.engine, "checkout", watch)
    with box.office.database.read() as session:
        session.execute(text("SELECT count(*) FROM entry")).scalar_one()
        for sent in forms:
            asked.clear()
            assert inside.send(sent).status_code == 303
            of_log = [what for what in asked if "checkpoint" in what or "busy_timeout =" in what]
            assert of_log[:2] == ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)"]
            assert len([what for what in of_log if "checkpoint" in what]) == 1
            assert box.services().database.wal_pending.is_set()


def test_erasures_are_counted_like_messages(inside: Reporter, reader: Reader, box: Box) -> None:
    form = form_to(inside.open("/mailbox/erase"), "/erase")
    while box.services().limits.messages.take(reader.only_case()):
        pass
    assert inside.send(form).status_code == 429


def test_a_withdrawal_answers_no_question_and_counts_as_one_more_message(inside: Reporter, box: Box) -> None:
    form = asking(inside)
    with box.office.database.write() as session:
        session.execute(text("UPDATE \"case\" SET stage = 'clarification'"))
    withdraws(inside, form)
    with box.office.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM event")).scalar_one() == 0
        assert set(session.scalars(text("SELECT unread FROM access"))) == {3}
