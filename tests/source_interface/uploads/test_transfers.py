"""The frame of the progress: what it is told, that it holds no thread, and for how long anything is remembered."""

import time
import weakref
from collections.abc import Callable
from io import BytesIO

import pytest

from source_interface.errors import BrokenBodyError
from source_interface.metadata.kinds import MetadataWarning
from source_interface.uploads import progress
from source_interface.uploads.progress import ReceivedFile, ShownTransfer, Transfers, time_left
from source_interface.views.progress import WAITING
from tests.source_interface.box import Box, wait_until
from tests.source_interface.reporter import Reporter, form_to, multipart
from tests.source_interface.visitor import ENDING, Visitor, answer_of
from tests.wire import ask_raw

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5, "Kurang dari satu menit lagi."),
        (65, "Kira-kira satu menit lagi."),
        (600, "Kira-kira 10 menit lagi."),
        (3_700, "Kira-kira satu jam lagi."),
        (20_000, "Kira-kira 6 jam lagi."),
    ],
)
def test_the_time_that_is_left_is_said_roughly(box: Box, seconds: float, words: str) -> None:
    with box.app().test_request_context("/id/"):
        assert time_left(seconds) == words


def test_the_time_that_is_left_follows_the_pace_of_late(box: Box, monotonic: list[float]) -> None:
    with box.app().test_request_context("/id/"), Transfers().track("case", 1_000_000) as transfer:
        assert ShownTransfer.at(transfer).left == ""
        for _second in range(60):
            monotonic[0] += 1
            transfer.count(1_000)
            ShownTransfer.at(transfer)
        look = ShownTransfer.at(transfer)
        assert (look.percent, look.left) == (6, "Kira-kira 16 menit lagi.")
        for _second in range(30):
            monotonic[0] += 1
            transfer.count(10_000)
            ShownTransfer.at(transfer)
        assert ShownTransfer.at(transfer).left == "Kira-kira satu menit lagi."


def test_without_a_known_size_no_share_is_invented(monotonic: list[float]) -> None:
    with Transfers().track("case", None) as transfer:
        monotonic[0] += 5
        transfer.count(1000)
        assert (transfer.percent, transfer.seconds_left(), transfer.arrived) == (None, None, 1000)


class Watched(BytesIO):
    """A body that looks, whenever some of it is read, at what the frame of the progress would show."""

    def __init__(self, body: bytes, look: Callable[[], str]) -> None:
        super().__init__(body)
        self._look = look
        self.seen: list[str] = []

    def read(self, size: int | None = -1) -> bytes:
        shown = self._look()
        self.seen += [shown] if self.seen[-1:] != [shown] else []
        return super().read(size)


def test_no_bar_shows_while_what_arrives_is_not_kept(box: Box) -> None:
    app = box.app(max_file_bytes=2 * MEBIBYTE)
    reporter = Reporter(app.test_client())
    reporter.enter()
    other, cookie = Reporter(app.test_client()), reporter.client.get_cookie("kentongan")
    assert cookie is not None
    other.client.set_cookie("kentongan", cookie.value)
    form = form_to(reporter.files_page(), "/mailbox/attachments")

    def look() -> str:
        page = other.open("/mailbox/files/progress").text
        return ", ".join(
            words for words in ("<progress", "Kiriman yang tiba sekarang tidak disimpan.") if words in page
        )

    files = [("pas", bytes(2 * MEBIBYTE)), ("besar", bytes(6 * MEBIBYTE)), ("kecil", bytes(2 * MEBIBYTE))]
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], files)
    stream = Watched(body, look)
    reporter.client.post(form.action, input_stream=stream, content_type=kind, content_length=len(body))
    assert stream.seen == ["<progress", "Kiriman yang tiba sekarang tidak disimpan.", "<progress"]


def test_how_an_upload_ended_is_remembered_for_minutes_until_the_next_or_until_signing_out(
    monotonic: list[float],
) -> None:
    transfers = Transfers()
    with transfers.track("a", 10) as first:
        assert transfers.running("a") == [first]
    assert (transfers.running("a"), transfers.last("a"), transfers.last("b")) == ([], first, None)
    with transfers.track("a", 10) as second:
        assert transfers.last("a") is None
    assert transfers.last("a") is second
    monotonic[0] += progress.ENDED_SECONDS + 1
    assert transfers.last("a") is None
    with transfers.track("a", 10):
        pass
    transfers.forget("a")
    assert transfers.last("a") is None


def test_on_an_idle_server_too_an_upload_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "ENDED_SECONDS", 0.5)
    monkeypatch.setattr(progress, "TIDY_SECONDS", 0.1)
    transfers, ended = Transfers(), []
    for case in ("a", "b"):
        with transfers.track(case, 10) as transfer:
            transfer.upload.received.append(ReceivedFile("nama pelapor.pdf", 10, ()))
        ended.append(weakref.ref(transfer))
        del transfer
        assert ended[-1]() is not None
        time.sleep(0.2)
    wait_until(lambda: not any(reference() for reference in ended))


def test_on_an_idle_server_too_it_is_forgotten_whose_page_for_files_was_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "WATCHED_SECONDS", 0.2)
    monkeypatch.setattr(progress, "TIDY_SECONDS", 0.1)
    transfers = Transfers()
    for case in ("looked", "sent"):
        transfers.watch(case)
    with transfers.track("sent", 10):
        wait_until(lambda: not transfers._watched._entries)
    assert transfers.sent_since_watched("sent")  # though the page was shown long ago
    assert not transfers.sent_since_watched("looked")


def test_what_was_found_in_files_is_forgotten_with_the_answer_that_told_it() -> None:
    transfers = Transfers()
    warning = next(iter(MetadataWarning))
    for problem, names in ((None, [""]), (BrokenBodyError, ["a.jpg"])):
        with transfers.track("case", 10) as transfer:
            transfer.upload.received.append(ReceivedFile("a.jpg", 10, (warning,)))
            transfer.upload.ended_by = problem
        last = transfers.last("case")
        assert last is not None
        assert [file.name for file in last.upload.received] == names
        assert [file.warnings for file in last.upload.received] == [()]


def test_few_mailboxes_are_remembered(monotonic: list[float]) -> None:
    transfers = Transfers()
    for number in range(progress.MOST_MAILBOXES + 5):
        transfers.watch(f"case {number}")
        with transfers.track(f"case {number}", 1):
            monotonic[0] += 0.01
    assert transfers.last("case 4") is None
    assert transfers.watched_for("case 4") is None
    assert transfers.last("case 5") is not None


def test_the_frame_asks_no_more_when_no_reporter_looks(inside: Reporter) -> None:
    assert "Refresh" not in inside.open("/mailbox/files/progress").headers
    inside.files_page()
    assert inside.open("/mailbox/files/progress").headers["Refresh"] == str(round(WAITING.soonest))
    other = Reporter.another(inside)
    assert "Refresh" not in other.open("/mailbox/files/progress").headers


def test_looking_at_uploads_leaves_threads_for_reports(box: Box) -> None:
    with box.serve(threads=8, uploads=4) as served:
        visitors = [Visitor.enter(served) for _each in range(4)]
        sending = [visitor.connect() for visitor in visitors]
        watching = []
        for visitor, upload in zip(visitors, sending, strict=True):
            upload.sendall(visitor.head(50 * MEBIBYTE) + visitor.opening() + bytes(MEBIBYTE))
        for visitor in visitors:
            watching.append(visitor.connect())
            head = f"GET /id/mailbox/files/progress HTTP/1.1\r\nHost: x\r\nCookie: kentongan={visitor.cookie}\r\n\r\n"
            watching[-1].sendall(head.encode())
        shown = [connection.recv(64 * 1024) for connection in watching]
        assert all(b" 200 " in answer for answer in shown)
        page = ask_raw(served.port, b"GET /id/report HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert page.status == 200
        for connection in (*sending, *watching):
            connection.close()


def test_a_broken_upload_says_what_was_kept_to_a_reporter_who_asks_again(box: Box) -> None:
    with box.serve() as served:
        visitor = Visitor.enter(served)
        with visitor.connect() as connection:
            opening = visitor.opening(("utuh.txt", b"sudah utuh"))
            connection.sendall(visitor.head(50 * MEBIBYTE) + opening + bytes(MEBIBYTE))
            wait_until(lambda: "utuh.txt" in visitor.page())
        wait_until(lambda: "Pengiriman terakhir tidak selesai." in visitor.progress())
        said = visitor.progress()
        assert "utuh.txt" in said
        assert "besar.bin</span>: Berkas ini tidak tiba utuh" in said
        with visitor.connect() as connection:
            body = visitor.opening() + b"isi" + ENDING
            connection.sendall(visitor.head(len(body), "/id/mailbox/files/frame") + body)
            answer = answer_of(connection)
        assert '<base target="_top">' in answer
        assert "besar.bin</span>" in answer
        assert "Pengiriman selesai." in visitor.progress()
