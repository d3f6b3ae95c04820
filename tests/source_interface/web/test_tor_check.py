"""A visitor who did not come through Tor reads it on the first pages, with what to do; no one is turned away."""

import logging
import re

import pytest

from store.server.request_body import CIRCUIT
from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.source_interface.box import Box
from tests.source_interface.reporter import ANSWERS

ONION = "k" * 56 + ".onion"
TOR_BROWSER = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0"
ON_ANDROID = "Mozilla/5.0 (Android 10; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
UNSAFE = "Sambungan Anda ke sini belum aman"
OTHER_BROWSER = "Ini tampaknya bukan Tor Browser"
DEMO = "Ini peragaan di satu komputer, tanpa Tor."
WARNINGS = (UNSAFE, OTHER_BROWSER, DEMO)
BEGINNINGS = ("/id/", "/id/report", "/id/open")


def warnings(
    box: Box, path: str = "/id/", host: str = ONION, browser: str = TOR_BROWSER, **more: str
) -> list[str]:
    """The warnings on a page, asked for in this way."""
    headers = {"Host": host, "User-Agent": browser} | {name.replace("_", "-"): more[name] for name in more}
    page = box.app(onion=ONION).test_client().get(path, headers=headers)
    assert page.status_code == 200
    return [warning for warning in WARNINGS if warning in page.text]


@pytest.mark.parametrize("browser", [TOR_BROWSER, ON_ANDROID])
def test_in_tor_browser_at_the_onion_address_nothing_is_warned_of(box: Box, browser: str) -> None:
    assert all(not warnings(box, path, browser=browser) for path in BEGINNINGS)


@pytest.mark.parametrize("path", BEGINNINGS)
def test_a_gateway_to_the_web_is_named_on_every_page_where_one_begins(box: Box, path: str) -> None:
    for host in (
        f"{ONION}.ly",
        f"{ONION}.pet",
        "lapor.inspektorat.go.id",
        "127.0.0.1:8000",
        "localhost",
        f"x.{ONION}",
    ):
        assert warnings(box, path, host) == [UNSAFE], host


@pytest.mark.parametrize(
    "header",
    [
        "X-Tor2Web",
        "X-Forwarded-For",
        "X-Forwarded-Host",
        "X-Forwarded-Proto",
        "Forwarded",
        "Via",
        "X-Real-IP",
    ],
)
def test_a_header_that_only_a_gateway_adds_is_a_warning_even_with_the_right_host(
    box: Box, header: str
) -> None:
    assert warnings(box, **{header: "203.0.113.9"}) == [UNSAFE]


def test_a_connection_without_a_circuit_is_a_warning_where_circuits_are_told_apart(box: Box) -> None:
    client = box.app(onion=ONION, circuits=True).test_client()
    headers = {"Host": ONION, "User-Agent": TOR_BROWSER}
    assert UNSAFE in client.get("/id/", headers=headers).text
    through_tor = client.get("/id/", headers=headers, environ_overrides={CIRCUIT: b"x" * 16}).text
    assert not [warning for warning in WARNINGS if warning in through_tor]


def test_another_browser_at_the_onion_address_is_told_so(box: Box) -> None:
    for browser in (CHROME, "curl/8.14.1", "", TOR_BROWSER + " Edge/1"):
        assert warnings(box, browser=browser) == [OTHER_BROWSER], browser


def test_the_warning_says_what_to_do_and_where_to_go(box: Box) -> None:
    page = box.app(onion=ONION).test_client().get("/id/", headers={"Host": f"{ONION}.ly"}).text
    assert "www.torproject.org" in page
    assert ONION in page
    assert "203.0.113" not in page
    unnamed = box.app().test_client().get("/id/", headers={"Host": f"evil.example{ONION}.ly"}).text
    assert UNSAFE in unnamed
    assert "evil.example" not in unnamed, "what the gateway says of itself is never shown"


@pytest.mark.parametrize(
    ("language", "android", "iphone"),
    [
        ("id", "Untuk Android ada di Google Play", "Untuk iPhone tidak ada Tor Browser."),
        ("en", "On Android it is in Google Play", "For an iPhone there is no Tor Browser."),
    ],
)
@pytest.mark.parametrize("host", [ONION, f"{ONION}.ly"])
def test_outside_tor_browser_a_phones_owner_reads_what_to_do_without_a_link_that_leaves(
    box: Box, host: str, language: str, android: str, iphone: str
) -> None:
    headers = {"Host": host, "User-Agent": CHROME}
    page = box.app(onion=ONION).test_client().get(f"/{language}/", headers=headers).text
    warning = page[page.index('<section class="warning reached"') : page.index("</section>")]
    assert warning.index("www.torproject.org") < warning.index(android) < warning.index(iphone)
    assert "<a " not in warning
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', page)
    assert all(address.startswith(("/", "#")) for address in addresses), addresses


def test_on_loopback_without_an_onion_address_it_is_a_demonstration(box: Box) -> None:
    app = box.app()
    for host in ("localhost", "sumber.localhost:8443", "127.0.0.1:8000", "[::1]:8000"):
        page = app.test_client().get("/id/", headers={"Host": host, "User-Agent": CHROME}).text
        assert [warning for warning in WARNINGS if warning in page] == [DEMO], host
    forwarded = {"Host": "localhost", "X-Forwarded-For": "203.0.113.9"}
    assert UNSAFE in app.test_client().get("/id/", headers=forwarded).text


def test_a_reporter_who_was_warned_can_still_report(box: Box) -> None:
    client = box.app(onion=ONION).test_client()
    headers = {"Host": f"{ONION}.ly", "Origin": f"https://{ONION}.ly"}
    form = client.get("/id/report", headers=headers).text
    token = form.split('name="csrf_token" value="')[1].split('"')[0]
    page = client.post("/id/report", headers=headers, data=ANSWERS | {"csrf_token": token, "anonymous": "y"})
    assert page.status_code == 200
    assert 'class="words"' in page.text


def test_nothing_about_the_way_here_is_logged_or_stored(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    client = box.app(onion=ONION).test_client()
    with caplog.at_level(logging.DEBUG):
        for path in BEGINNINGS:
            client.get(
                path,
                headers={"Host": "gerbang.example", "User-Agent": "Peramban-Khas/1", "Via": "1.1 gerbang"},
            )
    assert not caplog.text
    for file in (path for path in box.office.folder.rglob("*") if path.is_file()):
        data = file.read_bytes()
        assert b"gerbang" not in data, file
        assert b"Peramban-Khas" not in data, file


@FIREFOX_FIRST
def test_a_person_sees_the_warning_and_the_way_out_in_a_real_browser(box: Box, browser: Browser) -> None:
    with box.serve(onion=ONION) as served:
        for path in BEGINNINGS:
            browser.open(f"http://127.0.0.1:{served.port}{path}")
            assert UNSAFE in browser.text()
            assert ONION in browser.text()
    with box.serve() as served:
        browser.open(served.url)
        assert DEMO in browser.text()
    assert "127.0.0.1" not in served.log.read_text().replace(f"127.0.0.1:{served.port}", "")
