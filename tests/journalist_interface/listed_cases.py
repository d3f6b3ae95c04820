"""The list of cases as an officer's browser shows it, and the long work that begins there."""

import time
from collections.abc import Sequence
from urllib.parse import urlencode

from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser


def shown(page: OfficerPage) -> set[str]:
    """The cases that a page links to."""
    return {link.rpartition("/")[2] for link in page.links if "/cases/" in link}


def listed(officer: OfficerBrowser, **asked: str) -> set[str]:
    return shown(officer.get(f"/id/cases?{urlencode(asked)}"))


def listed_on_all_pages(officer: OfficerBrowser) -> set[str]:
    """All cases of this officer: a page holds fifty."""
    found: set[str] = set()
    address: str | None = "/id/cases"
    while address is not None:
        page = officer.get(address)
        found |= shown(page)
        address = next((link for link in page.links if "cursor=" in link), None)
    return found


def search(officer: OfficerBrowser, words: str) -> OfficerPage:
    return officer.post(officer.get("/id/search").form("/search"), {"words": words})


def settled(officer: OfficerBrowser, page: OfficerPage) -> OfficerPage:
    """The page at the end of long work, which a browser without scripts would come to by itself."""
    while 'http-equiv="refresh"' in page.html:
        time.sleep(0.1)
        page = officer.get("/id/progress")
    return page


def opened(officer: OfficerBrowser) -> OfficerPage:
    page = officer.get("/id/cases")
    offers = [form for form in page.forms if form.action.endswith("/open-all")]
    return settled(officer, officer.post(offers[0])) if offers else page


def send(officer: OfficerBrowser, address: str, fields: Sequence[tuple[str, str]]) -> OfficerPage:
    """A form with several fields of one name."""
    headers = {
        "Origin": officer.workstation.origin,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return OfficerPage(officer.http.post(address, content=urlencode(list(fields)), headers=headers))


def choose(officer: OfficerBrowser, cases: Sequence[str]) -> OfficerPage:
    form = officer.get("/id/cases").form("/cases/archive")
    fields = [("csrf_token", form.fields["csrf_token"]), *(("case", case) for case in cases)]
    return send(officer, form.action, fields)
