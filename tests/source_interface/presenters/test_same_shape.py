"""New, empty, answered, or opened by a wrong code: the line shows the same."""

import re

import pytest
from flask import Blueprint
from werkzeug.test import TestResponse

from source_interface.i18n import language
from source_interface.presenters.response_padding import FRAME_BYTES, FRAMED, PAGE_BYTES, filled
from tests.every_route import every_request
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import answer
from tests.source_interface.reporter import Reporter, form_to, shown_code, withdrawal_form
from tests.source_interface.same_shape import STATES, WORDS, CountedConnection, code_of


@pytest.mark.parametrize("size", [0, 1, 9, PAGE_BYTES - 12, PAGE_BYTES - 3, PAGE_BYTES, PAGE_BYTES + 1])
def test_every_page_is_filled_to_whole_blocks(size: int) -> None:
    page = filled(b"x" * size, PAGE_BYTES)
    assert len(page) == max(0, -(-size // PAGE_BYTES)) * PAGE_BYTES
    assert page.startswith(b"x" * size)


def test_opening_a_mailbox_looks_the_same_on_the_line_whatever_waits_there(
    reporter: Reporter, box: Box
) -> None:
    found = {state: code_of(state, reporter, box.office) for state in STATES}
    with box.serve() as served:
        line = CountedConnection.to(served)
        seen = {state: line.open(found[state]) for state in STATES}
        line.close()
    assert len({opening.sizes for opening in seen.values()}) == 1
    assert len({opening.heads for opening in seen.values()}) == 1
    for state in STATES:
        assert [words in seen[state].page for words in WORDS.values()] == [other == state for other in WORDS]
        assert len(seen[state].page.encode()) == PAGE_BYTES


@pytest.mark.parametrize("path", ["/", "/open"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_before_the_mailbox_too_no_size_tells_that_one_is_open(box: Box, path: str, language: str) -> None:
    reporter = Reporter(box.app().test_client(), language)
    closed = reporter.open(path)
    reporter.enter()
    inside = reporter.open(path)
    assert "mailbox" in inside.text
    assert "mailbox" not in closed.text
    assert len(inside.data) == len(closed.data)


def test_every_page_of_the_mailbox_has_the_one_size(talk: Correspondence) -> None:
    talk.reporter.attaches(("bukti.pdf", b"isi"))
    answer(talk.office, "sari", talk.case, "Jawaban")
    client = talk.reporter.client
    app = client.application
    routes = app.url_map.bind("localhost")
    asked = [
        request
        for request in every_request(app)
        if "/mailbox" in request[1] and request[0] not in {"HEAD", "OPTIONS"}
    ]
    seen: set[str] = set()
    for method, path in asked:
        if client.get_cookie("kentongan") is None:
            talk.sign_in()
        page = client.open(path, method=method)
        assert page.mimetype == "text/html", (method, path)
        if "Location" not in page.headers:
            known = method in routes.allowed_methods(path)
            framed = known and routes.match(path, method)[0] in FRAMED
            assert len(page.data) == (FRAME_BYTES if framed else PAGE_BYTES), (method, path)
            seen.add(path)
    talk.sign_in()
    asking = talk.reporter.mailbox()
    assert "bukti.pdf" in asking.text
    refused = talk.reporter.send(withdrawal_form(asking), blob="0" * 32)
    led_to = talk.reporter.client.get(refused.headers["Location"])
    assert "Tidak ada yang ditarik" in led_to.text
    assert len(asking.data) == len(led_to.data) == PAGE_BYTES
    rules = {rule.rule for rule in app.url_map.iter_rules() if "/mailbox" in rule.rule}
    assert len(rules) >= 14
    assert len(seen) == 2 * len(rules)  # in both languages


def test_without_a_mailbox_its_pages_have_that_size_too(reporter: Reporter) -> None:
    reporter.client.set_cookie("kentongan", "A" * 43)
    for path in ("/mailbox", "/mailbox/tidak-ada", "/mailbox/"):
        assert len(reporter.open(path).data) == PAGE_BYTES, path


@pytest.mark.parametrize(
    ("pages", "path"),
    [
        (language.Pages("baru"), "/mailbox/baru"),
        (language.Pages("baru", shaped=False), "/mailbox/baru"),
        (Blueprint("baru", __name__, url_prefix="/<language:language>"), "/mailbox/baru"),
        (language.Pages("baru"), "/baru"),
    ],
)
def test_an_unforeseen_page_has_that_size(box: Box, pages: Blueprint, path: str) -> None:
    app = box.app()
    pages.add_url_rule(path, "baru", lambda: "Ada jawaban.")
    app.register_blueprint(pages)
    assert len(app.test_client().get(f"/id{path}").data) == PAGE_BYTES
    assert len(app.test_client().get("/id/help").data) % FRAME_BYTES != 0


def all_pages(reporter: Reporter) -> list[TestResponse]:
    """Return all pages of the conversation, the newest first, by their links."""
    pages = [reporter.mailbox()]
    while found := re.search(r'href="([^"]+)#conversation">Pesan sebelumnya', pages[-1].text):
        pages.append(reporter.client.get(found[1]))
    return pages


def test_a_longer_conversation_is_paged_and_nothing_of_it_is_lost(talk: Correspondence) -> None:
    texts = [f"Pesan {number}: " + "kata & data “x” " * 300 for number in range(14)]
    for text in texts:
        talk.reporter.says(text)
    answer(talk.office, "sari", talk.case, "Balasan terakhir")
    pages = all_pages(talk.reporter)
    assert len(pages) > 2
    assert {len(page.data) for page in pages} == {PAGE_BYTES}
    assert "Balasan terakhir" in pages[0].text
    assert "Laporan saya" in pages[-1].text.split("Percakapan</h2>")[1]
    shown = [re.findall(r"Pesan (\d+): ", page.text) for page in reversed(pages)]
    assert [int(number) for page in shown for number in page] == list(range(14))
    assert "halaman 1" in pages[0].text


def test_one_very_long_text_is_shown_in_parts_and_whole(reporter: Reporter) -> None:
    long = " ".join(f"kata{number}<&>" for number in range(7_000))
    reporter.enter(what=long, how="ع" * 40_000)
    pages = all_pages(reporter)
    assert {len(page.data) for page in pages} == {PAGE_BYTES}
    shown = "".join(page.text.split("<!-- ")[0] for page in reversed(pages))
    assert [int(number) for number in re.findall(r"kata(\d+)&lt;&amp;&gt;", shown)] == list(range(7_000))
    assert shown.count("ع") == 40_000
    assert "bagian 1 dari" in shown


@pytest.mark.parametrize("number", ["0", "-3", "99999", "x", ""])
def test_a_page_that_is_not_there_is_the_nearest(inside: Reporter, number: str) -> None:
    page = inside.client.get("/id/mailbox", query_string={"page": number})
    assert (page.status_code, len(page.data)) == (200, PAGE_BYTES)
    assert "Harga di kuitansi" in page.text


def test_a_wrong_code_leaves_an_open_mailbox_open_and_is_shown_once(inside: Reporter) -> None:
    cookie = inside.client.get_cookie("kentongan")
    assert cookie is not None
    wrong = inside.tries("bukan kode siapa pun")
    assert form_to(wrong, "/open").fields["code"] == ["bukan kode siapa pun"]
    assert "masih terbuka di peramban (browser) ini" in wrong.text
    kept = inside.client.get_cookie("kentongan")
    assert kept is not None
    assert kept.value == cookie.value
    assert "Harga di kuitansi" in inside.mailbox().text


def test_what_was_typed_wrongly_is_for_its_writer_alone(reporter: Reporter) -> None:
    code = shown_code(reporter.report())
    typed = code + " lagi"
    form = form_to(reporter.open("/open"), "/open")
    kept = form.fields | {"code": [typed]}
    where = reporter.client.post(form.action, data=kept).headers["Location"]
    other = Reporter.another(reporter)
    other.client.set_cookie("kentongan", "A" * 43)
    assert typed not in other.client.get(where).text
    assert typed in reporter.client.get(where).text
    assert typed not in reporter.client.get(where).text
