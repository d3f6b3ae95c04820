"""The application factory of a first start, behind the same walls as the workstation's."""

from typing import Final

from flask import redirect

from journalist_interface.first_start import (
    file_step,
    key_step,
    list_step,
    name_step,
    office_step,
    problem_pages,
)
from journalist_interface.first_start.services import EXTENSION, FirstStart
from journalist_interface.officer_app import OfficerApp
from journalist_interface.views.common import PREFIX, install_language
from journalist_interface.web.guard import BrowserSessions, Guard

_HOME: Final = "name_step.home"


def create_first_start(made: FirstStart, browsers: BrowserSessions) -> OfficerApp:
    """Return the application; `browsers` are inside already."""
    app = OfficerApp()
    app.extensions[EXTENSION] = made
    install_language(app, made.config.language, _HOME)
    Guard.of(made.config, browsers).install(app)
    problem_pages.install(app)
    for module in (name_step, key_step, file_step, office_step, list_step):
        app.register_blueprint(module.pages)
    app.add_url_rule(f"{PREFIX}/", "landing", name_step.home)
    app.add_url_rule("/", "root", lambda: redirect(f"/{made.config.language}/"))
    return app
