"""The one stylesheet and the office's logo, from memory: no tag, no date, no range."""

from typing import Final

from flask import Blueprint, Response, abort

from source_interface.services import services
from source_interface.showing.look import Logo

blueprint: Final = Blueprint("style", __name__)


@blueprint.get("/static/style.css")
def sheet() -> Response:
    return Response(services().look.css, content_type="text/css; charset=utf-8")


@blueprint.get("/static/logo.png")
def picture() -> Response:
    found = logo()
    if found is None:
        abort(404)
    return Response(found.png, content_type="image/png")


def logo() -> Logo | None:
    """The office's, for the pages' head."""
    return services().look.logo
