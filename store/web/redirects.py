"""Redirects that stay within the address at which they were asked for."""

from typing import Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from store.web.headers import AnswerHeaders


class Answer(Protocol):
    """A response of Flask or Werkzeug."""

    @property
    def headers(self) -> AnswerHeaders:
        """The headers, which may be changed."""
        ...

    def set_data(self, value: bytes) -> None:
        """Replace the body."""
        ...


A = TypeVar("A", bound=Answer)


def keep_here(response: A) -> A:
    """Make a redirect name a path without a host, and leave its body empty.

    Werkzeug's redirects repeat the Host that came, whatever it was, and speak English on every page.
    """
    if "Location" not in response.headers:
        return response
    place = urlsplit(response.headers["Location"])
    path = "/" + place.path.lstrip("/")  # two slashes would begin the name of a host
    response.headers["Location"] = urlunsplit(("", "", path, place.query, place.fragment))
    response.set_data(b"")
    return response
