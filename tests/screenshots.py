"""The pictures of the README and the handbook: the story of the procedure, told in a browser in both languages.

    .venv/bin/python -m tests.screenshots              the set of docs/screenshots; about five minutes
    .venv/bin/python -m tests.screenshots FOLDER       every page, help and errors too, at 320 and 1280 px

After install/test has set the environment up. Writes NAME-LANGUAGE-WIDTH.png. Run it again after a change of the pages.
"""

import argparse
import sys
from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from install.demonstration.folder import existing_folder
from store.web.languages import LANGUAGES, Language
from tests.browsers.chromium import ChromiumBrowser, ChromiumProcess
from tests.browsers.outside import Outside
from tests.end_to_end.browser_window import BrowserWindow
from tests.end_to_end.running_demo import ROOT, RunningDemo
from tests.scenario.script import play
from tests.scenario.story_texts import Text
from tests.scenario.telling import Telling
from tests.scenario.window import Window
from tests.small_png import small
from tests.tour import tour

FOLDER: Final = ROOT / "docs" / "screenshots"
HEIGHTS: Final = {1280: 800, 320: 640}
OFFICE_PAGES: Final = (
    "custodian-request",
    "leader-case",
    "leader-destruction",
    "leader-statistics",
    "member-declaration",
    "office-sign-in",
    "officer-archive",
    "officer-assign",
    "officer-case",
    "officer-cases",
    "officer-conclusion",
    "officer-evidence-pdf",
    "officer-export",
    "officer-history",
    "officer-labels",
    "officer-people",
    "officer-texts",
    "officer-today",
)
"""The pages of the officer's handbook, which stands in both languages."""
HANDBOOK: Final = frozenset(f"{page}-{language}-1280" for page in OFFICE_PAGES for language in LANGUAGES) | {
    "officer-case-id-320",
    "reporter-start-id-320",
    "reporter-start-en-1280",
    "reporter-report-id-320",
    "reporter-report-id-1280",
    "reporter-identity-id-1280",
    "reporter-code-id-320",
    "reporter-code-en-1280",
    "reporter-mailbox-id-320",
    "reporter-mailbox-id-1280",
    "reporter-mailbox-en-1280",
    "reporter-archived-id-1280",
}
"""The pictures that are committed: enough to print a handbook, and no more."""


class Album:
    """Takes each page once, in every width that is wanted; all of them without a choice."""

    def __init__(self, folder: Path, language: Language, chosen: Collection[str] | None) -> None:
        self._folder = folder
        self._language = language
        self._chosen = chosen
        self._taken: set[str] = set()

    def told(self, text: Text) -> None:
        """Nothing to see."""

    def shown(self, page: str, window: Window) -> None:
        """Take what the browser shows now."""
        assert isinstance(window, BrowserWindow)
        if page in self._taken:
            return
        self._taken.add(page)
        for width, height in HEIGHTS.items():
            name = f"{page}-{self._language}-{width}"
            if self._chosen is None or name in self._chosen:
                picture = self._folder / f"{name}.png"
                window.browser.screenshot(picture, width, height)
                picture.write_bytes(small(picture.read_bytes()))


def take(folder: Path, chosen: Collection[str] | None) -> None:
    """Tell the story in both languages, each in a demo of its own."""
    with Outside() as outside:
        process = ChromiumProcess()
        try:
            for language in LANGUAGES:
                _take_in(language, folder, chosen, process, outside)
        finally:
            process.close()


def _take_in(
    language: Language,
    folder: Path,
    chosen: Collection[str] | None,
    process: ChromiumProcess,
    outside: Outside,
) -> None:
    with (
        TemporaryDirectory(prefix="kentongan-screenshots-") as place,
        RunningDemo(Path(place) / "demo") as demo,
    ):
        album = Album(folder, language, chosen)

        def telling() -> Telling:
            return Telling(
                existing_folder(demo.folder),
                demo.source,
                language,
                lambda: BrowserWindow(ChromiumBrowser(process, outside.proxy)),
                album,
                Path(place),
            )

        story = telling()
        play(story)
        if chosen is None:
            tour(telling(), story.codes)


def main() -> int:
    """Take the pictures anew; of docs/screenshots, others are deleted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", help="where every page goes")
    wanted = parser.parse_args().folder
    folder, chosen = (FOLDER, HANDBOOK) if wanted is None else (wanted, None)
    folder.mkdir(parents=True, exist_ok=True)
    take(folder, chosen)
    if chosen is not None:
        for path in folder.glob("*.png"):
            if path.stem not in chosen:
                path.unlink()
    sys.stdout.write("".join(f"{path}\n" for path in sorted(folder.glob("*.png"))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
