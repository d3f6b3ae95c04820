"""One browser, two tabs, two codes: what is typed in one tab never reaches the other's mailbox, nor is it lost."""

from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import (
    FormOnPage,
    Reporter,
    form_to,
    multipart,
    shown_code,
    withdrawal_form,
)

TEXT = "Hanya untuk kotak yang pertama"
PAGES = {
    "/mailbox/message": "/mailbox",
    "/mailbox/files": "/mailbox",
    "/mailbox/outcome": "/mailbox/outcome",
    "/mailbox/threat": "/mailbox/threat",
    "/mailbox/erase": "/mailbox/erase",
    "/mailbox/code": "/mailbox/code",
    "/mailbox/leave": "/mailbox",
}
"""Each form of a mailbox, and the page where it stands; files and the new code have a form after these."""
WITH_TEXT = frozenset({"/mailbox/message", "/mailbox/files", "/mailbox/outcome", "/mailbox/threat"})


@dataclass
class Tabs:
    """A browser in whose first tab one report is open, and in whose second another was opened since."""

    first: Correspondence
    second: Correspondence

    @property
    def browser(self) -> Reporter:
        return self.first.reporter


def opened_in_tabs(reporter: Reporter, box: Box, ending: str) -> tuple[Tabs, FormOnPage]:
    """The second is opened while this form of the first waits in its tab."""
    first = Correspondence(reporter, box.office)
    form = form_to(reporter.open(PAGES[ending]), ending)
    return Tabs(first, Correspondence(reporter, box.office)), form


def entries(tabs: Tabs) -> list[tuple[str, str | None]]:
    """Kind and text of all that the office got in the second tab's case."""
    sari = Reader(tabs.second.office, "sari")
    return [(envelope.kind, envelope.text) for envelope in sari.read(tabs.second.case.case)]


@pytest.mark.parametrize("ending", PAGES)
def test_a_form_of_the_first_tab_does_nothing_to_the_mailbox_of_the_second(
    reporter: Reporter, box: Box, ending: str
) -> None:
    tabs, form = opened_in_tabs(reporter, box, ending)
    page = reporter.send(form, **({"text": TEXT} if ending in WITH_TEXT else {}))
    assert page.status_code == 403
    assert "Kotak laporan Anda sudah ditutup" in page.text or 'name="code"' in page.text
    assert TEXT not in page.text
    assert entries(tabs) == [("report", None)]
    tabs.second.sign_in()
    assert "Laporan saya" in tabs.second.page()  # its code works, and its own copy was not erased
    assert "Salinan satu pesan Anda sudah dihapus" not in tabs.second.page()


@pytest.mark.parametrize("ending", sorted(WITH_TEXT))
def test_its_text_waits_for_the_code_of_the_first_and_is_refused_to_that_of_the_second(
    reporter: Reporter, box: Box, ending: str
) -> None:
    tabs, form = opened_in_tabs(reporter, box, ending)
    page = reporter.send(form, text=TEXT)
    foreign = reporter.send(form_to(page, "/open"), code=tabs.second.case.code)
    assert "Tulisan di halaman ini untuk laporan lain" in foreign.text
    assert TEXT not in foreign.text
    inside = reporter.send(form_to(page, "/open"), code=tabs.first.case.code)
    assert form_to(inside, "/mailbox/message").fields["text"] == [TEXT]
    assert reporter.send(form_to(inside, "/mailbox/message")).status_code == 303
    assert entries(tabs) == [("report", None)]
    assert [envelope.text for envelope in Reader(box.office, "sari").read(tabs.first.case.case)] == [
        None,
        TEXT,
    ]


def test_files_of_the_first_tab_are_in_no_mailbox_and_the_text_beside_them_waits(
    reporter: Reporter, box: Box
) -> None:
    first = Correspondence(reporter, box.office)
    form = form_to(reporter.files_page(), "/mailbox/attachments")
    tabs = Tabs(first, Correspondence(reporter, box.office))
    fields = [("csrf_token", form.fields["csrf_token"][0]), ("text", TEXT)]
    body, kind = multipart(fields, [("bukti.txt", b"isi")])
    page = reporter.client.post(form.action, data=body, content_type=kind)
    assert page.status_code == 403
    assert "Tidak ada berkas yang tersimpan dari percobaan ini" in page.text
    assert blobs_of(box) == []
    assert entries(tabs) == [("report", None)]
    inside = reporter.send(form_to(page, "/open"), code=first.case.code)
    assert form_to(inside, "/mailbox/message").fields["text"] == [TEXT]


def test_a_new_code_that_was_offered_in_the_first_tab_does_not_become_that_of_the_second(
    reporter: Reporter, box: Box
) -> None:
    first = Correspondence(reporter, box.office)
    offer = reporter.send(form_to(reporter.open("/mailbox/code"), "/mailbox/code"))
    second = Correspondence(reporter, box.office)
    answer = reporter.send(form_to(offer, "/mailbox/code/repeat"), code=shown_code(offer))
    assert answer.status_code == 403
    assert not Reporter.another(reporter).opens(shown_code(offer))
    for talk in (first, second):
        assert Reporter.another(reporter).opens(talk.case.code)


def test_a_file_of_the_second_mailbox_is_not_withdrawn_by_the_form_of_the_first(
    reporter: Reporter, box: Box
) -> None:
    """Both may hold a photo of the same name at the same place."""
    Correspondence(reporter, box.office)
    form = withdrawal_form(reporter.attaches(("sama.txt", b"isi")))
    second = Correspondence(reporter, box.office)
    second.case.attaches(b"isi", "sama.txt")
    page = reporter.send(form)
    assert page.status_code == 403
    assert "sama.txt" not in page.text
    second.sign_in()
    tag = form.fields["withdraws"]
    assert reporter.send(withdrawal_form(reporter.mailbox()), withdraws=tag).status_code == 403
    assert len(blobs_of(box)) == 2
    second.sign_in()
    assert "sama.txt" in second.page()


def told(answer: TestResponse) -> str:
    """Where an answer leads."""
    return answer.headers.get("Location", "")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_new_reports_in_two_tabs_each_open_by_their_own_code(
    reporter: Reporter, order: tuple[int, int]
) -> None:
    forms = [reporter.report_form(), reporter.report_form()]
    texts = ["Laporan tab pertama", "Laporan tab kedua"]
    shown = [
        reporter.send(form, what=text, who="a", when="b", how="c")
        for form, text in zip(forms, texts, strict=True)
    ]
    codes = [shown_code(page) for page in shown]
    for number in order:
        assert told(reporter.repeat(shown[number])).startswith("/id/mailbox")
        assert texts[number] in reporter.mailbox().text
        assert texts[1 - number] not in reporter.mailbox().text
    assert reporter.repeat(shown[0], codes[1]).status_code in {303, 400}
    for code, text in zip(codes, texts, strict=True):
        visitor = Reporter.another(reporter)
        assert visitor.opens(code)
        assert text in visitor.mailbox().text
