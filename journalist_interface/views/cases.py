"""The list of cases. A case itself is in `case`, under the same blueprint."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final, TypeVar

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from journalist_interface.actions.action import kinds
from journalist_interface.forms.officer_forms import OnceForm
from journalist_interface.presenters import work_list
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import COLUMNS, URGENCIES
from journalist_interface.presenters.list_order import ListColumn
from journalist_interface.presenters.urgency import Urgency
from journalist_interface.presenters.work_list import Wanted, listed, sorted_by
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.categories import CATEGORIES, CATEGORY_CODES
from store.domain.roster import answers_reporters
from store.domain.stages import Stage

pages = blueprint("cases", __name__)
_MOST_CURSOR: Final = 128
E = TypeVar("E", Stage, Urgency, ListColumn)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: its words, the address of the list in its order, and its present direction, if any."""

    words: LazyString
    address: str
    direction: str | None


class ListForm(OnceForm):
    """The boxes and buttons of the list."""


@pages.get("/cases")
def listing() -> str:
    """Show a page of the list: cases whose reporter seeks attention first, then by due day."""
    officer = require_officer()
    cursor = request.args.get("cursor") or None
    if cursor is not None and len(cursor) > _MOST_CURSOR:
        abort(HTTPStatus.BAD_REQUEST)
    wanted = _wanted(request.args)
    if wanted.order is None:
        found = listed(services().cases, officer, wanted, cursor)
    else:
        found = sorted_by(services().cases, officer, wanted, wanted.order, cursor)
    tell_of_index(officer)
    roster = services().rosters.current().roster
    return framed(
        "cases.html",
        list=found,
        wanted=wanted,
        query=_query(wanted),
        narrowed=replace(wanted, order=None, descending=False) != Wanted(),
        continued=cursor is not None,
        gets_new_reports=answers_reporters(officer.person),
        categories=kinds(CATEGORIES),
        stages=list(Stage),
        urgencies=URGENCIES,
        name_of=lambda person: name_of(roster, person),
        form=ListForm(formdata=None),
        headings=_headings(wanted),
        unopened=sum(line.row.declared and not line.known for line in found.lines),
    )


@pages.get("/cases/next-unread")
def next_unread() -> Response:
    """Lead to the next report in the order of the list that this person has not read."""
    officer = require_officer()
    following = work_list.next_unread(services().cases, officer, request.args.get("after", ""))
    if following is None:
        browser_session().notices.append(_("There is no unread report left."))
        return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("cases.case", case=following), HTTPStatus.SEE_OTHER)


def tell_of_index(officer: OfficerSession) -> None:
    """Put on the next page what happened to the workstation's index."""
    browser_session().notices.extend(_(notice) for notice in officer.case_cache.take_notices())


def _wanted(asked: MultiDict[str, str]) -> Wanted:
    """Return what an address asks for, ignoring anything misspelled."""
    category, order = asked.get("category", ""), _one(ListColumn, asked.get("order", ""))
    return Wanted(
        _one(Stage, asked.get("stage", "")),
        category if category in CATEGORY_CODES else None,
        _one(Urgency, asked.get("urgency", "")),
        bool(asked.get("mine")),
        bool(asked.get("unread")),
        order,
        order is not None and bool(asked.get("descending")),
    )


def _one(kind: type[E], code: str) -> E | None:
    return kind(code) if code in set(kind) else None


def _headings(wanted: Wanted) -> dict[str, Heading]:
    """Return where the heading of each column leads: to its order, or to the other direction of the present one."""
    return {column.value: _heading(wanted, column) for column in ListColumn}


def _heading(wanted: Wanted, column: ListColumn) -> Heading:
    present = column is wanted.order
    turned = replace(wanted, order=column, descending=present and not wanted.descending)
    query: dict[str, Any] = {**_query(turned)}
    address = url_for("cases.listing", **query)
    return Heading(
        COLUMNS[column], address, ("descending" if wanted.descending else "ascending") if present else None
    )


def _query(wanted: Wanted) -> dict[str, str]:
    """Return the parameters of an address that asks for the same."""
    said = {
        "stage": wanted.stage,
        "category": wanted.category,
        "urgency": wanted.urgency,
        "mine": "1" if wanted.mine else None,
        "unread": "1" if wanted.unread else None,
        "order": wanted.order,
        "descending": "1" if wanted.descending else None,
    }
    return {name: str(value) for name, value in said.items() if value}
