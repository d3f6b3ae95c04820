"""The actions of a reporter and the people of the office in a browser, in verbs of the field."""

import html
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from tests.browsers.interface import Browser
from tests.end_to_end.running_demo import ListedPerson
from tests.source_interface.box import wait_until
from tests.source_interface.watched_upload import answered

QUESTIONS: Final = ("what", "who", "when", "how", "where", "why")
FOLDED: Final = frozenset({"where", "why"})
"""Questions that open on demand."""


@dataclass
class Reporter:
    """A person who reports, in this browser."""

    browser: Browser
    source: str
    code: str = field(default="", repr=False)

    def begin_report(self) -> None:
        """From the first page to the form."""
        self.browser.open(self.source)
        self.browser.click_text("Buat laporan baru")

    def write(self, answers: dict[str, str], category: str, excluded: tuple[str, ...] = ()) -> None:
        """Fill the form in."""
        if not FOLDED.isdisjoint(answers):
            self.browser.click("details.more > summary")
        for question, answer in answers.items():
            self.browser.fill(question, answer)
        self.browser.check(f"#category-{category}")
        for position in excluded:
            self.browser.check(f"#excluded-{position}")

    def send_report(self) -> str:
        """Send the form; the code that is shown."""
        self.browser.click_text("Kirim laporan")
        shown = re.search(r'class="words">(.*?)</div>', self.browser.source(), re.DOTALL)
        assert shown is not None, self.browser.text()
        self.code = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", shown[1])).split())
        return self.code

    def confirm_code(self) -> None:
        """Type the code back."""
        self.browser.fill("code", self.code.upper().replace(" ", "-"))
        self.browser.click_text("Lanjut")

    def attach(self, files: list[Path]) -> str:
        """Send files; what the frame beside the progress says was received."""
        self.browser.click_text("Tambah lampiran")
        self.browser.choose_files("files", files)
        self.browser.click_text("Kirim lampiran")
        wait_until(lambda: answered(self.browser.frame_text("iframe.result")))
        received = self.browser.frame_text("iframe.result")
        self.browser.click_text("Kembali ke laporan saya")
        return received

    def say(self, text: str) -> None:
        """Send a message."""
        self.browser.fill("text", text)
        self.browser.click_text("Kirim pesan")

    def leave(self) -> None:
        """Sign out."""
        self.browser.click_text("Keluar")

    def come_back(self, code: str) -> None:
        """Open the mailbox with a code."""
        self.browser.open(self.source)
        self.browser.click_text("Buka laporan saya")
        self.browser.fill("code", code)
        self.browser.click_text("Buka")


class Authenticator(Protocol):
    """What shows people their second factor."""

    def code(self, identifier: str) -> str:
        """Return a person's code of this moment."""


@dataclass
class OfficerWindow:
    """A person's interface, in this browser."""

    browser: Browser
    authenticator: Authenticator
    person: ListedPerson

    def enter(self) -> None:
        """Open the one-use link and sign in with both factors."""
        self.browser.open(self.person.link)
        self.sign_in()

    def sign_in(self) -> None:
        """Both factors, on the page that shows."""
        self.browser.fill("person", self.person.id)
        self.browser.fill("passphrase", self.person.passphrase)
        self.browser.fill("code", self.authenticator.code(self.person.id))
        self.browser.click_text("Masuk")

    @property
    def origin(self) -> str:
        """The address without a path."""
        return self.person.link.partition("/start/")[0]

    def cases(self) -> list[str]:
        """The addresses of the cases in the list."""
        self.browser.open(f"{self.origin}/id/cases")
        return re.findall(r'href="(/id/cases/[0-9a-f]{32})"', self.browser.source())

    def open_case_that_says(self, words: str) -> str:
        """Open the case with these words; its address."""
        for address in self.cases():
            self.browser.open(self.origin + address)
            if words in self.browser.text():
                return address
        raise AssertionError(f"No case of {self.person.id} says {words!r}: {self.browser.text()}")

    def save_evidence(self, folder: Path) -> list[Path]:
        """Save every file of the open case."""
        count = self.browser.count("table.evidence tbody tr")
        rows = [
            f"table.evidence tbody tr:nth-child({row}) a[href*='/attachments/']"
            for row in range(1, count + 1)
        ]
        return [self.browser.download(row, folder) for row in rows]

    def reply(self, text: str, files: list[Path]) -> None:
        """Answer the reporter of the open case."""
        self.browser.fill("text", text)
        if files:
            self.browser.choose_files("files", files)
        self.browser.click_text("Kirim balasan")
