"""The first page after signing in: what matters today, in numbers that lead to their lists.

The page renews itself without a script. A renewal is no use of the workstation: who walked away is signed out.
"""

from typing import Final

from flask import Response, make_response, request, url_for
from flask_babel import format_time

from journalist_interface.presenters.labels import URGENCIES
from journalist_interface.presenters.listed_case import line_of
from journalist_interface.presenters.urgency import counted
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.services import services
from journalist_interface.views.cases import tell_of_index
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.common import page as framed

pages = blueprint("today", __name__)
RENEWAL_SECONDS: Final = 300


@pages.get("/today")
def page() -> Response:
    """Show how many cases there are of each urgency; the browser asks again by itself unless told to stand still."""
    officer = require_officer(by_person=not request.args.get("renewed"))
    cases = services().cases
    counts = counted((line_of(cases, officer, row) for row in all_rows(cases, officer)), officer.person.id)
    tell_of_index(officer)
    still = bool(request.args.get("still"))
    renewed = format_time(cases.clock.now().replace(tzinfo=None), "short")
    answer = make_response(framed("today.html", counts=counts, words=URGENCIES, renewed=renewed, still=still))
    if not still:
        answer.headers["Refresh"] = f"{RENEWAL_SECONDS};url={url_for('today.page', renewed=1)}"
    return answer
