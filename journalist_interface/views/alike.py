"""The page of the reports that say almost the same as one: a flood is archived from it, with one reason and notice."""

from math import ceil
from typing import Final

from flask import request

from journalist_interface.actions.alike import LEAST_LIKENESS, alike
from journalist_interface.presenters.listed_case import line_of
from journalist_interface.presenters.work_list import all_rows, unread_here
from journalist_interface.services import services
from journalist_interface.session.selection import Selection
from journalist_interface.views.bulk import require_case_officer
from journalist_interface.views.case_frame import CASE
from journalist_interface.views.cases import ListForm, tell_of_index
from journalist_interface.views.common import blueprint
from journalist_interface.views.common import page as framed

pages = blueprint("alike", __name__)
MOST_SHOWN: Final = 50
"""Reports on one page."""


@pages.get(f"{CASE}/alike")
def page(case: str) -> str:
    """Show the reports that are like this one, and keep which they are: just these can be archived from the page.

    They fill as many pages as they need, so that decoys that differ more cannot push one out of sight.
    """
    officer = require_case_officer()
    like = officer.case(case)
    rows = all_rows(services().cases, officer)
    found = alike(officer, rows, like)
    tell_of_index(officer)
    last = max(1, ceil(len(found) / MOST_SHOWN))
    number = min(max(1, request.args.get("page", 1, int)), last)
    selection = Selection(case, {report.row.case: report.seen for report in found})
    officer.selections.set(selection.key, selection)
    return framed(
        "alike.html",
        case=case,
        total=len(found),
        reports=[
            (report, line_of(services().cases, officer, report.row))
            for report in found[(number - 1) * MOST_SHOWN : number * MOST_SHOWN]
        ],
        number=number,
        last=last,
        tenths=round(LEAST_LIKENESS * 10),
        selection=selection.key,
        unopened=sum(1 for _row in unread_here(officer, rows)),
        list_form=ListForm(formdata=None),
    )
