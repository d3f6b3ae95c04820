"""Pages in a frame of the page for files: without head and foot, and with links that open outside the frame.

A frame shows progress without scripts: the page stays while the form's answer goes to a frame.
"""

from typing import Final

from flask import request

from store.web.headers import FRAMING_POLICY, PAGE_POLICY, framed_policy

FRAMING: Final = "attachments.choose"
PROGRESS: Final = "progress.show"
FRAMED: Final = frozenset({"attachments.send_in_frame", PROGRESS, "attachments.result"})


def is_framed() -> bool:
    """Return whether this answer is for a frame."""
    return request.endpoint in FRAMED


def is_progress() -> bool:
    """Return whether this answer is for the frame that reloads by itself and contains its style."""
    return request.endpoint == PROGRESS


def policy(progress_source: str) -> str:
    """Return the content policy of this answer; `progress_source` is the only style allowed inside a page."""
    if is_framed():
        return framed_policy(progress_source if is_progress() else "'self'")
    return FRAMING_POLICY if request.endpoint == FRAMING else PAGE_POLICY
