"""Every address of the officer's interface, in every method: the exact headers, and never an error of ours."""

from collections.abc import Iterator

import httpx
import pytest
from flask import Flask, abort

from journalist_interface.actions.table import ACTIONS
from journalist_interface.app import create_app
from journalist_interface.config import load
from journalist_interface.http_error_pages import HTTP_PAGES
from journalist_interface.services import EXTENSION
from journalist_interface.views.exporting import KINDS
from tests.every_route import every_request
from tests.header_set import DOWNLOAD, PAGE, PREVIEW, check_headers
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.loopback import NO_AUTHORITIES


@pytest.fixture
def app(station: Workstation, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The same workstation's app in this process."""
    monkeypatch.setenv("KENTONGAN_WORKSTATION_CONFIG", str(station.config))
    made = create_app(load())
    yield made
    made.extensions[EXTENSION].close()


def test_every_route_in_every_method_has_the_exact_headers(
    station: Workstation, officer: OfficerBrowser, app: Flask
) -> None:
    case = station.office.report().case
    asked = [(method, path.replace("0" * 32, case)) for method, path in every_request(app)]
    asked += [
        (method, f"/{language}/cases/{case}/do/{action}")
        for action in ACTIONS
        for language in ("id", "en")
        for method in ("GET", "POST")
    ]
    asked += [(method, f"/id/cases/{case}/export/{kind}") for kind in KINDS for method in ("GET", "POST")]
    assert len(asked) >= 8 * 16
    asked.sort(
        key=lambda request: "sign-out" in request[1] or "sign-in" in request[1]
    )  # they end the session
    for method, path in asked:
        origin = {"Origin": station.origin, "Sec-Fetch-Site": "same-origin"}
        answer = officer.http.request(method, path, headers=origin, follow_redirects=False)
        check_headers(answer.headers.multi_items(), PAGE, PREVIEW, DOWNLOAD)
        assert answer.status_code < 500, (method, path)
        assert answer.status_code != 405 or answer.headers["Allow"], (method, path)


def test_without_the_link_every_route_in_every_method_is_closed(station: Workstation, app: Flask) -> None:
    for method, path in every_request(app):
        answer = httpx.request(
            method,
            f"http://127.0.0.1:{station.port}{path}",
            headers={"Host": f"sari.localhost:{station.port}", "Origin": station.origin},
            trust_env=False,
            verify=NO_AUTHORITIES,
        )
        check_headers(answer.headers.multi_items(), PAGE)
        says_nothing = path.startswith("/static/") or method == "OPTIONS"
        assert answer.status_code in ({200, 403, 404, 405} if says_nothing else {403, 405}), (method, path)


@pytest.mark.parametrize("status", sorted({400, 404, 405, 413, 429, 500, 503} | set(HTTP_PAGES)))
def test_every_error_has_a_page_in_both_languages(station: Workstation, app: Flask, status: int) -> None:
    app.add_url_rule("/<any(id, en):language>/gagal", "gagal", lambda: abort(status))
    app.before_request_funcs.clear()  # the walls have tests of their own
    client = app.test_client()
    base = f"http://sari.localhost:{station.port}"
    indonesian, english = (client.get(f"/{language}/gagal", base_url=base) for language in ("id", "en"))
    assert indonesian.status_code == english.status_code == status
    page = HTTP_PAGES[status]
    assert page.title in english.text
    assert page.advice in english.text.replace("&#39;", "'")
    assert page.title not in indonesian.text
    assert '<html lang="id">' in indonesian.text
    assert 'href="/static/officer.css"' in indonesian.text
