"""Pages that stand in a frame of the page for files: without head and foot, and what they lead to opens outside.

A frame is how progress is shown without scripts: the page stays while the form's answer goes to a frame.
"""

from typing import Final

from flask import request

from store.contract.headers import FRAMED_POLICY, FRAMING_POLICY, PAGE_POLICY

FRAMING: Final = "attachments.choose"
FRAMED: Final = frozenset({"attachments.send_in_frame", "progress.show", "attachments.result"})


def is_framed() -> bool:
    """Whether this answer is for a frame."""
    return request.endpoint in FRAMED


def policy() -> str:
    """What the browser may do with this answer."""
    if is_framed():
        return FRAMED_POLICY
    return FRAMING_POLICY if request.endpoint == FRAMING else PAGE_POLICY
