"""The same way in Chromium and Firefox, with scripts off."""

import secrets
from pathlib import Path

from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.journalist_interface.workstation import Workstation
from tests.office import TestOffice


@FIREFOX_FIRST
def test_an_officer_enters_reads_saves_and_answers(
    shared_office: TestOffice, station: Workstation, browser: Browser, tmp_path: Path
) -> None:
    case = shared_office.report("Laporan untuk peramban")
    data = secrets.token_bytes(300_000)
    case.attaches(data, "bukti foto.jpg")
    browser.open(station.link())
    browser.fill("passphrase", station.passphrase)
    browser.fill("code", shared_office.fresh_code("sari"))
    browser.click("main button")
    assert browser.url().endswith("/id/today")
    cookie = next(cookie for cookie in browser.cookies() if cookie.name == f"kentongan-{station.port}")
    assert cookie.http_only
    assert cookie.same_site == "Strict"
    browser.open(f"{station.origin}/id/cases/{case.case}")
    assert "Laporan untuk peramban" in browser.text()
    saved = browser.download(".evidence a[href*='/attachments/']", tmp_path)
    assert saved.read_bytes() == data
    assert saved.name == "bukti foto.jpg"
    sent = tmp_path / "balasan.pdf"
    sent.write_bytes(b"%PDF" + data)
    browser.fill("text", "Terima kasih, kami baca.")
    browser.choose_files("files", [sent])
    browser.click("form[action$='/reply'] .primary")
    assert "Balasan terkirim" in browser.text()
    assert "balasan.pdf" in browser.text()
    browser.click("header form button")
    assert "Anda sudah keluar" in browser.text()
