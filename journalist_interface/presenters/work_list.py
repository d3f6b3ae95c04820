"""The officer's list: what the store knows of each case, and what this session knows from reading it.

The store selects by stage, handler, day and unread messages, and gives overdue cases first. It knows neither the
category nor the reason why a reporter seeks attention: these come from the opened cases, in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

from journalist_interface.gateway_client.whole_lists import all_cases, all_rows_of
from journalist_interface.presenters.history import name_of
from journalist_interface.presenters.labels import category_name
from journalist_interface.presenters.list_order import ListColumn, ShownNames, in_order
from journalist_interface.presenters.listed_case import ListedCase, is_known, line_of
from journalist_interface.presenters.urgency import Urgency, is_urgent
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import MOST_PAGE_CASES, PAGE_CASES, CasePage, CaseRow
from store.domain.stages import Stage

MOST_PAGES: Final = 200  # of the store's, for one page of the list: the person can go on from there
_OF_STORE: Final = (None, Urgency.OVERDUE)
_SKIPPED: Final = "~"  # in no cursor of the store


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

    @property
    def is_of_store(self) -> bool:
        """Return whether the store can select and order these cases itself."""
        return self.category is None and self.order is None and self.urgency in _OF_STORE


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list; `unknown` counts the cases passed over because their category is not known."""

    lines: tuple[ListedCase, ...]
    next: str | None
    unknown: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the list: in the page of the store after a cursor, behind so many of the lines that were wanted."""

    cursor: str | None = None
    skipped: int = 0

    @classmethod
    def read(cls, text: str | None) -> Self:
        """Return the place of an address; one that was misspelled is left to the store to refuse."""
        cursor, mark, skipped = (text or "").partition(_SKIPPED)
        counted = bool(mark) and skipped.isascii() and skipped.isdigit()
        return cls(cursor or None, int(skipped) if counted else 0)

    def __str__(self) -> str:
        return f"{self.cursor or ''}{_SKIPPED}{self.skipped}" if self.skipped else self.cursor or ""


def listed(services: CaseServices, officer: OfficerSession, wanted: Wanted, cursor: str | None) -> Listed:
    """Return a page after a cursor. Where the store cannot select, its pages are read on until one is full."""
    lines: list[ListedCase] = []
    place: _Place | None = _Place.read(cursor)
    unknown = pages = 0
    whole = cursor is None and wanted == Wanted()
    while place is not None and len(lines) < PAGE_CASES and pages < MOST_PAGES:
        page = _page(services, officer, wanted, place.cursor)
        for row in page.cases:
            officer.let_go_of_destroyed(row)
        found = [line_of(services, officer, row) for row in page.cases]
        unknown += sum(not line.known for line in found) if wanted.category else 0
        fitting = [line for line in found if _fits(line, wanted, officer.person.id)][place.skipped :]
        room = PAGE_CASES - len(lines)
        lines += fitting[:room]
        pages += 1
        if len(fitting) > room:
            place = replace(place, skipped=place.skipped + room)
        else:
            place = None if page.next in (None, place.cursor) else _Place(page.next)
    if whole and place is None:
        officer.case_cache.keep_texts_of({line.row.case for line in lines})
    lines.sort(key=lambda line: "threat" not in line.attention)
    return Listed(tuple(lines), None if place is None else str(place), unknown)


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
    rows = list(all_cases(services.client, officer.token))
    officer.case_cache.keep_texts_of({row.case for row in rows})
    for row in rows:
        officer.let_go_of_destroyed(row)
    return rows


def next_unread(services: CaseServices, officer: OfficerSession, present: str) -> str | None:
    """Return the case that follows the present one among those with unread messages, in the store's order.

    After the last comes the first: a case that stays unread, as GnuPG fails over it, hides none behind it.
    """
    rows = all_cases(services.client, officer.token, unread=True)
    unread = [row.case for row in rows if row.declared]
    start = unread.index(present) + 1 if present in unread else 0
    return next((case for case in (*unread[start:], *unread[:start]) if case != present), None)


def unread_here(officer: OfficerSession, rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the cases never opened at this workstation, or changed since. Invitations cannot be opened yet."""
    return (row for row in rows if row.declared and not is_known(officer.summaries.of(row.case), row))


def _page(services: CaseServices, officer: OfficerSession, wanted: Wanted, cursor: str | None) -> CasePage:
    return services.client.cases(
        officer.token,
        cursor,
        rows=PAGE_CASES if wanted.is_of_store else MOST_PAGE_CASES,
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
