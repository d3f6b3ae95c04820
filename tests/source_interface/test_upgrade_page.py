"""While the server is upgraded a reporter loses nothing that was typed, and nothing is taken."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from werkzeug.test import Client

from source_interface.presenters.response_padding import PAGE_BYTES
from source_interface.upgrade_page import UpgradePages
from source_interface.views.code_page import RETRY_SECONDS
from store.web.gate import VARIABLE, Gate, GateState
from tests.header_set import FRAMED, PAGE, check_headers
from tests.loopback import NO_AUTHORITIES
from tests.source_interface.box import Box, Served
from tests.source_interface.report_reader import Reader, count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, multipart

TEXT = 'Kuitansi "hotel" ditulis dua kali <oleh> bendahara'
TITLES = ("Kanal ini sedang diperbarui", "This channel is being renewed")
PLANTED = {"Origin": "https://elsewhere.example"}


@pytest.fixture
def shut_out(gate: Gate, box: Box) -> Reporter:
    """A reporter before the running app of a server whose gate can be shut."""
    assert gate.is_open
    return Reporter(box.app().test_client())


def kept(page: str) -> dict[str, str]:
    """The fields that the page's form sends again."""
    return {name: unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', page)}


def test_a_report_is_refused_with_all_that_was_typed_and_goes_through_once_the_gate_is_open(
    shut_out: Reporter, gate: Gate, box: Box, reader: Reader
) -> None:
    form = shut_out.report_form()
    gate.shut(GateState.TRIAL)
    page = shut_out.send(form, **(ANSWERS | {"what": TEXT}))
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert all(title in page.text for title in TITLES)
    check_headers(list(page.headers), PAGE)
    assert unescape(re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)[0]) == TEXT
    again = kept(page.text)
    assert again["what"] == TEXT
    assert count_cases(box.office) == 0
    gate.open()
    answer = shut_out.client.post("/id/report", data=again)
    assert shut_out.repeat(answer).status_code == 303
    assert reader.report().what == TEXT


def test_what_one_reads_is_shown_and_what_would_be_written_is_not(
    shut_out: Reporter, gate: Gate, box: Box
) -> None:
    shut_out.enter()
    gate.shut(GateState.TRIAL)
    assert shut_out.mailbox().status_code == 200
    box.office.move(hours=2)
    assert Reporter.another(shut_out).open("/report").status_code == 200
    mailbox = shut_out.mailbox()  # to open it extends its session
    assert (mailbox.status_code, mailbox.headers["Retry-After"]) == (503, RETRY_SECONDS)
    assert "Kanal ini sedang diperbarui." in mailbox.text
    gate.open()
    assert shut_out.mailbox().status_code == 200


def test_the_text_beside_files_is_kept(shut_out: Reporter, gate: Gate) -> None:
    shut_out.enter()
    token = form_to(shut_out.files_page(), "/mailbox/attachments").fields["csrf_token"][0]
    body, content_type = multipart([("csrf_token", token), ("text", TEXT)], [("bukti.pdf", b"x" * 100_000)])
    gate.shut(GateState.TRIAL)
    page = shut_out.client.post("/id/mailbox/attachments", data=body, content_type=content_type)
    assert page.status_code == 503
    assert TEXT in unescape(page.text)
    framed = shut_out.client.post("/id/mailbox/files/frame", data=body, content_type=content_type)
    check_headers(list(framed.headers), FRAMED)


def test_nothing_comes_back_that_another_page_planted(shut_out: Reporter, gate: Gate) -> None:
    gate.shut(GateState.TRIAL)
    for headers in (PLANTED, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        page = shut_out.client.post("/id/report", data={"what": TEXT}, headers=headers)
        assert page.status_code == 503
        assert "hotel" not in page.text


@pytest.fixture
def away(gate: Gate, box: Box) -> Iterator[Served]:
    """A server that was started while its data are copied or changed."""
    gate.shut(GateState.AWAY)
    store = box.office.config.store.database.removeprefix("sqlite:///")
    there = Path(store)
    there.rename(there.with_name("away"))
    with box.serve(environment={VARIABLE: str(gate.folder)}) as served:
        yield served
    assert not there.exists()


def test_a_server_whose_data_are_away_answers_everything_with_the_page_and_touches_no_database(
    away: Served,
) -> None:
    with httpx.Client(base_url=away.url, trust_env=False, verify=NO_AUTHORITIES) as browser:
        for page in (
            browser.get("/"),
            browser.get("/en/mailbox?x=1"),
            browser.post("/id/report", data={"what": TEXT}),
            browser.post("/id/report", data={f"f{number}": "x" for number in range(1_100)}),
            browser.post("/id/mailbox/attachments", files={"files": b"x" * 300_000}),
            browser.post("/id/report", content=b"x" * 100_000, headers={"Content-Type": "text/plain"}),
        ):
            assert page.status_code == 503
            assert all(title in page.text for title in TITLES)
            assert len(page.content) == PAGE_BYTES
            check_headers(page.headers.items(), PAGE)
        style = browser.get("/static/style.css")
        assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert away.log.read_text() == ""


def test_the_link_leads_nowhere_else(box: Box) -> None:
    page = Client(UpgradePages(box.config)).get("http://localhost//evil.example/%22x")
    assert re.search(r'href="(/evil\.example/[^"]*)"', page.text)
