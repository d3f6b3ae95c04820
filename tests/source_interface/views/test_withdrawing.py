"""A reporter withdraws a file until the office has fetched it; nobody else can, and the file is gone."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

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
from tests.source_interface.reporter import Reporter, form_to

NAME = "Daftar hadir Sari Dewi.pdf"
OF_FILES = r'href="/id(/mailbox/files/[0-9a-f]{16})"'
BODY = b"%PDF-1.7\n/Author (Sari Dewi)\n" + bytes(range(256)) * 20


def place_of(page: str) -> str:
    """The address of the page that asks."""
    [address] = set(re.findall(OF_FILES, page))
    return str(address)


def withdraws(reporter: Reporter, address: str) -> str:
    answer = reporter.send(form_to(reporter.open(address), address))
    assert answer.status_code == 303, answer.text
    assert answer.headers["Location"].endswith(
        f"/mailbox?done=message&at={address.rpartition('/')[2]}#latest"
    )
    return reporter.client.get(answer.headers["Location"]).text


def fetches(box: Box, case: str) -> None:
    """The office fetches every file."""
    for path in blobs_of(box):
        mark_fetched(box.office.database, "sari", case, path.name)


def test_a_file_can_be_withdrawn_beside_what_was_noticed_in_it(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    answer = inside.attaches((NAME, BODY), ("tetap.txt", b"isi")).text
    assert "/Author" not in answer
    first, second = re.findall(OF_FILES, answer)
    asked = inside.open(first).text
    assert NAME in asked
    assert re.search(r"Anda mengirimnya pada \d+ \w+ \d{4}, sebagai nomor 2 dalam percakapan\.", asked)
    page = withdraws(inside, first)
    assert "Berkas sudah ditarik" in page
    assert NAME not in page
    assert "Lampiran: sudah Anda tarik." in page
    assert place_of(page) == second
    assert kept(reader) == [("tetap.txt", b"isi")]
    assert len(blobs_of(box)) == 1


def test_nothing_of_it_is_left_in_the_store(inside: Reporter, reader: Reader, box: Box) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    [blob] = blobs_of(box)
    with box.office.database.read() as session:
        rows = session.execute(text("SELECT envelope, sealed FROM entry WHERE sequence = 2")).one()
    withdraws(inside, address)
    folder = box.office.folder
    left = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(bytes(row)[100:200] in left for row in rows)
    assert blob.name.encode() not in left
    assert not blob.exists()
    case = reader.only_case()
    with box.office.database.read() as session:
        shown = session.execute(text("SELECT length(envelope), length(sealed) FROM entry")).all()
        assert session.execute(text("SELECT count(*) FROM blob")).scalar_one() == 0
    assert case
    assert len(set(shown[1:])) == 1  # what lies in the file's place is as long as a message


def test_once_the_office_has_fetched_it_the_page_says_so_and_keeps_it(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    form = form_to(inside.open(address), address)
    fetches(box, reader.only_case())
    late = inside.send(form)
    assert late.status_code == 409
    for page in (late.text, inside.open(address).text):
        assert "Menurut catatan server, berkas ini terhitung sudah diambil kantor" in page
        assert "Setelah server dipulihkan dari cadangan, setiap berkas terhitung sudah diambil" in page
        assert "sampai masa simpannya habis" in page
        assert address not in page.partition("<main")[2]
    assert address not in inside.mailbox().text
    assert "berkas ini terhitung sudah diambil kantor" in inside.mailbox().text
    assert kept(reader) == [(NAME, BODY)]


def test_a_form_sent_twice_or_in_two_windows_withdraws_once(inside: Reporter, box: Box) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    form = form_to(inside.open(address), address)
    assert [inside.send(form).status_code for _ in range(2)] == [303, 303]
    page = inside.mailbox().text
    assert page.count("Saya menarik satu lampiran.") == 1
    assert "Anda sudah menarik berkas ini" in inside.open(address).text
    assert blobs_of(box) == []


def test_another_file_that_took_the_place_after_the_page_was_opened_is_not_withdrawn(
    talk: Correspondence, reader: Reader
) -> None:
    """After a restore that lost the one that the page showed."""
    before = CaseRows.taken(talk.office, talk.case.case)
    talk.case.attaches(BODY, NAME)
    form = form_to(talk.reporter.open(talk.case.file_page()), talk.case.file_page())
    before.put_back()
    talk.sign_in()
    talk.case.attaches(b"isi", "lain.txt")
    form.fields["csrf_token"] = form_to(talk.reporter.open("/mailbox/erase"), "/erase").fields["csrf_token"]
    answer = talk.reporter.send(form)
    assert answer.status_code == 409
    assert "lain.txt" in answer.text
    assert kept(reader) == [("lain.txt", b"isi")]
    assert talk.reporter.send(form_to(answer, talk.case.file_page())).status_code == 303
    assert kept(reader) == []


def test_only_the_mailboxs_own_session_can_withdraw(inside: Reporter, box: Box) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    form = form_to(inside.open(address), address)
    other = Reporter.another(inside)
    assert other.send(form).status_code == 403
    other.enter()
    foreign = form_to(other.open("/mailbox/erase"), "/erase")
    foreign.action = form.action
    assert other.open(address).status_code == 403
    assert other.send(foreign).status_code == 403  # in its own mailbox that address is no place's
    assert other.send(form).status_code == 403  # the form of another mailbox
    assert inside.send(form, csrf_token=None).status_code == 400
    assert inside.client.get(form.action).status_code == 200
    assert len(blobs_of(box)) == 1
    assert NAME in inside.mailbox().text


@pytest.mark.parametrize("place", [1, 2])
def test_only_a_file_can_be_withdrawn(talk: Correspondence, place: int) -> None:
    talk.case.says("Pesan biasa")
    form = form_to(talk.reporter.open("/mailbox/erase"), "/erase")
    form.action = f"/id{talk.case.file_page(place)}"
    assert talk.reporter.client.get(form.action).status_code == 404
    assert talk.reporter.send(form).status_code == 404


@pytest.mark.parametrize("tag", ["0" * 16, "x" * 16, "%C3%A9" * 16])
def test_an_address_that_no_place_of_the_mailbox_has_is_another_mailboxs(inside: Reporter, tag: str) -> None:
    form = form_to(inside.open("/mailbox/erase"), "/erase")
    form.action = f"/id/mailbox/files/{tag}"
    for page in (inside.client.get(form.action), inside.send(form)):
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
    """It keeps addresses and titles after the reporter has left."""
    address = place_of(inside.attaches((NAME, BODY)).text)
    asked = inside.open(address)
    told = inside.send(form_to(asked, address)).headers["Location"]
    message = inside.send(form_to(inside.mailbox(), "/mailbox/message"), text="Pesan").headers["Location"]
    titles = {re.findall(r"<title>(.*?)</title>", page.text)[0] for page in (asked, inside.mailbox())}
    assert len(titles) == 1
    assert re.sub(r"[0-9a-f]{16}", "*", told) == re.sub(r"[0-9a-f]{16}", "*", message)
    assert told != message
    assert [envelope.kind for envelope in reader.read(reader.only_case())][-1] == "message"


def test_a_file_whose_copy_was_erased_stays(inside: Reporter, reader: Reader, box: Box) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    form = form_to(inside.open(address), address)
    erase_own_copies(box.office.database, reader.only_case())
    late = inside.send(form)
    assert late.status_code == 409
    for page in (late.text, inside.open(address).text):
        assert (
            "Salinan Anda atas pesan ini sudah dihapus. Jika ini berkas, berkas itu tidak dapat ditarik lagi."
            in page
        )
        assert address not in page.partition("<main")[2]
    assert kept(reader) == [(NAME, BODY)]


def test_the_page_that_erases_says_first_that_no_file_can_be_withdrawn_afterwards(
    inside: Reporter, reader: Reader, box: Box
) -> None:
    last_call = "Setelah itu, berkas tidak dapat ditarik lagi."
    assert last_call not in inside.open("/mailbox/erase").text
    first, _second = re.findall(OF_FILES, inside.attaches((NAME, BODY), ("tetap.txt", b"isi")).text)
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
    address = place_of(inside.attaches((NAME, BODY)).text)
    [blob] = blobs_of(box)
    shutil.copy2(blob, tmp_path / "kept")
    withdraws(inside, address)
    shutil.copy2(tmp_path / "kept", blob)
    box.office.move(days=2)
    sweep(box.office.database, box.services().blobs, box.office.clock)
    assert blobs_of(box) == []


def test_a_log_that_cannot_be_cut_undoes_no_withdrawal(inside: Reporter, box: Box) -> None:
    address = place_of(inside.attaches((NAME, BODY)).text)
    form = form_to(inside.open(address), address)

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
    """Who watches the line would know by the time of the answer what its reporter did."""
    address = place_of(inside.attaches((NAME, BODY)).text)
    forms = form_to(inside.open(address), address), form_to(inside.open("/mailbox/erase"), "/erase")
    asked: list[str] = []

    def watch(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(asked.append)

    event.listen(box.services().database.engine, "checkout", watch)
    with box.office.database.read() as session:
        session.execute(text("SELECT count(*) FROM entry")).scalar_one()
        for form in forms:
            asked.clear()
            assert inside.send(form).status_code == 303
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
    address = place_of(inside.attaches((NAME, BODY)).text)
    with box.office.database.write() as session:
        session.execute(text("UPDATE \"case\" SET stage = 'clarification'"))
    withdraws(inside, address)
    with box.office.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM event")).scalar_one() == 0
        assert set(session.scalars(text("SELECT unread FROM access"))) == {3}
