"""The page behind a press of *Back*: one of its own, wherever nothing that was typed is lost by it.

Browsers show no answer to a posted form again without asking whether to send it once more.
"""

import pytest
from werkzeug.test import TestResponse

from source_interface.session import COOKIE
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.reporter import Reporter, form_to, multipart


def switched(reporter: Reporter, path: str, **typed: str | list[str] | None) -> TestResponse:
    """Press the button for English on the page of this path."""
    sends = {"/mailbox": "/mailbox/message", "/mailbox/files": "/mailbox/files/frame"}.get(path, path)
    form = form_to(reporter.open(path), f"/id{sends}")
    form.action = f"/en{path if path == '/mailbox/files' else sends}"
    return reporter.send(form, switch="1", **typed)


@pytest.mark.parametrize("path", ["/report", "/open"])
def test_another_language_is_a_page_of_its_own_while_nothing_is_typed(reporter: Reporter, path: str) -> None:
    answer = switched(reporter, path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en{path}")


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/files", "/mailbox/outcome", "/mailbox/threat"])
def test_in_the_mailbox_too_while_nothing_is_typed(inside: Reporter, path: str) -> None:
    answer = switched(inside, path)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en{path}")


@pytest.mark.parametrize(
    "chosen",
    [
        {"why": "Sebab"},
        {"category": "fraud"},
        {"relation": "employee"},
        {"excluded": ["kepala"]},
        {"anonymous": None},
    ],
    ids=lambda chosen: next(iter(chosen)),
)
def test_whatever_was_typed_or_chosen_in_a_report_comes_along_into_the_other_language(
    reporter: Reporter, chosen: dict[str, str | list[str] | None]
) -> None:
    page = switched(reporter, "/report", **chosen)
    assert page.status_code == 200
    fields = form_to(page, "/en/report").fields
    for name, value in chosen.items():
        assert fields.get(name) == ([value] if isinstance(value, str) else value)


def test_a_code_that_was_typed_comes_along_too(reporter: Reporter) -> None:
    page = switched(reporter, "/open", code="angin benang")
    assert form_to(page, "/en/open").fields["code"] == ["angin benang"]


def test_the_page_for_files_is_one_of_its_own_unless_a_message_comes_along(inside: Reporter) -> None:
    form = form_to(inside.mailbox(), "/mailbox/files")
    answer = inside.send(form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/id/mailbox/files")
    page = inside.send(form, text="Setengah jadi")
    assert (page.status_code, "Location" in page.headers) == (200, False)
    assert form_to(page, "/id/mailbox/message").fields["text"] == ["Setengah jadi"]


@pytest.mark.parametrize("kind", ["threat", "outcome"])
def test_a_call_that_was_sent_before_leads_to_a_page_of_its_own_too(talk: Correspondence, kind: str) -> None:
    form = form_to(talk.reporter.open(f"/mailbox/{kind}"), f"/mailbox/{kind}")
    first, second = (talk.reporter.send(form, text="Tolong") for _each in range(2))
    assert (first.status_code, first.headers["Location"]) == (303, "/id/mailbox#waiting")
    assert (second.status_code, second.headers["Location"]) == (303, f"/id/mailbox/{kind}?done=again")


def test_after_erasing_the_page_stands_where_it_says_so(inside: Reporter) -> None:
    answer = inside.send(form_to(inside.open("/mailbox/erase"), "/mailbox/erase"))
    assert answer.headers["Location"] == "/id/mailbox#conversation"
    after = inside.mailbox().text.split('id="conversation"')[1]
    assert after.index("sudah dihapus") < after.index('<ol class="conversation">')


LOST = "Tombol Kembali di peramban menghilangkan ketikan Anda."


def test_a_page_that_keeps_what_was_typed_says_that_the_browsers_button_would_lose_it(
    reporter: Reporter,
) -> None:
    assert LOST in reporter.report(what="").text
    assert LOST in reporter.report(anonymous=None).text
    assert LOST not in reporter.open("/report").text  # nothing is typed yet


def test_so_do_the_answer_to_files_and_the_page_that_asks_for_the_code_again(inside: Reporter) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", "Nomor 0117")]
    body, kind = multipart(fields, [("a.txt", b"isi")])
    answer = inside.client.post(form.action, data=body, content_type=kind)
    assert "tiba utuh" in answer.text
    assert LOST in answer.text
    message = form_to(inside.mailbox(), "/mailbox/message")
    inside.client.delete_cookie(COOKIE)
    asked = inside.send(message, text="Nomor 0117")
    assert "Tulisan Anda masih ada, tetapi disembunyikan." in asked.text
    assert asked.text.count(LOST) == 1


def test_the_page_with_the_code_says_what_that_button_shows(reporter: Reporter) -> None:
    assert "Tombol Kembali menampilkan formulir kosong." in reporter.report().text


def test_the_way_back_from_the_files_brings_the_message_along(inside: Reporter) -> None:
    form = form_to(inside.mailbox(), "/mailbox/files")
    files = inside.send(form, text="Nomor 0117")
    assert LOST in files.text
    back = form_to(files, "/mailbox/message")
    mailbox = inside.send(back, switch="1")
    assert form_to(mailbox, "/mailbox/message").fields["text"] == ["Nomor 0117"]
    assert "Nomor 0117" not in inside.mailbox().text, "nothing was sent"
