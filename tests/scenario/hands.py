"""Actions of the story's people in their windows. One that fails ends the story with a sentence."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from install.errors import InstallError
from journalist_interface.evidence.errors import ConverterMissingError
from store.domain.register_number import register_number
from store.domain.stages import WORDS, Stage
from tests.scenario.vocabulary import ActionLabels, OfficeLabels, ReporterLabels, Vocabulary
from tests.scenario.window import Value, Window

_CASE: Final = re.compile(r"/cases/([0-9a-f]{32})(?:#\w+)?\Z")
_MOST_SHOWN: Final = 2000
Show = Callable[[str], None]
_CONVERSION_SECONDS: Final = 120.0
_STATISTICS_SECONDS: Final = 60.0
_PAUSE: Final = 0.2


class StoryError(InstallError):
    """A page of the story does not say what it must."""


def expect(window: Window, *words: str) -> None:
    """Raise `StoryError` unless the page says all of this."""
    said = window.page().text
    for word in words:
        if " ".join(word.split()) not in said:
            raise StoryError(f"{window.url()} does not say {word!r}. It says: {said[:_MOST_SHOWN]}")


def expect_not(window: Window, *words: str) -> None:
    """Raise `StoryError` if the page says any of this."""
    said = window.page().text
    for word in words:
        if word in said:
            raise StoryError(f"{window.url()} says {word!r}, which it must not.")


def sentence_of(error: type[KentonganError], words: Vocabulary) -> str:
    """Return what a page says of an error of this class."""
    return words((error.__doc__ or "").strip())


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
        self.window.follow(self.words(ReporterLabels.REPORT))
        self.show("reporter-report")

    def send(
        self,
        answers: Mapping[str, Value],
        identity: Mapping[str, str] | None = None,
    ) -> None:
        """Fill in and send the current form; remember the code on the page after it."""
        words = self.words
        filled = {words(label): value for label, value in answers.items()}
        self.window.send(words(ReporterLabels.SEND), {**filled, words(ReporterLabels.HIDE): identity is None})
        if identity is not None:
            self.show("reporter-identity")
            named = {words(label): text for label, text in identity.items()}
            self.window.send(words(ReporterLabels.SEND_NAMED), named)
        before, after = words(ReporterLabels.BEFORE_CODE), words(ReporterLabels.AFTER_CODE, step=2)
        shown = self.window.page().text
        found = re.search(f"{re.escape(before)} (.+?) {re.escape(after)}", shown)
        if found is None:
            raise StoryError(f"No code is shown: {shown[:_MOST_SHOWN]}")
        self.code = found[1]
        self.show("reporter-code")

    def confirm(self) -> None:
        """Type the code back from the paper."""
        self.window.send(
            self.words(ReporterLabels.CONTINUE), {self.words(ReporterLabels.REPEAT_CODE): self.code.upper()}
        )
        expect(self.window, self.words(ReporterLabels.MY_REPORT))

    def attach(self, *files: Path, cleans: bool = True) -> None:
        """Send files; photos as they are unless the page `cleans` them."""
        self.window.send(self.words(ReporterLabels.ADD_FILES), {})
        self.show("reporter-files")
        fields: dict[str, Value] = {
            self.words(ReporterLabels.CLEAN_PHOTOS): cleans,
            self.words(ReporterLabels.FILES): files,
        }
        self.window.send(self.words(ReporterLabels.SEND_FILES), fields)
        expect(self.window, self.words(ReporterLabels.RECEIVED), *(file.name for file in files))
        self.show("reporter-attachments")
        self.window.follow(self.words(ReporterLabels.BACK))

    def leave(self) -> None:
        """Sign out."""
        self.window.send(self.words(ReporterLabels.LEAVE), {})
        expect(self.window, self.words(ReporterLabels.LEFT))
        self.show("reporter-left")

    def come_back(self, stage: Stage, *said: str) -> None:
        """Open the report with the code, and expect this stage and these words."""
        self.window.open(f"{self.source}{self.words.language}/")
        self.window.follow(self.words(ReporterLabels.OPEN_MINE))
        self.show("reporter-open")
        self.window.send(self.words(ReporterLabels.OPEN), {self.words(ReporterLabels.TYPE_CODE): self.code})
        self.finds(stage, *said)

    def finds_nothing(self) -> None:
        """Raise `StoryError` unless the code opens nothing any more."""
        self.window.open(f"{self.source}{self.words.language}/")
        self.window.follow(self.words(ReporterLabels.OPEN_MINE))
        self.window.send(self.words(ReporterLabels.OPEN), {self.words(ReporterLabels.TYPE_CODE): self.code})
        expect(self.window, self.words(ReporterLabels.NO_REPORT))

    def finds(self, stage: Stage, *said: str) -> None:
        """Raise `StoryError` unless the report's page shows this stage and these words."""
        shown = self.words(ReporterLabels.STAGE, stage=self.words(WORDS[stage].name))
        expect(self.window, shown, *said)

    def say(self, text: str) -> None:
        """Send a message."""
        self.window.send(self.words(ReporterLabels.SEND_MESSAGE), {self.words(ReporterLabels.MESSAGE): text})
        expect(self.window, text)

    def seek_outcome(self, text: str) -> None:
        """Ask for the outcome."""
        self.window.follow(self.words(ReporterLabels.SEEK_OUTCOME))
        self.show("reporter-outcome")
        self.window.send(self.words(ReporterLabels.SEND_REQUEST), {self.words(ReporterLabels.WANTED): text})
        expect(self.window, self.words(ReporterLabels.OUTCOME_WAITS))

    def tell_of_threat(self, text: str) -> None:
        """Report a threat."""
        self.window.follow(self.words(ReporterLabels.THREAT))
        self.show("reporter-threat")
        self.window.send(self.words(ReporterLabels.SEND_THREAT), {self.words(ReporterLabels.HAPPENS): text})
        expect(self.window, self.words(ReporterLabels.THREAT_WAITS))


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
        factors = {OfficeLabels.PERSON: self.id, OfficeLabels.PHRASE: passphrase, OfficeLabels.CODE: code}
        self.window.send(
            self.words(OfficeLabels.SIGN_IN), {self.words(label): text for label, text in factors.items()}
        )
        expect(self.window, self.name, self.words(OfficeLabels.LEAVE))

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

    def reach(self, case: str, action: ActionLabels) -> None:
        """Go from the case to the page of an action, unless its form stands on the case's page."""
        self.open(case)
        link = self.words(action.link or action.button)
        if self.window.page().has_link(link):
            self.window.follow(link)

    def fill_in(self, action: ActionLabels, fields: Mapping[str, Value], **values: object) -> None:
        """Send the current form; raise `StoryError` unless the next page says that it is done."""
        self.window.send(
            self.words(action.button), {self.words(label): value for label, value in fields.items()}
        )
        expect(self.window, self.words(action.done, **values))

    def do(self, case: str, action: ActionLabels, fields: Mapping[str, Value] | None = None) -> None:
        """Take an action of the procedure by its button."""
        self.reach(case, action)
        self.fill_in(action, fields or {})

    def reply(self, case: str, text: str) -> None:
        """Answer the reporter in the conversation."""
        self.open(case)
        self.window.send(self.words(OfficeLabels.REPLY), {self.words(OfficeLabels.TEXT): text})
        expect(self.window, text)

    def export(self, case: str, purpose: str, folder: Path) -> Path:
        """Make the dossier of a case, save its archive and return where it lies."""
        self.open(case)
        self.window.follow(self.words(OfficeLabels.EXPORT))
        self.show("officer-exports")
        self.window.follow(self.words(OfficeLabels.DOSSIER))
        self.show("officer-export")
        self.window.send(self.words(OfficeLabels.MAKE_FILE), {self.words(OfficeLabels.PURPOSE): purpose})
        expect(self.window, self.words(OfficeLabels.READY))
        return self.window.save(".tar.gz", folder)

    def looks_at(self, case: str, name: str) -> bool:
        """Have a file shown on its page, and wait for the end; return False if this computer has no sandbox for it."""
        self.open(case)
        self.window.follow(name)
        if not self.window.page().has_button(self.words(OfficeLabels.SHOW_FILE)):
            return False
        self.window.send(self.words(OfficeLabels.SHOW_FILE), {})
        end = time.monotonic() + _CONVERSION_SECONDS
        while self.window.page().has_link(self.words(OfficeLabels.ASK_AGAIN)):
            if time.monotonic() > end:
                raise StoryError(f"A file is not shown: {self.window.page().text[:_MOST_SHOWN]}")
            time.sleep(_PAUSE)
            self.window.open(self.window.url())
        return sentence_of(ConverterMissingError, self.words) not in self.window.page().text

    def destroys(self, case: str, said: str, reason: str, leader: str) -> None:
        """Propose to destroy the message that says this."""
        self.reach(case, OfficeLabels.PROPOSE_PART)
        self.show("officer-propose-part")
        form, _ = self.window.page().form_with(self.words(OfficeLabels.PROPOSE_PART.button))
        offered = form.labelled(self.words(OfficeLabels.PART)).options
        [place] = [words for words, _value, _shut in offered if said in words]
        self.fill_in(
            OfficeLabels.PROPOSE_PART,
            {
                OfficeLabels.PART: place,
                OfficeLabels.REASON: reason,
                OfficeLabels.SECOND_SIGNATURE: leader,
            },
        )

    def signs_destruction(self, case: str, said: str, action: ActionLabels, **values: object) -> None:
        """Sign the proposal of this case, whose page says this."""
        self.window.open(f"/{self.words.language}/destructions")
        self.window.follow(f"{self.words(OfficeLabels.READ_AND_SIGN)} {register_number(case)}")
        self.show("leader-destruction")
        expect(self.window, said)
        self.fill_in(action, {}, **values)

    def answer_request(
        self,
        case: str,
        action: ActionLabels,
        asker: str,
        fields: Mapping[str, Value],
        *,
        look: str = "",
    ) -> None:
        """Answer a case's open request for the identity; with `look`, first read the identity and expect this."""
        self.window.open(f"/{self.words.language}/identity-requests")
        self.show("custodian-requests")
        self.window.follow(f"{self.words(OfficeLabels.ANSWER)} {register_number(case)}")
        self.show("custodian-request")
        if look:
            expect_not(self.window, look)
            self.window.send(self.words(OfficeLabels.SHOW), {})
            expect(self.window, look)
        if action is OfficeLabels.DISCLOSE:
            self.window.send(self.words(OfficeLabels.DISCLOSE_TO), {})
            expect(self.window, asker)
        self.fill_in(action, fields, name=asker)

    def count_reports(self) -> int:
        """Return how many reports the statistics count, read anew, by following the progress page."""
        self.window.open(f"/{self.words.language}/statistics")
        again = self.window.page().has_button(self.words(OfficeLabels.READ_AGAIN))
        self.window.send(self.words(OfficeLabels.READ_AGAIN if again else OfficeLabels.READ_FIGURES), {})
        end = time.monotonic() + _STATISTICS_SECONDS
        while True:
            found = re.search(rf"{self.words(OfficeLabels.ALL_REPORTS)} (\d+) ", self.window.page().text)
            if found is not None:
                return int(found[1])
            if time.monotonic() > end:
                raise StoryError(f"The figures do not come: {self.window.page().text[:_MOST_SHOWN]}")
            time.sleep(_PAUSE)
            self.window.open(f"/{self.words.language}/progress")

    def leave(self) -> None:
        """Sign out."""
        self.window.send(self.words(OfficeLabels.LEAVE), {})
        expect(self.window, self.words(OfficeLabels.SIGN_IN))
