"""The officer's list: what the store knows of each case, and what this session knows from reading it.

The store selects by stage, handler, day and unread messages, and gives overdue cases first. It knows neither the
category nor the reason why a reporter seeks attention: these come from the opened cases, in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from journalist_interface.gateway_client.whole_lists import all_rows_of
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.case_file import CaseFile, attention_kinds
from store.api.messages import PAGE_CASES, CasePage, CaseRow
from store.domain.envelope import AttentionKind
from store.domain.event import CaseRole
from store.domain.stages import Stage

MOST_PAGES: Final = 200  # of the store's, for one page of the list: the person can go on from there
ARCHIVABLE: Final = frozenset({Stage.RECEIVED.value, Stage.VERIFICATION.value, Stage.CLARIFICATION.value})


class DueFilter(StrEnum):
    """The due days that a list is limited to."""

    OVERDUE = "overdue"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The selection of cases that the officer wants to see."""

    stage: Stage | None = None
    category: str | None = None
    due: DueFilter | None = None
    mine: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in the list. Without `known` it was not opened here, or went on since: the category may be missing.

    `late` counts the days since it was due; `soon` says that it is due this week.
    """

    row: CaseRow
    known: bool
    category: str | None
    threat: bool
    attention: tuple[AttentionKind, ...]
    late: int
    soon: bool

    @property
    def archivable(self) -> bool:
        """Return whether it may be archived together with others: not while its reporter seeks attention."""
        row = self.row
        return row.part is CaseRole.OFFICER and row.stage in ARCHIVABLE and not row.needs_attention


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
        found = [line_of(services, officer, row) for row in page.cases]
        unknown += sum(not line.known for line in found) if wanted.category else 0
        lines += [line for line in found if _fits(line, wanted)]
        ended = page.next is None or page.next == cursor
        cursor, pages = page.next, pages + 1
        if ended and whole:
            officer.case_cache.keep_only({line.row.case for line in lines})
        if ended or len(lines) >= PAGE_CASES or pages == MOST_PAGES:
            lines.sort(key=lambda line: "threat" not in line.attention)
            return Listed(tuple(lines), None if ended else cursor, unknown)


def all_rows(services: CaseServices, officer: OfficerSession) -> list[CaseRow]:
    """Return every case of this person; raises `HostileGatewayError` for a list without end.

    What the index holds of other cases is dropped: this person no longer has them.
    """
    rows = list(
        all_rows_of(lambda cursor: services.client.cases(officer.token, cursor), lambda page: page.cases)
    )
    officer.case_cache.keep_only({row.case for row in rows})
    return rows


def line_of(services: CaseServices, officer: OfficerSession, row: CaseRow) -> ListedCase:
    """Return what the list shows of a case."""
    today = services.clock.today()
    file = officer.at_hand(row.case) if row.declared else None
    late = 0 if row.due is None else max(0, (today - row.due).days)
    soon = row.due is not None and today <= row.due <= end_of_week(today)
    if file is None:
        return ListedCase(row, False, None, False, (), late, soon)
    with file.lock:
        kinds = tuple(attention_kinds(file)) if row.needs_attention else ()
        return ListedCase(row, is_read(file, row), file.category, file.threatened, kinds, late, soon)


def is_read(file: CaseFile | None, row: CaseRow) -> bool:
    """Return whether a case is at hand as the store has it now."""
    return file is not None and (file.row.last_sequence, file.row.head) == (row.last_sequence, row.head)


def unread_here(officer: OfficerSession, rows: list[CaseRow]) -> Iterator[CaseRow]:
    """Yield the cases never opened at this workstation, or changed since. Invitations cannot be opened yet."""
    return (row for row in rows if row.declared and not is_read(officer.at_hand(row.case), row))


def end_of_week(today: date) -> date:
    """Return the Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())


def _page(services: CaseServices, officer: OfficerSession, wanted: Wanted, cursor: str | None) -> CasePage:
    return services.client.cases(
        officer.token,
        cursor,
        stage=wanted.stage,
        mine=wanted.mine,
        overdue=wanted.due is DueFilter.OVERDUE,
        unread=wanted.unread,
    )


def _fits(line: ListedCase, wanted: Wanted) -> bool:
    return (wanted.category is None or line.category == wanted.category) and (
        wanted.due is not DueFilter.WEEK or line.soon
    )
