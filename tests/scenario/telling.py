"""The surroundings of a telling of the story: the demo that it is told in, and its listener."""

import subprocess  # nosec B404 # one program of ours
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from install.demonstration import programs
from install.demonstration.folder import DemoFolder
from install.demonstration.making import passphrase_of, refresh, totp_of
from install.demonstration.people import PEOPLE, POSITIONS, DemoPerson
from install.demonstration.workstations import new_link, require_workstation
from store.config import StoreConfig
from store.engine.database import Database
from store.gateway.config import VARIABLE, GatewayConfig
from store.maintenance.sweep import sweep
from store.web.configuration import read_config
from store.web.durable import replace_file
from store.web.languages import Language
from tests.destruction.byte_search import found_in, pieces_of
from tests.scenario.hands import Reporter, StoryError, Worker
from tests.scenario.story_texts import Text
from tests.scenario.vocabulary import Vocabulary
from tests.scenario.window import Window

_AUDIT_SECONDS: Final = 120.0
_DAY_SECONDS: Final = 24 * 3600


class Listener(Protocol):
    """A listener to the story, who may look at the pages."""

    def told(self, text: Text) -> None:
        """Hear what happens next."""

    def shown(self, page: str, window: Window) -> None:
        """See a page worth a picture, by its name."""


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
        """Return the text in this telling's language."""
        return text.within(self.language)

    def reporter(self) -> Reporter:
        """Return a further reporter, in a separate window."""
        window = self._window()
        words = Vocabulary("source_interface", self.language)
        return Reporter(window, self.source, words, lambda page: self.listener.shown(page, window))

    def worker(self, person: DemoPerson) -> Worker:
        """Return a member of the office, signed in at their workstation."""
        if person.id not in self._entered:
            worker = self._worker(person)
            require_workstation(self.folder, person)
            home = self.folder.person(person.id)
            worker.begin(new_link(self.folder, person))
            worker.sign_in(passphrase_of(home), totp_of(home, self.folder.clock).split()[0])
            self._entered[person.id] = worker
        return self._entered[person.id]

    def let_days_pass(self, days: int) -> None:
        """Set the demo's clock ahead; the office signs its next roster in time, and everyone has to sign in anew."""
        clock = self.folder.clock
        ahead = clock.offset() + days * _DAY_SECONDS
        replace_file(self.folder.clock_file, f"{ahead}\n".encode("ascii"))
        refresh(self.folder, clock)
        self._entered.clear()

    def keep_house(self) -> None:
        """Let the housekeeping of this day run now, which the servers do every hour."""
        with self._store() as (config, database):
            sweep(database, config.open_blobs(), config.clock())

    def pieces_of(self, case: str) -> frozenset[bytes]:
        """Return bytes of all rows and files of a case, as they lie on the server."""
        with self._store() as (config, database):
            return frozenset(self.found(pieces_of(database, config.blobs, case)))

    def found(self, pieces: Iterable[bytes]) -> set[bytes]:
        """Return which of these pieces lie anywhere in the server's folder."""
        return {piece for held in found_in(self.folder.server, pieces).values() for piece in held}

    @contextmanager
    def _store(self) -> Iterator[tuple[StoreConfig, Database]]:
        path = Path(programs.gateway_environment(self.folder)[VARIABLE])
        config = read_config(path, GatewayConfig).store
        database = config.open_database()
        try:
            yield config, database
        finally:
            database.close()

    def keep_code(self, reporter: Reporter) -> None:
        """Keep the code, so that a viewer can come back as this reporter."""
        self.codes.append(reporter.code)

    def meet(self, cases: Iterable[str]) -> None:
        """Note these cases as older than the story."""
        self._cases += cases

    def newest_case(self, officer: Worker) -> str:
        """Return the one case of the list that the story has not met; raise `StoryError` if there is none, or more."""
        found = [case for case in officer.cases() if case not in self._cases]
        if len(found) != 1:
            raise StoryError(f"{len(found)} new cases are in the list; one was expected.")
        self._cases += found
        return found[0]

    def position(self, person: DemoPerson) -> str:
        """Return the title of the person's position."""
        found = next(position for position in POSITIONS if position.id == person.position)
        return found.title_in(self.language)

    def described(self, person: DemoPerson) -> str:
        """Return name and position, as the office's forms show them."""
        return f"{person.name}, {self.position(person)}"

    def file(self, name: Text, holds: Text) -> Path:
        """Write a file to attach, and return its path."""
        path = self.files / self.text(name)
        path.write_text(f"{self.text(holds)}\n", "utf-8")
        return path

    def audit(self) -> str:
        """Return what `install/kentongan audit verify` says against all workstations; raise `StoryError` for faults."""
        heads = [f"--heads={self._heads(person)}" for person in PEOPLE if person.id in self._entered]
        return _kentongan(programs.gateway_environment(self.folder), "verify", *heads).strip()

    def _heads(self, person: DemoPerson) -> Path:
        path = self.files / f"{person.id}.heads"
        path.write_text(_kentongan(programs.workstation_environment(self.folder, person), "heads"), "ascii")
        return path

    def close(self) -> None:
        """Sign everyone out and close the windows."""
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
