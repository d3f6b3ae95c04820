"""The reporter's pages on loopback, in this process, so that it is known which templates were shown."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

from flask import Flask, template_rendered
from werkzeug.serving import make_server

import source_interface
from tests.serving import serving

_TEMPLATES: Final = Path(source_interface.__file__).with_name("templates")


class Site:
    """A context manager; `shown` holds the names of all templates that a page came from."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.shown: set[str] = set()

    def __enter__(self) -> Self:
        template_rendered.connect(self._note, self._app)
        self._server = make_server("127.0.0.1", 0, self._app, threaded=True)
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        template_rendered.disconnect(self._note, self._app)

    @property
    def url(self) -> str:
        return f"http://sumber.localhost:{self._server.server_port}"

    def _note(self, _sender: Flask, template: Any, **_context: object) -> None:  # noqa: ANN401 - as Flask sends it
        self.shown.add(str(template.name))


def all_pages() -> set[str]:
    """The templates of pages; what they are made of begins with an underscore, or is `base`."""
    names = {path.name for path in _TEMPLATES.glob("*.html")}
    return {name for name in names if not name.startswith("_")} - {"base.html"}
