"""Coming back with the code, and what a wrong code gives away: nothing."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from crypto.derive import codename_root
from source_interface.presenters.response_padding import PAGE_BYTES
from store.model import Slot
from store.server.request_body import STREAMS, TURNED_AWAY
from store.values import SlotKind
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter, form_to, shown_code

HINT = re.compile(r'<div class="note">\n<ul>.*?</div>\n', re.DOTALL)
"""The hint that follows from the word lists alone."""


@pytest.fixture
def code(reporter: Reporter) -> str:
    return shown_code(reporter.report())


def test_the_code_opens_the_same_mailbox_from_another_browser(reporter: Reporter, code: str) -> None:
    other = Reporter.another(reporter)
    assert "Harga di kuitansi" in other.tries(code).text


def test_a_code_is_forgiven_its_spelling(reporter: Reporter, code: str) -> None:
    assert Reporter.another(reporter).opens(code.upper().replace(" ", "-\n"))


def test_every_wrong_code_gets_the_same_answer(reporter: Reporter, code: str) -> None:
    words = code.split()
    wrong = ["zzyzx", " ".join(words[:-1]), " ".join(reversed(words)), code + " lagi", "x" * 2_000, "\x00"]
    pages = set()
    for typed in wrong:
        answer = reporter.tries(typed)
        assert answer.status_code == 200
        assert "Set-Cookie" in answer.headers, "as after a right code"
        form = form_to(answer, "/open")
        assert form.fields["code"] == [typed]
        token = form.fields["csrf_token"][0]
        assert len(answer.data) == PAGE_BYTES
        said = answer.text.replace(typed, "").replace(token, "").split("<!--")[0]
        pages.add(HINT.sub("", said))
    assert len(pages) == 1


def test_every_wrong_code_costs_one_derivation_like_a_right_one(box: Box) -> None:
    ran: list[int] = []

    def counted(normalised: str, salt: bytes) -> bytes:
        ran.append(1)
        return codename_root(normalised, salt)

    reporter = Reporter(box.app_deriving(counted).test_client())
    code = shown_code(reporter.report())
    for typed in ("satu", "x" * 2_000, code):
        ran.clear()
        reporter.sign_in(typed)
        assert len(ran) == 1


def test_an_empty_code_asks_for_one(reporter: Reporter) -> None:
    assert "Mohon ketik Kode Rahasia Anda." in reporter.sign_in(" \n").text


def test_a_slot_moved_to_another_case_opens_nothing(reporter: Reporter, box: Box, code: str) -> None:
    other = box.office.report("Laporan orang lain")
    with box.office.database.write() as session:
        for slot in session.query(Slot).filter(Slot.kind == SlotKind.CODENAME.value).all():
            slot.case = other.case
    assert not reporter.opens(code)


def test_when_all_turns_are_taken_the_page_says_so_and_keeps_the_text(box: Box) -> None:
    app = box.app(derivations=1, derivation_wait_seconds=1)
    reporter = Reporter(app.test_client())
    with box.services().session.derivations.turn():
        page = reporter.report(what="Teks yang lama ditulis")
        sign_in = reporter.tries("kata kata")
    assert page.status_code == sign_in.status_code == 503
    assert "Ketikan Anda tetap ada" in page.text
    assert "Teks yang lama ditulis" in page.text
    assert shown_code(reporter.send(form_to(page, "/report")))
    assert form_to(sign_in, "/open").fields["code"] == ["kata kata"]


def test_codes_that_are_typed_never_take_the_last_turn(box: Box) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def slow(_normalised: str, _salt: bytes) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return bytes(32)

    app = box.app_deriving(slow, derivations=3, guesses=5)

    def sign_in(environ: dict[str, str]) -> int:
        reporter = Reporter(app.test_client())
        reporter.client.environ_base |= environ
        return reporter.sign_in("kata").status_code

    cases: tuple[tuple[dict[str, str], int], ...] = (({}, 2), ({STREAMS: "yes"}, 1))
    for environ, at_once in cases:
        most = 0
        with ThreadPoolExecutor(12) as threads:
            answers = list(threads.map(sign_in, [environ] * 12))
        assert most == at_once
        assert answers == [303] * 12  # none is refused because others wait


def test_a_code_that_waited_in_vain_comes_back_with_its_text(reporter: Reporter, code: str) -> None:
    form = form_to(reporter.open("/open"), "/open")
    reporter.client.environ_base[TURNED_AWAY] = "yes"
    page = reporter.send(form, code=code, text="Teks yang lama ditulis")
    assert page.status_code == 503
    assert "Ketikan Anda tetap ada" in page.text
    del reporter.client.environ_base[TURNED_AWAY]
    kept = form_to(page, "/open")
    assert kept.fields["code"] == [code]
    assert "Teks yang lama ditulis" in reporter.send(kept).text


def test_a_code_that_is_typed_back_waits_likewise_and_comes_back_too(reporter: Reporter) -> None:
    form = form_to(page := reporter.report(), "/report/code")
    code = shown_code(page)
    reporter.client.environ_base[TURNED_AWAY] = "yes"
    page = reporter.send(form, code=code)
    assert page.status_code == 503
    del reporter.client.environ_base[TURNED_AWAY]
    assert reporter.send(form_to(page, "/report/code")).status_code == 303


def test_a_form_without_our_token_keeps_the_code_typed(reporter: Reporter, code: str) -> None:
    page = reporter.send(form_to(reporter.open("/open"), "/open"), code=code, csrf_token="palsu")
    assert page.status_code == 400
    assert form_to(page, "/open").fields["code"] == [code]
    assert reporter.send(form_to(page, "/open")).status_code == 303
    assert 'mailbox/leave"' in reporter.mailbox().text


def test_signing_in_anew_ends_the_earlier_session_of_this_browser(reporter: Reporter, code: str) -> None:
    reporter.sign_in(code)
    cookie = reporter.client.get_cookie("kentongan")
    assert cookie is not None
    reporter.sign_in(code)
    other = Reporter.another(reporter)
    other.client.set_cookie("kentongan", cookie.value)
    assert other.mailbox().status_code == 403
