"""A person at their workstation without a browser: the parts of the interface below its pages, and a real gateway.

workstations = Workstations(office, gateway_address)
sari = workstations.of("sari")                 # signed in with both factors
perform(sari.work(case.case), "note", text="Catatan")
"""

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from journalist_interface.actions.decision_draft import Answers, Files
from journalist_interface.actions.replies import reply, upload_all
from journalist_interface.actions.submit import submit
from journalist_interface.actions.table import ACTIONS
from journalist_interface.actions.work import Work
from journalist_interface.config import Config
from journalist_interface.forms.incoming import IncomingFile
from journalist_interface.services import WorkstationServices, build
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.session.sign_in import sign_in
from store.domain.reply import ReplyAttachment
from tests.free_ports import free_port
from tests.office import TestOffice

IDLE = timedelta(minutes=30)
"""The time without use after which the gateway ends a session, in the next quarter of an hour."""


def perform(work: Work, action: str, **answers: Any) -> int:  # noqa: ANN401 - of any form
    """Fill in the form of this action and send it; return the number of the decision's last event."""
    return submit(work, ACTIONS[action].draft_builder(work, Answers(**answers)))


def send_reply(work: Work, text: str, files: Files = ()) -> int:
    """A reply that goes alone; its place in the conversation."""
    return submit(work, lambda _point: reply(text, files))


def ask(work: Work, text: str, files: Files = ()) -> int:
    """A question to the reporter, with the day that its form proposes."""
    until = work.services.deadlines.answer_by(work.today)
    return perform(work, "question", text=text, files=files, until=until)


@dataclass
class HeadlessWorkstation:
    """A signed-in person."""

    office: TestOffice
    person: str
    station: WorkstationServices
    officer: OfficerSession

    @property
    def services(self) -> CaseServices:
        """Return what work on cases may use."""
        return self.station.cases

    def work(self, case: str) -> Work:
        """The case, read from the gateway as it is now, by the newest roster."""
        self.services.rosters.refresh()
        return Work(self.services, self.officer, self.officer.case(case))

    def upload(self, case: str, name: str, data: bytes) -> tuple[ReplyAttachment, ...]:
        """A file for a paper or a question."""
        return upload_all(self.work(case), [IncomingFile(name, iter([data]))])

    def forget(self, case: str) -> None:
        """Forget as after signing out and in: the next reading begins anew, with the pins alone."""
        self.officer.forget(case)


class HeadlessWorkstations:
    """Workstations of one office, each opened when it is first asked for; the pins of each stay in its folder."""

    def __init__(self, office: TestOffice, gateway: str, name: str = "headless") -> None:
        self._office = office
        self._gateway = gateway
        self._folder = office.folder / name
        self._stack = ExitStack()
        self._open: dict[str, HeadlessWorkstation] = {}
        self._ends: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, person: str, key: Path | None = None, passphrase: str | None = None) -> HeadlessWorkstation:
        """This person's workstation; with the key of another GnuPG home, if that is given.

        They sign in again if the session idled meanwhile: other tests move the clock with each sign-in.
        """
        clock = self._office.clock
        if person not in self._open:
            holder = self._office.keys.holder(person)
            self._open[person] = self._sit_down(person, key or holder.folder, passphrase or holder.passphrase)
        elif clock.seconds() >= self._ends[person]:
            self.anew(person)
        self._ends[person] = clock.quarter_hour_after(IDLE)
        return self._open[person]

    def anew(self, person: str) -> HeadlessWorkstation:
        """This person's workstation after they signed in again, with what it remembers."""
        before = self._open.pop(person)
        station = before.station
        passphrase = self._office.keys.holder(person).passphrase
        officer = sign_in(station.sign_in, person, passphrase, self._office.fresh_code(person))
        self._stack.callback(officer.close)
        self._open[person] = HeadlessWorkstation(self._office, person, station, officer)
        self._ends[person] = self._office.clock.quarter_hour_after(IDLE)
        return self._open[person]

    def state_of(self, person: str) -> Path:
        """Return the folder in which this workstation keeps its pins."""
        return self._folder / person / "state"

    def _sit_down(self, person: str, key: Path, passphrase: str) -> HeadlessWorkstation:
        folder = self._folder / person
        home = _copied_home(key, folder / "gnupg")
        state = self.state_of(person)
        state.mkdir(mode=0o700)
        config = Config(
            person=person,
            host=f"{person}.localhost",
            port=free_port(),
            gateway=self._gateway,
            office_fingerprint=self._office.keys.office.fingerprint,
            office_certificate=self._office.office_certificate,
            gnupg_home=home,
            state=state,
            clock_file=self._office.clock_file,
            gateway_seconds=60,  # a busy machine fails no test
        )
        place = build(config)
        self._stack.callback(place.close)
        officer = sign_in(place.sign_in, person, passphrase, self._office.fresh_code(person))
        self._stack.callback(officer.close)
        return HeadlessWorkstation(self._office, person, place, officer)


def _copied_home(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("S.*", "*.lock", ".#*"))
    target.chmod(0o700)
    return target
