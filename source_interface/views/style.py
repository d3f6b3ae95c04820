"""The one stylesheet, the style of the progress, and the office's logo, from memory: no tag, no date, no range."""

from typing import Final

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from source_interface.presenters.logo import Logo
from source_interface.services import services

blueprint: Final = Blueprint("style", __name__)


@blueprint.get("/static/style.css")
def sheet() -> Response:
    look = services().look
    answer = Response(look.css, content_type="text/css; charset=utf-8")
    if request.accept_encodings["gzip"]:
        answer.set_data(look.packed_css)
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@blueprint.get("/static/logo.png")
def picture() -> Response:
    found = logo()
    if found is None:
        abort(404)
    return Response(found.png, content_type="image/png")


def logo() -> Logo | None:
    """The office's, for the pages' head."""
    return services().look.logo


def of_progress() -> Markup:
    """The style that stands in the frame of the progress itself: it asks again and again, and nothing is kept."""
    return Markup(services().look.progress_css)  # noqa: S704 - our own file, and a colour that was checked
