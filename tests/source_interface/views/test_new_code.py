"""A signed-in reporter takes a new code: the old one works until the new one is typed back, and not a moment longer."""

import re
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from store.model import ReporterSession, Slot
from store.values import SlotKind
from tests.secret_watch import WATCH
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader
from tests.source_interface.report_reader import answer as write_answer
from tests.source_interface.reporter import Reporter, form_to, multipart, shown_code
from tests.source_interface.visitor import Visitor


class InTheMiddle(BytesIO):
    """A body in whose middle, or before this place, something happens."""

    def __init__(self, data: bytes, happens: Callable[[], None], place: int | None = None) -> None:
        super().__init__(data)
        self._middle = len(data) // 2 if place is None else place
        self._happens = happens
        self.passed = False

    def read(self, size: int | None = -1) -> bytes:
        self._go_on()
        return super().read(size)

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any buffer
        self._go_on()
        return super().readinto(buffer)

    def _go_on(self) -> None:
        if self.tell() >= self._middle and not self.passed:
            self.passed = True
            self._happens()


class Renewal:
    """A reporter in the mailbox, with the old code on paper."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        page = reporter.report()
        self.old = shown_code(page)
        reporter.repeat(page)

    def offered(self) -> TestResponse:
        """The page with a new code."""
        return self.reporter.send(form_to(self.reporter.open("/mailbox/code"), "/mailbox/code"))

    def typed_back(self, page: TestResponse, typed: str | None = None) -> TestResponse:
        form = form_to(page, "/mailbox/code/repeat")
        return self.reporter.send(form, code=shown_code(page) if typed is None else typed)

    def opens(self, code: str) -> bool:
        return Reporter.another(self.reporter).opens(code)


@pytest.fixture
def renewal(reporter: Reporter) -> Renewal:
    return Renewal(reporter)


def codenames(box: Box) -> int:
    with box.office.database.read() as session:
        return session.query(Slot).filter(Slot.kind == SlotKind.CODENAME.value).count()


def test_what_it_means_is_said_before_and_the_mailbox_leads_there(renewal: Renewal) -> None:
    assert 'href="/id/mailbox/code"' in renewal.reporter.mailbox().text
    page = renewal.reporter.open("/mailbox/code").text
    assert "Sampai saat itu, kode lama tetap berlaku." in page
    assert "Setelah itu kode lama tidak berlaku lagi." in page
    assert "Yang sudah dibaca orang dengan kode lama tidak dapat ditarik kembali." in page


def test_the_old_code_works_until_the_new_one_is_typed_back(renewal: Renewal, box: Box) -> None:
    page = renewal.offered()
    new = shown_code(page)
    assert new != renewal.old
    assert "Kode ini belum berlaku." in page.text
    assert "Ini Kode Rahasia baru Anda." in page.text
    assert "Tanpa kode ini Anda tidak bisa" not in page.text
    slip = renewal.typed_back(page, new.rsplit(" ", 1)[0])
    assert slip.status_code == 400
    assert shown_code(slip) == new
    assert codenames(box) == 1
    assert renewal.opens(renewal.old)
    assert not renewal.opens(new)


def test_then_the_new_code_alone_opens_the_mailbox_with_all_that_lies_in_it(talk: Correspondence) -> None:
    renewal = Renewal(talk.reporter)
    renewal.reporter.says("Tambahan sebelum kode baru")
    page = renewal.offered()
    taken = renewal.typed_back(page)
    assert (taken.status_code, taken.headers["Location"]) == (303, "/id/mailbox/code/taken")
    assert "Kode baru Anda berlaku" in renewal.reporter.open("/mailbox/code/taken").text
    assert not renewal.opens(renewal.old)
    other = Reporter.another(renewal.reporter)
    assert other.sign_in(shown_code(page)).status_code == 303
    assert "Tambahan sebelum kode baru" in other.mailbox().text
    assert other.says("Dan sesudahnya").status_code == 303
    assert "Dan sesudahnya" in renewal.reporter.mailbox().text, "who took the code stays signed in"


def test_an_answer_of_the_office_after_it_is_read_with_the_new_code(talk: Correspondence) -> None:
    form = form_to(talk.reporter.open("/mailbox/code"), "/mailbox/code")
    page = talk.reporter.send(form)
    talk.reporter.send(form_to(page, "/mailbox/code/repeat"), code=shown_code(page))
    write_answer(talk.office, "sari", talk.case, "Terima kasih, kami periksa.")
    other = Reporter.another(talk.reporter)
    other.sign_in(shown_code(page))
    assert "Terima kasih, kami periksa." in other.mailbox().text


def test_a_session_by_the_old_code_ends(renewal: Renewal, box: Box) -> None:
    intruder = Reporter.another(renewal.reporter)
    intruder.sign_in(renewal.old)
    assert intruder.mailbox().status_code == 200
    renewal.typed_back(renewal.offered())
    assert intruder.mailbox().status_code == 403
    with box.office.database.read() as session:
        assert session.query(ReporterSession).count() == 1


@pytest.mark.parametrize("closing", ["a new code", "signing out"])
def test_an_upload_that_runs_meanwhile_adds_nothing_more(renewal: Renewal, box: Box, closing: str) -> None:
    intruder = Reporter.another(renewal.reporter)
    assert intruder.opens(renewal.old)
    form = form_to(intruder.files_page(), "/mailbox/attachments")
    leave = form_to(intruder.mailbox(), "/mailbox/leave")
    files = [("sebelum.txt", b"x" * 100), ("palsu.txt", b"x" * 4_000_000), ("lagi.txt", b"x" * 100)]
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], files)

    def close() -> None:
        if closing == "a new code":
            renewal.typed_back(renewal.offered())
        else:
            other = Reporter.another(intruder)
            cookie = intruder.client.get_cookie("kentongan")
            assert cookie is not None
            other.client.set_cookie("kentongan", cookie.value)
            other.send(leave)

    stream = InTheMiddle(body, close)
    page = intruder.client.post(form.action, input_stream=stream, content_length=len(body), content_type=kind)
    assert stream.passed
    assert "palsu.txt" in page.text
    assert "Halaman laporan Anda ditutup saat berkas ini sedang dikirim." in page.text
    arrived = [
        envelope.attachment.name for envelope in Reader(box.office, "sari").read() if envelope.attachment
    ]
    assert arrived == ["sebelum.txt"]


def test_of_two_who_take_a_new_code_the_first_keeps_the_mailbox(renewal: Renewal) -> None:
    second = Reporter.another(renewal.reporter)
    second.sign_in(renewal.old)
    late = second.send(form_to(second.open("/mailbox/code"), "/mailbox/code"))
    page = renewal.offered()
    renewal.typed_back(page)
    assert second.send(form_to(late, "/mailbox/code/repeat"), code=shown_code(late)).status_code == 403
    assert renewal.opens(shown_code(page))
    assert not renewal.opens(shown_code(late))


def test_typing_it_back_twice_changes_nothing_more(renewal: Renewal, box: Box) -> None:
    page = renewal.offered()
    for _ in range(2):
        assert renewal.typed_back(page).status_code == 303
    assert codenames(box) == 1
    assert renewal.opens(shown_code(page))


def test_every_code_that_was_shown_before_ends(reporter: Reporter, box: Box) -> None:
    form = reporter.report_form()
    pages = [reporter.send(form, what="Teks", who="a", when="b", how="c") for _ in range(2)]
    reporter.repeat(pages[1])
    page = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
    assert codenames(box) == 2
    reporter.send(form_to(page, "/mailbox/code/repeat"), code=shown_code(page))
    assert codenames(box) == 1
    for old in pages:
        assert not Reporter.another(reporter).opens(shown_code(old))


@pytest.mark.parametrize("marked", ["", "satu dua tiga empat lima enam tujuh delapan", "x.y", "é.\x00"])
def test_no_reporter_sets_a_made_up_code(renewal: Renewal, marked: str) -> None:
    form = form_to(renewal.offered(), "/mailbox/code/repeat")
    page = renewal.reporter.send(form, shown=marked, code=marked)
    assert page.status_code == 400
    assert renewal.opens(renewal.old)


def test_an_offer_to_one_session_is_worth_nothing_in_another(renewal: Renewal) -> None:
    offer = form_to(renewal.offered(), "/mailbox/code/repeat").fields["shown"][0]
    other = Renewal(Reporter.another(renewal.reporter))
    form = form_to(other.offered(), "/mailbox/code/repeat")
    assert other.reporter.send(form, shown=offer, code=offer.split(".")[0]).status_code == 400
    assert other.opens(other.old)


def test_a_page_of_an_earlier_session_offers_nothing_more_and_says_so(renewal: Renewal) -> None:
    form = form_to(renewal.offered(), "/mailbox/code/repeat")
    assert renewal.reporter.sign_in(renewal.old).status_code == 303
    page = renewal.reporter.send(form, code=form.fields["shown"][0].split(".")[0])
    assert page.status_code == 400
    assert "Formulir ini tidak dikenali" in page.text
    assert renewal.reporter.sign_in(renewal.old).status_code == 303


def test_without_the_sessions_token_nothing_is_offered_or_taken(renewal: Renewal) -> None:
    asked = form_to(renewal.reporter.open("/mailbox/code"), "/mailbox/code")
    assert renewal.reporter.send(asked, csrf_token="palsu").status_code == 400
    page = renewal.offered()
    form = form_to(page, "/mailbox/code/repeat")
    refused = renewal.reporter.send(form, csrf_token="palsu", code=shown_code(page))
    assert refused.status_code == 400
    assert form_to(refused, "/mailbox/code/repeat").fields["code"] == [shown_code(page)]
    assert renewal.opens(renewal.old)


def test_the_language_can_change_while_the_new_code_is_shown(renewal: Renewal) -> None:
    page = renewal.offered()
    form = form_to(page, "/mailbox/code/repeat")
    form.action = "/en/mailbox/code/repeat"
    english = renewal.reporter.send(form, switch="1", code="setengah")
    assert shown_code(english) == shown_code(page)
    assert "It does not work yet." in english.text
    assert form_to(english, "/mailbox/code/repeat").fields["code"] == ["setengah"]


def test_the_new_code_is_in_no_address_and_not_in_the_store(renewal: Renewal, box: Box) -> None:
    page = renewal.offered()
    WATCH.plant(shown_code(page))
    taken = renewal.typed_back(page)
    assert not re.search(r"[a-z]+(%20|\+|-)[a-z]+", taken.headers["Location"])
    for file in (box.office.folder / "database").iterdir():
        assert shown_code(page).encode() not in file.read_bytes()


def test_a_server_that_starts_anew_closes_no_mailbox_whose_code_is_lost(box: Box) -> None:
    with box.serve() as served:
        visitor = Visitor.enter(served)
    with box.serve() as served:
        page = replace(visitor, served=served).page("/id/mailbox/code")
    assert 'action="/id/mailbox/code"' in page


@pytest.mark.parametrize("route", ["/mailbox/message", "/mailbox/erase"])
def test_a_form_that_began_to_arrive_before_a_new_code_does_nothing_after_it(
    route: str, renewal: Renewal, box: Box
) -> None:
    """A body of no known length arrives as slowly as its sender likes."""
    intruder = Reporter.another(renewal.reporter)
    intruder.sign_in(renewal.old)
    form = form_to(intruder.open("/mailbox" if route == "/mailbox/message" else route), route)
    body = urlencode({"csrf_token": form.fields["csrf_token"][0], "text": "Palsu"}).encode()

    def take_a_new_code() -> None:
        renewal.typed_back(renewal.offered())

    stream = InTheMiddle(body, take_a_new_code, 0)
    page = intruder.client.post(
        form.action,
        input_stream=stream,
        content_length=len(body),
        content_type="application/x-www-form-urlencoded",
    )
    assert stream.passed
    assert page.status_code == HTTPStatus.FORBIDDEN
    assert len(Reader(box.office, "sari").read()) == 1
    assert "sudah dihapus. Petugas" not in renewal.reporter.mailbox().text
