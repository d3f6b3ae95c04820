"""The headers that every answer must bear, written out: nothing of this is read from the code."""

import base64
import hashlib
import re
from collections.abc import Iterable

PAGE = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; style-src 'self'"
FRAMING = f"{PAGE}; frame-src 'self'"
FRAMED = PAGE.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
PREVIEW = f"{PAGE}; img-src 'self'; media-src 'self'"
DOWNLOAD = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


def framed_with_its_style(page: str) -> str:
    """The policy of a framed page that brings its one style along: that style and no other may stand there."""
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return FRAMED.replace("style-src 'self'", f"style-src 'sha256-{digest}'")


_ALWAYS = {
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), clipboard-read=(), "
        "clipboard-write=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), "
        "geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(), microphone=(), midi=(), "
        "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), "
        "usb=(), web-share=(), xr-spatial-tracking=()"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# What some answers bear beside them; anything else would tell of the software, of an earlier visit, or of nothing.
_SOMETIMES = {
    "allow",
    "clear-site-data",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "location",
    "refresh",
    "retry-after",
    "set-cookie",
    "transfer-encoding",
}


def always(policy: str) -> dict[str, str]:
    """Return the headers that every answer with this policy bears."""
    return _ALWAYS | {"content-security-policy": policy}


def check_headers(headers: Iterable[tuple[str, str]], *policies: str) -> None:
    """Each of the set exactly once with exactly its value, a policy of `policies` (a page's), and nothing unknown."""
    given = [(name.lower(), value) for name, value in headers]
    found = dict(given)
    expected = always(found.get("content-security-policy", "missing"))
    assert expected["content-security-policy"] in (policies or (PAGE,))
    for name, value in expected.items():
        assert [held for header, held in given if header == name] == [value], name
    surplus = set(found) - set(expected) - _SOMETIMES
    assert not surplus, surplus
