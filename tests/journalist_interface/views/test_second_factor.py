"""A second factor that the server encrypted to its person is shown to them alone, as a QR code, before any sign-in."""

from http import HTTPStatus

import pytest
from babel.dates import format_date

from store.domain.second_factor import second_factor_bytes
from store.gateway.accounts.administration import renew_second_factor
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.sealed_factors import SECRET, sealed_factor
from tests.journalist_interface.workstation import OfficerBrowser, Workstation

PATH = "/id/second-factor"


def shown(browser: OfficerBrowser, text: str, **changes: str) -> OfficerPage:
    typed = {"message": text, "passphrase": browser.workstation.passphrase} | changes
    return browser.post(browser.get(PATH).form("/second-factor"), typed)


def test_its_person_sees_it_without_being_signed_in(station: Workstation) -> None:
    with station.browser() as browser:
        assert PATH in browser.get("/id/sign-in").answer.text
        page = shown(browser, sealed_factor(station.office))
        assert page.status == HTTPStatus.OK
        assert "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567" in page.text
        assert 'aria-label="Kode QR faktor kedua Anda"><svg viewBox=' in page.answer.text
        assert page.answer.headers["Cache-Control"] == "no-store"
        assert SECRET[:4] not in browser.get(PATH).text


def test_a_session_that_is_open_goes_on(station: Workstation) -> None:
    with station.signed_in() as browser:
        page = shown(browser, sealed_factor(station.office))
        assert "ABCD EFGH" in page.text
        assert browser.get("/id/today").path == "/id/today"


@pytest.mark.parametrize(
    ("content", "reader"),
    [
        (second_factor_bytes("budi", SECRET), "sari"),
        (second_factor_bytes("sari", SECRET), "budi"),
        (b'{"purpose":"kentongan/second-factor/1","person":"sari","secret":"short"}', "sari"),
        (b'{"statement":{}}', "sari"),
        (b"", "sari"),
    ],
    ids=["of another person", "to another key", "too short", "an envelope", "nothing"],
)
def test_any_other_message_is_refused_in_words(station: Workstation, content: bytes, reader: str) -> None:
    with station.browser() as browser:
        page = shown(browser, sealed_factor(station.office, content, reader))
        assert page.status == HTTPStatus.BAD_REQUEST
        assert "<svg" not in page.answer.text
        assert "message-error" in page.answer.text


@pytest.mark.parametrize("text", ["x", "-----BEGIN PGP MESSAGE-----", "A" * 20_000])
def test_what_is_no_message_is_refused(station: Workstation, text: str) -> None:
    with station.browser() as browser:
        assert shown(browser, text).status == HTTPStatus.BAD_REQUEST


def test_a_wrong_passphrase_and_a_strange_name_are_said(station: Workstation) -> None:
    text = sealed_factor(station.office)
    with station.browser() as browser:
        assert "Frasa sandi kunci salah" in shown(browser, text, passphrase="wrong words").text
        assert "tidak ada dalam daftar kantor" in shown(browser, text, person="nobody").text


def test_spaces_that_mail_adds_do_no_harm(station: Workstation) -> None:
    text = sealed_factor(station.office)
    with station.browser() as browser:
        mailed = "\n\n" + "\r\n".join(f"  {line} " for line in text.splitlines()) + "\n"
        assert "ABCD EFGH" in shown(browser, mailed).text


def test_the_first_page_tells_of_wrong_codes_and_of_an_exchanged_factor_once(
    own_workstation: Workstation,
) -> None:
    office = own_workstation.office
    with own_workstation.browser() as browser:
        assert "kode masuk yang salah" not in browser.sign_in().text
        browser.sign_in(code="000000")
        day = format_date(office.clock.today(), "long", "id")
        page = browser.sign_in()
        assert f"ada 1 kode masuk yang salah, terakhir pada {day}" in page.text
        assert "ada orang yang memegang kunci Anda" in page.text
        office.totp_secrets["sari"] = renew_second_factor(office.accounts, "sari", office.clock.today())
        page = browser.sign_in()
        assert f"Faktor kedua Anda diganti pada {day}" in page.text
        assert "diganti" not in browser.get("/id/today").text
