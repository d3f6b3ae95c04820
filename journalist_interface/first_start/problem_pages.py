"""Handlers that turn the errors of a first start into pages which lead back to where the person was."""

from http import HTTPStatus
from typing import cast

from flask import Flask, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from crypto.errors import KentonganError
from journalist_interface.error_pages import page_of
from journalist_interface.first_start.pages import problem
from journalist_interface.forms.incoming import discard_body
from journalist_interface.http_error_pages import HTTP_PAGES
from journalist_interface.presenters.labels import sentence
from journalist_interface.views.common import Answer


def install(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(KentonganError, _kentongan_error)
    app.register_error_handler(HTTPException, _http_error)


def _kentongan_error(error: Exception) -> Answer:
    ours = cast("KentonganError", error)
    found = page_of(ours)
    return problem(found, sentence(ours)), found.status


def _http_error(error: Exception) -> Answer:
    code = cast("HTTPException", error).code or HTTPStatus.INTERNAL_SERVER_ERROR
    if 300 <= code < 400:
        return cast("HTTPException", error).get_response()
    if code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        discard_body(request)
    response = make_response(
        problem(HTTP_PAGES.get(code) or HTTP_PAGES[400 if code < 500 else 500], ""), code
    )
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response
