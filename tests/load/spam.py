"""Thousands of alike reports, and one officer who gets rid of them in a browser without scripts, counting the clicks.

    figures = measure(office, Flood(10_000))              # blocks for as long as it takes
    figures = measure(office, Flood(10_000, kill=0.5))    # the workstation dies halfway, and the officer goes on

Honest reports stand among them: one with words of its own, and one that says what the flood says and then writes on.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select

from store.domain.stages import Stage
from store.model import Case
from tests.benchmarks.figures import Figure, require
from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.outside import Outside
from tests.journalist_interface.headless_workstation import HeadlessWorkstations
from tests.journalist_interface.workstation import (
    Workstation,
    gateway_process,
    started_again,
    workstation_process,
)
from tests.office import TestOffice
from tests.process_tree import descendants

MOST_CLICKS = 10
MOST_MINUTES = 45.0
OFFICER = "sari"
SAMPLE = 20
_TEXT = (
    "Kepala gudang di kantor cabang mengambil beras bantuan setiap malam bersama sopir truk, nomor {number}"
)
_HONEST = "Bendahara meminta saya menandatangani kuitansi kosong untuk perjalanan dinas yang tidak pernah ada"
_FOUND = "a[href$='/cases/{case}']"
_CASE = re.compile(r'href="/id/cases/([0-9a-f]{32})"')
_SECONDS_BETWEEN_LOOKS = 1.0
_PATIENCE = 6 * 60 * 60


@dataclass(frozen=True)
class Flood:
    """So many alike reports; after the share `kill` of them the workstation dies."""

    reports: int = 10_000
    kill: float | None = None


@dataclass
class Officer:
    """A person who clicks; pages that lead on by themselves cost nothing."""

    office: TestOffice
    browser: ChromiumBrowser
    clicks: list[int] = field(default_factory=list)

    def sign_in(self, station: Workstation) -> None:
        """Both factors; what is counted begins after it."""
        self.browser.open(station.link())
        self.browser.fill("passphrase", station.passphrase)
        self.browser.fill("code", self.office.fresh_code(station.person))
        self.browser.click("main form button")
        self.clicks.append(0)

    def click(self, css: str) -> None:
        self.browser.click(css)
        self.clicks[-1] += 1

    def open_all(self) -> None:
        """Press the button of the first page, and wait until the list shows."""
        self.click("form[action$='/open-all'] button")
        _until(lambda: self.browser.count("table.cases") == 1)

    def archive_all_like(self, alike: set[str]) -> int:
        """Open an alike report of the list, and archive all that are like it; return how many that will be."""
        case = next(case for case in _CASE.findall(self.browser.source()) if case in alike)
        self.click(f"th {_FOUND.format(case=case)}")
        self.click("a[href$='/alike']")
        self.click("form[action$='/cases/archive'] .primary")
        self.click("button[name=fill]")
        number = int(
            "".join(re.findall(r"\d", self.browser.text().partition("Arsipkan ")[2].partition(" ")[0]))
        )
        self.click("button.primary")
        return number


def measure(office: TestOffice, flood: Flood) -> list[Figure]:
    """Make the flood, let the officer work, and return how many clicks and minutes it took."""
    alike, honest = _reports(office, flood.reports)
    with gateway_process(office) as gateway, _officer(office) as officer:
        begun = time.monotonic()
        with workstation_process(office, gateway, OFFICER) as station:
            officer.sign_in(station)
            officer.open_all()
            require(officer.archive_all_like(alike) == len(alike), "an honest report, or not every alike one")
            if flood.kill is None:
                _until(lambda: "Selesai:" in officer.browser.text())
            else:
                wanted = int(flood.reports * flood.kill)
                _until(lambda: _archived(office) >= wanted)
                _kill(station)
        if flood.kill is not None:
            with started_again(station) as station:
                left = alike - _archived_cases(office)
                require(left, "nothing was left to go on with")
                officer.sign_in(station)
                officer.click("a[href$='urgency=new']")
                require(officer.archive_all_like(left) == len(left), "what was left is not what is offered")
                _until(lambda: "Selesai:" in officer.browser.text())
        minutes = (time.monotonic() - begun) / 60
        _check(office, gateway, alike, honest)
    return [
        Figure("clicks after signing in", max(officer.clicks), "", MOST_CLICKS, f"{officer.clicks}"),
        Figure(
            f"getting rid of {flood.reports} alike reports",
            minutes,
            "min",
            MOST_MINUTES * flood.reports / 10_000 if flood.reports >= 1_000 else None,
            f"{minutes * 1_000 / flood.reports:.1f} minutes a thousand",
        ),
    ]


def _reports(office: TestOffice, number: int) -> tuple[set[str], set[str]]:
    """Return the alike reports, and the honest ones among them."""
    alike: set[str] = set()
    honest: set[str] = set()
    for place in range(number):
        alike.add(office.report(_TEXT.format(number=place)).case)
        if place == number // 2:
            honest.add(office.report(_HONEST).case)
            further = office.report(_TEXT.format(number=number))
            further.says("Saya saksi mata, mohon dijawab.")
            honest.add(further.case)
    return alike, honest


@contextmanager
def _officer(office: TestOffice) -> Iterator[Officer]:
    with Outside() as outside:
        process = ChromiumProcess()
        try:
            browser = ChromiumBrowser(process, outside.proxy)
            yield Officer(office, browser)
            browser.close()
        finally:
            process.close()


def _until(come: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not come():
        require(time.monotonic() < end, "the work did not end")
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _kill(station: Workstation) -> None:
    """End the workstation as a power cut does: a worker whose master alone is gone would work on for a moment."""
    for process in (station.server, *descendants(station.server)):
        os.kill(process, signal.SIGKILL)


def _archived(office: TestOffice) -> int:
    with office.database.read() as session:
        asked = select(func.count()).select_from(Case).where(Case.stage == Stage.ARCHIVED.value)
        return session.scalar(asked) or 0


def _archived_cases(office: TestOffice) -> set[str]:
    with office.database.read() as session:
        return set(session.scalars(select(Case.id).where(Case.stage == Stage.ARCHIVED.value)))


def _check(office: TestOffice, gateway: str, alike: set[str], honest: set[str]) -> None:
    """Every alike report is archived by two signed moves, as a colleague sees it; no honest one was touched."""
    require(_archived_cases(office) == alike, "not exactly the alike reports are archived")
    with HeadlessWorkstations(office, gateway, "colleague") as people:
        budi = people.of("budi")
        for case in sorted(alike)[:SAMPLE]:
            events = budi.work(case).file.events
            moves = [read.event.target for read in events if read.event.target is not None]
            require(moves == ["verification", "archived"], f"{case} moved to {moves}")
            signed = all(read.event.actor == OFFICER and not read.remarks for read in events)
            require(signed, f"{case} has a decision that {OFFICER} did not sign")
        for case in honest:
            require(not budi.work(case).file.events, f"something was decided in {case}")
