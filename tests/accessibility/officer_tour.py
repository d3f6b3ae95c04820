"""A person at a workstation who comes to pages that no link leads to: forms sent, and what is wrong with them.

tour = OfficerTour(browser, browsers.station("sari"), "id", examination.examine)
tour.sign_in()
tour.at("/cases")
tour.send("/cases/archive", "nothing ticked")
"""

from collections.abc import Callable
from typing import Final

from store.web.languages import Language
from tests.accessibility.examiner import ChromiumExaminer
from tests.journalist_interface.workstation import Workstation

Given = str | list[str]
MAIN_BUTTON: Final = "button.primary"


class OfficerTour:
    """One person's way through pages in one language; `look` examines what the browser shows."""

    def __init__(
        self,
        browser: ChromiumExaminer,
        station: Workstation,
        language: Language,
        look: Callable[[ChromiumExaminer, str], None],
    ) -> None:
        self.browser = browser
        self.station = station
        self.language = language
        self._look = look

    def sign_in(self) -> None:
        """Open a new link and sign in."""
        self.browser.open(self.station.link())
        self.browser.fill("passphrase", self.station.passphrase)
        self.browser.fill("code", self.station.office.fresh_code(self.station.person))
        self.browser.click("main form button")

    def open(self, path: str) -> None:
        """Open a page, and look away."""
        self.browser.open(f"{self.station.origin}/{self.language}{path}")

    def open_once_done(self, path: str) -> None:
        """Open the page of a file again and again, until there is nothing to stop any more."""
        self.open(path)
        while self.browser.count('form[action$="/stop"]'):
            self.open(path)

    def at(self, path: str, name: str = "") -> None:
        """Open a page and look at it."""
        self.open(path)
        self.here(name or path.partition("?")[0])

    def send(self, ending: str, name: str, button: str = MAIN_BUTTON, **given: Given) -> None:
        """Send the form whose address ends so, with these fields changed, and look at the answer."""
        self.press(ending, button, **given)
        self.here(name)

    def press(self, ending: str, button: str = MAIN_BUTTON, **given: Given) -> None:
        """Send a form, and look away."""
        assert self.browser.count(f'main form[action$="{ending}"]'), (ending, self.browser.text())
        self.browser.fill_form(ending, given)
        self.browser.click(f'main form[action$="{ending}"] {button}')

    def here(self, name: str) -> None:
        """Look at the page that the browser shows."""
        self._look(self.browser, f"{self.station.person}, {self.language}: {name}")
