"""The story's two windows do the same with a page: the one over HTTP sends what a real browser sends."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from markupsafe import escape
from werkzeug.serving import make_server

from tests.browsers.interface import Browser
from tests.controls import NotOnPageError
from tests.end_to_end.browser_window import BrowserWindow
from tests.markup import Markup
from tests.scenario.http_window import HttpWindow
from tests.scenario.window import Value, Window
from tests.serving import serving

FORM = """<!doctype html><html lang="en"><title>Form</title>
<p>A <b>page</b> with<br>text</p><a href="/here?a=1&amp;b=2">Go  <span>on</span></a>
<details><summary>More</summary><p><a href="/there">Elsewhere</a></p>
<details><summary>Still more</summary><form method="post" action="/echo"><button>Deep</button></form>
</details></details>
<form method="post" action="/echo" id="main"><button aria-hidden="true" name="which" value="unseen">Send</button>
<input type="hidden" name="token" value="&lt;t&gt;">
<label for="line">A line <span>required</span></label><input id="line" name="line" value="before">
<label for="area">Area</label><textarea id="area" name="area">
first
second</textarea>
<label for="kept">Kept</label><textarea id="kept" name="kept">

an empty line before</textarea>
<input type="checkbox" id="a-0" name="a" value="x"><label for="a-0">Box</label>
<input type="checkbox" id="a-1" name="a" value="y" checked><label for="a-1">Box two</label>
<input type="checkbox" id="a-2" name="a" value="z" disabled><label for="a-2">Box three (not to be had)</label>
<input type="radio" id="r-0" name="r" value="no" checked><label for="r-0">No</label>
<input type="radio" id="r-1" name="r" value="yes"><label for="r-1">Yes</label>
<label for="pick">Pick</label><select id="pick" name="pick"><option value="">Choose</option>
<option value="1">One, first</option><option value="2" disabled>Two</option></select>
<label for="files">Files</label><input type="file" id="files" name="files" multiple>
<button name="which" value="plain">Send</button>
<button formaction="/echo?up" formenctype="multipart/form-data">Send files</button>
</form><button form="main" name="which" value="outside">Outside</button>
<form method="post" action="/echo"><label for="must">Must</label><input id="must" name="must" required>
<button>Short</button><button formnovalidate>Short anyway</button></form>
<form action="/echo"><label for="q">Search</label><input type="search" id="q" name="q"><button>Find</button></form>
</html>"""
FIELDS: dict[str, Value] = {
    "A line": "after ✓",
    "Area": "one\ntwo",
    "Box": True,
    "Box two": False,
    "Yes": True,
    "Pick": "One",
}


def _app() -> Flask:
    app = Flask(__name__)

    @app.get("/")
    def form() -> str:
        return FORM

    @app.route("/echo", methods=["GET", "POST"])
    def echo() -> str:
        sent = request.form if request.method == "POST" else request.args
        lines = [f"{name}={value!r}" for name, value in sent.items(multi=True)]
        files = [f"{file.filename} {file.read()!r}" for file in request.files.getlist("files")]
        origin = request.headers.get("Origin") == request.host_url.rstrip("/")
        return f"<!doctype html><p>{escape(' '.join([request.method, str(origin), *lines, *files]))}</p>"

    @app.get("/here")
    @app.get("/there")
    def there() -> str:
        return f"<!doctype html><p>{escape(request.full_path.rstrip('?'))}</p>"

    return app


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, _app(), threaded=True)
    with serving(server):
        yield f"http://cerita.localhost:{server.server_port}/"


@pytest.fixture(params=["http", "browser"])
def window(request: pytest.FixtureRequest, site: str) -> Iterator[Window]:
    browser: Browser = request.getfixturevalue("chromium")
    window: Window = HttpWindow() if request.param == "http" else BrowserWindow(browser)
    window.open(site)
    yield window
    if request.param == "http":
        window.close()


def test_a_page_is_read_as_text_without_what_is_typed(window: Window) -> None:
    assert "A page with text" in window.page().text
    assert "before" not in window.page().text
    assert window.page().has_link("Go on")
    assert window.page().has_button("Outside")
    assert not window.page().has_button("Go on")


def test_fields_are_found_by_their_labels_and_sent_as_browsers_send_them(window: Window) -> None:
    window.send("Send", FIELDS)
    assert window.page().text == (
        "POST True token='<t>' line='after ✓' area='one\\r\\ntwo' kept='\\r\\nan empty line before' a='x' r='yes' "
        "pick='1' files='' which='plain'"
    )


def test_what_is_left_alone_is_sent_as_it_stands_also_from_outside_the_form(window: Window) -> None:
    window.send("Outside", {})
    assert window.page().text == (
        "POST True token='<t>' line='before' area='first\\r\\nsecond' kept='\\r\\nan empty line before' a='y' r='no' "
        "pick='' files='' which='outside'"
    )


def test_a_button_with_an_address_of_its_own_sends_files(window: Window, tmp_path: Path) -> None:
    files = tuple(tmp_path / name for name in ("satu.txt", "dua.txt"))
    for file in files:
        file.write_text(file.stem)
    window.send("Send files", {"Files": files})
    assert window.url().endswith("/echo?up")
    assert window.page().text.endswith("satu.txt b'satu' dua.txt b'dua'")


def test_a_form_that_asks_puts_its_question_into_the_address(window: Window) -> None:
    window.send("Find", {"Search": "kata lain"})
    assert window.url().endswith("/echo?q=kata+lain")
    assert window.page().text.startswith("GET ")


def test_links_and_buttons_are_reached_also_in_what_is_folded_up(window: Window, site: str) -> None:
    window.follow("Go on")
    assert window.page().text == "/here?a=1&b=2"
    window.open(site)
    window.follow("Elsewhere")
    assert window.url() == f"{site}there"
    window.open("/")
    window.send("Deep", {})
    assert window.page().text == "POST True"


@pytest.mark.parametrize(
    "attempt",
    [
        lambda window: window.follow("Nowhere"),
        lambda window: window.send("Nothing", {}),
        lambda window: window.send("Send", {"No such label": ""}),
        lambda window: window.send("Send", {"Pick": "Two"}),
        lambda window: window.send("Send", {"Pick": "Three"}),
    ],
)
def test_what_is_not_on_the_page_cannot_be_done(attempt: Callable[[Window], None], site: str) -> None:
    window = HttpWindow()
    window.open(site)
    with pytest.raises(NotOnPageError):
        attempt(window)
    window.close()


def test_what_is_disabled_cannot_be_chosen(site: str) -> None:
    window = HttpWindow()
    window.open(site)
    with pytest.raises(NotOnPageError, match="cannot be changed"):
        window.send("Send", {"Box three": True})
    window.close()


def test_a_form_is_not_sent_before_what_is_required_is_there(site: str) -> None:
    window = HttpWindow()
    window.open(site)
    with pytest.raises(NotOnPageError, match="The form waits for 'Must'"):
        window.send("Short", {})
    window.send("Short anyway", {})
    window.open(site)
    window.send("Short", {"Must": "there"})
    assert window.page().text == "POST True must='there'"
    window.close()


def test_two_of_a_kind_are_no_answer() -> None:
    page = Markup(
        "<a href='/1'>Twice</a><a href='/2'>Twice</a><form><button>B</button><button>B</button></form>"
    )
    with pytest.raises(NotOnPageError, match="2 of 'Twice'"):
        page.link("Twice")
    with pytest.raises(NotOnPageError, match="2 of 'B'"):
        page.form_with("B")
