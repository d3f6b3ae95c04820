"""A check that a form was sent from our own page.

Browsers name the page's origin with every posted form, and our `Referrer-Policy: same-origin` lets them. An absent
Origin is accepted: old browsers send none, and a foreign page cannot suppress it. `null` is refused: a foreign page can
produce it at will (a sandboxed frame), so accepting it would be no check at all.
"""

from typing import Final
from urllib.parse import urlsplit

from flask import Request

OPAQUE: Final = "null"
_OUR_SITES: Final = frozenset({"same-origin", "none"})


def is_ours(request: Request) -> bool:
    """Return whether Origin and Sec-Fetch-Site are absent or name the host that was asked."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    return (origin is None or _host_of(origin) == request.host) and (site is None or site in _OUR_SITES)


def is_another_page(request: Request) -> bool:
    """Return whether a foreign page is named; then not even the texts are the reporter's."""
    return not is_ours(request) and request.headers.get("Origin") != OPAQUE


def _host_of(origin: str) -> str | None:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and not parts.path else None
