"""Who is let in: only pages of this very address, in a browser that opened the link of this launch.

The app listens on loopback, where any web page that the officer visits could send requests. Three walls stand
before every route: Host stops DNS rebinding, Origin and Sec-Fetch-Site stop other sites, the cookie of this
launch stops other users and programs of the workstation.
"""

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from crypto.errors import KentonganError
from journalist_interface.config import Config
from journalist_interface.door import launch
from journalist_interface.door.visits import Visit, Visits
from journalist_interface.workplace import workplace

_OPEN_ENDPOINTS: Final = frozenset({"static", "start"})


class NotLaunchedError(KentonganError):
    """This browser has no way in: it needs a new link from the terminal."""


def install(app: Flask) -> None:
    """Put the walls before every route, and add the route of the link."""
    app.before_request(_only_this_address)
    app.before_request(_only_this_launch)
    app.add_url_rule("/start/<secret>", "start", _start, methods=["GET"])


def visit() -> Visit:
    """The browser that asks; only behind the walls."""
    found: Visit = g.visit
    return found


def cookie_name(config: Config) -> str:
    """The port is part of the name: cookies of one host are shared by all its ports."""
    return f"kentongan-{config.port}"


def set_cookie(response: AnyResponse, value: str) -> None:
    """Give the browser its cookie; it ends with the browser."""
    name = cookie_name(workplace().config)
    response.set_cookie(name, value, httponly=True, samesite="Strict", path="/")


def renew_visit(response: AnyResponse) -> Visit:
    """After a sign-in the browser goes on under another cookie: one planted before is worth nothing."""
    here = workplace()
    cookie, renewed = here.visits.renew(request.cookies.get(cookie_name(here.config), ""))
    set_cookie(response, cookie)
    return renewed


def _only_this_address() -> None:
    config = workplace().config
    if request.headers.get("Host") != config.authority:  # DNS rebinding arrives under another name
        abort(HTTPStatus.FORBIDDEN)
    if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
        abort(HTTPStatus.FORBIDDEN)
    origin = request.headers.get("Origin")
    if origin != config.origin and (origin is not None or request.method not in {"GET", "HEAD"}):
        abort(HTTPStatus.FORBIDDEN)


def _only_this_launch() -> None:
    if request.endpoint in _OPEN_ENDPOINTS:
        return
    here = workplace()
    found = _visit_of_cookie(here.visits, request.cookies.get(cookie_name(here.config)))
    if found is None:
        raise NotLaunchedError
    g.visit = found


def _visit_of_cookie(visits: Visits, cookie: str | None) -> Visit | None:
    return None if cookie is None else visits.of(cookie)


def _start(secret: str) -> AnyResponse:
    """Exchange the link for a cookie; the address with the secret leads nowhere any more."""
    if request.method != "GET":  # a HEAD, as of a preview, must not use the link up
        raise MethodNotAllowed(["GET"])
    here = workplace()
    if not launch.redeem(here.config.state, here.config.clock, secret):
        raise NotLaunchedError
    response: AnyResponse = redirect(f"/{here.config.language}/", HTTPStatus.SEE_OTHER, Response)
    set_cookie(response, here.visits.open()[0])
    return response
