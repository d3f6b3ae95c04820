"""Searching the decrypted cases. The search comes in a form's body: it is in no address and in no history."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask_babel import ngettext
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.listed_case import ListedCase, line_of
from journalist_interface.presenters.searching import (
    FoundPlace,
    found_in,
    holds,
    of_labels,
    passages,
    words_of,
)
from journalist_interface.presenters.work_list import all_rows, unread_here
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.cases import ListForm, tell_of_index
from journalist_interface.views.common import Answer, blueprint, form_errors, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.api.messages import CaseRow

pages = blueprint("search", __name__)
MOST_RESULTS: Final = 200
MOST_CHARACTERS: Final = 200


class SearchForm(OfficerForm):
    """The form with the words to look for."""

    words = StringField(
        lazy_gettext("Search in all opened cases"),
        [
            DataRequired(lazy_gettext("Type what to look for.")),
            Length(max=MOST_CHARACTERS, message=lazy_gettext("This is too long to search for.")),
        ],
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A case in which all words were found, and where."""

    line: ListedCase
    places: tuple[FoundPlace, ...]


@pages.get("/search")
def page() -> str:
    """Show the empty form."""
    require_officer()
    return framed("search.html", form=SearchForm(formdata=None), errors=[], hits=None)


@pages.post("/search")
def search() -> Answer:
    """Show what was found, in the order of the list."""
    officer = require_officer()
    form = SearchForm()
    if not form.validate():
        return framed("search.html", form=form, errors=form_errors(form), hits=None), HTTPStatus.BAD_REQUEST
    rows = all_rows(services().cases, officer)
    words = words_of(form.words.data or "")
    found = _hits(officer, rows, words)
    tell_of_index(officer)
    roster = services().rosters.current().roster
    return framed(
        "search.html",
        form=form,
        errors=[],
        hits=found[:MOST_RESULTS],
        words=words,
        more=len(found) > MOST_RESULTS,
        unopened=sum(1 for _row in unread_here(officer, rows)),
        name_of=lambda person: name_of(roster, person),
        list_form=ListForm(formdata=None),
    )


def _hits(officer: OfficerSession, rows: list[CaseRow], words: tuple[str, ...]) -> list[Hit]:
    """Return the cases in which all words are, one more than are shown at most; threats come first."""
    lines = [line_of(services().cases, officer, row) for row in rows if _may_hold(officer, row, words)]
    lines.sort(key=lambda line: "threat" not in line.attention)
    hits: list[Hit] = []
    closed = 0
    for line in lines:
        file = officer.at_hand(line.row.case)
        if file is None:
            closed += 1
            continue
        with file.lock:
            places = found_in([*passages(file), *of_labels(line.private_labels)], words)
        if places:
            hits.append(Hit(line, places))
        if len(hits) > MOST_RESULTS:
            break
    if closed:
        browser_session().notices.append(
            ngettext(
                "%(num)d case was not searched, because its texts are not at hand. Open it, and search again.",
                "%(num)d cases were not searched, because their texts are not at hand."
                " Open each, and search again after each.",
                closed,
            )
        )
    return hits


def _may_hold(officer: OfficerSession, row: CaseRow, words: tuple[str, ...]) -> bool:
    summary = officer.summaries.of(row.case) if row.declared else None
    return summary is not None and holds(summary, row.case, officer.private.labels_of(row.case), words)
