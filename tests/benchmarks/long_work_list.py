"""The officer's list of many cases at the next sign-in: nothing is decrypted again that the index holds.

The first time every case is opened: fetched, decrypted by gpg, verified, and put into the index. Then the officer signs
out and in, and a page is timed, over HTTP, in a session that has read nothing yet: each time in a new session.
"""

import time
from collections.abc import Callable
from typing import Final

from store.api.messages import PAGE_CASES
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.timing import seconds, spread
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)

OFFICER: Final = "sari"
MOST_SECONDS: Final = 2.0
_WORD: Final = "zirkonium"
_EVERY: Final = 7  # in one report of so many the word occurs
_ASKING_SECONDS: Final = 0.2

Shown = Callable[[OfficerBrowser], OfficerPage]


def run(place: Place, cases: int, rounds: int) -> list[Figure]:
    """So many genuine cases, each with a report of its own."""
    with place.office("work-list") as office:
        for number in range(cases):
            office.report(f"Laporan ke-{number}" + (f" tentang {_WORD}" if number % _EVERY == 0 else ""))
        with (
            gateway_process(office) as gateway,
            workstation_process(office, gateway, OFFICER) as workstation,
        ):
            first = _opened(workstation, cases)
            first_page = [_timed(workstation, _first_page(cases)) for _round in range(rounds)]
            narrowed = [_timed(workstation, _narrowed) for _round in range(rounds)]
            searched = [_timed(workstation, _searched(cases)) for _round in range(rounds)]
    return [
        Figure(f"opening all {cases} cases the first time", first, "s", remark="once"),
        _figure(f"first page of the list of {cases} cases, next sign-in", first_page),
        _figure(f"the list narrowed by category, {cases} cases from the index", narrowed),
        _figure(f"a search in {cases} cases from the index", searched),
    ]


def _figure(name: str, values: list[float]) -> Figure:
    return Figure(name, sorted(values)[len(values) // 2], "s", target=MOST_SECONDS, remark=spread(values))


def _opened(workstation: Workstation, cases: int) -> float:
    """Seconds until the button that opens all cases has opened them."""

    def open_all(officer: OfficerBrowser, start: OfficerPage) -> None:
        page = officer.post(start.form("/open-all"))
        while page.path.endswith("/progress"):
            require('http-equiv="refresh"' in page.html, "not every case could be opened")
            time.sleep(_ASKING_SECONDS)
            page = officer.get("/id/progress")

    with workstation.signed_in() as officer:
        start = officer.get("/id/cases")
        taken = seconds(lambda: open_all(officer, start))
        require(_first_page(cases)(officer).status == 200, "the list does not open")
    return taken


def _timed(workstation: Workstation, shown: Shown) -> float:
    """In a new session; signing in is not part of it."""
    with workstation.browser() as officer:
        form = officer.get("/id/sign-in").form("/sign-in")
        code = workstation.office.fresh_code(workstation.person)
        officer.http.follow_redirects = (
            False  # the list that follows a sign-in would be read before it is timed
        )
        officer.post(form, {"passphrase": workstation.passphrase, "code": code})
        officer.http.follow_redirects = True
        return seconds(lambda: shown(officer))


def _first_page(cases: int) -> Shown:
    def shown(officer: OfficerBrowser) -> OfficerPage:
        page = officer.get("/id/cases")
        known = page.html.count('data-label="Kategori">Korupsi')
        require(known == min(cases, PAGE_CASES), "the list does not know the category of every case")
        return page

    return shown


def _narrowed(officer: OfficerBrowser) -> OfficerPage:
    page = officer.get("/id/cases?category=safety")
    require("Tidak ada laporan yang sesuai" in page.text, "the list was not narrowed")
    require("/open-all" not in page.html, "the category of some case is not known")
    return page


def _searched(cases: int) -> Shown:
    holding = -(-cases // _EVERY)

    def shown(officer: OfficerBrowser) -> OfficerPage:
        page = officer.post(officer.get("/id/search").form("/search"), {"words": _WORD})
        found = page.html.count("<mark>")
        require(found == min(holding, 200), "the search did not find every case")
        return page

    return shown
