"""Forms that are too much: to be taken apart, or to come back in a page with what was typed."""

from typing import Final

from flask import Request
from markupsafe import escape

FORM_FIELDS: Final = 1_000
SHOWN_BYTES: Final = 8 * 1024 * 1024
"""Of all that was typed, as a page prints it: a quote is five letters there. What our forms take is less than half."""


def is_too_much(request: Request) -> bool:
    """Whether the form has fields or texts beyond measure; raises as reading a form does.

    Werkzeug has no limit for fields of this kind: 16 MB of `a&` would cost gigabytes, parsed and printed.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return False
    if request.get_data().count(b"&") > FORM_FIELDS:
        return True
    return sum(len(escape(text)) for _name, text in request.form.items(multi=True)) > SHOWN_BYTES
