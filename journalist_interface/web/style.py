"""The one stylesheet, from memory: no tag, no date, no range."""

from pathlib import Path
from typing import Final

from flask import Flask, Response, abort

ENDPOINT: Final = "static"
_NAME: Final = "officer.css"
_CSS: Final = (Path(__file__).parent.parent / "static" / _NAME).read_bytes()


def install(app: Flask) -> None:
    """Serve the stylesheet, and nothing else of the folder."""
    app.add_url_rule("/static/<filename>", ENDPOINT, _sheet)


def _sheet(filename: str) -> Response:
    if filename != _NAME:
        abort(404)
    return Response(_CSS, content_type="text/css; charset=utf-8")
