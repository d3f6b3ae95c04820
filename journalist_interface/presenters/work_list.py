"""The officer's list: what the store knows of each case, and what this session knows from reading it.

The store selects by stage, handler, day and unread messages, and gives overdue cases first. It knows neither the
category nor the reason why a reporter seeks attention: these come from the opened cases, in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import category_name
from journalist_interface.presenters.list_order import ListColumn, ShownNames, in_order
from journalist_interface.presenters.listed_case import ListedCase, line_of
from journalist_interface.presenters.urgency import Urgency, is_urgent
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import is_read
from store.api.messages import PAGE_CASES, CasePage, CaseRow
from store.domain.stages import Stage

MOST_PAGES: Final = 200  # of the store's, for one page of the list: the person can go on from there


@dataclass(frozen=True, slots=True)
class Wanted:
    """The selection of cases that the officer wants to see; without an `order` it is the store's, urgent ones first."""

    stage: Stage | None = None
    category: str | None = None
    urgency: Urgency | None = None
    mine: bool = False
    unread: bool = False
    order: ListColumn | None = None
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; `unknown` counts the cases passed over because their category is not known."""

    lines: tuple[ListedCase, ...]
    next: str | None
    unknown: int


def listed(services: CaseServices, officer: OfficerSession, wanted: Wanted, cursor: str | None) -> Listed:
    """Return a page after a cursor. Where the store cannot select, its pages are read on until one is full."""
    lines: list[ListedCase] = []
    unknown = pages = 0
    whole = cursor is None and wanted == Wanted()
    while True:
        page = _page(services, officer, wanted, cursor)
        for row in page.cases:
            officer.let_go_of_destroyed(row)
        found = [line_of(services, officer, row) for row in page.cases]
        unknown += sum(not line.known for line in found) if wanted.category else 0
        lines += [line for line in found if _fits(line, wanted, officer.person.id)]
        ended = page.next is None or page.next == cursor
        cursor, pages = page.next, pages + 1
        if ended and whole:
            officer.case_cache.keep_texts_of({line.row.case for line in lines})
        if ended or len(lines) >= PAGE_CASES or pages == MOST_PAGES:
            lines.sort(key=lambda line: "threat" not in line.attention)
            return Listed(tuple(lines), None if ended else cursor, unknown)


def sorted_by(
    services: CaseServices, officer: OfficerSession, wanted: Wanted, column: ListColumn, cursor: str | None
) -> Listed:
    """Return a page in the order of a column; its cursor counts the cases before it.

    The store knows no such order, so all that it selects is read.
    """
    rows = all_rows_of(lambda cursor: _page(services, officer, wanted, cursor), lambda page: page.cases)
    found = [line_of(services, officer, row) for row in rows]
    unknown = sum(not line.known for line in found) if wanted.category else 0
    fitting = [line for line in found if _fits(line, wanted, officer.person.id)]
    roster = services.rosters.current().roster
    names = ShownNames(category_name, lambda person: name_of(roster, person))
    lines = in_order(fitting, column, names, descending=wanted.descending)
    start = int(cursor) if cursor is not None and cursor.isascii() and cursor.isdigit() else 0
    end = start + PAGE_CASES
    return Listed(tuple(lines[start:end]), str(end) if end < len(lines) else None, unknown)


def all_rows(services: CaseServices, officer: OfficerSession) -> list[CaseRow]:
    """Return every case of this person; raises `HostileGatewayError` for a list without end.

    The texts that the index holds of other cases, and of destroyed messages, are dropped: this person may have none.
    """
    rows = list(
        all_rows_of(lambda cursor: services.client.cases(officer.token, cursor), lambda page: page.cases)
    )
    officer.case_cache.keep_texts_of({row.case for row in rows})
    for row in rows:
        officer.let_go_of_destroyed(row)
    return rows


def next_unread(services: CaseServices, officer: OfficerSession, present: str) -> str | None:
    """Return the case that follows the present one among those with unread messages, in the store's order.

    After the last comes the first: a case that stays unread, as GnuPG fails over it, hides none behind it.
    """
    rows = all_rows_of(
        lambda cursor: services.client.cases(officer.token, cursor, unread=True), lambda page: page.cases
    )
    unread = [row.case for row in rows if row.declared]
    start = unread.index(present) + 1 if present in unread else 0
    return next((case for case in (*unread[start:], *unread[:start]) if case != present), None)


def unread_here(officer: OfficerSession, rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the cases never opened at this workstation, or changed since. Invitations cannot be opened yet."""
    return (row for row in rows if row.declared and not is_read(officer.at_hand(row.case), row))


def _page(services: CaseServices, officer: OfficerSession, wanted: Wanted, cursor: str | None) -> CasePage:
    return services.client.cases(
        officer.token,
        cursor,
        stage=wanted.stage,
        mine=wanted.mine,
        overdue=wanted.urgency is Urgency.OVERDUE,
        unread=wanted.unread or wanted.urgency is Urgency.ANSWERED,
    )


def _fits(line: ListedCase, wanted: Wanted, me: str) -> bool:
    """Return whether a case that the store selected is in what the store cannot select."""
    return (wanted.category is None or line.category == wanted.category) and (
        wanted.urgency is None or is_urgent(wanted.urgency, line, me)
    )
