"""The headers of every answer, errors and the stylesheet included."""

from flask import Flask
from werkzeug.wrappers import Response

from store.contract.headers import PAGE_POLICY, SERVER_MARKS, answer_headers

POLICY_HEADER = "Content-Security-Policy"


def install(app: Flask) -> None:
    """Put the headers on every answer that this application gives."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    policy = response.headers.get(POLICY_HEADER, PAGE_POLICY)  # a download brings a stricter one
    response.headers.update(answer_headers(policy))
    for mark in SERVER_MARKS:
        response.headers.pop(mark, None)
    return response
