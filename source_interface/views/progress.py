"""The frame that shows how much of an upload has arrived.

While files are sent, its page stays open for a while and grows by a look now and then: nothing reloads, and nothing
flickers. Each such page holds a thread, so there are few at a time, they end soon, and only young uploads have them. A
reporter who gets no place sees a whole page that reloads by itself, as does the page that waits for an upload.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from flask import Response, make_response, render_template, stream_with_context

from source_interface.i18n import language
from source_interface.services import services
from source_interface.uploads.progress import ShownTransfer, Transfer, Transfers
from source_interface.uploads.refresh_interval import GROWING_SECONDS, SENDING, TURN_SECONDS, WAITING
from source_interface.views.guard import visiting

_END: Final = "</main>"
blueprint: Final = language.blueprint("progress")


@blueprint.get("/mailbox/files/progress")
def show() -> Response:
    """Show how much has arrived, as long as the page for files may be open."""
    visit = visiting()
    if visit is None:
        return make_response(_Shown([], None).within("progress.html"))
    transfers, case = services().transfers, visit.mailbox.case
    watched, shown = transfers.watched_for(case), _Shown.now(transfers, case)
    if shown.running and shown.age < GROWING_SECONDS and transfers.take_stream(case):
        page = Response(stream_with_context(_growing(transfers, case, shown)), mimetype="text/html")
        page.call_on_close(lambda: transfers.end_stream(case))
        # The browser starts waiting at the end of this page.
        page.headers["Refresh"] = _whole(SENDING.after(shown.age + TURN_SECONDS))
        return page
    page = make_response(shown.within("progress.html"))
    if shown.running:
        page.headers["Refresh"] = _whole(shown.wait())
    elif watched is not None:
        page.headers["Refresh"] = _whole(WAITING.after(watched))
    return page


@dataclass(frozen=True, slots=True)
class _Shown:
    """One look at the running uploads of a mailbox, and at how the last one ended."""

    running: list[ShownTransfer]
    last: Transfer | None

    @classmethod
    def now(cls, transfers: Transfers, case: str) -> Self:
        """Return the look at this moment."""
        return cls([ShownTransfer.at(one) for one in transfers.running(case)], transfers.last(case))

    def within(self, template: str) -> str:
        """Return the look as this template shows it."""
        return render_template(template, running=self.running, last=self.last)

    @property
    def age(self) -> float:
        """The age of the youngest running upload."""
        return min(one.age for one in self.running)

    def wait(self) -> float:
        """Return seconds until the next look."""
        left = [one.seconds_left for one in self.running if one.seconds_left is not None]
        return SENDING.after(self.age, min(left, default=None))


def _growing(transfers: Transfers, case: str, shown: _Shown) -> Iterator[bytes]:
    start, end, rest = shown.within("progress.html").partition(_END)
    yield start.encode()
    until = time.monotonic() + TURN_SECONDS
    # The look that finds nothing running is the last: it tells how the upload ended.
    while shown.running and time.monotonic() + (wait := shown.wait()) <= until:
        transfers.wait(case, wait)  # an end shows at once: no bar stands beside the list of received files
        shown = _Shown.now(transfers, case)
        yield shown.within("_progress.html").encode()
    yield (end + rest).encode()


def _whole(seconds: float) -> str:
    return str(round(seconds))
