"""What a telling of the story needs around it: the place that it is told in, and who listens."""

import subprocess  # nosec B404 # one program of ours
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from install import totp
from install.demonstration import programs
from install.demonstration.folder import DemoFolder
from install.demonstration.making import TOTP_FILE, passphrase_of
from install.demonstration.people import PEOPLE, POSITIONS, DemoPerson
from install.demonstration.workstations import new_link, require_workstation
from install.story.hands import Reporter, StoryError, Worker
from install.story.texts import Text
from install.story.vocabulary import Vocabulary
from install.story.window import Window
from store.web.languages import Language

_AUDIT_SECONDS: Final = 120.0


class Listener(Protocol):
    """Who hears the story, and may look at the pages."""

    def told(self, text: Text) -> None:
        """What happens next."""

    def shown(self, page: str, window: Window) -> None:
        """A page worth a picture, by its name."""


@dataclass(slots=True)
class Telling:
    """The story in one language, in a demo that runs in this folder. `files` is for what its people attach."""

    folder: DemoFolder
    source: str
    language: Language
    new_window: Callable[[], Window]
    listener: Listener
    files: Path
    codes: list[str] = field(default_factory=list, repr=False)
    """The reporters' codes, in the order of their reports."""
    _cases: list[str] = field(default_factory=list)
    _entered: dict[str, Worker] = field(default_factory=dict)
    _windows: list[Window] = field(default_factory=list)

    def tell(self, indonesian: str, english: str) -> None:
        """Say what happens next."""
        self.listener.told(Text(indonesian, english))

    def text(self, text: Text) -> str:
        """In this telling's language."""
        return text.within(self.language)

    def reporter(self) -> Reporter:
        """A further reporter, in a window of their own."""
        window = self._window()
        words = Vocabulary("source_interface", self.language)
        return Reporter(window, self.source, words, lambda page: self.listener.shown(page, window))

    def worker(self, person: DemoPerson) -> Worker:
        """Somebody of the office, signed in at their own workstation."""
        if person.id not in self._entered:
            worker = self._worker(person)
            require_workstation(self.folder, person)
            home = self.folder.person(person.id)
            worker.begin(new_link(self.folder, person))
            worker.sign_in(passphrase_of(home), totp.current_code(home / TOTP_FILE)[0])
            self._entered[person.id] = worker
        return self._entered[person.id]

    def keep_code(self, reporter: Reporter) -> None:
        """So that whoever watches can come back as this reporter."""
        self.codes.append(reporter.code)

    def meet(self, cases: Iterable[str]) -> None:
        """These were there before the story."""
        self._cases += cases

    def newest_case(self, officer: Worker) -> str:
        """The one case of the list that the story has not met; `StoryError` if there is none, or more."""
        found = [case for case in officer.cases() if case not in self._cases]
        if len(found) != 1:
            raise StoryError(f"{len(found)} new cases are in the list; one was expected.")
        self._cases += found
        return found[0]

    def position(self, person: DemoPerson) -> str:
        """The title of somebody's position."""
        found = next(one for one in POSITIONS if one.id == person.position)
        return found.title_in(self.language)

    def described(self, person: DemoPerson) -> str:
        """Name and position, as the office's forms say it."""
        return f"{person.name}, {self.position(person)}"

    def file(self, name: Text, holds: Text) -> Path:
        """A file to attach."""
        path = self.files / self.text(name)
        path.write_text(f"{self.text(holds)}\n", "utf-8")
        return path

    def audit(self) -> str:
        """What `install/kentongan audit verify` says, beside all workstations; `StoryError` unless all is well."""
        heads = [f"--heads={self._heads(person)}" for person in PEOPLE if person.id in self._entered]
        return _kentongan(programs.gateway_environment(self.folder), "verify", *heads).strip()

    def _heads(self, person: DemoPerson) -> Path:
        path = self.files / f"{person.id}.heads"
        path.write_text(_kentongan(programs.workstation_environment(self.folder, person), "heads"), "ascii")
        return path

    def close(self) -> None:
        """Everybody signs out and closes the window."""
        for worker in self._entered.values():
            worker.leave()
        for window in self._windows:
            window.close()

    def _worker(self, person: DemoPerson) -> Worker:
        window = self._window()
        words = Vocabulary("journalist_interface", self.language)
        return Worker(window, words, lambda page: self.listener.shown(page, window), person.id, person.name)

    def _window(self) -> Window:
        self._windows.append(self.new_window())
        return self._windows[-1]


def _kentongan(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(  # nosec B603 # our own program, no shell
        [sys.executable, "-m", "install.kentongan", "audit", *arguments],
        env=environment | {"LANG": "C.UTF-8"},  # the demo's shell speaks English
        capture_output=True,
        text=True,
        timeout=_AUDIT_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise StoryError(f"The audit found faults. {done.stdout} {done.stderr}")
    return done.stdout
