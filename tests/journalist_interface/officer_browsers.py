"""The people of one office, each at a workstation of their own, in a browser without scripts.

browsers.of("sari")                                  # signed in; the processes start when first asked for
do(browsers.of("sari"), case, "question", {"text": "Kapan?"})   # the page of an action, filled in and sent
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from tests.journalist_interface.headless_workstation import IDLE
from tests.journalist_interface.officer_page import Fields, OfficerPage
from tests.journalist_interface.workstation import OfficerBrowser, Workstation, workstation_process
from tests.office import TestOffice

Start = Callable[[TestOffice, str, str, str], AbstractContextManager[Workstation]]
"""Starts the workstation of a person, under a name."""
_NEVER = datetime.min.replace(tzinfo=UTC)
Files = Iterable[tuple[str, bytes]]


class OfficerBrowsers:
    """Workstations of one office, each started when it is first asked for."""

    def __init__(
        self,
        office: TestOffice,
        gateway: str,
        name: str,
        stack: ExitStack,
        start: Start = workstation_process,
    ) -> None:
        self.office = office
        self._gateway = gateway
        self._name = name
        self._stack = stack
        self._start = start
        self._stations: dict[str, Workstation] = {}
        self._browsers: dict[str, OfficerBrowser] = {}
        self._used: dict[str, datetime] = {}

    def station(self, person: str) -> Workstation:
        """This person's workstation."""
        if person not in self._stations:
            made = self._start(self.office, self._gateway, person, f"{self._name}-{person}")
            self._stations[person] = self._stack.enter_context(made)
        return self._stations[person]

    @property
    def folders(self) -> list[Path]:
        """The folders of the workstations that were started."""
        return [station.folder for station in self._stations.values()]

    def of(self, person: str) -> OfficerBrowser:
        """This person's browser, signed in; again if the session idled while other tests moved the clock."""
        if person not in self._browsers:
            self._browsers[person] = self._stack.enter_context(self.station(person).browser())
        browser, idle = self._browsers[person], self.office.clock.now() - self._used.get(person, _NEVER)
        if idle >= IDLE and browser.get("/id/today").path != "/id/today":
            assert browser.sign_in().status == HTTPStatus.OK
        self._used[person] = self.office.clock.now()
        return browser


@contextmanager
def officer_browsers(
    office: TestOffice, gateway: str, name: str = "browser", start: Start = workstation_process
) -> Iterator[OfficerBrowsers]:
    """All workstations end with the block."""
    with ExitStack() as stack:
        yield OfficerBrowsers(office, gateway, name, stack, start)


def action_page(officer: OfficerBrowser, case: str, action: str, language: str = "id") -> OfficerPage:
    """The page of an action."""
    return officer.get(f"/{language}/cases/{case}/do/{action}")


def do(
    officer: OfficerBrowser,
    case: str,
    action: str,
    fields: Fields | None = None,
    files: Files = (),
    language: str = "id",
) -> OfficerPage:
    """Open the page of an action, fill it in, send it."""
    page = action_page(officer, case, action, language)
    form = page.form(f"/do/{action}")
    return officer.post(form, fields, list(files) if form.files else None)


def offered(page: OfficerPage) -> set[str]:
    """The actions that a page offers, as links or as buttons."""
    addresses = (*page.links, *(form.action for form in page.forms))
    return {address.rpartition("/do/")[2] for address in addresses if "/do/" in address}
