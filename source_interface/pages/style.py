"""The one stylesheet, from memory: no tag, no date, no range."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response

blueprint: Final = Blueprint("style", __name__)
_CSS: Final = (Path(__file__).parent.parent / "static" / "style.css").read_bytes()


@blueprint.get("/static/style.css")
def sheet() -> Response:
    return Response(_CSS, content_type="text/css; charset=utf-8")
