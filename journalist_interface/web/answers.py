"""The headers of every answer, errors and the stylesheet included, and where redirects may lead."""

from flask import Flask
from werkzeug.wrappers import Response

from store.web.headers import answer_headers, complete
from store.web.redirects import keep_here


def install(app: Flask) -> None:
    """Put the headers on every answer of this application."""
    app.after_request(_give_headers)
    app.after_request(keep_here)


def _give_headers(response: Response) -> Response:
    complete(response.headers, answer_headers())
    return response
