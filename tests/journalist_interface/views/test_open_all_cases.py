"""All cases opened at once: how far it is, on pages without scripts, and that it can be stopped."""

import time

import pytest

from tests.browsers.interface import Browser
from tests.browsers.short_form import FIREFOX_FIRST
from tests.journalist_interface.workstation import (
    workstation_process,
)
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)


@FIREFOX_FIRST
def test_a_page_without_scripts_shows_how_far_opening_is_and_leads_on_by_itself(
    office: TestOffice, gateway: str, browser: Browser
) -> None:
    for number in range(60):
        office.report(f"Laporan {number}")
    with workstation_process(office, gateway) as workstation:
        browser.open(workstation.link())
        browser.fill("passphrase", workstation.passphrase)
        browser.fill("code", office.fresh_code("sari"))
        browser.click("main button")
        browser.open(f"{workstation.origin}/id/cases")
        browser.click("form[action$='/open-all'] button")
        assert browser.url().endswith("/id/progress")
        assert browser.count("progress") == 1
        browser.wait_for_text("Laporan berikutnya")
        assert browser.url().endswith("/id/cases")
        assert "setelah dibuka" not in browser.text()


def test_opening_can_be_stopped_and_says_how_far_it_came(office: TestOffice, gateway: str) -> None:
    for number in range(60):
        office.report(f"Laporan {number}")
    with workstation_process(office, gateway) as workstation, workstation.signed_in() as sari:
        page = sari.post(sari.get("/id/cases").form("/open-all"))
        assert 'http-equiv="refresh"' in page.html
        still = sari.get("/id/progress?still=1")
        assert 'http-equiv="refresh"' not in still.html
        assert "Halaman ini tidak dimuat ulang" in still.text
        stopped = sari.post(still.form("/progress/stop"))
        while "Pekerjaan dihentikan" not in stopped.text:
            time.sleep(0.1)
            stopped = sari.get("/id/progress")
        assert "Selesai: 60." not in stopped.text
        assert "Lanjut" in stopped.text
