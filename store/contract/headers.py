"""The headers of every answer of the two interfaces: one table, so that no page can forget one.

`answer_headers` is complete. `SERVER_MARKS` names what must not be there at all: the software, its version, and tags
by which a page that was seen before could be recognised.
"""

from collections.abc import Mapping
from typing import Final

SERVER_MARKS: Final = ("Server", "ETag", "Last-Modified", "X-Powered-By", "Via")
CLEAR_SITE_DATA: Final = {"Clear-Site-Data": '"cache", "cookies", "storage"'}

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


def content_security_policy(used: Mapping[str, str] | None = None) -> str:
    """A policy that allows nothing but the directives in `used`; an empty value is a directive alone."""
    directives = _POLICY | dict(used or {})
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


PAGE_POLICY: Final = content_security_policy({"style-src": "'self'", "form-action": "'self'"})
DOWNLOAD_POLICY: Final = content_security_policy({"sandbox": ""})


def answer_headers(policy: str = PAGE_POLICY) -> dict[str, str]:
    """Every security header of an answer, static files and errors included."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        # `no-referrer` would make browsers send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _DENIED_FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
