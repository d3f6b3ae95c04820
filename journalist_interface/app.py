"""The application factory of the officer's interface."""

from pathlib import Path
from typing import Any, Final

from flask import Flask, Request, Response, abort, redirect
from werkzeug.exceptions import RequestEntityTooLarge

from journalist_interface import error_handlers, services
from journalist_interface.config import Config
from journalist_interface.forms.incoming import MAX_FORM_BYTES
from journalist_interface.presenters import labels
from journalist_interface.presenters.access_keys import access_key
from journalist_interface.views import (
    access_keys,
    actions,
    alike,
    bulk,
    case_files,
    cases,
    destructions,
    downloads,
    evidence,
    exporting,
    hand_over,
    identity,
    invitation,
    losses,
    nested_pgp,
    office_key,
    private,
    progress,
    publication,
    replying,
    search,
    second_factor,
    sign_in,
    statistics,
    texts,
    today,
)
from journalist_interface.views.common import install_language
from store.server.logs import log_unexpected

_CSS_NAME: Final = "officer.css"
_CSS: Final = (Path(__file__).parent / "static" / _CSS_NAME).read_bytes()


class BoundedRequest(Request):
    """A request whose forms are read in memory, within bounds; files are read only by `incoming`."""

    def _get_file_stream(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - it never returns
        raise RequestEntityTooLarge  # Werkzeug would write the file into the temporary folder


class OfficerApp(Flask):
    """Flask with a log that names the place of an error and nothing that passed through it."""

    request_class = BoundedRequest

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask declares it
        """Log where an error occurred, and nothing else of it."""
        log_unexpected(exc_info[1])


def create_app(config: Config) -> Flask:
    """Return the application of one workstation."""
    app = OfficerApp(__name__, static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES, MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES, MAX_FORM_PARTS=50
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(labels.FILTERS)
    app.jinja_env.globals["access_key"] = access_key
    made = app.extensions[services.EXTENSION] = services.build(config)
    install_language(app, config.language)
    made.guard.install(app)
    error_handlers.install(app)
    app.add_url_rule("/static/<filename>", "static", _stylesheet)
    for module in (
        sign_in,
        office_key,
        second_factor,
        today,
        cases,
        search,
        bulk,
        alike,
        hand_over,
        progress,
        statistics,
        publication,
        invitation,
        losses,
        exporting,
        actions,
        identity,
        destructions,
        replying,
        downloads,
        case_files,
        evidence,
        nested_pgp,
        private,
        texts,
        access_keys,
    ):
        app.register_blueprint(module.pages)
    app.add_url_rule("/", "root", lambda: redirect(f"/{config.language}/"))
    return app


def _stylesheet(filename: str) -> Response:
    """Return the one stylesheet, from memory: no tag, no date, no range, and nothing else of the folder."""
    if filename != _CSS_NAME:
        abort(404)
    return Response(_CSS, content_type="text/css; charset=utf-8")
