"""Nothing that a form carries expires while a reporter writes or sends files, whatever the office's clock says."""

import pytest

from tests.noise import noise
from tests.source_interface.box import Box, wait_until
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code
from tests.source_interface.visitor import ENDING, Visitor, answer_of


@pytest.mark.parametrize("hours", [3, 26])
def test_the_forms_before_the_mailbox_are_good_for_as_long_as_a_person_writes(
    reporter: Reporter, box: Box, hours: int
) -> None:
    report, opening = reporter.report_form(), form_to(reporter.open("/open"), "/open")
    box.office.move(hours=hours)
    identity = reporter.send(report, **ANSWERS, anonymous=None)
    assert identity.status_code == 200
    box.office.move(hours=hours)
    page = reporter.send(
        form_to(identity, "/report/identity"), name="Wahyu Setiawan Uji", contact="0812 0000 0000"
    )
    code = shown_code(page)
    assert reporter.send(opening, code=code).status_code == 303


@pytest.mark.parametrize("hours", [1, 20])
def test_the_page_with_the_code_can_wait(reporter: Reporter, box: Box, hours: int) -> None:
    page = reporter.report()
    box.office.move(hours=hours)
    assert reporter.repeat(page).status_code == 303
    assert reporter.mailbox().status_code == 200


def test_a_message_that_took_hours_is_sent(inside: Reporter, box: Box) -> None:
    form = form_to(inside.mailbox(), "/mailbox/message")
    box.office.move(hours=5)
    assert inside.send(form, text="Ditulis selama lima jam").status_code == 303
    assert "Ditulis selama lima jam" in inside.mailbox().text


@pytest.mark.parametrize("hours", [7, 26])
def test_an_upload_that_outlasts_its_session_arrives_whole(box: Box, hours: int) -> None:
    half = noise(3_000_000)
    with box.serve() as served:
        visitor = Visitor.enter(served)
        body = visitor.opening(("pertama.txt", b"isi pertama"))
        with visitor.connect() as connection:
            connection.sendall(visitor.head(len(body) + 2 * len(half) + len(ENDING)) + body + half)
            wait_until(
                lambda: any(path.suffix == ".part" for path in (box.office.folder / "blobs").iterdir())
            )
            box.office.move(hours=hours)
            connection.sendall(half + ENDING)
            answer = answer_of(connection)
    assert "2 berkas tiba utuh" in answer
    sari = Reader(box.office, "sari")
    assert [sari.blob(envelope) for envelope in sari.read() if envelope.attachment] == [
        b"isi pertama",
        half + half,
    ]
