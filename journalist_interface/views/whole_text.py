"""The page of one text of a case that is too long for the page of its row."""

from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.presenters.whole_text import parts_page, whole_text
from journalist_interface.views.case_frame import CASE, case_page
from journalist_interface.views.common import blueprint, page_choice, require_officer

pages = blueprint("whole_text", __name__)


@pages.get(f"{CASE}/texts/<kind>/<int:number>")
def page(case: str, kind: str, number: int) -> str:
    """Show a part of the text."""
    officer = require_officer()
    file = officer.case(case)
    with file.lock:
        found = whole_text(file, kind, number)
        if found is None:
            raise CaseNotFoundError
        parts = parts_page(found.text, page_choice())
        values = {"case": case, "kind": kind, "number": number}
        return case_page("whole_text.html", officer, file, found=found, list=parts, values=values)
