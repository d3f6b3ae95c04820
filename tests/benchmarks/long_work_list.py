"""An officer with many cases: all of them opened for the first time, and the pages of the next sign-in.

The first time every case is opened: fetched, decrypted by gpg, verified, and put into the index. Beside it stands one
bare `gpg -d` for each of as many messages, taken from a part of the cases. Then the officer signs out and in, and a
page is timed, over HTTP, in a session that has read nothing yet: each time in a new session.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from store.api.messages import PAGE_CASES
from tests.benchmarks.bare_gpg import BareGpg, envelopes_of
from tests.benchmarks.figures import Figure, require
from tests.benchmarks.place import Place
from tests.benchmarks.process_memory import peak
from tests.benchmarks.timing import seconds, spread
from tests.journalist_interface.officer_page import OfficerPage
from tests.journalist_interface.workstation import (
    OfficerBrowser,
    Workstation,
    gateway_process,
    workstation_process,
)
from tests.office import TestOffice
from tests.process_tree import descendants

OFFICER: Final = "sari"
MESSAGES: Final = 4
"""The messages of a case: the report, two more, and one that brings a file."""
MOST_RATIO: Final = 0.9
MOST_SECONDS: Final = 1.0
MOST_MEMORY: Final = 400.0
_MB: Final = 1_000_000
_SEE_OTHER: Final = HTTPStatus.SEE_OTHER
_SAMPLE: Final = 100  # cases whose messages a bare gpg decrypts
_WORD: Final = "zirkonium"
_EVERY: Final = 7  # in one report of so many the word occurs
_ASKING_SECONDS: Final = 0.2

Shown = Callable[[OfficerBrowser], OfficerPage]


def run(place: Place, cases: int, rounds: int) -> list[Figure]:
    """So many genuine cases of `MESSAGES` messages."""
    with place.office("work-list") as office:
        made = [_new_case(office, number) for number in range(cases)]
        with (
            gateway_process(office) as gateway,
            workstation_process(office, gateway, OFFICER) as workstation,
        ):
            opening = _opened(workstation, made)
            timed = {
                name: [_timed(workstation, shown) for _round in range(rounds)]
                for name, shown in _pages(cases).items()
            }
            signing_in = [_signing_in(workstation) for _round in range(rounds)]
    return [
        *opening,
        *(_figure(f"{name}, {cases} cases, next sign-in", values) for name, values in timed.items()),
        _figure(f"signing in with key and code, {cases} cases", signing_in),
    ]


def _figure(name: str, values: list[float]) -> Figure:
    return Figure(name, sorted(values)[len(values) // 2], "s", target=MOST_SECONDS, remark=spread(values))


def _new_case(office: TestOffice, number: int) -> str:
    """A case with a report of its own, two further messages and a file."""
    case = office.report(f"Laporan ke-{number}" + (f" tentang {_WORD}" if number % _EVERY == 0 else ""))
    case.says(f"Keterangan tambahan untuk laporan ke-{number}.")
    case.says("Kuitansi ada pada bendahara lama.")
    case.attaches(b"Daftar harga.", "daftar-harga.txt")
    return case.case


def _opened(workstation: Workstation, cases: list[str]) -> list[Figure]:
    """The button that opens all cases, beside a bare gpg for the messages of some of them."""
    pids = descendants(workstation.server)
    with workstation.signed_in() as officer:
        start = officer.get("/id/cases")
        ours = seconds(lambda: _open_all(officer, start))
        require(_first_page(len(cases))(officer).status == 200, "the list does not open")
        require(_searched(len(cases))(officer).status == 200, "the search does not open")
        memory = max(map(peak, pids)) / _MB
        bare = BareGpg(workstation)
        sample = [
            envelope
            for case in cases[:_SAMPLE]
            for envelope in envelopes_of(workstation.office, OFFICER, case)
        ]
        theirs = seconds(lambda: [bare.decrypt(envelope) for envelope in sample]) / len(sample)
    count = len(cases) * MESSAGES
    return [
        Figure(
            f"opening all {len(cases)} cases the first time ÷ {count} × gpg -d",
            ours / (theirs * count),
            target=MOST_RATIO,
            remark=f"{ours:.3g} s ÷ {count} × {1_000 * theirs:.3g} ms, once",
        ),
        Figure(
            f"memory of the workstation, {len(cases)} cases opened",
            memory,
            "MB",
            MOST_MEMORY,
            "at its highest",
        ),
    ]


def _open_all(officer: OfficerBrowser, start: OfficerPage) -> None:
    page = officer.post(start.form("/open-all"))
    while page.path.endswith("/progress"):
        require('http-equiv="refresh"' in page.html, "not every case could be opened")
        time.sleep(_ASKING_SECONDS)
        page = officer.get("/id/progress")


def _signing_in(workstation: Workstation) -> float:
    """Until the first page, without what the person types."""
    with workstation.browser() as officer:
        form = officer.get("/id/sign-in").form("/sign-in")
        answers = _answers(workstation)
        officer.http.follow_redirects = False
        return seconds(lambda: require(officer.post(form, answers).status == _SEE_OTHER, "not signed in"))


def _timed(workstation: Workstation, shown: Shown) -> float:
    """In a new session; signing in is not part of it."""
    with workstation.browser() as officer:
        form = officer.get("/id/sign-in").form("/sign-in")
        # The page that follows a sign-in would read the list before it is timed.
        officer.http.follow_redirects = False
        officer.post(form, _answers(workstation))
        officer.http.follow_redirects = True
        return seconds(lambda: shown(officer))


def _answers(workstation: Workstation) -> dict[str, str]:
    return {"passphrase": workstation.passphrase, "code": workstation.office.fresh_code(workstation.person)}


def _pages(cases: int) -> dict[str, Shown]:
    return {
        "the page after a sign-in": _today,
        "first page of the list": _first_page(cases),
        "the list narrowed by category": _narrowed,
        "a search in all": _searched(cases),
    }


def _today(officer: OfficerBrowser) -> OfficerPage:
    page = officer.get("/id/today")
    require("/open-all" not in page.html, "some case is not known")
    return page


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
