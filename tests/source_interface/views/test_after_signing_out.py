"""After signing out, nothing that the browser sends once more shows what was written; its reporter loses nothing."""

from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.source_interface.box import Box
from tests.source_interface.report_reader import count_cases
from tests.source_interface.reporter import ANSWERS, FormOnPage, Reporter, form_to, multipart, shown_code

SECRET = "Yang hanya pelapor boleh lihat"
WRITTEN = ANSWERS | {"what": SECRET}


def leave(reporter: Reporter) -> None:
    answer = reporter.send(form_to(reporter.mailbox(), "/mailbox/leave"))
    assert answer.status_code == 303


def reached(reporter: Reporter, code: str, page: TestResponse) -> str:
    """Return what stands in the box for a message after typing the code on this page."""
    inside = reporter.send(form_to(page, "/open"), code=code)
    return form_to(inside, "/mailbox/message").fields["text"][0]


@dataclass(frozen=True)
class SentForm:
    """A report whose mailbox was opened with this code and left; `form` made it."""

    code: str
    form: FormOnPage


@pytest.fixture
def sent(reporter: Reporter) -> SentForm:
    form = reporter.report_form()
    page = reporter.send(form, **WRITTEN)
    assert reporter.repeat(page).status_code == 303
    assert SECRET in reporter.mailbox().text
    leave(reporter)
    return SentForm(shown_code(page), form)


def in_a_mailbox_of_their_own(reporter: Reporter) -> None:
    reporter.enter()


def with_a_wrong_code(reporter: Reporter) -> None:
    reporter.tries("bukan kode siapa pun")


def at_once(_reporter: Reporter) -> None:
    """A person who comes to the computer does nothing else first."""


COMERS = [at_once, with_a_wrong_code, in_a_mailbox_of_their_own]


def with_comers(*cases: tuple[object, ...]) -> list[object]:
    """Return each case with each person who comes; in the short form with one of them, and another one next."""
    return [
        pytest.param(comes, *case, marks=() if at == number % len(COMERS) else pytest.mark.thorough)
        for number, case in enumerate(cases)
        for at, comes in enumerate(COMERS)
    ]


@pytest.mark.parametrize("comes", COMERS)
@pytest.mark.parametrize(
    "change",
    [{}, {"switch": "1"}, {"who": ""}, {"anonymous": None}, {"excluded": ["bukan-jabatan"]}],
    ids=["sent", "switched", "incomplete", "named", "outdated"],
)
def test_a_report_that_is_sent_again_is_not_shown(
    reporter: Reporter, box: Box, sent: SentForm, comes: object, change: dict[str, str | list[str] | None]
) -> None:
    assert callable(comes)
    comes(reporter)
    before = count_cases(box.office)
    page = reporter.send(sent.form, **(WRITTEN | change))
    assert page.status_code == 409
    assert SECRET not in page.text
    assert "sudah pernah dikirim" in page.text
    assert count_cases(box.office) == before


@pytest.mark.parametrize("button", ["back", "switch"])
def test_nor_is_it_on_the_page_for_the_name(reporter: Reporter, button: str) -> None:
    form = reporter.report_form()
    identity = form_to(reporter.send(form, **WRITTEN, anonymous=None), "/report/identity")
    page = reporter.send(identity, name="Wahyu Uji", contact="0812 0000 0000")
    reporter.repeat(page)
    leave(reporter)
    again = reporter.send(identity, name="Wahyu Uji", contact="0812 0000 0000", **{button: "1"})
    assert SECRET not in again.text
    assert "Wahyu Uji" not in again.text


def test_nor_when_the_channel_cannot_take_it(reporter: Reporter, sent: SentForm) -> None:
    page = reporter.client.post(
        sent.form.action,
        data=sent.form.fields | WRITTEN,
        environ_overrides={"kentongan.turned_away": True},
    )
    assert page.status_code == 503
    assert SECRET not in page.text


def test_what_was_changed_waits_in_the_mailbox_for_the_holder_of_the_code(
    reporter: Reporter, sent: SentForm
) -> None:
    changed = WRITTEN | {"where": "Tambahan penting"}
    page = reporter.send(sent.form, **changed)
    page = reporter.send(form_to(page, "/open"), code="salah", switch="1")
    page = reporter.send(form_to(page, "/open"), code="bukan kode siapa pun")
    assert "Tambahan penting" not in page.text
    text = reached(reporter, sent.code, page)
    assert "Tambahan penting" in text
    assert SECRET not in text


def test_a_form_that_says_nothing_new_leaves_nothing_to_send(reporter: Reporter, sent: SentForm) -> None:
    page = reporter.send(sent.form, **WRITTEN)
    assert reporter.send(form_to(page, "/open"), code=sent.code).status_code == 303
    assert SECRET in reporter.mailbox().text


def test_in_the_mailbox_the_form_still_shows_its_text(reporter: Reporter, sent: SentForm) -> None:
    reporter.sign_in(sent.code)
    page = reporter.send(sent.form, **WRITTEN)
    assert page.status_code == 409
    assert SECRET in page.text


def test_before_the_mailbox_was_opened_a_broken_connection_costs_nothing(reporter: Reporter) -> None:
    form = reporter.report_form()
    reporter.send(form, **WRITTEN)
    assert SECRET in reporter.send(form, **WRITTEN, switch="1").text
    assert shown_code(reporter.send(form, **WRITTEN))


@pytest.mark.parametrize(
    ("comes", "ending", "more"),
    with_comers(
        ("/mailbox/message", {"switch": "1"}),
        ("/mailbox/message", {}),
        ("/mailbox/files", {}),
        ("/mailbox/threat", {"switch": "1"}),
        ("/mailbox/outcome", {}),
    ),
)
def test_a_message_that_is_sent_again_is_not_shown_but_waits_in_the_mailbox(
    reporter: Reporter, comes: object, ending: str, more: dict[str, str]
) -> None:
    assert callable(comes)
    code = shown_code(page := reporter.report())
    reporter.repeat(page)
    at = ending if ending in {"/mailbox/threat", "/mailbox/outcome"} else "/mailbox"
    form = form_to(reporter.open(at), ending)
    leave(reporter)
    comes(reporter)
    page = reporter.send(form, text=SECRET, **more)
    assert page.status_code == 403
    assert SECRET not in page.text
    assert reached(reporter, code, page) == SECRET


@pytest.mark.parametrize("comes", COMERS)
def test_a_message_beside_files_is_not_shown_either(reporter: Reporter, comes: object) -> None:
    assert callable(comes)
    code = shown_code(page := reporter.report())
    reporter.repeat(page)
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", SECRET)]
    body, kind = multipart(fields, [("a.txt", b"isi")])
    leave(reporter)
    comes(reporter)
    page = reporter.client.post(form.action, data=body, content_type=kind)
    assert page.status_code == 403
    assert SECRET not in page.text
    assert reached(reporter, code, page) == SECRET


@pytest.mark.parametrize("turned_away", [True, False])
def test_nor_when_there_is_no_place_for_the_files(reporter: Reporter, *, turned_away: bool) -> None:
    reporter.enter()
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    body, kind = multipart([("csrf_token", form.fields["csrf_token"][0]), ("text", SECRET)], [("a", b"isi")])
    leave(reporter)
    reporter.enter()
    environ = {"kentongan.turned_away": turned_away}
    page = reporter.client.post(form.action, data=body, content_type=kind, environ_overrides=environ)
    assert page.status_code == 403
    assert SECRET not in page.text


def a_message(reporter: Reporter, code: str) -> TestResponse:
    """Signed out of the mailbox of this code, the browser sends a message once more."""
    reporter.sign_in(code)
    form = form_to(reporter.mailbox(), "/mailbox/message")
    leave(reporter)
    return reporter.send(form, text=SECRET)


def a_report(reporter: Reporter, code: str) -> TestResponse:
    form = reporter.report_form()
    reporter.repeat(reporter.send(form, **ANSWERS))
    leave(reporter)
    reporter.sign_in(code)
    leave(reporter)
    return reporter.send(form, **WRITTEN)


def a_form_with_a_code(reporter: Reporter, code: str) -> TestResponse:
    opening = form_to(reporter.open("/open"), "/open")
    reporter.send(opening, code=code)
    leave(reporter)
    return reporter.send(opening, code=code, text=SECRET)


@pytest.mark.parametrize("sends", [a_message, a_report, a_form_with_a_code])
@pytest.mark.parametrize("anew", [True, False], ids=["another process", "the same"])
def test_what_is_hidden_appears_in_no_other_mailbox(
    reporter: Reporter, box: Box, sends: object, *, anew: bool
) -> None:
    """A person who comes to the computer can have one: a report of their own costs nothing."""
    assert callable(sends)
    theirs = shown_code(reporter.report())
    mine = shown_code(page := reporter.report())
    reporter.repeat(page)
    leave(reporter)
    page = sends(reporter, mine)
    assert page.status_code in {403, 409}
    later = Reporter(box.app().test_client()) if anew else reporter
    page = later.send(form_to(page, "/open"), code=theirs)
    assert page.status_code == 200
    assert SECRET not in page.text
    assert "untuk laporan lain" in page.text
    assert 'mailbox/leave"' not in page.text
    assert 'name="code"' in later.mailbox().text or later.mailbox().status_code == 303
    if sends is not a_report:
        assert reached(later, mine, page) == SECRET


def test_leaving_leaves_every_session_of_the_mailbox_the_browser_may_not_know_them_all(
    reporter: Reporter,
) -> None:
    code = shown_code(reporter.report(what=SECRET))
    opening = form_to(reporter.open("/open"), "/open")
    assert reporter.send(opening, code=code).status_code == 303
    reporter.client.delete_cookie("kentongan")  # the answer was lost
    reporter.sign_in(code)
    assert SECRET in reporter.mailbox().text
    leave(reporter)
    assert reporter.send(opening, code=code).status_code == 403  # "Try again", in the tab of the lost answer
    assert SECRET not in reporter.mailbox().text


def test_a_message_of_an_earlier_session_is_not_shown_in_another_mailbox(reporter: Reporter) -> None:
    code = shown_code(page := reporter.report())
    reporter.repeat(page)
    form = form_to(reporter.mailbox(), "/mailbox/message")
    reporter.sign_in(code)
    leave(reporter)
    reporter.enter()
    page = reporter.send(form, text=SECRET)
    assert page.status_code == 403
    assert SECRET not in page.text


def test_a_message_whose_session_ended_by_itself_is_shown(reporter: Reporter, box: Box) -> None:
    reporter.enter()
    form = form_to(reporter.mailbox(), "/mailbox/message")
    box.office.move(hours=7)
    assert SECRET in reporter.send(form, text=SECRET).text


def opened_with_text(reporter: Reporter, box: Box) -> tuple[str, FormOnPage]:
    """A mailbox opened by a form that brought a message along; the code and that form."""
    code = shown_code(page := reporter.report())
    reporter.repeat(page)
    form = form_to(reporter.mailbox(), "/mailbox/message")
    box.office.move(hours=7)
    opening = form_to(reporter.send(form, text=SECRET), "/open")
    wrong = reporter.send(opening, code=code + " lagi")
    assert SECRET in wrong.text
    assert SECRET in reporter.send(form_to(wrong, "/open"), code=code).text
    return code, opening


@pytest.mark.parametrize(
    ("comes", "tail", "more"),
    with_comers(("", {}), (" lagi", {}), ("", {"switch": "1"}), (" lagi", {"switch": "1"})),
)
def test_a_code_that_is_sent_again_opens_nothing_and_is_not_shown(
    reporter: Reporter, box: Box, comes: object, tail: str, more: dict[str, str]
) -> None:
    assert callable(comes)
    code, opening = opened_with_text(reporter, box)
    leave(reporter)
    comes(reporter)
    page = reporter.send(opening, code=code + tail, **more)
    assert page.status_code == 403
    assert SECRET not in page.text
    assert code not in page.text
    assert "Harga di kuitansi" not in page.text
    assert reached(reporter, code, page) == SECRET


def test_until_signing_out_the_same_code_may_come_twice(reporter: Reporter, box: Box) -> None:
    code, opening = opened_with_text(reporter, box)
    page = reporter.send(opening, code=code)
    assert SECRET in page.text
    assert "mailbox/leave" in page.text


def test_no_stranger_makes_up_a_hidden_text(reporter: Reporter) -> None:
    code = shown_code(reporter.report())
    opening = form_to(reporter.open("/open"), "/open")
    page = reporter.send(opening, code=code, hidden="QUJD")
    assert page.status_code == 400
    assert reporter.send(form_to(page, "/open"), code=code).status_code == 303
