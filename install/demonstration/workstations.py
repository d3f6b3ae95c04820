"""The interfaces of the demo's people: the first ones start with the demo, others when a link to them is asked for.

`install/demo link` runs beside the demo, but only the demo may start programs that must end with it. So `link` leaves a
note in the person's folder, and the demo takes it.
"""

import subprocess  # nosec B404 # one program of ours
import sys
import time
from typing import Final

from install.demonstration import programs
from install.demonstration.folder import DemoFolder, require_running
from install.demonstration.people import AT_ONCE, PEOPLE, DemoPerson
from install.demonstration.supervisor import START_SECONDS, Supervisor, answers
from install.errors import InstallError

_NOTE: Final = "interface-wanted"
_PAUSE: Final = 0.1
_LINK_SECONDS: Final = 30.0


class Workstations:
    """The interfaces that a running demo has started. Notes left by an earlier run are deleted."""

    def __init__(self, folder: DemoFolder, supervisor: Supervisor) -> None:
        self._folder = folder
        self._supervisor = supervisor
        self._started: set[str] = set()
        for person in PEOPLE:
            (folder.person(person.id) / _NOTE).unlink(missing_ok=True)
        for person in AT_ONCE:
            self._start(person)

    def start_wanted(self) -> None:
        """Start the interfaces that were asked for."""
        for person in PEOPLE:
            note = self._folder.person(person.id) / _NOTE
            if note.exists():
                note.unlink()
                self._start(person)

    def _start(self, person: DemoPerson) -> None:
        if person.id not in self._started:
            self._started.add(person.id)
            self._supervisor.start(programs.workstation_program(self._folder, person))


def require_workstation(folder: DemoFolder, person: DemoPerson) -> None:
    """Return when this person's interface answers; raise `InstallError` if the demo does not run, or none comes up."""
    program = programs.workstation_program(folder, person)
    require_running(folder)
    if answers(program):
        return
    (folder.person(person.id) / _NOTE).touch()
    end = time.monotonic() + START_SECONDS
    while not answers(program):
        require_running(folder)
        if time.monotonic() > end:
            raise InstallError(f"{program.name} does not answer. Its log is {program.log}.")
        time.sleep(_PAUSE)


def new_link(folder: DemoFolder, person: DemoPerson) -> str:
    """Return a new one-use link to this person's interface; the previous link ends."""
    made = subprocess.run(  # nosec B603 # our own program, no shell
        [sys.executable, "-m", "journalist_interface", "link"],
        env=programs.workstation_environment(folder, person),
        capture_output=True,
        text=True,
        timeout=_LINK_SECONDS,
        check=False,
    )
    if made.returncode != 0:
        raise InstallError(f"No link could be made for {person.name}. {made.stderr.strip()}")
    return made.stdout.strip()
