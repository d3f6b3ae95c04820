"""One size and one moment for every page of a mailbox, and for the answer to a wrong code.

An observer of the reporter's line sees how many bytes came and when. Pages are filled up to 64 KiB with random hex
digits in a comment, and leave at whole steps of time (`response_timing`). A mailbox with an answer looks like one
without, and like a wrong code.
"""

import os
from typing import Final

from flask import Response, current_app, request
from markupsafe import Markup

from source_interface.i18n.language import Pages
from source_interface.web import response_timing

PAGE_BYTES: Final = 64 * 1024
FRAME_BYTES: Final = 2_816
_MAILBOX: Final = "mailbox"
"""The first part of the address, after the language, of every page in a mailbox."""
PROGRESS: Final = "progress.show"
FRAMED: Final = frozenset({"attachments.send_in_frame", PROGRESS, "attachments.result"})
"""Pages in a frame of the page for files, which shows progress without scripts: that page stays meanwhile."""
_SAME_FOR_EVERYBODY: Final = frozenset({"open.ask", "leaving.left", "leaving.left_here"})
_DOWNLOAD: Final = "attachments.fetch"
_OPENING, _CLOSING = b"\n<!-- ", b" -->\n"


def is_framed() -> bool:
    """Return whether this answer is for a frame: without head and foot, and with links that open outside of it."""
    return request.endpoint in FRAMED


def is_progress() -> bool:
    """Return whether this answer is for the frame that reloads by itself and contains its style."""
    return request.endpoint == PROGRESS


def pad_and_hold(response: Response) -> Response:
    """Fill up the page, and send it at the next step; leave answers from elsewhere as they are."""
    if not _is_shaped():
        return response
    framed = is_framed()
    is_page = response.mimetype == "text/html" and response.location is None
    if is_page:
        response.set_data(filled(response.get_data(), FRAME_BYTES if framed else PAGE_BYTES))
    if not framed and (is_page or request.endpoint != _DOWNLOAD):
        response_timing.hold()
    return response


def _is_shaped() -> bool:
    """Return whether the page lies in a mailbox, known here or not, or does not declare otherwise."""
    if request.path.split("/")[2:3] == [_MAILBOX]:
        return True
    pages = current_app.blueprints.get(request.blueprint or "")
    return isinstance(pages, Pages) and pages.shaped and request.endpoint not in _SAME_FOR_EVERYBODY


def comment_as_long_as(text: str) -> Markup:
    """Return a comment as long as this text, so that pages with and without it look alike before the mailbox too."""
    digits = max(0, len(text.encode()) - len(_OPENING) - len(_CLOSING))
    return Markup((_OPENING + _digits(digits) + _CLOSING).decode())  # noqa: S704 - hex digits


def filled(page: bytes, block: int) -> bytes:
    """Return a whole number of blocks, the last filled with random hex digits, which spell no word of a page."""
    missing = -len(page) % block
    letters = missing - len(_OPENING) - len(_CLOSING)
    if letters < 0:
        return page + b"\n" * missing
    return page + _OPENING + _digits(letters) + _CLOSING


def _digits(count: int) -> bytes:
    return os.urandom(count // 2 + 1).hex().encode()[:count]
