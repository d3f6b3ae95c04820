"""A QR code as a part of a page: black on white in both colour schemes, for a telephone's camera."""

import segno
from markupsafe import Markup


def qr_code(content: str) -> Markup:
    """Return the drawing, without a name for screen readers: the page gives it one."""
    made = segno.make_qr(content, error="m")
    drawing = made.svg_inline(scale=6, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return Markup(drawing)  # noqa: S704 # numbers alone
