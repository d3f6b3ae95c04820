"""Signs of how a request came here, for a warning that a person reads. Nothing of it is kept or logged.

Any gateway in between can hide all of this, so a page without a warning proves nothing. No visitor is turned away: a
warned person decides, and a refusal would only reveal that there is something here.
"""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from flask import request

from store.server.request_body import circuit_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# Headers added by gateways from the web to onion services, and by proxies before a web server, as WSGI names them.
_FORWARDED: Final = (
    "HTTP_X_TOR2WEB",
    "HTTP_X_FORWARDED",
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_REAL_IP",
    "HTTP_X_PROXY",
    "HTTP_CF_",
    "HTTP_TRUE_CLIENT_IP",
)
_PORT: Final = re.compile(r":\d*$")
_ONION: Final = re.compile(r"([a-z0-9-]+\.)*[a-z2-7]{56}\.onion")
_LOOPBACK: Final = re.compile(r"([a-z0-9-]+\.)*localhost|127(\.\d{1,3}){3}|\[::1\]")
# Tor Browser claims to be a Firefox of one of four kinds, whatever the machine is.
_TOR_BROWSER: Final = re.compile(
    r"Mozilla/5\.0 \((Windows NT 10\.0(; Win64; x64)?|X11; Linux x86_64|Macintosh; Intel Mac OS X 10\.15|"
    r"Android \d{1,2}; Mobile); rv:\d{2,3}\.0\) Gecko/(20100101|\d{2,3}\.0) Firefox/\d{2,3}\.0"
)


class Way(Enum):
    """The way in which the page was reached."""

    TOR = "tor"
    ANOTHER_BROWSER = "another-browser"
    NOT_TOR = "not-tor"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class TorCheck:
    """The way in which requests should come: to this address, if one is configured, and named by their circuit."""

    onion: str | None
    circuits: bool

    def way(self) -> Way:
        """Return the way of the request being answered."""
        environ = request.environ
        if _is_forwarded(environ):
            return Way.NOT_TOR
        host = _host(environ)
        if self.onion is None and not self.circuits and _LOOPBACK.fullmatch(host):
            return Way.DEMO
        if not self._is_onion(host) or (self.circuits and circuit_of(environ) is None):
            return Way.NOT_TOR
        browser: str = environ.get("HTTP_USER_AGENT", "")
        return Way.TOR if _TOR_BROWSER.fullmatch(browser) else Way.ANOTHER_BROWSER

    def _is_onion(self, host: str) -> bool:
        return host == self.onion if self.onion is not None else _ONION.fullmatch(host) is not None


def _host(environ: "WSGIEnvironment") -> str:
    """Return the host without the port, in small letters; empty where none is named."""
    return _PORT.sub("", environ.get("HTTP_HOST", "")).lower()


def _is_forwarded(environ: "WSGIEnvironment") -> bool:
    return any(name.startswith(_FORWARDED) for name in environ)
