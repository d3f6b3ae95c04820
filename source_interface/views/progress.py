"""The frame that shows how much of an upload has arrived: a page that its `Refresh` header asks for again.

Each look goes over Tor, and delays the reporter's upload. So looks are close together at first, and become rarer as the
awaited upload grows older.
"""

from dataclasses import dataclass
from typing import Final

from flask import Response, make_response, render_template

from source_interface.i18n import language
from source_interface.services import services
from source_interface.uploads.progress import ShownTransfer
from source_interface.views.guard import present_session

NEAR_THE_END: Final = 3.0
"""The interval when an upload is about to end: a complete file must not stand long beside a bar that still waits."""
blueprint: Final = language.Pages("progress")


@dataclass(frozen=True, slots=True)
class RefreshInterval:
    """Seconds between two looks: a share of the age, between two bounds."""

    soonest: float
    latest: float
    share: float

    def after(self, age: float, left: float | None = None) -> float:
        """Return seconds to the next look at this age, and at most `left`, the seconds to the end if known."""
        wait = min(self.latest, max(self.soonest, age * self.share))
        return wait if left is None else min(wait, max(NEAR_THE_END, left))


SENDING: Final = RefreshInterval(2.0, 60.0, 1 / 5)
"""The interval while something arrives."""
WAITING: Final = RefreshInterval(3.0, 30.0, 1 / 5)
"""The interval while the page for files is open and nothing arrives."""


@blueprint.get("/mailbox/files/progress")
def show() -> Response:
    """Show how much has arrived, as long as the page for files may be open."""
    session = present_session()
    if session is None:
        return make_response(render_template("progress.html", running=[], last=None))
    transfers, case = services().transfers, session.mailbox.id
    running = [ShownTransfer.at(transfer) for transfer in transfers.running(case)]
    page = make_response(render_template("progress.html", running=running, last=transfers.last(case)))
    wait = _wait(running, transfers.watched_for(case))
    if wait is not None:
        page.headers["Refresh"] = str(round(wait))
    return page


def _wait(running: list[ShownTransfer], watched: float | None) -> float | None:
    """Return seconds until the next look; None when no one looks any more."""
    if running:
        left = [transfer.seconds_left for transfer in running if transfer.seconds_left is not None]
        return SENDING.after(min(transfer.age for transfer in running), min(left, default=None))
    return None if watched is None else WAITING.after(watched)
