"""The one stylesheet, the progress frame's style, and the office's logo, from memory: no tag, no date, no range."""

from typing import Final

from flask import Blueprint, Response, abort, request
from markupsafe import Markup

from source_interface.services import services

blueprint: Final = Blueprint("style", __name__)


@blueprint.get("/static/style.css")
def sheet() -> Response:
    """Send the stylesheet, packed if the browser takes that."""
    look = services().look
    answer = Response(look.css, content_type="text/css; charset=utf-8")
    if request.accept_encodings["gzip"]:
        answer.set_data(look.packed_css)
        answer.headers["Content-Encoding"] = "gzip"
    return answer


@blueprint.get("/static/logo.png")
def picture() -> Response:
    """Send the office's logo."""
    found = services().look.logo
    if found is None:
        abort(404)
    return Response(found.png, content_type="image/png")


def of_progress() -> Markup:
    """Return the style inside the progress frame, which reloads again and again and keeps nothing."""
    return Markup(services().look.progress_css)  # noqa: S704 - our own file, and a colour that was checked
