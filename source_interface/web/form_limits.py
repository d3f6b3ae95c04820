"""Limits for forms: how much is parsed, and how much typed text comes back in a page."""

from typing import Final

from flask import Request
from markupsafe import escape

FORM_FIELDS: Final = 1_000
SHOWN_BYTES: Final = 8 * 1024 * 1024
"""The limit for all typed text as a page prints it, with five letters for a quote; our forms take less than half."""


def is_too_much(request: Request) -> bool:
    """Return whether the form has too many fields or too much text; raise as reading a form does.

    Werkzeug has no such limit for urlencoded fields: 16 MB of `a&` would cost gigabytes, parsed and printed.
    """
    if request.mimetype != "application/x-www-form-urlencoded":
        return False
    if request.get_data().count(b"&") > FORM_FIELDS:
        return True
    return sum(len(escape(text)) for _name, text in request.form.items(multi=True)) > SHOWN_BYTES
