"""The officer's interface as gunicorn serves it, noting in a file which of its pages and branches were shown."""

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Self

import msgspec
from flask import Flask, Response, request, template_rendered
from jinja2 import Template

from journalist_interface.app import create_app
from journalist_interface.config import load
from tests.journalist_interface.workstation import INTERFACE
from tests.pages.branches import Branches

SERVER: Final = (*INTERFACE[:-1], "tests.accessibility.watched_pages:watched_app()")
"""The words after `python -m` that start a workstation so."""
_FILE: Final = "watched.json"


class WatchedPages(msgspec.Struct):
    """The templates, their branches and the endpoints of the pages, and which of them were shown and asked for.

    An endpoint that only takes a form leads to the page of another, or shows the template of its own again.
    """

    templates: set[str] = msgspec.field(default_factory=set)
    shown: set[str] = msgspec.field(default_factory=set)
    endpoints: set[str] = msgspec.field(default_factory=set)
    asked: set[str] = msgspec.field(default_factory=set)
    branches: set[str] = msgspec.field(default_factory=set)
    taken: set[str] = msgspec.field(default_factory=set)

    @classmethod
    def noted(cls, folders: Iterable[Path]) -> Self:
        """Return what the workstations in these folders noted, together."""
        together = cls()
        for folder in folders:
            found = msgspec.json.decode((folder / _FILE).read_bytes(), type=cls)
            for name in cls.__struct_fields__:
                getattr(together, name).update(getattr(found, name))
        return together


def watched_app() -> Flask:
    """The app of this workstation, which notes after each request what it showed so far."""
    config, lock = load(), threading.Lock()
    app, branches = create_app(config), Branches()
    branches.watch(app)
    watched = WatchedPages(
        templates=set(app.jinja_env.list_templates()),
        branches=set(map(str, branches.every)),
        endpoints={rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())},
    )

    def note_template(_app: Flask, template: Template, **_more: object) -> None:
        watched.shown.add(template.name or "")

    def note_request(answer: Response) -> Response:
        with lock:
            watched.asked.add(request.endpoint or "")
            watched.taken = set(map(str, branches.taken.copy()))  # another thread may be making a page
            (config.state.parent / _FILE).write_bytes(msgspec.json.encode(watched))
        return answer

    template_rendered.connect(note_template, app, weak=False)
    app.after_request(note_request)
    return app
