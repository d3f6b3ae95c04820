"""The frame that shows how much of an upload is here.

While something is sent, its page does not end for a while and grows by a look each second: nothing is asked again, and
nothing flickers. Each such page holds a thread, so there are few of them at a time, and they end soon; whoever finds no
place gets a whole page that asks again by itself, as the page does that waits for an upload.
"""

import time
from collections.abc import Iterator
from typing import Final

from flask import Response, make_response, render_template, stream_with_context

from source_interface.pages.visit import visiting
from source_interface.services import services
from source_interface.showing.shape import FRAME_BYTES, filled
from source_interface.uploads.progress import Look, Transfers
from source_interface.wording import language

SOON, LATER = "3", "8"
"""After so many seconds the frame asks again; each time it fetches the stylesheet too."""
HURRY_SECONDS: Final = 120.0
LOOK_SECONDS: Final = 1.0
LOOKS: Final = 15
_END: Final = "</main>"
blueprint: Final = language.blueprint("progress")


@blueprint.get("/mailbox/files/progress")
def show() -> Response:
    """How much is here, as long as the page for files may be open."""
    visit = visiting()
    if visit is None:
        return make_response(render_template("progress.html", running=[], last=None))
    transfers, case = services().transfers, visit.mailbox.case
    running = transfers.running(case)
    if running and transfers.take_stream(case):
        page = Response(stream_with_context(_growing(transfers, case)), mimetype="text/html")
        page.call_on_close(lambda: transfers.end_stream(case))
    else:
        page = make_response(render_template("progress.html", **_look(transfers, case)))
    watched = transfers.watched_for(case)
    if running or watched is not None:
        page.headers["Refresh"] = SOON if running or (watched or 0) < HURRY_SECONDS else LATER
    return page


def _growing(transfers: Transfers, case: str) -> Iterator[bytes]:
    start, end, rest = render_template("progress.html", **_look(transfers, case)).partition(_END)
    yield filled(start.encode(), FRAME_BYTES)  # browsers show nothing of the first kilobyte alone
    for _each in range(LOOKS):
        time.sleep(LOOK_SECONDS)
        yield render_template("_progress.html", **_look(transfers, case)).encode()
        if not transfers.running(case):
            break
    yield (end + rest).encode()


def _look(transfers: Transfers, case: str) -> dict[str, object]:
    running = [Look.at(one) for one in transfers.running(case)]
    return {"running": running, "last": transfers.last(case)}
