"""The office's whole procedure, told once in a real browser with scripts off, and once as `install/demo --story`."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from install.audit.inputs import AuditInputs, open_inputs
from install.demonstration.folder import existing_folder
from install.demonstration.people import CUSTODIAN, LEAD, LEADER, MEMBER, OFFICER_ONE, OFFICER_TWO
from store.cases.records import record
from store.domain.event import Event, EventKind
from store.domain.procedure.chain_verification import parsed
from store.domain.stages import Stage
from tests.conftest import NewBrowser
from tests.end_to_end.browser_window import BrowserWindow
from tests.end_to_end.running_demo import RunningDemo
from tests.machine_clock import machine_clock_permitted
from tests.scenario.http_window import HttpWindow
from tests.scenario.playing import BROKEN
from tests.scenario.script import play
from tests.scenario.story_texts import Text
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import ActionLabels, OfficeLabels, ReporterLabels, Vocabulary
from tests.scenario.window import Window
from tests.tour import HELP, tour

pytestmark = pytest.mark.timeout(600)
WAY: Final = (
    Stage.VERIFICATION,
    Stage.CLARIFICATION,
    Stage.VERIFICATION,
    Stage.REVIEW,
    Stage.ASSIGNMENT,
    Stage.INVESTIGATION,
    Stage.LEADERSHIP,
    Stage.INVESTIGATION,
    Stage.LEADERSHIP,
    Stage.DELIBERATION,
    Stage.CONCLUDED,
    Stage.VERIFICATION,
)
ARCHIVED: Final = (Stage.VERIFICATION, Stage.ARCHIVED)
REVIEWED: Final = (Stage.VERIFICATION, Stage.REVIEW)
STORY_SECONDS: Final = 400.0


class Audience:
    """Keeps what was told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.pages: set[str] = set()

    def told(self, text: Text) -> None:
        """A step."""
        self.heard.append(text.en)

    def shown(self, page: str, window: Window) -> None:
        """A page that the story shows."""
        assert window.page().text
        self.pages.add(page)


def events_of(inputs: AuditInputs) -> list[list[Event]]:
    """Return what every case's chain says was done."""
    chains = [record(inputs.database, case).events for case in inputs.chosen(None)]
    return [[event for row in chain if (event := parsed(row.signed)) is not None] for chain in chains]


def way(chain: list[Event]) -> tuple[Stage, ...]:
    """The stages that a case went through after it was received."""
    return tuple(
        Stage(event.target) for event in chain if event.kind is EventKind.MOVE and event.target is not None
    )


@pytest.mark.thorough  # the short form: the first steps below, without a browser
@machine_clock_permitted()  # the demo's processes run by it, and no day is compared
def test_a_browser_takes_reports_through_every_state_with_six_people(
    demo: RunningDemo, new_browser: NewBrowser, tmp_path: Path
) -> None:
    audience = Audience()

    def telling(new_window: Callable[[], Window]) -> Telling:
        return Telling(existing_folder(demo.folder), demo.source, "en", new_window, audience, tmp_path)

    story = telling(lambda: BrowserWindow(new_browser("chromium")))
    audited = play(story)
    assert audited.startswith("3 cases, ")
    assert audited.endswith(" events: all is well.")
    with open_inputs(demo.server / "gateway.toml") as inputs:
        chains = events_of(inputs)
    assert {way(chain) for chain in chains} == {WAY, ARCHIVED, REVIEWED}
    assert {Stage.RECEIVED, *WAY, *ARCHIVED} == set(Stage)
    answers = [
        event for chain in chains for event in chain if event.kind in {EventKind.REFUSE, EventKind.DISCLOSE}
    ]
    assert [(event.kind, event.actor, event.person) for event in answers] == [
        (EventKind.REFUSE, CUSTODIAN.id, OFFICER_ONE.id),
        (EventKind.DISCLOSE, CUSTODIAN.id, OFFICER_ONE.id),
    ]
    declared = {event.actor for chain in chains for event in chain if event.kind is EventKind.DECLARE}
    assert declared == {LEAD.id, MEMBER.id}
    assert OFFICER_TWO.id not in {
        person for chain in chains for event in chain for person in (event.actor, event.person)
    }
    tour(telling(HttpWindow), story.codes)
    assert {*HELP, "reporter-new-code-shown", "officer-search", "officer-archive-many"} <= audience.pages


def wait_for(demo: RunningDemo, words: str) -> None:
    """Wait until the demo's story says this."""
    deadline = time.monotonic() + STORY_SECONDS
    while words not in demo.said:
        assert demo.process.poll() is None, demo.said
        assert BROKEN not in demo.said, demo.said
        assert time.monotonic() < deadline, demo.said
        time.sleep(0.5)


def test_the_demo_plays_the_story_step_by_step_and_ends_in_the_middle_of_it(tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo", options=["--story"]) as demo:
        wait_for(demo, "3. The officer asks the reporter a question")
        told = demo.said.partition("The story: ")[2]
        assert "1. An employee reports with a name" in told
        assert "2. The first officer opens the report" in told
        assert demo.stop() == 0


@pytest.mark.thorough  # the short form is the test above
def test_the_demo_plays_the_story_says_each_step_and_goes_on(tmp_path: Path) -> None:
    with RunningDemo(tmp_path / "demo", options=["--story"]) as demo:
        wait_for(demo, "The cases stay to be looked at")
        told = demo.said.partition("The story: ")[2]
        assert "1. An employee reports with a name" in told
        assert "3 cases, " in told
        assert "Ctrl-C stops the demo." in told
        assert demo.new_link(LEADER.id).startswith(f"http://{LEADER.id}.localhost:")
        assert demo.stop() == 0


def words_of(names: type) -> list[str]:
    """Every word of one side's pages that the story goes by."""
    found = [value for name, value in vars(names).items() if name.isupper()]
    return [word for value in found for word in (value if isinstance(value, ActionLabels) else (value,))]


@pytest.mark.parametrize(
    ("package", "names"), [("source_interface", ReporterLabels), ("journalist_interface", OfficeLabels)]
)
def test_every_word_that_the_story_goes_by_is_a_translated_word_of_the_pages(
    package: str, names: type
) -> None:
    indonesian = Vocabulary(package, "id")
    same = [word for word in words_of(names) if indonesian(word) == word]
    assert same == []
