"""The Flask app that shows pages to an officer, without its pages: bounds, filters, the stylesheet, a quiet log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from flask import Flask, Request, Response, abort
from werkzeug.exceptions import RequestEntityTooLarge

from journalist_interface.forms.incoming import MAX_FORM_BYTES
from journalist_interface.presenters import labels
from journalist_interface.presenters.access_keys import access_key
from store.server.logs import log_unexpected

_PACKAGE: Final = "journalist_interface"
_CSS_NAME: Final = "officer.css"
_CSS: Final = (Path(__file__).parent / "static" / _CSS_NAME).read_bytes()


class BoundedRequest(Request):
    """A request whose forms are read in memory, within bounds; files are read only by `incoming`."""

    def _get_file_stream(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - it never returns
        raise RequestEntityTooLarge  # Werkzeug would write the file into the temporary folder


class OfficerApp(Flask):
    """Flask with a log that names the place of an error and nothing that passed through it."""

    request_class = BoundedRequest

    def __init__(self) -> None:
        super().__init__(_PACKAGE, static_folder=None)
        self.config.update(
            MAX_CONTENT_LENGTH=MAX_FORM_BYTES, MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES, MAX_FORM_PARTS=50
        )
        self.jinja_env.trim_blocks = self.jinja_env.lstrip_blocks = True
        self.jinja_env.filters.update(labels.FILTERS)
        self.jinja_env.globals["access_key"] = access_key
        self.on_close: Callable[[], None] = _nothing
        self.add_url_rule("/static/<filename>", "static", _stylesheet)

    def close(self) -> None:
        """Call `on_close`, when the process ends."""
        self.on_close()

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask declares it
        """Log where an error occurred, and nothing else of it."""
        log_unexpected(exc_info[1])


def _nothing() -> None:
    """Leave all as it is."""


def _stylesheet(filename: str) -> Response:
    """Return the one stylesheet, from memory: no tag, no date, no range, and nothing else of the folder."""
    if filename != _CSS_NAME:
        abort(404)
    return Response(_CSS, content_type="text/css; charset=utf-8")
