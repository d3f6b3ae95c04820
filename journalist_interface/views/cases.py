"""The list of cases. A case itself is in `case`, under the same blueprint."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from journalist_interface.actions.action import kinds
from journalist_interface.forms.officer_forms import OfficerForm, OnceForm, lazy_gettext
from journalist_interface.presenters import work_list
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import COLUMNS, URGENCIES
from journalist_interface.presenters.list_order import ListColumn
from journalist_interface.presenters.urgency import Urgency
from journalist_interface.presenters.work_list import Wanted, listed, sorted_by
from journalist_interface.sealed_records.private_entries import MOST_NAME_CHARACTERS, SavedFilter
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import blueprint, is_pressed, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.categories import CATEGORIES, CATEGORY_CODES
from store.domain.roster import answers_reporters
from store.domain.stages import Stage
from store.web.visible import has_hidden

pages = blueprint("cases", __name__)
_MOST_CURSOR: Final = 140
E = TypeVar("E", Stage, Urgency, ListColumn)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column: its words, the address of the list in its order, and its present direction, if any."""

    words: LazyString
    address: str
    direction: str | None


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A named filter as it stands at the list; `present` is the one that the list shows."""

    name: str
    address: str
    present: bool


class ListForm(OnceForm):
    """The boxes and buttons of the list."""


class FilterForm(OfficerForm):
    """The name for the present selection of the list."""

    name = StringField(lazy_gettext("Name of this filter"), [Length(max=MOST_NAME_CHARACTERS)])


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
        saved=saved_filters(officer, wanted),
        filter_form=FilterForm(formdata=None),
        headings=_headings(wanted),
        unopened=sum(line.row.declared and not line.known for line in found.lines),
    )


@pages.post("/cases/filters")
def save_filter() -> Response:
    """Keep the present selection and order of the list under a name, for this person alone."""
    officer = require_officer()
    wanted = read_query(request.form.get("query", ""))
    form = FilterForm()
    name = " ".join((form.name.data or "").split())
    if not form.validate() or not name or has_hidden(name):
        told = _("Give the filter a name of at most %(count)s characters.", count=MOST_NAME_CHARACTERS)
        browser_session().notices.append(told)
    else:
        saved = SavedFilter(name, urlencode(_query(wanted)))
        officer.private.change(lambda entries: entries.saving(saved))
    return redirect(url_for("cases.listing", **_parameters(wanted)), HTTPStatus.SEE_OTHER)


@pages.post("/cases/filters/remove")
def remove_filter() -> Response:
    """Remove a named filter of this person."""
    officer = require_officer()
    if is_pressed(ListForm()):
        name = request.form.get("name", "")
        officer.private.change(lambda entries: entries.removing(name))
    return redirect(url_for("cases.listing"), HTTPStatus.SEE_OTHER)


def saved_filters(officer: OfficerSession, wanted: Wanted) -> list[ShownFilter]:
    """Return this person's named filters; the one that the list shows is marked."""
    return [
        ShownFilter(saved.name, url_for("cases.listing", **_parameters(found)), found == wanted)
        for saved in officer.private.entries().filters
        for found in [read_query(saved.query)]
    ]


def read_query(query: str) -> Wanted:
    """Return what the query of an address asks for."""
    return _wanted(MultiDict(parse_qsl(query)))


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
    """Put on the next page what happened to the workstation's index, and to what this person keeps for themselves."""
    happened = [*officer.case_cache.take_notices(), *officer.private.take_notices()]
    browser_session().notices.extend(_(notice) for notice in happened)


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
    address = url_for("cases.listing", **_parameters(turned))
    return Heading(
        COLUMNS[column], address, ("descending" if wanted.descending else "ascending") if present else None
    )


def _parameters(wanted: Wanted) -> dict[str, Any]:
    return {**_query(wanted)}


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
