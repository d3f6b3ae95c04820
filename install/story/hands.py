"""Actions of the story's people in their windows. One that fails ends the story with a sentence."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from install.errors import InstallError
from install.story.vocabulary import Deed, Office, Source, Vocabulary
from install.story.window import Value, Window
from store.domain.register_number import register_number
from store.domain.stages import WORDS, Stage

_CASE: Final = re.compile(r"/cases/([0-9a-f]{32})(?:#\w+)?\Z")
_MOST_SHOWN: Final = 2000
Show = Callable[[str], None]
_FIGURES_SECONDS: Final = 60.0
_PAUSE: Final = 0.2


class StoryError(InstallError):
    """A page of the story does not say what it must."""


def expect(window: Window, *words: str) -> None:
    """Raise `StoryError` unless the page says all of this."""
    said = window.page().text
    for one in words:
        if " ".join(one.split()) not in said:
            raise StoryError(f"{window.url()} does not say {one!r}. It says: {said[:_MOST_SHOWN]}")


def expect_not(window: Window, *words: str) -> None:
    """Raise `StoryError` if the page says any of this."""
    said = window.page().text
    for one in words:
        if one in said:
            raise StoryError(f"{window.url()} says {one!r}, which it must not.")


@dataclass(slots=True)
class Reporter:
    """A reporter. `words` are those of the reporter's pages, `code` is what the reporter wrote on paper.

    `show` presents the current page, by its name, to an audience.
    """

    window: Window
    source: str
    words: Vocabulary
    show: Show
    code: str = field(default="", repr=False)

    def begin(self) -> None:
        """Go from the first page to the form."""
        self.window.open(f"{self.source}{self.words.language}/")
        self.show("reporter-start")
        self.window.follow(self.words(Source.REPORT))
        self.show("reporter-report")

    def send(
        self,
        answers: Mapping[str, Value],
        identity: Mapping[str, str] | None = None,
    ) -> None:
        """Fill in and send the current form; remember the code on the page after it."""
        words = self.words
        filled = {words(label): value for label, value in answers.items()}
        self.window.send(words(Source.SEND), {**filled, words(Source.HIDE): identity is None})
        if identity is not None:
            self.show("reporter-identity")
            named = {words(label): text for label, text in identity.items()}
            self.window.send(words(Source.SEND_NAMED), named)
        shown = self.window.page().text
        found = re.search(
            f"{re.escape(words(Source.BEFORE_CODE))} (.+?) {re.escape(words(Source.AFTER_CODE, step=2))}",
            shown,
        )
        if found is None:
            raise StoryError(f"No code is shown: {shown[:_MOST_SHOWN]}")
        self.code = found[1]
        self.show("reporter-code")

    def confirm(self) -> None:
        """Type the code back from the paper."""
        self.window.send(self.words(Source.CONTINUE), {self.words(Source.REPEAT_CODE): self.code.upper()})
        expect(self.window, self.words(Source.MY_REPORT))

    def attach(self, *files: Path) -> None:
        """Send files."""
        self.window.send(self.words(Source.ADD_FILES), {})
        self.show("reporter-files")
        self.window.send(self.words(Source.SEND_FILES), {self.words(Source.FILES): files})
        expect(self.window, self.words(Source.RECEIVED), *(file.name for file in files))
        self.show("reporter-attachments")
        self.window.follow(self.words(Source.BACK))

    def leave(self) -> None:
        """Sign out."""
        self.window.send(self.words(Source.LEAVE), {})
        expect(self.window, self.words(Source.LEFT))
        self.show("reporter-left")

    def come_back(self, stage: Stage, *said: str) -> None:
        """Open the report with the code, and expect this stage and these words."""
        self.window.open(f"{self.source}{self.words.language}/")
        self.window.follow(self.words(Source.OPEN_MINE))
        self.show("reporter-open")
        self.window.send(self.words(Source.OPEN), {self.words(Source.TYPE_CODE): self.code})
        self.finds(stage, *said)

    def finds(self, stage: Stage, *said: str) -> None:
        """Raise `StoryError` unless the report's page shows this stage and these words."""
        shown = self.words(Source.STAGE, stage=self.words(WORDS[stage].name))
        expect(self.window, shown, *said)

    def say(self, text: str) -> None:
        """Send a message."""
        self.window.send(self.words(Source.SEND_MESSAGE), {self.words(Source.MESSAGE): text})
        expect(self.window, text)

    def seek_outcome(self, text: str) -> None:
        """Ask for the outcome."""
        self.window.follow(self.words(Source.SEEK_OUTCOME))
        self.show("reporter-outcome")
        self.window.send(self.words(Source.SEND_REQUEST), {self.words(Source.WANTED): text})
        expect(self.window, self.words(Source.OUTCOME_WAITS))

    def tell_of_threat(self, text: str) -> None:
        """Report a threat."""
        self.window.follow(self.words(Source.THREAT))
        self.show("reporter-threat")
        self.window.send(self.words(Source.SEND_THREAT), {self.words(Source.HAPPENS): text})
        expect(self.window, self.words(Source.THREAT_WAITS))


@dataclass(slots=True)
class Worker:
    """A member of the office at a workstation. `show` is as for reporters."""

    window: Window
    words: Vocabulary
    show: Show
    id: str
    name: str

    def begin(self, link: str) -> None:
        """Open the one-use link, which leads to the page to sign in."""
        self.window.open(link)
        self.window.open(f"/{self.words.language}/sign-in")
        self.show("office-sign-in")

    def sign_in(self, passphrase: str, code: str) -> None:
        """Sign in with both factors."""
        factors = {Office.PERSON: self.id, Office.PHRASE: passphrase, Office.CODE: code}
        self.window.send(
            self.words(Office.SIGN_IN), {self.words(label): text for label, text in factors.items()}
        )
        expect(self.window, self.name, self.words(Office.LEAVE))

    def cases(self) -> list[str]:
        """Return the cases on the first page of the list."""
        self.window.open(f"/{self.words.language}/cases")
        found = (_CASE.search(link.address) for link in self.window.page().links)
        return list(dict.fromkeys(case[1] for case in found if case is not None))

    def open(self, case: str, part: str = "") -> None:
        """Open a part of a case: `papers`, `history` or `people`; without it, the report."""
        self.window.open(f"/{self.words.language}/cases/{case}{'/' if part else ''}{part}")

    def in_stage(self, case: str, stage: Stage) -> None:
        """Open the case; raise `StoryError` unless it stands in this stage."""
        self.open(case)
        expect(self.window, f"{self.words('Stage:')} {self.words(WORDS[stage].name)}")

    def reach(self, case: str, deed: Deed) -> None:
        """Go from the case to the page of a deed, unless its form stands on the case's page."""
        self.open(case)
        link = self.words(deed.link or deed.button)
        if self.window.page().has_link(link):
            self.window.follow(link)

    def fill_in(self, deed: Deed, fields: Mapping[str, Value], **values: str) -> None:
        """Send the current form; raise `StoryError` unless the next page says that it is done."""
        self.window.send(
            self.words(deed.button), {self.words(label): value for label, value in fields.items()}
        )
        expect(self.window, self.words(deed.done, **values))

    def do(self, case: str, deed: Deed, fields: Mapping[str, Value] | None = None) -> None:
        """Do a deed of the procedure by its button."""
        self.reach(case, deed)
        self.fill_in(deed, fields or {})

    def reply(self, case: str, text: str) -> None:
        """Answer the reporter in the conversation."""
        self.open(case)
        self.window.send(self.words(Office.REPLY), {self.words(Office.TEXT): text})
        expect(self.window, text)

    def answer_request(
        self,
        case: str,
        deed: Deed,
        asker: str,
        fields: Mapping[str, Value],
        *,
        look: str = "",
    ) -> None:
        """Answer a case's open request for the identity; with `look`, first read the identity and expect this."""
        self.window.open(f"/{self.words.language}/identity-requests")
        self.show("custodian-requests")
        self.window.follow(f"{self.words(Office.ANSWER)} {register_number(case)}")
        self.show("custodian-request")
        if look:
            expect_not(self.window, look)
            self.window.send(self.words(Office.SHOW), {})
            expect(self.window, look)
        self.fill_in(deed, fields, name=asker)

    def count_reports(self) -> int:
        """Return how many reports the figures count, read anew, by following the progress page to the figures."""
        self.window.open(f"/{self.words.language}/statistics")
        again = self.window.page().has_button(self.words(Office.READ_AGAIN))
        self.window.send(self.words(Office.READ_AGAIN if again else Office.READ_FIGURES), {})
        end = time.monotonic() + _FIGURES_SECONDS
        while True:
            found = re.search(rf"{self.words(Office.ALL_REPORTS)} (\d+) ", self.window.page().text)
            if found is not None:
                return int(found[1])
            if time.monotonic() > end:
                raise StoryError(f"The figures do not come: {self.window.page().text[:_MOST_SHOWN]}")
            time.sleep(_PAUSE)
            self.window.open(f"/{self.words.language}/progress")

    def leave(self) -> None:
        """Sign out."""
        self.window.send(self.words(Office.LEAVE), {})
        expect(self.window, self.words(Office.SIGN_IN))
