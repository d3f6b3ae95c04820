"""The guard of the app: it lets in only this address's pages, in a browser that opened the link of this launch.

The app listens on loopback, where any web page that the officer visits could send requests. Three walls stand before
every route: Host stops DNS rebinding, Origin and Sec-Fetch-Site stop other sites, and the cookie of this launch stops
other users and programs of the workstation. The icon's file comes from no site at all; what it posts is the secret.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Final, Self

from flask import Flask, Response, abort, g, make_response, redirect, render_template, request
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as AnyResponse

from crypto.errors import KentonganError
from journalist_interface.config import LoopbackConfig
from journalist_interface.web import launch
from journalist_interface.web.launch import ENTRANCE
from store.web.bounded_cache import BoundedCache
from store.web.headers import SecurityHeaders, keep_here

_KNOCK: Final = "knock"
_OPEN_ENDPOINTS: Final = frozenset({"static", "start", _KNOCK, "entered"})


class NotLaunchedError(KentonganError):
    """This browser has no way in yet, or not any more."""


MOST_BROWSERS: Final = 8


@dataclass(slots=True)
class BrowserSession:
    """One browser. `notices` are shown once, on the next page."""

    csrf_secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    notices: list[str] = field(default_factory=list)

    def token_for(self, form: str) -> str:
        """Return the hidden token of a form of this name, in pages of this browser."""
        return hmac.new(self.csrf_secret, form.encode(), hashlib.sha256).hexdigest()

    def take_notices(self) -> list[str]:
        """Return the notices and forget them."""
        taken, self.notices = self.notices, []
        return taken


class BrowserSessions:
    """The browsers that may speak to this process, by their cookie."""

    def __init__(self) -> None:
        self._open = BoundedCache[str, BrowserSession](MOST_BROWSERS)

    def open(self) -> tuple[str, BrowserSession]:
        """Return a new session with its cookie. The oldest one ends when there are too many."""
        return self._add(BrowserSession())

    def of(self, cookie: str) -> BrowserSession | None:
        """Return the session of this cookie."""
        return self._open.get(_key(cookie))

    def renew(self, cookie: str) -> tuple[str, BrowserSession]:
        """Return another cookie and new form tokens for the same browser, as after every sign-in; the old ones end."""
        before = self._open.pop(_key(cookie)) or BrowserSession()
        return self._add(BrowserSession(notices=before.notices))

    def forget(self, cookie: str) -> None:
        """End the session of this cookie."""
        self._open.pop(_key(cookie))

    def _add(self, session: BrowserSession) -> tuple[str, BrowserSession]:
        cookie = secrets.token_urlsafe(32)
        self._open.set(_key(cookie), session)
        return cookie, session


def _key(cookie: str) -> str:
    """Return the digest for look-ups, so that their time reveals nothing about a cookie."""
    return hashlib.sha256(cookie.encode(errors="surrogateescape")).hexdigest()


@dataclass(frozen=True, slots=True)
class Guard:
    """The walls of one workstation's app, and the browsers that are inside.

    `redeem` uses up a link's secret and says whether it was good; a browser that opened a link begins at `landing`.
    The name of the `cookie` includes the port: all ports of a host share its cookies.
    """

    authority: str
    origin: str
    cookie: str
    landing: str
    redeem: Callable[[str], bool]
    browser_sessions: BrowserSessions

    @classmethod
    def of(cls, config: LoopbackConfig, browsers: BrowserSessions) -> Self:
        """Return the walls at this configuration's address; `browsers` are inside already."""
        return cls(
            config.authority,
            config.origin,
            f"kentongan-{config.port}",
            f"/{config.language}/",
            partial(launch.redeem, config.state, config.clock),
            browsers,
        )

    def install(self, app: Flask) -> None:
        """Put the walls before every route and the headers on every answer, and add the routes of the ways in."""
        app.before_request(self._only_this_address)
        app.before_request(self._only_this_launch)
        app.wsgi_app = SecurityHeaders(app.wsgi_app)  # type: ignore[method-assign]
        app.after_request(keep_here)
        app.add_url_rule(f"{ENTRANCE}/<secret>", "start", self._start, methods=["GET"])
        app.add_url_rule(ENTRANCE, _KNOCK, self._knock, methods=["POST"])
        app.add_url_rule(ENTRANCE, "entered", self._entered, methods=["GET"])

    def renew_browser_session(self, response: AnyResponse) -> BrowserSession:
        """Give the browser another cookie after a sign-in: one planted before becomes worthless."""
        cookie, renewed = self.browser_sessions.renew(request.cookies.get(self.cookie, ""))
        self._set_cookie(response, cookie)
        return renewed

    @property
    def _new_cookie(self) -> str:
        """The cookie of a browser that has just knocked: whether it was inside before is not known yet."""
        return f"{self.cookie}-new"

    def _set_cookie(self, response: AnyResponse, value: str, name: str | None = None) -> None:
        """Give the browser its cookie, which ends with the browser."""
        response.set_cookie(name or self.cookie, value, httponly=True, samesite="Strict", path="/")

    def _only_this_address(self) -> None:
        if request.headers.get("Host") != self.authority:  # DNS rebinding arrives under another name
            abort(HTTPStatus.FORBIDDEN)
        if request.endpoint == _KNOCK:  # from a file, whose origin is null: the secret alone decides
            return
        if request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}:
            abort(HTTPStatus.FORBIDDEN)
        origin = request.headers.get("Origin")
        if origin != self.origin and (origin is not None or request.method not in {"GET", "HEAD"}):
            abort(HTTPStatus.FORBIDDEN)

    def _only_this_launch(self) -> None:
        if request.endpoint in _OPEN_ENDPOINTS:
            return
        cookie = request.cookies.get(self.cookie)
        found = None if cookie is None else self.browser_sessions.of(cookie)
        if found is None:
            raise NotLaunchedError
        g.browser_session = found

    def _start(self, secret: str) -> AnyResponse:
        """Exchange the link for a cookie; the address with the secret then leads nowhere."""
        if request.method != "GET":  # a HEAD request, such as a preview's, must not use up the link
            raise MethodNotAllowed(["GET"])
        if not self.redeem(secret):
            raise NotLaunchedError
        response: AnyResponse = redirect(self.landing, HTTPStatus.SEE_OTHER, Response)
        self._set_cookie(response, self.browser_sessions.open()[0])
        return response

    def _knock(self) -> AnyResponse:
        """Take the secret that the icon's file posted.

        A strict cookie does not come along from a file, nor with a redirect of its post: whether this browser is
        inside already is seen by the page's own next request.
        """
        if not self.redeem(request.form.get("secret", "")):
            raise NotLaunchedError
        response = make_response(render_template("entering.html"))
        response.headers["Refresh"] = f"0; url={ENTRANCE}"
        self._set_cookie(response, self.browser_sessions.open()[0], self._new_cookie)
        return response

    def _entered(self) -> AnyResponse:
        """Let the browser that knocked in, as the one that it was if it is inside already."""
        new = request.cookies.get(self._new_cookie, "")
        inside = self.browser_sessions.of(request.cookies.get(self.cookie, "")) is not None
        if not inside and self.browser_sessions.of(new) is None:
            raise NotLaunchedError
        response: AnyResponse = redirect(self.landing, HTTPStatus.SEE_OTHER, Response)
        response.delete_cookie(self._new_cookie, path="/")
        if inside:
            self.browser_sessions.forget(new)
        else:
            self._set_cookie(response, new)
        return response


def browser_session() -> BrowserSession:
    """Return the browser that asks; works only behind the walls."""
    found: BrowserSession = g.browser_session
    return found
