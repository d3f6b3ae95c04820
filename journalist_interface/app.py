"""The application factory of the officer's interface."""

from flask import redirect

from journalist_interface import error_handlers, services
from journalist_interface.config import Config
from journalist_interface.officer_app import OfficerApp
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
    whole_text,
)
from journalist_interface.views.common import install_language
from journalist_interface.web.guard import BrowserSessions


def create_app(config: Config, browsers: BrowserSessions | None = None) -> OfficerApp:
    """Return the application of one workstation; `browsers` are inside already."""
    app = OfficerApp()
    made = app.extensions[services.EXTENSION] = services.build(config, browsers)
    install_language(app, config.language)
    app.on_close = made.close
    made.guard.install(app)
    error_handlers.install(app)
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
        whole_text,
        access_keys,
    ):
        app.register_blueprint(module.pages)
    app.add_url_rule("/", "root", lambda: redirect(f"/{config.language}/"))
    return app
