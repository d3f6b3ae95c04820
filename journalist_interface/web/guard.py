"""The guard of the app: it lets in only this address's pages, in a browser that opened the link of this launch.

The app listens on loopback, where any web page that the officer visits could send requests. Three walls stand before
every route: Host stops DNS rebinding, Origin and Sec-Fetch-Site stop other sites, and the cookie of this launch stops
other users and programs of the workstation.
"""

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from crypto.errors import KentonganError
from journalist_interface.config import Config
from journalist_interface.services import services
from journalist_interface.web import launch
from journalist_interface.web.browser_sessions import BrowserSession, BrowserSessions

_OPEN_ENDPOINTS: Final = frozenset({"static", "start"})


class NotLaunchedError(KentonganError):
    """This browser has no way in: it needs a new link from the terminal."""


def install(app: Flask) -> None:
    """Put the walls before every route, and add the route of the link."""
    app.before_request(_only_this_address)
    app.before_request(_only_this_launch)
    app.add_url_rule("/start/<secret>", "start", _start, methods=["GET"])


def browser_session() -> BrowserSession:
    """Return the browser that asks; works only behind the walls."""
    found: BrowserSession = g.visit
    return found


def cookie_name(config: Config) -> str:
    """Return the cookie's name, which includes the port: all ports of a host share its cookies."""
    return f"kentongan-{config.port}"


def set_cookie(response: AnyResponse, value: str) -> None:
    """Give the browser its cookie, which ends with the browser."""
    name = cookie_name(services().config)
    response.set_cookie(name, value, httponly=True, samesite="Strict", path="/")


def renew_browser_session(response: AnyResponse) -> BrowserSession:
    """Give the browser another cookie after a sign-in: one planted before becomes worthless."""
    here = services()
    cookie, renewed = here.browser_sessions.renew(request.cookies.get(cookie_name(here.config), ""))
    set_cookie(response, cookie)
    return renewed


def _only_this_address() -> None:
    config = services().config
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
    here = services()
    found = _visit_of_cookie(here.browser_sessions, request.cookies.get(cookie_name(here.config)))
    if found is None:
        raise NotLaunchedError
    g.visit = found


def _visit_of_cookie(browser_sessions: BrowserSessions, cookie: str | None) -> BrowserSession | None:
    return None if cookie is None else browser_sessions.of(cookie)


def _start(secret: str) -> AnyResponse:
    """Exchange the link for a cookie; the address with the secret then leads nowhere."""
    if request.method != "GET":  # a HEAD request, such as a preview's, must not use up the link
        raise MethodNotAllowed(["GET"])
    here = services()
    if not launch.redeem(here.config.state, here.config.clock, secret):
        raise NotLaunchedError
    response: AnyResponse = redirect(f"/{here.config.language}/", HTTPStatus.SEE_OTHER, Response)
    set_cookie(response, here.browser_sessions.open()[0])
    return response
