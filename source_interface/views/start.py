"""The first page, and the page on how the channel works and where it ends."""

from typing import Final

from flask import Blueprint, Response, make_response, redirect, render_template, url_for

from source_interface.i18n import language
from source_interface.i18n.languages import DEFAULT
from source_interface.views.guard import present_session

blueprint: Final = language.Pages("start", shaped=False)
root: Final = Blueprint("root", __name__)


@root.get("/")
def choose_language() -> Response:
    """Redirect to the first page in the default language."""
    return make_response(redirect(url_for("start.first", language=DEFAULT), 303))


@blueprint.get("/")
def first() -> str:
    """Show the first page."""
    return render_template("start.html", is_open=present_session() is not None)


@blueprint.get("/about")
def about() -> str:
    """Show how the channel works and where it ends."""
    return render_template("about.html")
