"""Whether a form was sent from our own page.

Browsers name the page's origin with every posted form, and our `Referrer-Policy: same-origin` lets them. An absent
Origin is accepted: old browsers send none, and a foreign page cannot suppress it. `null` is refused: a foreign page
can produce it at will (a sandboxed frame), so accepting it would be no check at all.
"""

from urllib.parse import urlsplit

from flask import Request


def is_ours(request: Request) -> bool:
    """Whether the Origin is absent or names the host that was asked."""
    origin = request.headers.get("Origin")
    return origin is None or _host_of(origin) == request.host


def _host_of(origin: str) -> str | None:
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc if parts.scheme in {"http", "https"} and not parts.path else None
