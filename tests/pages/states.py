"""The table of states: every page that can be asked for, by the app's own map, and what can become of each."""

from collections.abc import Iterator
from typing import Final

from flask import Flask

from source_interface.views.attachments import FRAMING
from tests.every_route import every_address
from tests.pages.before_mailbox import BEFORE_MAILBOX
from tests.pages.errors_shown import ERRORS_SHOWN
from tests.pages.in_mailbox import IN_MAILBOX
from tests.pages.scene import Scene, State
from tests.pages.shown_page import ShownPage
from tests.pages.with_files import WITH_FILES

DOWNLOADS: Final = frozenset({"attachments.fetch", "keys.certificate", "style.sheet", "style.picture"})
"""The routes that send no page."""


def all_states(app: Flask) -> dict[str, State]:
    """Return the states by their names: each page as it first is, and all that the tables list."""
    listed = (*BEFORE_MAILBOX, *IN_MAILBOX, *WITH_FILES, *ERRORS_SHOWN)
    found = {name: _asked(path) for name, path in _first_pages(app)} | {
        _name(state): state for state in listed
    }
    assert len(found) == len(list(_first_pages(app))) + len(listed), "two states have one name"
    return found


def _name(state: State) -> str:
    return state.__name__.replace("_", " ")


def _first_pages(app: Flask) -> Iterator[tuple[str, str]]:
    """Yield the pages that can be asked for, with their addresses below the language.

    Those of one file, and the page for files, which has frames, are in the table.
    """
    routes = app.url_map.bind("localhost")
    for address in every_address(app):
        if address.startswith("/id/") and "GET" in routes.allowed_methods(address):
            endpoint, rest = routes.match(address)
            if endpoint not in DOWNLOADS and endpoint != FRAMING and len(rest) == 1:
                yield f"page {endpoint}", address.removeprefix("/id")


def _asked(path: str) -> State:
    def page(scene: Scene) -> ShownPage:
        reporter = scene.resting() if path.startswith("/mailbox") else scene.reporter()
        return ShownPage.of(reporter.open(path))

    return page
