"""A demo, and the people of its office at their workstations."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from install.demonstration.people import DemoPerson
from tests.browsers.interface import Kind
from tests.conftest import NewBrowser
from tests.end_to_end.people_in_browsers import OfficerWindow
from tests.end_to_end.running_demo import RunningDemo

OfficerWindowOf = Callable[..., OfficerWindow]
"""workstation_of(person, kind="chromium"): their browser, signed in with both factors; the same one at every call."""


@pytest.fixture
def demo() -> Iterator[RunningDemo]:
    """A demo at a path of more than 120 characters, with spaces."""
    with TemporaryDirectory(prefix="kentongan cerita ") as place:
        folder = Path(place) / f"jalan {'panjang ' * 12}sekali" / "demo"
        folder.parent.mkdir()
        assert len(str(folder)) > 120
        with RunningDemo(folder) as running:
            yield running


@pytest.fixture
def workstation_of(demo: RunningDemo, new_browser: NewBrowser) -> OfficerWindowOf:
    """For people by name: `workstation_of(demo_people.LEAD)`."""
    entered: dict[str, OfficerWindow] = {}

    def find(person: DemoPerson, kind: Kind = "chromium") -> OfficerWindow:
        if person.id not in entered:
            # A new link, for those that the demo printed at its start end after ten minutes.
            told = replace(demo.person(person.id), link=demo.new_link(person.id))
            entered[person.id] = OfficerWindow(new_browser(kind), demo, told)
            entered[person.id].enter()
        return entered[person.id]

    return find
