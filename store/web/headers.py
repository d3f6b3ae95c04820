"""The headers of every answer: one table for both interfaces, so that no page can forget one.

`answer_headers` is that table; `SecurityHeaders` puts it on every answer of an app. `SERVER_MARKS` names headers that
must not be there at all: the software, its version, and tags by which a page seen before could be recognised.
`keep_here` lets a redirect stay within the address at which it was asked for.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY_HEADER: Final = "Content-Security-Policy"
SERVER_MARKS: Final = ("Server", "ETag", "Last-Modified", "X-Powered-By", "Via")
CLEAR_SITE_DATA: Final = {"Clear-Site-Data": '"cache", "cookies", "storage"'}

_POLICY_NAME: Final = POLICY_HEADER.lower()
_MARKS: Final = frozenset(mark.lower() for mark in SERVER_MARKS)
_REDIRECTS: Final = range(300, 400)
_POLICY: Final = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# Sensors and payment have no place here; `interest-cohort` and the like are not asked for either.
_DENIED_FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
_PERMISSIONS: Final = ", ".join(f"{feature}=()" for feature in _DENIED_FEATURES)


Headers = list[tuple[str, str]]


class AnswerHeaders(Protocol):
    """The headers of an answer, as web frameworks keep them: names match in any letter case."""

    def __contains__(self, name: str, /) -> bool: ...

    def __getitem__(self, name: str, /) -> str: ...

    def __setitem__(self, name: str, value: str, /) -> None: ...


def content_security_policy(used: Mapping[str, str] | None = None) -> str:
    """Return a policy that allows only the directives in `used`. An empty value gives a directive without one."""
    directives = _POLICY | dict(used or {})
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


PAGE_POLICY: Final = content_security_policy({"style-src": "'self'", "form-action": "'self'"})
# The page for files shows the progress, and the answer to its form, in frames. No other page may frame those.
FRAMING_POLICY: Final = content_security_policy(
    {"style-src": "'self'", "form-action": "'self'", "frame-src": "'self'"}
)
# The page of a file shows pictures that this app made of it, and plays its sound.
PREVIEW_POLICY: Final = content_security_policy(
    {"style-src": "'self'", "form-action": "'self'", "img-src": "'self'", "media-src": "'self'"}
)
DOWNLOAD_POLICY: Final = content_security_policy({"sandbox": ""})


def framed_policy(styles: str) -> str:
    """Return the policy of a frame in one of our pages, with styles from `styles` alone."""
    return content_security_policy(
        {"style-src": styles, "form-action": "'self'", "frame-ancestors": "'self'"}
    )


def answer_headers(policy: str = PAGE_POLICY) -> dict[str, str]:
    """Return every security header of an answer, static files and errors included."""
    return {
        POLICY_HEADER: policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        # `no-referrer` would make browsers send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


class SecurityHeaders:
    """WSGI middleware that gives every answer of an app the headers of `answer_headers`, whatever it had.

    A policy that the answer brought stays: a download has a stricter one than a page. Every other answer gets `policy`.
    The server's marks go. It stands below the framework because Werkzeug looks through each header's value twice.
    """

    def __init__(self, app: "WSGIApplication", policy: str = PAGE_POLICY) -> None:
        self._app = app
        self._given = tuple(answer_headers(policy).items())
        self._without_policy = tuple(pair for pair in self._given if pair[0] != POLICY_HEADER)
        self._dropped = frozenset(name.lower() for name, _value in self._without_policy) | _MARKS

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""

        def start(status: str, headers: Headers, *failure: Any) -> Any:  # noqa: ANN401 - as PEP 3333 declares it
            return start_response(status, self._completed(headers), *failure)

        return self._app(environ, start)

    def _completed(self, headers: Headers) -> Headers:
        kept = [(name, value) for name, value in headers if name.lower() not in self._dropped]
        has_policy = any(name.lower() == _POLICY_NAME for name, _value in kept)
        kept += self._without_policy if has_policy else self._given
        return kept


class Answer(Protocol):
    """A response of Flask or Werkzeug."""

    @property
    def headers(self) -> AnswerHeaders:
        """The headers, which may be changed."""
        ...

    @property
    def status_code(self) -> int:
        """The number of the status."""
        ...

    def set_data(self, value: bytes) -> None:
        """Replace the body."""
        ...


A = TypeVar("A", bound=Answer)


def keep_here(response: A) -> A:
    """Make a redirect name a path without a host, and leave its body empty.

    Werkzeug's redirects repeat the Host that came, whatever it was, and speak English on every page.
    """
    if response.status_code not in _REDIRECTS or "Location" not in response.headers:
        return response
    place = urlsplit(response.headers["Location"])
    path = "/" + place.path.lstrip("/")  # two slashes would begin the name of a host
    response.headers["Location"] = urlunsplit(("", "", path, place.query, place.fragment))
    response.set_data(b"")
    return response
