"""The guard of the app: it lets in only this address's pages, in a browser that opened the link of this launch.

The app listens on loopback, where any web page that the officer visits could send requests. Three walls stand before
every route: Host stops DNS rebinding, Origin and Sec-Fetch-Site stop other sites, and the cookie of this launch stops
other users and programs of the workstation.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, abort, g, redirect, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from crypto.errors import KentonganError
from journalist_interface.config import Config
from journalist_interface.web import launch
from journalist_interface.web.browser_sessions import BrowserSession, BrowserSessions

_OPEN_ENDPOINTS: Final = frozenset({"static", "start"})


class NotLaunchedError(KentonganError):
    """This browser has no way in: it needs a new link from the terminal."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The walls of one workstation's app, and the browsers that are inside."""

    config: Config
    browser_sessions: BrowserSessions

    def install(self, app: Flask) -> None:
        """Put the walls before every route, and add the route of the link."""
        app.before_request(self._only_this_address)
        app.before_request(self._only_this_launch)
        app.add_url_rule("/start/<secret>", "start", self._start, methods=["GET"])

    def renew_browser_session(self, response: AnyResponse) -> BrowserSession:
        """Give the browser another cookie after a sign-in: one planted before becomes worthless."""
        cookie, renewed = self.browser_sessions.renew(request.cookies.get(self._cookie_name, ""))
        self._set_cookie(response, cookie)
        return renewed

    @property
    def _cookie_name(self) -> str:
        """Return the cookie's name, which includes the port: all ports of a host share its cookies."""
        return f"kentongan-{self.config.port}"

    def _set_cookie(self, response: AnyResponse, value: str) -> None:
        """Give the browser its cookie, which ends with the browser."""
        response.set_cookie(self._cookie_name, value, httponly=True, samesite="Strict", path="/")

    def _only_this_address(self) -> None:
        if request.headers.get("Host") != self.config.authority:  # DNS rebinding arrives under another name
            abort(HTTPStatus.FORBIDDEN)
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            abort(HTTPStatus.FORBIDDEN)
        origin = request.headers.get("Origin")
        if origin != self.config.origin and (origin is not None or request.method not in {"GET", "HEAD"}):
            abort(HTTPStatus.FORBIDDEN)

    def _only_this_launch(self) -> None:
        if request.endpoint in _OPEN_ENDPOINTS:
            return
        cookie = request.cookies.get(self._cookie_name)
        found = None if cookie is None else self.browser_sessions.of(cookie)
        if found is None:
            raise NotLaunchedError
        g.visit = found

    def _start(self, secret: str) -> AnyResponse:
        """Exchange the link for a cookie; the address with the secret then leads nowhere."""
        if request.method != "GET":  # a HEAD request, such as a preview's, must not use up the link
            raise MethodNotAllowed(["GET"])
        if not launch.redeem(self.config.state, self.config.clock, secret):
            raise NotLaunchedError
        response: AnyResponse = redirect(f"/{self.config.language}/", HTTPStatus.SEE_OTHER, Response)
        self._set_cookie(response, self.browser_sessions.open()[0])
        return response


def browser_session() -> BrowserSession:
    """Return the browser that asks; works only behind the walls."""
    found: BrowserSession = g.visit
    return found
