"""A code is tried by the page to which its form leads: the form's answer cannot tell what nobody has looked at."""

import re
from typing import Any

import msgspec
import pytest
from werkzeug.test import TestResponse

from crypto.codename import CodenameTooLongError
from crypto.derive import codename_root
from source_interface.web.typed_codes import TYPED_BYTES, TYPED_SECONDS, TypedCode, TypedCodes
from store.server.request_body import LEAVE_AT_NEXT, TURNED_AWAY
from tests.faults.disk import locked
from tests.source_interface.box import Box
from tests.source_interface.reporter import ENTRY, Reporter, form_to, shown_code

WRONG = "delapan kata yang tidak pernah diberikan sama"


@pytest.fixture
def code(reporter: Reporter) -> str:
    return shown_code(reporter.report())


@pytest.fixture
def impatient(box: Box) -> Reporter:
    """A reporter of a source interface that does not wait long for a lock."""
    store = msgspec.structs.replace(box.office.config.store, busy_seconds=0.2)
    return Reporter(box.app(store=store).test_client())


def posted(reporter: Reporter, code: str, **more: str) -> TestResponse:
    """Send the form with a code, without following where its answer leads."""
    form = form_to(reporter.open("/open"), "/open")
    return reporter.client.post(form.action, data=form.fields | {"code": [code], **more})


def note_waits(reporter: Reporter, waits: list[float]) -> None:
    """Note from now on the steps at which the answers to this browser leave."""
    loop: dict[str, Any] = {LEAVE_AT_NEXT: waits.append}
    reporter.client.environ_base |= loop


def heads(answer: TestResponse) -> list[tuple[str, str]]:
    """Return the headers with the random part of the cookie left out."""
    return [(name, re.sub(r"=[\w-]{43};", "=…;", value)) for name, value in answer.headers.to_wsgi_list()]


def test_nothing_is_derived_before_the_forms_answer_and_once_after_it(box: Box) -> None:
    ran: list[int] = []

    def counted(normalised: str, salt: bytes) -> bytes:
        ran.append(1)
        return codename_root(normalised, salt)

    reporter = Reporter(box.app_deriving(counted).test_client())
    right = shown_code(reporter.report())
    for typed in (right, WRONG):
        ran.clear()
        answer = posted(reporter, typed)
        assert not ran
        reporter.client.get(answer.headers["Location"])
        assert len(ran) == 1


def test_both_answers_look_the_same_for_a_right_and_a_wrong_code(reporter: Reporter, code: str) -> None:
    seen = []
    for typed in (code, WRONG):
        browser = Reporter.another(reporter)
        first = posted(browser, typed)
        second = browser.client.get(first.headers["Location"])
        seen.append((heads(first), len(first.data), heads(second), len(second.data)))
    assert seen[0] == seen[1]


def test_the_forms_answer_leaves_at_once_and_the_page_at_its_moment(reporter: Reporter, code: str) -> None:
    waits: list[float] = []
    note_waits(reporter, waits)
    answer = posted(reporter, code)  # the page with the form does not wait either
    assert waits == []
    reporter.client.get(answer.headers["Location"])
    assert waits == [0.5]
    posted(reporter, " ")
    assert waits == [0.5, 0.5], "an answer that shows a page waits for its moment"


def test_on_a_busy_machine_the_next_pages_leave_at_longer_steps(
    reporter: Reporter, box: Box, code: str
) -> None:
    waits: list[float] = []
    box.services().steps.after(0.9)
    for typed in (code, WRONG):
        browser = Reporter.another(reporter)
        answer = posted(browser, typed)
        note_waits(browser, waits)
        browser.client.get(answer.headers["Location"])
    assert waits == [2.0, 2.0]


def test_a_code_that_comes_with_a_text_leaves_at_the_longer_steps_too(
    reporter: Reporter, box: Box, code: str
) -> None:
    waits: list[float] = []
    box.services().steps.after(0.9)
    for typed in (code, WRONG):
        browser = Reporter.another(reporter)
        form = form_to(browser.open("/open"), "/open")
        note_waits(browser, waits)
        browser.send(form, code=typed, text="Pesan yang menunggu.")
    assert waits == [2.0, 2.0]


def test_the_forms_answer_looks_for_no_session(impatient: Reporter, box: Box) -> None:
    impatient.enter()
    form = form_to(impatient.open("/open"), "/open")
    box.office.move(minutes=20)  # the session is to be extended
    with locked(box.office):
        assert impatient.mailbox().status_code == 503
        answer = impatient.client.post(form.action, data=form.fields | {"code": [WRONG]})
    assert answer.status_code == 303


def test_reload_and_back_find_the_mailbox_without_a_code(reporter: Reporter, code: str) -> None:
    where = posted(reporter, code).headers["Location"]
    pages = [reporter.client.get(where) for _look in range(3)]
    assert [page.status_code for page in pages] == [200] * 3
    assert all('mailbox/leave"' in page.text and code not in page.text for page in pages)
    reporter.send(form_to(pages[-1], "/mailbox/leave"))
    assert reporter.client.get(where).headers["Location"] == "/id/open"


def test_a_code_is_tried_at_its_own_address_alone(reporter: Reporter, code: str) -> None:
    where = posted(reporter, code).headers["Location"]
    assert where == f"/id{ENTRY}"
    assert reporter.mailbox().status_code == 403
    assert 'mailbox/leave"' not in reporter.client.get(where).text, "the page before gave the cookie back"


def test_a_page_that_waited_in_vain_keeps_the_code_and_the_open_mailbox(inside: Reporter) -> None:
    where = posted(inside, WRONG).headers["Location"]
    inside.client.environ_base[TURNED_AWAY] = "yes"
    page = inside.client.get(where)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert form_to(page, "/open").fields["code"] == [WRONG]
    assert "masih terbuka di peramban (browser) ini" in page.text
    del inside.client.environ_base[TURNED_AWAY]
    assert 'mailbox/leave"' in inside.mailbox().text


def test_after_a_fault_of_the_store_a_reload_tries_the_code_again(impatient: Reporter, box: Box) -> None:
    where = posted(impatient, shown_code(impatient.report())).headers["Location"]
    with locked(box.office):
        assert impatient.client.get(where).status_code == 503
    assert 'mailbox/leave"' in impatient.client.get(where).text


def test_a_code_too_long_to_be_kept_is_tried_at_once_and_comes_back(reporter: Reporter) -> None:
    typed = "x" * (TYPED_BYTES + 1)
    page = posted(reporter, typed)
    assert page.status_code == 200
    assert form_to(page, "/open").fields["code"] == [typed]


def test_a_planted_code_that_is_too_long_is_kept_nowhere(reporter: Reporter, box: Box) -> None:
    endless = "kata " * TYPED_BYTES
    answer = reporter.send(form_to(reporter.report(), "/report/code"), shown=endless, code=endless)
    assert answer.status_code == 400
    assert len(box.services().typed_codes._sealed) == 0
    with pytest.raises(CodenameTooLongError):
        TypedCode.of(endless, "form", b"")


def test_a_kept_code_is_taken_once_by_its_token_and_is_in_no_memory_as_it_was() -> None:
    codes, token, typed = TypedCodes(), bytes(32), TypedCode.of("kata \ud800 kata", "form", b"", mends=True)
    codes.keep(token, typed)
    assert b"kata" not in b"".join(codes._sealed.pop(key) or b"" for key in list(codes._sealed._entries))
    codes.keep(token, typed)
    assert codes.take(bytes(31) + b"x") is None
    assert codes.take(token) == typed
    assert codes.take(token) is None
    assert "kata" not in repr(typed)
    assert TYPED_SECONDS <= 600
