"""A page tells of a withdrawal what is true, also if an upload runs meanwhile, or the office was faster."""

import io
from collections.abc import Callable

import pytest
from babel.dates import format_date
from sqlalchemy import event
from sqlalchemy.engine import Connection

from store.maintenance.sweep import sweep
from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.handling import Handling
from tests.source_interface.reporter import Reporter, form_to, multipart, withdrawal_form

NAME = "Daftar hadir Sari Dewi.pdf"
PROGRESS = "/mailbox/files/progress"
MAY_READ = "Petugas masih dapat membacanya, kecuali berkas yang Anda tarik."
NOTHING_SENT = "Tidak ada yang terkirim"


class BreakingUpload(io.BytesIO):
    """A body that breaks off before its end; half-way something else happens, in another window."""

    def __init__(self, body: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(body[: len(body) * 3 // 4])
        self._half = len(body) // 2
        self._meanwhile: Callable[[], object] | None = meanwhile

    def read(self, size: int | None = -1, /) -> bytes:
        if self._meanwhile is not None and self.tell() >= self._half:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()
        return super().read(8192 if size is None or size < 0 else min(size, 8192))


def breaks_off(reporter: Reporter, meanwhile: Callable[[], object]) -> None:
    """Send a whole file, and a second one of which a half arrives."""
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    token = ("csrf_token", form.fields["csrf_token"][0])
    body, kind = multipart([token], [(NAME, b"isi"), ("putus.bin", b"x" * 600_000)])
    stream = BreakingUpload(body, meanwhile)
    reporter.client.post(form.action, input_stream=stream, content_length=len(body), content_type=kind)


def withdraws(reporter: Reporter) -> None:
    assert reporter.send(withdrawal_form(reporter.mailbox())).status_code == 303


def erases(reporter: Reporter) -> None:
    assert reporter.send(form_to(reporter.open("/mailbox/erase"), "/erase")).status_code == 303


def test_the_frame_of_an_upload_that_breaks_off_names_what_arrived(inside: Reporter) -> None:
    breaks_off(inside, lambda: None)
    assert NAME in inside.open(PROGRESS).text


@pytest.mark.parametrize("meanwhile", [withdraws, erases])
def test_nor_does_it_name_a_file_that_was_withdrawn_or_erased_while_it_ran(
    inside: Reporter, meanwhile: Callable[[Reporter], None]
) -> None:
    breaks_off(inside, lambda: meanwhile(inside))
    said = inside.open(PROGRESS).text
    assert NAME not in said
    assert "tetap tersimpan" not in said


def test_of_an_upload_that_ran_while_its_reporter_left_nothing_is_told_to_who_comes_next(
    talk: Correspondence,
) -> None:
    def leaves() -> None:
        assert talk.reporter.send(form_to(talk.reporter.mailbox(), "/mailbox/leave")).status_code == 303

    breaks_off(talk.reporter, leaves)
    talk.sign_in()
    assert NAME not in talk.reporter.open(PROGRESS).text


def test_whoever_withdraws_a_file_that_the_office_destroyed_meanwhile_reads_that(
    talk: Correspondence, handling: Handling
) -> None:
    talk.office.with_everybody()
    talk.case.attaches(b"isi", NAME)
    form = withdrawal_form(talk.reporter.mailbox())
    handling.destroy_part(talk.case.last_sequence, "file")
    answer = talk.reporter.send(form)
    assert answer.status_code == 303
    page = talk.reporter.client.get(answer.headers["Location"]).text
    alert = page.partition('role="alert"')[2].partition("</div>")[0]
    month = format_date(talk.office.clock.today(), "LLLL yyyy", locale="id")
    assert f"Berkas ini dimusnahkan oleh kantor pada {month}." in alert
    assert "Berkas sudah ditarik" not in page


def test_a_withdrawal_that_stands_is_never_answered_by_a_page_that_says_nothing_was_sent(
    talk: Correspondence, box: Box
) -> None:
    """The roster breaks between the withdrawal and the look at what became of it."""
    talk.case.attaches(b"isi", NAME)
    form = withdrawal_form(talk.reporter.mailbox())

    def breaks(connection: Connection) -> None:
        if not connection.exec_driver_sql("SELECT count(*) FROM blob").scalar_one():
            talk.office.publish_files(b"{}", b"bukan tanda tangan")

    event.listen(box.services().database.engine, "commit", breaks)
    answer = talk.reporter.send(form)
    assert blobs_of(box) == []
    assert answer.status_code == 303
    page = talk.reporter.client.get(answer.headers["Location"])
    assert page.status_code == 503
    assert NOTHING_SENT not in page.text
    event.remove(box.services().database.engine, "commit", breaks)
    talk.office.publish()
    assert "Berkas sudah ditarik" in talk.reporter.client.get(answer.headers["Location"]).text


def test_the_mailbox_does_not_say_of_a_withdrawn_file_that_officers_can_read_it_once_the_copy_is_erased(
    talk: Correspondence,
) -> None:
    talk.case.attaches(b"isi", NAME)
    withdraws(talk.reporter)
    erases(talk.reporter)
    assert f"Salinan 3 pesan Anda sudah dihapus. {MAY_READ}" in talk.page()
    english = talk.reporter.client.get("/en/mailbox").text
    assert "The officers can still read them, but no file that you withdrew." in english


def test_nor_if_its_copy_grew_old_before_that_of_the_withdrawal(talk: Correspondence) -> None:
    talk.case.attaches(b"isi", NAME)
    talk.office.move(days=20)
    talk.sign_in()
    withdraws(talk.reporter)
    talk.office.move(days=11)
    sweep(talk.office.database, talk.office.blobs, talk.office.clock)
    talk.sign_in()
    page = talk.page()
    assert "Saya menarik satu lampiran." in page
    assert f"Salinan 2 pesan Anda sudah dihapus. {MAY_READ}" in page
