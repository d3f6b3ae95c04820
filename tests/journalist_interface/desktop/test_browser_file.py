"""The icon's file lets one browser in, once, and a second click leads to what is open already."""

import re
import stat
from html import unescape
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from journalist_interface.config import Config
from journalist_interface.desktop.browser_file import write_door, write_problem
from store.web.configuration import read_config
from tests.header_set import PAGE, check_headers
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.secret_watch import WATCH

FROM_A_FILE = {"Origin": "null", "Sec-Fetch-Site": "cross-site"}


def secret_in(page: str) -> str:
    found = re.search(r'name="secret" value="([^"]+)"', page)
    assert found is not None
    WATCH.plant(found[1])
    return found[1]


@pytest.fixture
def config(station: Workstation) -> Config:
    return read_config(station.config, Config)


def knock(browser: OfficerBrowser, secret: str) -> httpx.Response:
    """What a browser sends from a file: no strict cookie goes with it."""
    kept = list(browser.http.cookies.jar)
    browser.http.cookies.clear()
    try:
        return browser.http.post("/start", data={"secret": secret}, headers=FROM_A_FILE)
    finally:
        for cookie in kept:
            browser.http.cookies.jar.set_cookie(cookie)


def go_on(browser: OfficerBrowser, knocked: httpx.Response) -> OfficerPage:
    """What the page that answers leads to, by itself."""
    assert knocked.headers["Refresh"] == "0; url=/start"
    answer = browser.http.get("/start", headers={"Sec-Fetch-Site": "same-origin"})
    return OfficerPage(answer)


def test_the_file_lets_one_browser_in_once(station: Workstation, config: Config, tmp_path: Path) -> None:
    secret = secret_in(write_door(tmp_path / "kentongan", config).read_text())
    with OfficerBrowser(station) as first, OfficerBrowser(station) as second:
        knocked = knock(first, secret)
        assert knocked.status_code == HTTPStatus.OK
        check_headers(knocked.headers.multi_items(), PAGE)
        assert go_on(first, knocked).path == "/id/sign-in"
        assert first.get("/id/sign-in").status == HTTPStatus.OK
        assert f"kentongan-{station.port}-new" not in first.http.cookies
        assert knock(second, secret).status_code == HTTPStatus.FORBIDDEN
        assert second.get("/start").status == HTTPStatus.FORBIDDEN


def test_a_second_click_leaves_the_officer_signed_in(
    station: Workstation, config: Config, tmp_path: Path
) -> None:
    with station.signed_in() as browser:
        before = browser.http.cookies[f"kentongan-{station.port}"]
        knocked = knock(browser, secret_in(write_door(tmp_path, config).read_text()))
        waiting = browser.http.cookies[f"kentongan-{station.port}-new"]
        assert go_on(browser, knocked).path == "/id/today"
        assert browser.http.cookies[f"kentongan-{station.port}"] == before
    with OfficerBrowser(station) as other:  # the session that was not needed is gone
        other.http.cookies.set(f"kentongan-{station.port}-new", waiting)
        assert other.get("/start").status == HTTPStatus.FORBIDDEN


def test_a_guess_opens_nothing_and_does_not_use_the_secret_up(
    station: Workstation, config: Config, tmp_path: Path
) -> None:
    secret = secret_in(write_door(tmp_path, config).read_text())
    with OfficerBrowser(station) as browser:
        for guess in ("", "guess", secret + "x"):
            assert knock(browser, guess).status_code == HTTPStatus.FORBIDDEN
        assert go_on(browser, knock(browser, secret)).path == "/id/sign-in"


def test_only_the_door_takes_what_comes_from_no_site(station: Workstation) -> None:
    with station.signed_in() as browser:
        for path in ("/id/sign-in", "/id/sign-out"):
            answer = browser.http.post(path, data={}, headers=FROM_A_FILE)
            assert answer.status_code == HTTPStatus.FORBIDDEN
        assert browser.http.get("/start", headers=FROM_A_FILE).status_code == HTTPStatus.FORBIDDEN


def test_only_its_owner_reads_the_file_and_its_address_is_no_secret(config: Config, tmp_path: Path) -> None:
    path = write_door(tmp_path / "kentongan", config)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    page = path.read_text()
    assert secret_in(page) not in str(path)
    assert re.findall(r'action="([^"]*)"', page) == [f"{config.origin}/start"]
    assert f"form-action {config.origin}" in page
    assert "<script" not in page


def test_the_page_that_says_why_it_is_closed_quotes_what_was_said(tmp_path: Path) -> None:
    said = "/home/sari/workstation.toml lacks the setting `person`, <and more>."
    page = write_problem(tmp_path, said).read_text()
    assert said in unescape(page)
    assert "<and" not in page
    assert "Sampaikan kalimat ini kepada administrator" in page
