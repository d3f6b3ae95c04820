"""The frame that shows how much of an upload is here.

While something is sent, its page does not end for a while and grows by a look now and then: nothing is asked again, and
nothing flickers. Each such page holds a thread, so there are few of them at a time, they end soon, and only young
uploads have them; whoever finds no place gets a whole page that asks again by itself, as the page does that waits for
an upload.
"""

import time
from collections.abc import Iterator
from typing import Final

from flask import Response, make_response, render_template, stream_with_context

from source_interface.pages.visit import visiting
from source_interface.services import services
from source_interface.uploads.pace import GROWING_SECONDS, SENDING, TURN_SECONDS, WAITING
from source_interface.uploads.progress import Look, Transfers
from source_interface.wording import language

_END: Final = "</main>"
blueprint: Final = language.blueprint("progress")


@blueprint.get("/mailbox/files/progress")
def show() -> Response:
    """How much is here, as long as the page for files may be open."""
    visit = visiting()
    if visit is None:
        return make_response(render_template("progress.html", running=[], last=None))
    transfers, case = services().transfers, visit.mailbox.case
    age, watched = transfers.age(case), transfers.watched_for(case)
    if age is not None and age < GROWING_SECONDS and transfers.take_stream(case):
        page = Response(stream_with_context(_growing(transfers, case)), mimetype="text/html")
        page.call_on_close(lambda: transfers.end_stream(case))
        # The browser waits from the end of this page on.
        page.headers["Refresh"] = _whole(SENDING.after(age + TURN_SECONDS))
        return page
    page = make_response(render_template("progress.html", **_look(transfers, case)))
    if age is not None:
        page.headers["Refresh"] = _whole(SENDING.after(age))
    elif watched is not None:
        page.headers["Refresh"] = _whole(WAITING.after(watched))
    return page


def _growing(transfers: Transfers, case: str) -> Iterator[bytes]:
    start, end, rest = render_template("progress.html", **_look(transfers, case)).partition(_END)
    yield start.encode()
    until = time.monotonic() + TURN_SECONDS
    while (age := transfers.age(case)) is not None and time.monotonic() + SENDING.after(age) <= until:
        time.sleep(SENDING.after(age))
        yield render_template("_progress.html", **_look(transfers, case)).encode()
    yield (end + rest).encode()


def _look(transfers: Transfers, case: str) -> dict[str, object]:
    running = [Look.at(one) for one in transfers.running(case)]
    return {"running": running, "last": transfers.last(case)}


def _whole(seconds: float) -> str:
    return str(round(seconds))
