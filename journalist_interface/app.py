"""The application factory of the officer's interface."""

from typing import Any

from flask import Flask, Request, redirect
from werkzeug.exceptions import RequestEntityTooLarge

from journalist_interface import error_handlers, services
from journalist_interface.config import Config
from journalist_interface.forms.incoming import MAX_FORM_BYTES
from journalist_interface.presenters import labels
from journalist_interface.views import (
    actions,
    bulk,
    cases,
    downloads,
    identity,
    invitation,
    nested_pgp,
    progress,
    replying,
    search,
    sign_in,
    statistics,
    try_again,
)
from journalist_interface.web import answers, language, style
from store.server.logs import log_unexpected


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
    made = app.extensions[services.EXTENSION] = services.build(config)
    language.install(app, config.language)
    made.guard.install(app)
    answers.install(app)
    error_handlers.install(app)
    style.install(app)
    for module in (
        sign_in,
        cases,
        search,
        bulk,
        progress,
        statistics,
        invitation,
        actions,
        identity,
        replying,
        downloads,
        nested_pgp,
        try_again,
    ):
        app.register_blueprint(module.pages)
    app.add_url_rule("/", "root", lambda: redirect(f"/{config.language}/"))
    return app
