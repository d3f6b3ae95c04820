"""Only a browser that opened this launch's link, on this very address, gets in."""

import json
import socket
import ssl
import stat
from contextlib import ExitStack
from http import HTTPStatus

import httpx
import pytest

from journalist_interface.config import Config, load
from journalist_interface.web import launch
from store.web.headers import SERVER_MARKS, answer_headers
from tests.header_set import PAGE, check_headers
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.loopback import NO_AUTHORITIES

CLOSED = "Buka Kentongan dari terminal"


def ask(
    workstation: Workstation, method: str = "GET", path: str = "/id/sign-in", **headers: str
) -> httpx.Response:
    """A request of any program on this machine."""
    return httpx.request(
        method,
        f"http://127.0.0.1:{workstation.port}{path}",
        headers={"Host": f"sari.localhost:{workstation.port}", **headers},
        trust_env=False,
        verify=NO_AUTHORITIES,
    )


@pytest.fixture
def config(station: Workstation, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.setenv("KENTONGAN_WORKSTATION_CONFIG", str(station.config))
    return load()


def test_without_the_link_every_page_is_closed_and_says_what_to_do(station: Workstation) -> None:
    for path in ("/", "/id/", "/id/sign-in", "/en/cases", f"/id/cases/{'0' * 32}", "/nowhere"):
        answer = ask(station, path=path)
        assert answer.status_code == 403
        assert "python -m journalist_interface link" in answer.text


def test_connections_that_say_nothing_or_speak_tls_keep_no_officer_out(station: Workstation) -> None:
    """Any page in the officer's browser can open them."""
    hello, tls = ssl.MemoryBIO(), ssl.create_default_context()
    with pytest.raises(ssl.SSLWantReadError):
        tls.wrap_bio(ssl.MemoryBIO(), hello, server_hostname=f"sari.localhost:{station.port}").do_handshake()
    opening = hello.read()
    with ExitStack() as stack:
        for number in range(40):
            held = stack.enter_context(socket.create_connection(("127.0.0.1", station.port)))
            held.sendall(opening if number % 2 else b"")
        assert ask(station).status_code == HTTPStatus.FORBIDDEN


def test_a_link_works_once(station: Workstation) -> None:
    link = station.typed_link()
    with OfficerBrowser(station) as first, OfficerBrowser(station) as second:
        assert first.get(link).path == "/id/sign-in"
        page = second.get(link)
        assert page.status == 403
        assert CLOSED in page.text
        assert first.get("/id/sign-in").status == 200


def test_the_first_link_is_printed_at_the_start(own_workstation: Workstation) -> None:
    with OfficerBrowser(own_workstation) as browser:
        assert browser.get(own_workstation.first_link()).path == "/id/sign-in"


def test_a_new_link_ends_the_one_before_and_lets_a_second_browser_in(station: Workstation) -> None:
    older, newer = station.typed_link(), station.typed_link()
    with OfficerBrowser(station) as browser:
        assert browser.get(older).status == 403
        assert browser.get(newer).status == 200


def test_a_link_ends_after_ten_minutes(own_workstation: Workstation) -> None:
    link = own_workstation.link()
    own_workstation.office.move(minutes=11)
    with OfficerBrowser(own_workstation) as browser:
        assert browser.get(link).status == 403


def test_a_wrong_guess_does_not_use_the_link_up(station: Workstation) -> None:
    link = station.link()
    assert ask(station, path="/start/guess").status_code == 403
    assert ask(station, "HEAD", path="/start/" + link.rpartition("/")[2]).status_code == 405
    with OfficerBrowser(station) as browser:
        assert browser.get(link).status == 200


def test_the_state_folder_holds_the_digest_of_a_link_alone(station: Workstation, config: Config) -> None:
    secret = station.link().rpartition("/")[2]
    file = config.state / "link.json"
    assert secret not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(config.state.stat().st_mode) == 0o700
    assert launch.redeem(config.state, config.clock, secret)
    assert not launch.redeem(config.state, config.clock, secret)


def test_a_damaged_link_file_lets_no_browser_in(config: Config) -> None:
    secret = launch.new_link(config).rpartition("/")[2]
    (config.state / "link.json").write_text(json.dumps({"digest": 1}))
    assert not launch.redeem(config.state, config.clock, secret)


def test_the_cookie_is_out_of_reach_and_carries_the_port(station: Workstation) -> None:
    answer = ask(station, path="/start/" + station.link().rpartition("/")[2])
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"kentongan-{station.port}=")
    for mark in ("HttpOnly", "SameSite=Strict", "Path=/"):
        assert mark in cookie
    assert "Expires" not in cookie
    assert answer.headers["Location"] == "/id/"


def test_a_cookie_under_the_name_of_another_port_opens_nothing(station: Workstation) -> None:
    with station.browser() as browser:
        value = browser.http.cookies[f"kentongan-{station.port}"]
    assert ask(station, Cookie=f"kentongan-{station.port}={value}").status_code == 200
    assert ask(station, Cookie=f"kentongan-{station.port + 1}={value}").status_code == 403
    assert ask(station, Cookie=f"kentongan-{station.port}=guess").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example:{port}", "127.0.0.1:{port}", "sari.localhost", "sari.localhost:1", ""]
)
def test_another_host_name_is_refused(station: Workstation, host: str) -> None:
    """DNS rebinding: a page of another name that resolves to loopback."""
    with station.browser() as browser:
        cookie = f"kentongan-{station.port}={browser.http.cookies[f'kentongan-{station.port}']}"
    for path in ("/id/sign-in", "/static/officer.css", "/start/x"):
        assert ask(station, path=path, Cookie=cookie, Host=host.format(port=station.port)).status_code in {
            400,
            403,
        }


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://budi.localhost:{port}"},
        {"Origin": "http://sari.localhost"},
        {"Origin": "http://sari.localhost:{port}", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://sari.localhost:{port}", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_post_from_elsewhere_is_refused(station: Workstation, headers: dict[str, str]) -> None:
    with station.browser() as browser:
        form = browser.get("/id/sign-in").form("/sign-in")
        cookie = f"kentongan-{station.port}={browser.http.cookies[f'kentongan-{station.port}']}"
    sent = {name: value.format(port=station.port) for name, value in headers.items()}
    answer = httpx.post(
        f"http://127.0.0.1:{station.port}/id/sign-in",
        data=form.fields,
        headers={"Host": f"sari.localhost:{station.port}", "Cookie": cookie, **sent},
        trust_env=False,
        verify=NO_AUTHORITIES,
    )
    assert answer.status_code == 403
    assert "Permintaan ini ditolak" in answer.text


def test_a_page_of_another_site_cannot_even_look(station: Workstation) -> None:
    with station.browser() as browser:
        cookie = f"kentongan-{station.port}={browser.http.cookies[f'kentongan-{station.port}']}"
    for path in ("/id/sign-in", "/static/officer.css"):
        for site in ("cross-site", "same-site"):
            assert ask(station, path=path, Cookie=cookie, **{"Sec-Fetch-Site": site}).status_code == 403
        assert ask(station, path=path, Cookie=cookie, Origin="http://evil.example").status_code == 403


def test_a_form_of_another_visit_is_refused(station: Workstation) -> None:
    with station.browser() as one:
        form = one.get("/id/sign-in").form("/sign-in")
    with station.browser() as other:
        page = other.post(form, {"passphrase": "x", "code": "123456"})
    assert page.status == 400
    assert "Halaman ini tidak berlaku lagi" in page.text


def test_every_answer_bears_the_headers_and_nothing_of_the_server(
    station: Workstation, officer: OfficerBrowser
) -> None:
    case = station.office.report()
    case.attaches(b"isi", "a.txt")
    paths = [
        "/",
        "/id/",
        "/id/cases",
        "/en/sign-in",
        f"/id/cases/{case.case}",
        "/nowhere",
        "/static/officer.css",
        "/static/nothing.css",
        "/start/x",
    ]
    answers = [officer.http.get(path, follow_redirects=False) for path in paths]
    answers += [ask(station), ask(station, "POST"), ask(station, Host="evil.example")]
    answers += [officer.http.put("/id/cases", headers={"Origin": station.origin})]
    answers += [officer.http.get(f"/id/cases/{case.case}/attachments/2")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "script" not in policy
        for name, value in answer_headers(policy).items():
            assert answer.headers[name] == value, (answer.url, name)
        for mark in SERVER_MARKS:
            assert mark not in answer.headers, (answer.url, mark)
    assert "sandbox" in answers[-1].headers["Content-Security-Policy"]


def test_errors_have_pages_in_both_languages(officer: OfficerBrowser, station: Workstation) -> None:
    for path, words in (("/id/x", "Tidak ada apa-apa di sini"), ("/en/x", "There is nothing here")):
        page = officer.get(path)
        assert page.status == 404
        assert words in page.text
    put = OfficerPage(officer.http.put("/id/cases", headers={"Origin": station.origin}))
    assert put.status == 405
    assert "dengan cara lain" in put.text


def test_a_form_beyond_all_measure_gets_a_page(station: Workstation) -> None:
    with station.browser() as browser:
        form = browser.get("/id/sign-in").form("/sign-in")
        page = browser.post(form, {"kept-text": "a" * 3_000_000})
        assert page.status == 413
        assert "Ini terlalu besar" in page.text
        files = browser.post(form, {}, [("a.txt", b"x" * 600_000)])
        assert files.status == 413


def test_the_pages_hold_no_script_and_the_stylesheet_is_small(officer: OfficerBrowser) -> None:
    style = officer.http.get("/static/officer.css")
    assert style.status_code == 200
    assert len(style.content) < 12_000
    for path in ("/id/cases", "/id/sign-in"):
        html = officer.get(path).html
        assert "<script" not in html
        assert "style=" not in html
        assert "onclick" not in html


@pytest.mark.parametrize(
    ("path", "place"), [("/", "/id/"), ("/id", "/id/"), ("/id//cases", "/id/cases"), ("/en/", "/en/sign-in")]
)
def test_a_redirect_names_no_host_and_says_nothing(station: Workstation, path: str, place: str) -> None:
    with station.browser() as browser:
        answer = browser.http.get(f"{station.origin}{path}", follow_redirects=False)
        assert answer.is_redirect
        assert (answer.headers["Location"], answer.content) == (place, b"")
        check_headers(answer.headers.multi_items(), PAGE)
