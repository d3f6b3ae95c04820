"""An officer's desk: the workstation with its screen, the icon, the browser behind it, and the person's telephone."""

import html
import re
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final

from install.workstation.client_key import WorkstationLayout
from tests.booted.booted_machine import BootedMachine
from tests.booted.day.two_officers import Officer
from tests.booted.day.usb_stick import STICK, UsbStick
from tests.booted.desktop_session import DesktopSession, page_after
from tests.booted.story import StoryError, demand
from tests.booted.telephone import TelephoneWithCodes
from tests.browsers.firefox import FirefoxBrowser
from tests.end_to_end.people_in_browsers import OfficerWindow
from tests.end_to_end.running_demo import ListedPerson

ICON: Final = "kentongan"
HOST: Final = "http://kentongan.localhost:8082"
CONFIG: Final = PurePosixPath(".config/kentongan/workstation.toml")
_BLOCK: Final = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)
_NEXT_BUTTON: Final = "main .primary"


class OfficerDesk:
    """A desk with a machine of one person; the telephone comes with the first second factor."""

    browser: FirefoxBrowser
    telephone: TelephoneWithCodes

    def __init__(self, person: Officer, machine: BootedMachine) -> None:
        self.person = person
        self.machine = machine
        self.passphrase = ""
        self._session = DesktopSession(machine, person.id)
        self._config = self._session.home / CONFIG

    def come_in(self) -> None:
        """Sign in to the desktop, click the icon, and press the button of the page that the browser shows."""
        self._session.begin()
        self._session.click(ICON)
        self._firefox = self._session.firefox()
        self.browser = FirefoxBrowser(self._firefox)
        self._open()

    def go_out(self) -> None:
        """Sign out of the desktop."""
        self.browser.close()
        self._session.end()

    def click_icon(self) -> None:
        """Click the icon once more, and press the button."""
        self._session.click(ICON)
        self._open()

    def press(self) -> None:
        """Press the button that leads on."""
        self.browser.click(_NEXT_BUTTON)

    def expect(self, words: str) -> None:
        """Wait until the page says this."""
        self.browser.wait_for_text(words)

    def copied_from_screen(self) -> str:
        """Return what stands framed on the page, to be copied by hand."""
        found = _BLOCK.search(self.browser.source())
        if found is None:
            raise StoryError(f"The page has nothing to copy: {self.browser.url()}")
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split())

    def save_onto(self, stick: UsbStick) -> None:
        """Press the button that saves a file, and copy the file from the folder of downloads onto a stick."""
        self._session.run("mkdir", "--parents", str(self._firefox.downloads))
        with tempfile.TemporaryDirectory(prefix="booted-") as folder:
            name = self.browser.download(_NEXT_BUTTON, Path(folder)).name
        with stick.inside(self.machine, self.person.id):
            self._session.run("cp", str(self._firefox.downloads / name), str(STICK / self.person.file))

    def put_configuration_aside(self) -> None:
        """Rename it, so that the icon leads to the pages of a first start."""
        self._session.run("mv", str(self._config), f"{self._config}.aside")

    def put_configuration_back(self) -> None:
        """Give it its name again."""
        self._session.run("mv", f"{self._config}.aside", str(self._config))

    @property
    def window(self) -> OfficerWindow:
        """The browser as the officers' interface."""
        return OfficerWindow(
            self.browser, self.telephone, ListedPerson(self.person.id, HOST, self.passphrase)
        )

    def key_for_gateway(self) -> tuple[str, str]:
        """Return the line by which its Tor finds the gateway's onion, and the address."""
        key = self.machine.fetch(WorkstationLayout().tor_key).decode("ascii").strip()
        return key, f"{key.partition(':')[0]}.onion"

    def open_second_factor(self, block: bytes) -> None:
        """Open a second factor on the page to sign in, and take it onto the telephone."""
        self.browser.open(f"{HOST}/id/sign-in")
        self.browser.click_text("Buka di sini")
        self.browser.fill("person", self.person.id)
        self.browser.fill("message", block.decode("ascii"))
        self.browser.fill("passphrase", self.passphrase)
        self.press()
        self.expect("Faktor kedua Anda")
        self.telephone = TelephoneWithCodes(self.copied_from_screen().replace(" ", ""))
        self.press()

    def sign_in(self) -> str:
        """Sign in with both factors; return what the first page says."""
        self.browser.open(f"{HOST}/id/sign-in")
        self.window.sign_in()
        demand(self.browser.url().startswith(f"{HOST}/id/today"), f"{self.person.id} did not get in.")
        return self.browser.text()

    def is_refused(self) -> str:
        """Try to sign in with both factors; return what the page says that keeps the person out."""
        self.browser.open(f"{HOST}/id/sign-in")
        self.window.sign_in()
        demand(self.browser.url() == f"{HOST}/id/sign-in", f"{self.person.id} got in, but may not.")
        return self.browser.text()

    def _open(self) -> None:
        page_after(self._firefox.marionette, f"file://{self._session.runtime}/kentongan/kentongan.html")
        self.expect("Klik lagi ikon Kentongan")  # its last words: now the button is there
        self.press()
