"""`install/demo --story`: the story told on the demo's pages, and the codes to look at the cases afterwards."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

from install.console import print_lines, run, warn
from install.demonstration.folder import DemoFolder
from tests.scenario.http_window import HttpWindow
from tests.scenario.script import play
from tests.scenario.story_texts import Text
from tests.scenario.telling import Telling
from tests.scenario.window import Window

BROKEN: Final = "The story broke off; the demo goes on."


class Teller:
    """A listener that prints each step, and looks at no page."""

    def __init__(self) -> None:
        self._steps = 0

    def told(self, text: Text) -> None:
        """Print a numbered step."""
        self._steps += 1
        print_lines(f"{self._steps:3}. {text.en}")

    def shown(self, page: str, window: Window) -> None:
        """Ignore the page, since no pictures are taken here."""


def start(folder: DemoFolder, source: str, after: Callable[[], None]) -> None:
    """Play the story beside the running demo, and end with it; call `after` when the story is over."""

    def tell() -> int:
        play_in(folder, source)
        after()
        return 0

    def tell_or_say_why() -> None:
        if run(tell) != 0:
            warn(BROKEN)

    Thread(target=tell_or_say_why, name="story", daemon=True).start()


def play_in(folder: DemoFolder, source: str) -> None:
    """Play the story in a running demo and print each step; raise `StoryError` where a page does not keep its word."""
    print_lines("", "The story: four reports, from beginning to end.", "")
    with TemporaryDirectory(prefix="kentongan-story-") as files:
        telling = Telling(folder, source, "id", HttpWindow, Teller(), Path(files))
        audited = play(telling)
    print_lines("", "The end.", audited, "", "The reporters' secret codes, for “Buka laporan saya”:")
    print_lines(*(f"  {number}. {code}" for number, code in enumerate(telling.codes, 1)))
