"""A mailbox calls a file withdrawn only as long as its report says so: a store may keep the signed statement alone."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec import structs
from sqlalchemy import delete, event, text
from sqlalchemy.engine import Connection

from crypto.errors import CryptoError
from crypto.mailbox import seal
from source_interface.conversation.own_messages import own_envelopes
from source_interface.submissions.withdrawals import SentFileState, sent_file
from source_interface.web.place_tags import place_tag
from store.cases.case_list import mark_fetched
from store.domain.envelope import signed_envelope
from store.domain.withdrawal import Withdrawal, read_entry
from store.maintenance.sweep import sweep
from store.model import StoredOwnPlaces
from tests.journalist_interface.store_rows import take_back_withdrawal
from tests.mutations.case_rows import CaseRows
from tests.source_interface.attached import blobs_of, kept
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import FormOnPage, withdrawal_forms

NAME, BODY = "Daftar hadir Sari Dewi.pdf", b"isi berkas"
WITHDRAWN = "Lampiran: sudah Anda tarik."
DONE = "Berkas sudah ditarik."
WARNED = "Anda menarik satu berkas, tetapi penarikannya tidak ada dalam laporan Anda."
IN_PLACE = "Lampiran: Anda menariknya, tetapi penarikannya tidak ada dalam laporan Anda."
OF_FILE = "Anda menarik berkas ini, tetapi penarikannya tidak ada dalam laporan Anda."
STILL = "Kantor mungkin masih dapat membuka berkas itu."


def withdrawing(talk: Correspondence, file: int = 0) -> FormOnPage:
    """The form beside this one of the files in the mailbox."""
    return withdrawal_forms(talk.reporter.mailbox())[file]


def after(talk: Correspondence, form: FormOnPage) -> str:
    """The mailbox to which the answer to a withdrawal leads."""
    answer = talk.reporter.send(form)
    assert answer.status_code == 303
    return talk.reporter.client.get(answer.headers["Location"]).text


def is_warned(talk: Correspondence) -> None:
    for query in ("", *(f"?done=message&at={place_tag(talk.case.mailbox, place)}" for place in (2, 3))):
        page = talk.reporter.open(f"/mailbox{query}").text
        assert WARNED in page
        assert IN_PLACE in page
        assert STILL in page
        assert WITHDRAWN not in page
        assert DONE not in page
        assert NAME not in page
    english = talk.reporter.client.get("/en/mailbox").text
    assert "You withdrew one file, but your withdrawal is not in your report." in english


def test_a_store_that_takes_a_withdrawal_back_cannot_go_on_calling_the_file_withdrawn(
    talk: Correspondence, reader: Reader
) -> None:
    talk.case.attaches(BODY, NAME)
    form = withdrawing(talk)
    before = CaseRows.taken(talk.office, talk.case.case)
    assert talk.case.withdraws(2) is SentFileState.WITHDRAWN
    page = talk.page()
    assert WITHDRAWN in page
    assert WARNED not in page
    take_back_withdrawal(before)
    is_warned(talk)
    assert OF_FILE in after(talk, form)
    talk.case.says("Pesan biasa")  # takes the number of the message that withdrew it
    is_warned(talk)
    assert kept(reader) == [(NAME, BODY)]


@pytest.mark.parametrize(("put", "has_list"), [(2, True), (3, True), (2, False)])
def test_a_store_that_puts_a_file_back_beside_its_withdrawal_cannot_show_it_as_never_withdrawn(
    talk: Correspondence, put: int, *, has_list: bool
) -> None:
    """At 3 is what the mailbox signed of the same file for the next place, as when its own is taken.

    The store can lose the list of the reporter's places besides.
    """
    talk.case.attaches(BODY, NAME)
    mailbox = talk.case.mailbox
    [sent] = own_envelopes(talk.case.services.conversation, mailbox, 1)
    talk.case.says("Pesan biasa")
    assert talk.case.withdraws(2) is SentFileState.WITHDRAWN
    signed = signed_envelope(mailbox, structs.replace(sent, sequence=put))
    talk.entry(put, sealed=seal(mailbox.sealing_key, signed))
    if not has_list:
        with talk.office.database.write() as session:
            session.execute(delete(StoredOwnPlaces))
    for query in ("", *(f"?done=message&at={place_tag(talk.case.mailbox, place)}" for place in (2, 3))):
        page = talk.reporter.open(f"/mailbox{query}").text
        assert WARNED in page
        assert IN_PLACE in page
        assert NAME not in page
        assert DONE not in page


def test_a_page_that_is_read_after_the_store_undid_a_withdrawal_does_not_call_it_done(
    talk: Correspondence,
) -> None:
    """The store brings back everything, with the reporter's own copies; an earlier withdrawal stands."""
    talk.case.attaches(BODY, "lain.txt")
    talk.case.attaches(BODY, NAME)
    assert talk.case.withdraws(2) is SentFileState.WITHDRAWN
    form = withdrawing(talk)
    before = CaseRows.taken(talk.office, talk.case.case)
    sent = talk.reporter.send(form)
    assert sent.status_code == 303
    assert DONE in talk.reporter.client.get(sent.headers["Location"]).text
    before.put_back()
    page = talk.reporter.client.get(sent.headers["Location"]).text
    assert NAME in page
    assert DONE not in page


def test_the_answer_to_a_withdrawal_that_the_store_undoes_at_once_does_not_call_it_done(
    talk: Correspondence, box: Box
) -> None:
    talk.case.attaches(BODY, NAME)
    form = withdrawing(talk)
    undo = "DELETE FROM entry WHERE sequence = 3; UPDATE entry SET envelope = OLD.envelope WHERE sequence = 2"
    with obeying(box, f"CREATE TRIGGER undo AFTER UPDATE OF sealed ON entry BEGIN {undo}; END"):
        assert OF_FILE in after(talk, form)
    is_warned(talk)


def test_a_statement_of_a_try_that_the_store_refused_is_not_believed(
    talk: Correspondence, reader: Reader, box: Box
) -> None:
    talk.case.attaches(BODY, NAME)
    form = withdrawing(talk)
    refusal = "CREATE TRIGGER refuse BEFORE UPDATE OF sealed ON entry BEGIN SELECT RAISE(ABORT, 'busy'); END"
    with obeying(box, refusal) as written:
        assert talk.reporter.send(form).status_code == 503
    assert NAME in talk.page()
    talk.entry(2, sealed=statement_in(talk, written))
    is_warned(talk)
    talk.case.says("Pesan biasa")
    is_warned(talk)
    assert kept(reader) == [(NAME, BODY)]
    assert len(blobs_of(box)) == 1


@contextmanager
def obeying(box: Box, trigger: str) -> Iterator[list[bytes]]:
    """Let the database obey its owner for a while; yield all bytes that it was told to write."""
    written: list[bytes] = []
    engine = box.services().database.engine

    def note(_c: Connection, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("UPDATE entry") and isinstance(values, tuple):
            written.extend(bytes(value) for value in values if isinstance(value, bytes | memoryview))

    with box.office.database.write() as session:
        session.execute(text(trigger))
    event.listen(engine, "before_cursor_execute", note)
    yield written
    event.remove(engine, "before_cursor_execute", note)
    with box.office.database.write() as session:
        session.execute(text(f"DROP TRIGGER {trigger.split()[2]}"))


def statement_in(talk: Correspondence, written: list[bytes]) -> bytes:
    """The sealed statement among these."""
    mailbox = talk.case.mailbox
    for sealed in written:
        try:
            found = read_entry(mailbox.open(sealed), mailbox.voice_key, mailbox.id, 2)
        except CryptoError:
            continue
        if isinstance(found, Withdrawal):
            return sealed
    raise AssertionError("the store was told no statement")


def test_a_statement_that_names_a_message_which_was_destroyed_is_not_believed(
    talk: Correspondence, handling: Handling
) -> None:
    talk.office.with_everybody()
    blob = talk.case.attaches(BODY, NAME)
    place = talk.case.says("Pesan biasa")
    handling.destroy_part(place, "message")
    talk.puts_statement(2, blob.name, place)
    is_warned(talk)


@pytest.mark.parametrize("entry", [3, 4, 5])
def test_only_the_message_that_withdraws_this_file_makes_it_withdrawn(
    talk: Correspondence, entry: int
) -> None:
    """At 3 is another file's own place, at 4 a message, and at 5 the withdrawal of that other file."""
    blob = talk.case.attaches(BODY, NAME)
    talk.case.attaches(BODY, "lain.txt")
    talk.case.says("Pesan biasa")
    assert talk.case.withdraws(3) is SentFileState.WITHDRAWN
    talk.puts_statement(2, blob.name, entry)
    page = talk.page()
    assert WARNED in page
    assert IN_PLACE in page
    assert page.count(WITHDRAWN) == 1


def test_a_withdrawal_counts_only_at_a_place_of_the_reporters_list(talk: Correspondence) -> None:
    talk.case.attaches(BODY, NAME)
    assert talk.case.withdraws(2) is SentFileState.WITHDRAWN
    with talk.office.database.write() as session:
        session.execute(delete(StoredOwnPlaces))
    is_warned(talk)


def test_a_withdrawal_whose_message_is_erased_first_is_called_erased(talk: Correspondence) -> None:
    """The server's clock was a day ahead when the file came, so the copy of its place stays a day longer."""
    talk.office.move(days=1)
    talk.case.attaches(BODY, NAME)
    talk.office.move(days=-1)
    assert talk.case.withdraws(2) is SentFileState.WITHDRAWN
    talk.office.move(days=31)
    sweep(talk.office.database, talk.office.blobs, talk.office.clock)
    talk.sign_in()
    page = talk.page()
    assert WARNED not in page
    assert IN_PLACE not in page
    assert WITHDRAWN not in page
    assert "Salinan 3 pesan Anda sudah dihapus." in page
    own = sent_file(talk.case.services.submissions, talk.case.mailbox, 2)
    assert own.state is SentFileState.ERASED


def test_the_mailbox_reads_the_same_of_the_store_whatever_became_of_the_file(
    talk: Correspondence, box: Box
) -> None:
    blob = talk.case.attaches(BODY, NAME)
    there = read_by(talk, box)
    mark_fetched(talk.office.database, "sari", talk.case.case, blob.name)
    fetched = read_by(talk, box)
    blob = talk.case.attaches(BODY, NAME)
    before = CaseRows.taken(talk.office, talk.case.case)
    assert talk.case.withdraws(3) is SentFileState.WITHDRAWN
    withdrawn = read_by(talk, box)
    take_back_withdrawal(before, 3)
    taken_back = read_by(talk, box)
    assert there == fetched == withdrawn == taken_back


def read_by(talk: Correspondence, box: Box) -> list[str]:
    """The queries of the mailbox to the store."""
    asked: list[str] = []

    def note(_c: Connection, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = box.services().database.engine
    event.listen(engine, "before_cursor_execute", note)
    assert talk.reporter.mailbox().status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return asked
