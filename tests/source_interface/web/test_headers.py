"""One exact header set on every answer, and nothing that tells of the software or of an earlier visit."""

import gzip

import pytest
from werkzeug.test import TestResponse

from source_interface.web.bad_http import refusal
from tests.every_route import every_request
from tests.header_set import DOWNLOAD, FRAMED, FRAMING, PAGE, check_headers, framed_with_its_style
from tests.source_interface.box import Box
from tests.source_interface.correspondence import Correspondence
from tests.source_interface.report_reader import answer as write_answer
from tests.source_interface.reporter import Reporter, form_to, shown_code
from tests.wire import RawAnswer, ask_raw

PROGRESS = "files/progress"
OF_FRAMES = {"files": FRAMING, "files/frame": FRAMED, "files/result": FRAMED}
"""The page for files may hold frames, and what is in them may stand there; nothing else may."""


def check(answer: TestResponse, policy: str = PAGE) -> None:
    check_headers(answer.headers.items(), policy)


def policy_of(path: str, of_progress: str) -> str:
    page = path.partition("/mailbox/")[2]
    return of_progress if page == PROGRESS else OF_FRAMES.get(page, PAGE)


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_route_in_every_method_has_the_exact_headers(box: Box, signed_in: bool) -> None:
    app = box.app()
    reporter = Reporter(app.test_client())
    page = reporter.report()
    of_progress = framed_with_its_style(reporter.open(f"/mailbox/{PROGRESS}").text)
    asked = every_request(app)
    assert len(asked) >= 8 * 24
    for method, path in asked:
        if signed_in and reporter.client.get_cookie("kentongan") is None:
            reporter.sign_in(shown_code(page))
        answer = reporter.client.open(path, method=method)
        check(answer, PAGE if answer.status_code in {404, 405, 501} else policy_of(path, of_progress))
        assert answer.status_code < 500, (method, path)
        assert answer.status_code != 405 or answer.headers["Allow"], (method, path)


def test_pages_of_every_state_have_the_exact_headers(reporter: Reporter) -> None:
    page = reporter.report()
    answers = [page, reporter.report(what=""), reporter.repeat(page, "salah"), reporter.repeat(page)]
    mailbox = reporter.mailbox()
    answers += [mailbox, reporter.says(""), reporter.says("x"), reporter.attaches(("a", b"a"))]
    answers += [
        reporter.open("/tidak-ada"),
        reporter.client.get("/xx/"),
        reporter.client.get("/static/../app.py"),
    ]
    answers += [reporter.client.post("/id/report", data={"a": "b"}, content_type="multipart/form-data")]
    answers += [reporter.send(form_to(mailbox, "/mailbox/leave"))]
    for answer in answers:
        check(answer)


def test_the_stylesheet_has_no_tag_no_date_and_no_ranges(reporter: Reporter) -> None:
    sheet = reporter.client.get("/static/style.css", headers={"Range": "bytes=0-3"})
    check(sheet)
    assert sheet.status_code == 200
    assert sheet.content_type == "text/css; charset=utf-8"
    assert "Accept-Ranges" not in sheet.headers


def test_the_stylesheet_comes_packed_to_a_browser_that_can_unpack_it(reporter: Reporter) -> None:
    plain = reporter.client.get("/static/style.css")
    assert "Content-Encoding" not in plain.headers
    for accepted, packed in (("gzip, deflate", True), ("deflate, gzip;q=0", False), ("br", False)):
        sheet = reporter.client.get("/static/style.css", headers={"Accept-Encoding": accepted})
        check(sheet)
        assert sheet.headers.get("Content-Encoding") == ("gzip" if packed else None)
        assert (gzip.decompress(sheet.data) if packed else sheet.data) == plain.data
        assert not packed or len(sheet.data) < 3_000


def test_no_page_comes_packed_for_packing_tells_what_repeats(reporter: Reporter) -> None:
    reporter.enter()
    for path in ("/", "/report", "/mailbox", "/mailbox/files/progress"):
        page = reporter.client.get(f"/id{path}", headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in page.headers


def test_a_download_may_do_nothing_at_all(talk: Correspondence) -> None:
    file = talk.attach("surat.pdf", b"isi surat")
    write_answer(talk.office, "sari", talk.case, "Lihat lampiran", (file,))
    answer = talk.reporter.open(f"/mailbox/attachments/{file.blob}")
    assert answer.status_code == 200
    check_headers(answer.headers.items(), DOWNLOAD)


def test_signing_out_clears_the_site(inside: Reporter) -> None:
    left = inside.send(form_to(inside.mailbox(), "/mailbox/leave"))
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'


def test_over_a_socket_the_headers_are_the_same_and_the_server_has_no_name(box: Box) -> None:
    with box.serve() as served:
        requests = [
            b"GET /id/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"GET /tidak HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            b"bukan http\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 9_000 + b"\r\n\r\n",
            b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        ]
        answers = [ask_raw(served.port, request) for request in requests]
    for answer in answers:
        check_headers(answer.headers, PAGE)
    assert [answer.status for answer in answers] == [200, 404, 400, 400, 431, 414]


@pytest.mark.parametrize("status", [400, 408, 429, 431, 500, 503])
def test_the_front_refuses_with_the_same_headers(status: int) -> None:
    answer = RawAnswer.read(refusal(status), closed=True)
    assert answer.statuses == [status]
    check_headers(answer.headers, PAGE)
    page = answer.body.decode()
    assert int(dict(answer.headers)["Content-Length"]) == len(answer.body)
    assert '<html lang="id">' in page
    assert 'lang="en"' in page
    assert 'href="/static/style.css"' in page


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        ("GET", "/id", "/id/"),
        ("GET", "/en", "/en/"),
        ("GET", "/id?a=1", "/id/?a=1"),
        ("GET", "/id//report", "/id/report"),
        ("POST", "/id//report", "/id/report"),
        ("GET", "/id///lain.contoh/..//open?b=%2F", None),
    ],
)
def test_a_redirect_names_no_host_and_says_nothing(
    box: Box, method: str, path: str, place: str | None
) -> None:
    """The Host is what the sender says: a cache that keeps answers for others could be led elsewhere by it."""
    address = f"http://lain.contoh{path}"
    answer = box.app().test_client().open(address, method=method)
    assert answer.headers.get("Location") == place
    assert "lain.contoh" not in answer.text
    assert place is None or (answer.status_code, answer.data) == (308, b"")
    check(answer)


def test_our_own_redirects_say_nothing_in_another_language_either(reporter: Reporter) -> None:
    for answer in (reporter.client.get("/"), reporter.sign_in("bukan kode siapa pun")):
        assert (answer.status_code, answer.data) == (303, b"")
        assert answer.headers["Location"].startswith("/id/")
        check(answer)
