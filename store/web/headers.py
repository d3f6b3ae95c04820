"""The headers of every answer: one table for both interfaces, so that no page can forget one.

`answer_headers` is that table; `complete` puts it on an answer. `SERVER_MARKS` names headers that must not be there at
all: the software, its version, and tags by which a page seen before could be recognised. `keep_here` lets a redirect
stay within the address at which it was asked for.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

POLICY_HEADER: Final = "Content-Security-Policy"
SERVER_MARKS: Final = ("Server", "ETag", "Last-Modified", "X-Powered-By", "Via")
CLEAR_SITE_DATA: Final = {"Clear-Site-Data": '"cache", "cookies", "storage"'}

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


class AnswerHeaders(Protocol):
    """The headers of an answer, as web frameworks keep them: names match in any letter case."""

    def __contains__(self, name: str, /) -> bool: ...

    def __getitem__(self, name: str, /) -> str: ...

    def __setitem__(self, name: str, value: str, /) -> None: ...

    def __delitem__(self, name: str, /) -> None: ...

    def keys(self) -> Iterable[str]:
        """Return the names as they were written."""
        ...

    def add(self, name: str, value: str, /) -> None:
        """Append a header, whether or not there is one of this name."""
        ...


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


def complete(headers: AnswerHeaders, wanted: Mapping[str, str]) -> None:
    """Set these headers on an answer, whatever it had, and remove the server's marks.

    A policy that the answer brought stays: a download has a stricter one than a page.
    """
    # Werkzeug goes through all headers, and raises and catches an error, for each name that it is asked for.
    present = {name.lower() for name in headers.keys()}  # noqa: SIM118 - a list of pairs
    for name, value in wanted.items():
        if name.lower() not in present:
            headers.add(name, value)
        elif name != POLICY_HEADER:
            headers[name] = value
    for mark in SERVER_MARKS:
        if mark.lower() in present:
            del headers[mark]


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
