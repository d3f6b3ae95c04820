"""The links above a case name every part of it, on each of its pages."""

import re

from tests.journalist_interface.officer_browsers import OfficerBrowsers
from tests.office import TestOffice

LINKS = re.compile(r'<nav class="sections".*?</nav>', re.DOTALL)
PAGES = ("papers", "history", "people", "private")


def test_the_links_of_a_case_name_all_its_sections_and_pages_on_each_of_them(
    busy_office: TestOffice, browsers: OfficerBrowsers
) -> None:
    case, sari = busy_office.report("Bagian-bagian").case, browsers.of("sari")
    page = sari.case(case)
    sections = re.findall(r'<section aria-labelledby="([a-z-]+)">', page.html.partition("<article>")[2])
    assert len(sections) >= 4
    wanted = {f"/id/cases/{case}#{section}" for section in sections}
    wanted |= {f"/id/cases/{case}/{part}" for part in PAGES}
    for shown in (page, *(sari.get(f"/id/cases/{case}/{part}") for part in PAGES)):
        [links] = LINKS.findall(shown.html)
        assert set(re.findall(r'href="([^"]+)"', links)) >= wanted
