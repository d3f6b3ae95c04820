"""Reports, answers and visits through a real Tor network, and what the servers keep of the way they came."""

import re
from ipaddress import IPv6Address
from pathlib import Path

import pytest

from store.cases.records import case_names
from tests.browsers.interface import Browser, Kind
from tests.conftest import NewBrowser
from tests.end_to_end.people_in_browsers import Reporter
from tests.end_to_end.scan import search, search_bytes
from tests.journalist_interface.workstation import workstation_process
from tests.source_interface.reporter import ANSWERS
from tests.source_interface.watched_upload import enter, file_of, watch
from tests.tor.conftest import Surroundings
from tests.tor.curl import Curl

pytestmark = pytest.mark.timeout(300)

CIRCUIT_PREFIX = "fc00:dead:beef"
MARKS = {
    "a circuit as packed bytes": IPv6Address("fc00:dead:beef:4dad::").packed[:8],
    "a circuit in hexadecimal digits": b"fc00deadbeef4dad",
    "a peer's address": b"127.0.0.1",
}


def report_with_curl(surroundings: Surroundings, folder: Path, what: str, circuit: str) -> str:
    """The codename."""
    curl = Curl(surroundings.reporters.url(circuit), surroundings.source, folder / f"{circuit}.jar")
    return curl.report(what=what)


def visit_with_curl(surroundings: Surroundings, folder: Path, code: str, circuit: str) -> str:
    """The mailbox, seen on another circuit."""
    curl = Curl(surroundings.reporters.url(circuit), surroundings.source, folder / f"{circuit}.jar")
    return curl.open_mailbox(code)


def test_a_report_sent_with_curl_is_opened_on_another_circuit(
    surroundings: Surroundings, tmp_path: Path
) -> None:
    code = report_with_curl(surroundings, tmp_path, "Lelang diatur sebelum dibuka.", "curl-report")
    mailbox = visit_with_curl(surroundings, tmp_path, code, "curl-visit")
    assert "Lelang diatur sebelum dibuka." in mailbox


def test_a_report_from_firefox_without_scripts_is_read_and_answered_through_the_authorized_onion(
    surroundings: Surroundings, new_browser: NewBrowser, tmp_path: Path
) -> None:
    evidence = tmp_path / "bukti perjalanan.txt"
    evidence.write_bytes(b"kuitansi yang sama, dua kali\n" * 4_000)
    browser: Browser = new_browser("firefox", surroundings.reporters.proxy)
    browser.open(f"http://{surroundings.source}/id/")
    assert not browser.count(".warning"), browser.text()  # the way is through Tor, the browser as Tor Browser
    reporter = Reporter(browser, f"http://{surroundings.source}/")
    earlier = set(case_names(surroundings.office.database))
    reporter.begin_report()
    reporter.write(ANSWERS | {"what": "Perjalanan dinas yang tidak pernah terjadi."}, "corruption")
    code = reporter.send_report()
    reporter.confirm_code()
    assert evidence.name in reporter.attach([evidence])
    reporter.leave()
    (case,) = (
        set(case_names(surroundings.office.database)) - earlier
    )  # the list shows a page of all the others
    with (
        workstation_process(
            surroundings.office,
            f"http://{surroundings.gateway}",
            gateway_proxy=f"socks5h://127.0.0.1:{surroundings.officers.port}",
        ) as workstation,
        workstation.signed_in() as officer,
    ):
        page = officer.case(case)
        assert "Perjalanan dinas yang tidak pernah terjadi." in page.text
        links = [link for link in page.links if "/attachments/" in link]
        assert officer.http.get(links[0]).content == evidence.read_bytes()
        assert (
            "Kami minta nomor surat tugasnya." in officer.reply(case, "Kami minta nomor surat tugasnya.").text
        )
    assert "Kami minta nomor surat tugasnya." in visit_with_curl(surroundings, tmp_path, code, "answer")


@pytest.mark.parametrize("kind", ["firefox", pytest.param("chromium", marks=pytest.mark.thorough)])
def test_an_upload_through_the_onion_shows_how_much_is_here_while_it_runs(
    surroundings: Surroundings, new_browser: NewBrowser, tmp_path: Path, kind: Kind
) -> None:
    browser: Browser = new_browser(kind, surroundings.reporters.proxy)
    enter(browser, f"http://{surroundings.source}")
    browser.choose_files("files", [file_of(tmp_path, "rekaman.mp4", 5_000_000)])
    with surroundings.reporters.paced(500_000):
        browser.click("#files-form .primary")
        watched = watch(browser, 200)
    assert len(watched.percents) >= 2, watched
    assert watched.percents == sorted(watched.percents)
    assert re.search(r"rekaman\.mp4\s*\(5\sMB\)", watched.result)


def test_no_circuit_and_no_peer_address_is_written_anywhere(
    surroundings: Surroundings, tmp_path: Path
) -> None:
    office = surroundings.office
    code = report_with_curl(surroundings, tmp_path, "Jejak yang tidak boleh ada.", "traced")
    visit_with_curl(surroundings, tmp_path, code, "traced-again")
    with surroundings.reporters.connect(surroundings.source, "broken") as connection:
        connection.sendall(b"This is not HTTP.\r\n\r\n")
        connection.recv(1024)
    places, officers = [office.folder], [office.folder / "workstation"]
    written = {path.name for path in office.folder.rglob("*") if path.is_file()}
    assert {"store.sqlite3", "store.sqlite3-wal", "source.log", "gateway.log", "accounts.sqlite3"} <= written
    assert search(places, [CIRCUIT_PREFIX], officers) == []
    assert search_bytes(places, MARKS, officers) == []
    planted = office.folder / "state" / "planted"
    planted.write_bytes(b"".join(MARKS.values()) + CIRCUIT_PREFIX.encode())
    found = search(places, [CIRCUIT_PREFIX], officers) + search_bytes(places, MARKS, officers)
    assert {find.word for find in found} == {CIRCUIT_PREFIX, *MARKS}
    planted.unlink()
