"""The figures on paper: two sides for the annual report, in both languages, with every number of the screen."""

import re
from typing import Final

import pytest

from store.web.languages import LANGUAGES
from tests.browsers.chromium import ChromiumProcess
from tests.filled_statistics import fill_statistics, made_up_records
from tests.journalist_interface.listed_cases import settled
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)

STYLE: Final = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
SIDE: Final = re.compile(rb"/Type\s*/Page\b")  # Chromium compresses no page's dictionary
RECORDS, MANY = 60, 10**7
"""So many that nearly every row has both its bars; and numbers as wide as any will be."""


def test_the_figures_take_two_sides(
    office: TestOffice, gateway: str, chromium_process: ChromiumProcess
) -> None:
    fill_statistics(office, made_up_records(RECORDS, office.clock.today()))
    with (
        workstation_process(office, gateway, "dewi") as workstation,
        workstation.signed_in() as dewi,
    ):
        settled(dewi, dewi.post(dewi.get("/id/statistics").form("/statistics")))
        style = dewi.http.get("/static/officer.css").text
        for language in LANGUAGES:
            html = STYLE.sub(
                lambda _link: f"<style>{style}</style>", dewi.get(f"/{language}/statistics").html
            )
            wide = re.sub(r'(<td class="number">)\d+<', rf"\g<1>{MANY:,}<", html)
            page = chromium_process.browser.new_page()
            page.set_content(wide)
            assert len(SIDE.findall(page.pdf(format="A4"))) == 2
            page.close()
