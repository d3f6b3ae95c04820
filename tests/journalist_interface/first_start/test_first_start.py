"""A person sets Kentongan up on a new computer: from the icon to the sign-in page, in one browser, by real parts."""

import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from crypto.gpg.home import GnupgHome
from journalist_interface.config import Config
from store.api.office_certificate import OfficeCertificateFile
from store.domain.enrolment import Enrolment, read_enrolment
from store.domain.roster import RosterCertificate
from store.web.configuration import read_config
from store.web.gateway_client_file import OnionClient
from tests.every_route import every_request
from tests.header_set import DOWNLOAD, PAGE, check_headers
from tests.journalist_interface.hostile_gateway import HostileGateway, json_answer
from tests.journalist_interface.new_computer import (
    NAME,
    NewBrowser,
    NewComputer,
    copy_home,
    grouped,
    new_computer,
    running,
    words_on,
)
from tests.journalist_interface.test_traces import forms_of, found_in
from tests.office import TestOffice

pytestmark = pytest.mark.slow
CLIENT_KEY = "A" * 51 + "Q"
ONION = "a" * 56
TOKEN = re.compile(r'<input [^>]*name="csrf_token"[^>]*>')


@pytest.fixture
def computer(office: TestOffice) -> Iterator[NewComputer]:
    """A computer without any key."""
    with new_computer(office) as made:
        yield made


@pytest.fixture
def browser(computer: NewComputer) -> Iterator[NewBrowser]:
    """Its person's browser, inside."""
    with computer.browser() as made:
        yield made


@pytest.fixture
def with_key(office: TestOffice) -> Iterator[NewBrowser]:
    """A browser on a computer that has the key which the office's list names for Sari."""
    with new_computer(office, "sari") as computer, computer.browser() as made:
        yield made


def publish_with(office: TestOffice, enrolment: Enrolment) -> None:
    """The office takes the file: from now on the list has this key for Sari."""
    certificate = RosterCertificate(enrolment.fingerprint, enrolment.certificate)
    office.publish(people=office.people_with("sari", certificates=(certificate,)))


def test_a_person_comes_with_a_new_key_from_the_icon_to_signing_in(
    office: TestOffice, gateway: str, computer: NewComputer, browser: NewBrowser
) -> None:
    assert browser.get("/id/").path == "/id/first-start/name"
    passphrase = browser.make_key()
    assert len(passphrase.split()) == 8
    enrolment = read_enrolment(browser.make_file(passphrase))
    assert (enrolment.name, enrolment.gateway_client_key) == (NAME, None)
    assert grouped(enrolment.fingerprint) in browser.step("/file").text
    page = browser.tell_office(gateway)
    assert page.path.endswith("/first-start/list"), page.text
    assert "Anda belum ada dalam daftar kantor" in page.text
    assert grouped(enrolment.fingerprint) in page.text
    publish_with(office, enrolment)
    page = browser.step("/list")
    assert all(words in page.text for words in (office.roster.people[0].name, "sari", "petugas"))
    assert not computer.config.exists()
    page = browser.post(page.form("/list"))
    assert page.path == "/id/sign-in"
    assert "terhubung" in page.text
    typed = {"passphrase": passphrase, "code": office.fresh_code("sari")}
    assert browser.post(page.form("/sign-in"), typed).path == "/id/today"


def test_the_configuration_is_its_owners_alone_and_is_what_was_typed(
    office: TestOffice, gateway: str, with_key: NewBrowser
) -> None:
    computer = with_key.workstation
    with_key.take_key()
    with_key.make_file(computer.passphrase)
    for kept in (computer.config.parent / "state").glob("first-start*"):
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    form = with_key.step("/office").form("/office")
    typed = {"gateway": gateway, "fingerprint": office.keys.office.fingerprint.lower()}
    page = with_key.send_files(
        form,
        typed,
        holidays=("libur.txt", b"2026-12-24 libur Cuti bersama\r\n"),
    )
    assert with_key.post(page.form("/list")).path == "/id/sign-in"
    config = read_config(computer.config, Config)
    assert stat.S_IMODE(computer.config.stat().st_mode) == 0o600
    assert (config.person, config.gateway, config.gateway_proxy) == ("sari", gateway, None)
    assert config.office_fingerprint == office.keys.office.fingerprint
    assert config.office_certificate.read_bytes() == office.keys.office.certificate
    assert config.deadlines.holidays is not None
    assert config.deadlines.holidays.read_bytes().startswith(b"2026-12-24")
    assert sorted(path.name for path in config.state.glob("first-start*")) == []


def test_whoever_comes_back_compares_the_office_with_the_paper_before_anything_begins(
    office: TestOffice, gateway: str, with_key: NewBrowser
) -> None:
    """Perhaps it was another person who sat there meanwhile, and typed the key of an office of their own."""
    with_key.take_key()
    with_key.make_file(with_key.workstation.passphrase)
    with_key.tell_office(gateway)
    page = with_key.get("/id/")
    assert page.path == "/id/first-start/list"
    listed = office.roster.office
    shown = (listed.name, listed.unit, grouped(office.keys.office.fingerprint), gateway)
    assert all(words in page.text for words in shown), page.text


def test_a_configuration_that_is_there_meanwhile_is_left_as_it_is(gateway: str, with_key: NewBrowser) -> None:
    computer = with_key.workstation
    with_key.take_key()
    with_key.make_file(computer.passphrase)
    page = with_key.tell_office(gateway)
    computer.config.write_text("# ditulis dengan tangan")
    page = with_key.post(page.form("/list"))
    assert page.status == 500
    assert "sudah disiapkan" in page.text
    assert computer.config.read_text() == "# ditulis dengan tangan"


def test_who_stops_goes_on_where_they_were_after_a_restart(office: TestOffice, gateway: str) -> None:
    with new_computer(office) as computer:
        with computer.browser() as browser:
            passphrase = browser.make_key()
        server = computer.port
    with running(computer), computer.browser() as browser:
        assert server == computer.port
        assert browser.get("/id/").path == "/id/first-start/file"
        browser.make_file(passphrase)
    with running(computer), computer.browser() as browser:
        assert browser.get("/id/").path == "/id/first-start/office"
        browser.tell_office(gateway)
        assert browser.get("/id/").path == "/id/first-start/list"


def drawn_words_are_not_on(browser: NewBrowser, step: str) -> str:
    """Return words that were drawn now: the page is the same, in all but its token, whichever words were."""
    drawn = []
    for _time in range(2):
        words = browser.draw_words()
        drawn.append((words, TOKEN.sub("", browser.step(step).html)))
    (before, page), (words, other) = drawn
    assert before != words
    assert page == other
    return words


def test_no_passphrase_touches_the_disk_or_stays_in_a_page(
    computer: NewComputer, browser: NewBrowser
) -> None:
    browser.send("/name", {"name": NAME})
    shown = browser.post(browser.step("/key").form("/key/words"))
    assert words_on(shown)
    assert shown.answer.headers["Cache-Control"] == "no-store"
    words = drawn_words_are_not_on(browser, "/key/new")
    browser.send("/key/new", {"passphrase": words})
    wrong = browser.send("/file", {"passphrase": f"{words} salah"})
    assert wrong.status == 400
    assert words not in wrong.html
    browser.make_file(words)
    folders = [computer.folder, computer.temporary]
    assert not found_in(folders, forms_of(words))
    (computer.temporary / "planted").write_text(f"x {words}")
    assert found_in(folders, forms_of(words))


def test_words_that_were_not_shown_make_no_key(computer: NewComputer, browser: NewBrowser) -> None:
    browser.send("/name", {"name": NAME})
    assert browser.step("/key/new").path.endswith("/first-start/key")  # none were drawn
    words = browser.draw_words()
    page = browser.send("/key/new", {"passphrase": words.replace(" ", "  ", 1) + " lagi"})
    assert page.status == 400
    assert not (computer.folder / "gnupg").exists()
    assert browser.send("/key/new", {"passphrase": f" {words.replace(' ', '  ')} "}).path.endswith("/file")


def test_words_are_shown_once_and_never_by_an_address(browser: NewBrowser) -> None:
    browser.send("/name", {"name": NAME})
    first = drawn_words_are_not_on(browser, "/key/words")
    assert browser.draw_words() != first


def test_the_file_has_the_key_for_tor_once_root_has_made_it(
    computer: NewComputer, browser: NewBrowser
) -> None:
    passphrase = browser.make_key()
    assert "lewat Tor" in browser.step("/file").text
    assert computer.paths is not None
    computer.paths.gateway_client.write_text(OnionClient(CLIENT_KEY, f"{ONION}.onion").text())
    assert read_enrolment(browser.make_file(passphrase)).gateway_client_key == CLIENT_KEY
    form = browser.step("/office").form("/office")
    assert form.fields["gateway"] == f"{ONION}.onion"
    assert form.fields["fingerprint"] == ""


def test_another_name_or_key_makes_the_file_again(with_key: NewBrowser) -> None:
    with_key.take_key()
    passphrase = with_key.workstation.passphrase
    assert read_enrolment(with_key.make_file(passphrase)).name == NAME
    with_key.send("/name", {"name": "Sari W."})
    assert with_key.step("/file/enrolment").path.endswith("/first-start/file")
    assert read_enrolment(with_key.make_file(passphrase)).name == "Sari W."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"fingerprint": "AB CD"}, "40 digit"),
        ({"fingerprint": ""}, "Ketik sidik jari dari kertas."),
        ({"gateway": "http://server.contoh"}, "huruf demi huruf"),
        ({"gateway": f"{ONION}.onion"}, "huruf demi huruf"),
    ],
)
def test_what_cannot_be_right_is_said_at_its_field_and_the_rest_is_kept(
    gateway: str, with_key: NewBrowser, typed: dict[str, str], said: str
) -> None:
    with_key.take_key()
    page = with_key.tell_office(gateway, **typed)
    assert page.status == 400
    assert said in page.text
    kept = page.form("/office").fields
    fingerprint = grouped(with_key.workstation.office.keys.office.fingerprint)
    assert {name: kept[name] for name in ("gateway", "fingerprint")} == {
        "gateway": gateway,
        "fingerprint": fingerprint,
    } | typed


def test_a_file_that_holds_no_holidays_is_refused_and_what_was_typed_stays(
    gateway: str, with_key: NewBrowser
) -> None:
    with_key.take_key()
    form = with_key.step("/office").form("/office")
    typed = {"gateway": gateway, "fingerprint": "A" * 40}
    page = with_key.send_files(form, typed, holidays=("y", b"besok libur"))
    assert page.status == 400
    assert "daftar hari libur" in page.text
    assert page.form("/office").fields["gateway"] == gateway
    assert not (with_key.workstation.config.parent / "holidays.txt").exists()


def test_a_server_of_another_office_than_that_on_the_paper_is_found_out(
    office: TestOffice, gateway: str, with_key: NewBrowser
) -> None:
    with_key.take_key()
    page = with_key.tell_office(gateway, fingerprint=office.keys.holder("budi").fingerprint)
    assert page.status == 502
    assert "milik kantor lain" in page.text
    assert not (with_key.workstation.config.parent / "office.gpg").exists()
    assert "Apakah ini Anda?" in with_key.tell_office(gateway).text


@pytest.mark.parametrize("certificate", ["another", "none"])
def test_a_server_that_shows_another_key_or_none_is_not_believed(
    office: TestOffice, gateway: str, with_key: NewBrowser, certificate: str
) -> None:
    with_key.take_key()
    shown = office.keys.holder("budi").certificate if certificate == "another" else b"\x99junk"
    answer = json_answer(OfficeCertificateFile(shown))
    with HostileGateway(gateway) as hostile, hostile.lying("GET", "/v1/office-certificate", answer):
        page = with_key.tell_office(hostile.address)
    assert page.status == 502
    assert not (with_key.workstation.config.parent / "office.gpg").exists()


def test_a_list_that_another_key_signed_is_not_believed(
    office: TestOffice, gateway: str, with_key: NewBrowser
) -> None:
    """The paper is forged, and the server shows its key; the list still has the office's signature."""
    with_key.take_key()
    forger = office.keys.holder("budi")
    answer = json_answer(OfficeCertificateFile(forger.certificate))
    with HostileGateway(gateway) as hostile, hostile.lying("GET", "/v1/office-certificate", answer):
        page = with_key.tell_office(hostile.address, fingerprint=forger.fingerprint)
    assert page.status == 503
    assert "tidak ditandatangani dengan kunci kantor" in page.text
    assert not with_key.workstation.config.exists()
    assert "Apakah ini Anda?" in with_key.tell_office(gateway).text


def test_a_certificate_of_an_earlier_day_that_another_server_gave_does_not_stay(
    office: TestOffice, gateway: str, with_key: NewBrowser, tmp_path: Path
) -> None:
    """It has the fingerprint on the paper, and its last day, which the office moved since, is over."""
    with_key.take_key()
    key = office.keys.office
    copy_home(key.folder, tmp_path / "key")
    with GnupgHome(tmp_path / "key") as home:
        loopback = ["--pinentry-mode", "loopback", "--passphrase", key.passphrase]
        command = ["gpg", "--homedir", str(home.path), "--batch", *loopback, "--quick-set-expire"]
        subprocess.run([*command, key.fingerprint, "seconds=1"], check=True, capture_output=True)
        expired = home.certificate(key.fingerprint)
    answer = json_answer(OfficeCertificateFile(expired))
    with HostileGateway(gateway) as hostile, hostile.lying("GET", "/v1/office-certificate", answer):
        with_key.tell_office(hostile.address)
    assert (with_key.workstation.config.parent / "office.gpg").read_bytes() == expired
    page = with_key.tell_office(gateway)
    assert "Apakah ini Anda?" in page.text
    assert (with_key.workstation.config.parent / "office.gpg").read_bytes() == key.certificate


def test_a_server_that_does_not_answer_is_told_and_can_be_asked_again(with_key: NewBrowser) -> None:
    with_key.take_key()
    page = with_key.tell_office(f"http://127.0.0.1:{with_key.workstation.port + 1}")
    assert page.status == 503
    assert "tidak dapat dihubungi" in page.text
    assert "sudah didaftarkan di server" in page.text
    assert "/id/first-start/list" in page.links


def test_a_person_who_left_is_not_let_in(office: TestOffice, gateway: str, with_key: NewBrowser) -> None:
    with_key.take_key()
    office.publish(people=office.people_with("sari", left=office.clock.today()))
    assert "Anda belum ada dalam daftar kantor" in with_key.tell_office(gateway).text


def test_a_list_that_changed_after_the_page_was_shown_confirms_nobody_else(
    gateway: str, with_key: NewBrowser
) -> None:
    with_key.take_key()
    page = with_key.tell_office(gateway)
    form = page.form("/list")
    form.fields["person"] = "budi"
    assert with_key.post(form).path.endswith("/first-start/list")
    assert not with_key.workstation.config.exists()


def test_a_full_disk_is_said_and_what_was_typed_comes_back(with_key: NewBrowser) -> None:
    with_key.send("/name", {"name": NAME})
    state = with_key.workstation.config.parent / "state"
    form = with_key.step("/name").form("/name")
    state.rename(state.with_name("away"))
    page = with_key.post(form, {"name": "Nama Lain"})
    assert page.status == 400
    assert "disk" in page.text
    assert page.form("/name").fields["name"] == "Nama Lain"


def test_a_full_disk_at_the_last_step_is_said_there(gateway: str, with_key: NewBrowser) -> None:
    with_key.take_key()
    (with_key.workstation.config.parent / "state/roster").write_text("kept from being a folder")
    page = with_key.tell_office(gateway)
    assert page.status == 500
    assert "disk" in page.text
    (with_key.workstation.config.parent / "state/roster").unlink()
    assert "Apakah ini Anda?" in with_key.step("/list").text


def test_answers_in_a_damaged_file_are_asked_again(with_key: NewBrowser) -> None:
    with_key.take_key()
    (with_key.workstation.config.parent / "state/first-start.json").write_bytes(b'{"name": 7}')
    assert with_key.get("/id/").path == "/id/first-start/name"
    with_key.take_key()


def test_without_the_icon_every_step_is_closed(computer: NewComputer) -> None:
    with NewBrowser(computer) as stranger:
        for path in ("", "/name", "/key", "/key/new", "/file", "/file/enrolment", "/office", "/list"):
            page = stranger.step(path)
            assert page.status == 403
            assert not page.forms
        assert stranger.http.post("/id/first-start/name", data={"name": "x"}).status_code == 403


def test_a_page_of_another_site_can_send_no_step(browser: NewBrowser, computer: NewComputer) -> None:
    headers = {"Origin": "http://jahat.example", "Sec-Fetch-Site": "cross-site"}
    answer = browser.http.post("/id/first-start/name", data={"name": "x"}, headers=headers)
    assert answer.status_code == 403
    own = {"Origin": computer.origin, "Sec-Fetch-Site": "same-origin"}
    assert browser.http.post("/id/first-start/name", data={"name": "x"}, headers=own).status_code == 400
    assert browser.step("/name").form("/name").fields["name"] == ""


def test_an_address_that_is_none_leads_back(browser: NewBrowser) -> None:
    page = browser.get("/id/cases")
    assert page.status == 404
    assert "/id/first-start" in page.links


def test_a_step_whose_turn_has_not_come_leads_to_the_one_that_is_next(browser: NewBrowser) -> None:
    for path in ("", "/key", "/key/new", "/key/words", "/file", "/file/enrolment", "/office", "/list"):
        assert browser.step(path).path == "/id/first-start/name"


def test_every_step_in_every_method_has_the_exact_headers(office: TestOffice) -> None:
    apps: list[Flask] = []
    with new_computer(office, prepare=apps.append) as computer, computer.browser() as browser:
        for method, path in every_request(apps[0]):
            origin = {"Origin": computer.origin, "Sec-Fetch-Site": "same-origin"}
            answer = browser.http.request(method, path, headers=origin, follow_redirects=False)
            of_test_server = ("server", answer.headers["Server"])
            sent = [header for header in answer.headers.multi_items() if header != of_test_server]
            check_headers(sent, PAGE, DOWNLOAD)
            assert answer.status_code < 500, (method, path)
            assert answer.status_code != 405 or answer.headers["Allow"], (method, path)


def test_a_key_that_the_office_would_refuse_is_not_taken(office: TestOffice) -> None:
    with new_computer(office) as computer, computer.browser() as browser:
        make_weak_key(computer.folder / "gnupg")
        browser.send("/name", {"name": NAME})
        page = browser.step("/key")
        assert "Kunci: lama é" in page.text
        page = browser.post(page.form("/key/found"))
        assert page.status == 400
        assert "terlalu lemah" in page.text
        assert browser.get("/id/").path == "/id/first-start/key"


def make_weak_key(home: Path) -> None:
    """A key of 1,024 bits, with a colon and a letter beyond ASCII in its name, as other programs once made them."""
    home.mkdir(mode=0o700)
    with GnupgHome(home) as own:
        options = ["--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", ""]
        made = ["--quick-generate-key", "Kunci: lama é", "rsa1024", "sign,cert", "1y"]
        subprocess.run(["gpg", "--homedir", own.path, *options, *made], check=True, capture_output=True)


def test_without_a_smart_card_that_is_said(browser: NewBrowser) -> None:
    browser.send("/name", {"name": NAME})
    page = browser.post(browser.step("/key").form("/key/card"))
    assert page.status == 400
    assert "Kartu pintar" in page.text
