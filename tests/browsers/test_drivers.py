"""The browsers do what the other tests rely on, the same in both."""

import hashlib
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsers.interface import Browser, BrowserError, DownloadError, Proxy
from tests.browsers.outside import Outside
from tests.browsers.site import BIG, MIB, Site, big_part
from tests.conftest import NewBrowser

USED_ELSEWHERE = pytest.mark.thorough
"""The short form are the tests that do this in a browser: they fail when it does not come about."""
NOTHING = hashlib.sha256(b"").hexdigest()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def at_form(browser: Browser, site: Site) -> Browser:
    browser.open(site.url())
    return browser


def png_size(path: Path) -> tuple[int, int]:
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def test_page_scripts_are_off(at_form: Browser) -> None:
    assert "No scripts here" in at_form.text()
    assert "scripts ran" not in at_form.text()
    assert "<noscript>" in at_form.source()


@USED_ELSEWHERE
def test_a_form_arrives_as_it_was_filled_in(at_form: Browser) -> None:
    at_form.fill("story", "first")
    at_form.fill("story", "Saya melihat\nñ 😀 'itu'")
    at_form.check("agree")
    at_form.check("agree")
    at_form.uncheck("extra")
    at_form.check("[name=way][value=b]")
    at_form.select("place", "y")
    assert at_form.is_checked("agree")
    assert not at_form.is_checked("extra")
    at_form.click("#send")
    assert at_form.url().endswith("/send")
    assert [line.strip() for line in at_form.text().splitlines() if line] == [
        "Received",
        "agree='yes'",
        "place='y'",
        "short=''",
        "story=" + repr("Saya melihat\r\nñ 😀 'itu'"),
        "way='b'",
        f"0 {NOTHING}",
    ]


@USED_ELSEWHERE
def test_filling_in_keeps_to_the_length_that_a_field_allows(at_form: Browser) -> None:
    at_form.fill("short", "1234567")
    assert at_form.value("short") == "12345"
    at_form.fill("short", "")
    assert at_form.value("short") == ""


@USED_ELSEWHERE
def test_a_long_text_is_filled_in_whole(at_form: Browser) -> None:
    story = ("kalimat yang panjang sekali, é " * 20 + "\n") * 50
    at_form.fill("story", story)
    assert at_form.value("story") == story


@USED_ELSEWHERE
def test_a_click_waits_for_a_slow_answer(at_form: Browser) -> None:
    at_form.click_text('It\'s "sent" too')
    assert "Received" in at_form.text()


@USED_ELSEWHERE
def test_a_click_that_fills_a_frame_leaves_the_page(at_form: Browser) -> None:
    at_form.click("#framed")
    assert 'It\'s "the form"' in at_form.text()
    deadline = time.monotonic() + 10
    while "Received" not in at_form.frame_text("#inner"):
        assert time.monotonic() < deadline


@USED_ELSEWHERE
def test_a_link_is_found_by_its_visible_text_and_leads_back(at_form: Browser) -> None:
    at_form.click_text("Next page")
    assert at_form.url().endswith("/arrived")
    at_form.wait_for_text("Arrived", seconds=1)
    assert at_form.frame_text("#f").strip() == "In the frame"
    at_form.back()
    assert "the form" in at_form.text()
    at_form.click_text("Jump")
    assert at_form.url().endswith("#end")


@USED_ELSEWHERE
def test_a_double_click_sends_the_form(at_form: Browser) -> None:
    at_form.double_click("#send")
    assert "Received" in at_form.text()


def test_what_matches_twice_or_never_is_not_clicked(at_form: Browser) -> None:
    for wrong in ("button", "#missing"):
        with pytest.raises(BrowserError, match="exactly one"):
            at_form.click(wrong)
    with pytest.raises(BrowserError, match="exactly one"):
        at_form.click_text("Next")
    assert at_form.count("button") == 2
    with pytest.raises(BrowserError, match="did not show"):
        at_form.wait_for_text("never there", seconds=0.2)


@USED_ELSEWHERE
def test_files_of_any_name_and_100_mib_are_uploaded(at_form: Browser, tmp_path: Path) -> None:
    big, named = tmp_path / "big.bin", tmp_path / "Laporan 報告 'x'.txt"
    with big.open("wb") as file:
        file.writelines(big_part(number) for number in range(BIG // MIB))
    named.write_bytes(b"isi")
    at_form.choose_files("files", [named])
    at_form.choose_files("files", [big, named])
    at_form.click("#send")
    with big.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    assert f"big.bin {BIG} {digest}" in at_form.text()
    assert f"{named.name} 3 {hashlib.sha256(b'isi').hexdigest()}" in at_form.text()


@USED_ELSEWHERE
def test_100_mib_are_downloaded_byte_for_byte(at_form: Browser, tmp_path: Path) -> None:
    saved = at_form.download("#big", tmp_path)
    assert saved == tmp_path / "big.bin"
    assert saved.stat().st_size == BIG
    with saved.open("rb") as file:
        assert all(file.read(MIB) == big_part(number) for number in range(BIG // MIB))
    assert at_form.url().endswith("/")


@USED_ELSEWHERE
def test_small_downloads_are_saved_and_not_shown(at_form: Browser, tmp_path: Path) -> None:
    assert at_form.download("#empty", tmp_path).read_bytes() == b""
    assert at_form.download("#pdf", tmp_path).read_bytes() == b"%PDF-1.4\n"
    assert at_form.download("#pdf", tmp_path) == tmp_path / "a.pdf"


def test_a_download_that_breaks_off_is_no_file(at_form: Browser, tmp_path: Path) -> None:
    with pytest.raises(DownloadError):
        at_form.download("#broken", tmp_path)
    assert list(tmp_path.iterdir()) == []


@USED_ELSEWHERE
def test_screenshots_have_the_size_that_was_asked_for(at_form: Browser, tmp_path: Path) -> None:
    at_form.screenshot(tmp_path / "window.png", 800, 600, full_page=False)
    assert png_size(tmp_path / "window.png") == (800, 600)
    at_form.screenshot(tmp_path / "page.png", 360, 640)
    width, height = png_size(tmp_path / "page.png")
    assert width == 360
    assert height > 3000
    at_form.screenshot(tmp_path / "wide.png", 1400, 900, full_page=False)
    assert png_size(tmp_path / "wide.png") == (1400, 900)


def test_firefox_tells_no_page_where_it_came_from(firefox: Browser, site: Site) -> None:
    earlier = len(site.asked)
    firefox.open(site.url())
    firefox.click("#send")
    assert "Received" in firefox.text()
    firefox.back()
    firefox.click_text("Next page")
    asked = site.asked[earlier:]
    assert [request for request in asked if request[1] is not None] == []
    assert {path for path, _referrer in asked} >= {"/", "/send", "/next", "/arrived"}


def test_each_name_keeps_its_own_cookies(browser: Browser, site: Site) -> None:
    browser.open(site.url())
    (cookie,) = browser.cookies()
    assert (cookie.name, cookie.value, cookie.domain) == ("visit", "1", "site.localhost")
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    browser.open(site.url("/arrived", name="officer.localhost"))
    assert browser.cookies() == []


def test_a_new_profile_knows_nothing(at_form: Browser, site: Site) -> None:
    at_form.new_profile()
    assert at_form.url() == "about:blank"
    at_form.open(site.url("/arrived"))
    assert at_form.cookies() == []


def test_two_people_do_not_share_cookies(new_browser: NewBrowser, site: Site) -> None:
    first, second = new_browser("chromium"), new_browser("chromium")
    first.open(site.url())
    second.open(site.url("/arrived"))
    assert len(first.cookies()) == 1
    assert second.cookies() == []


def test_who_closes_twice_closes_no_window_of_another_test(new_browser: NewBrowser, site: Site) -> None:
    first = new_browser("chromium")
    first.open(site.url())
    first.close()
    second = new_browser("chromium")
    second.open(site.url("/arrived"))
    first.close()
    assert second.cookies() == []
    assert second.url() == site.url("/arrived")


def test_a_page_that_asks_a_host_outside_is_noticed(browser: Browser, site: Site, outside: Outside) -> None:
    browser.open(site.url())
    assert outside.asked() == []
    browser.open(site.url("/outside"))
    assert outside.asked() == ["GET http://elsewhere.example/spy.png HTTP/1.1"]


@pytest.mark.parametrize("kind", ["chromium", "firefox"])
def test_a_proxy_of_ones_own_is_used_for_all_but_loopback(
    kind: str, new_browser: NewBrowser, site: Site
) -> None:
    with Outside() as own:
        browser = new_browser(kind, Proxy("http", own.proxy.port))
        browser.open(site.url("/outside"))
        assert "Leaky" in browser.text()
        assert own.asked() == ["GET http://elsewhere.example/spy.png HTTP/1.1"]
