"""A case as the list shows it: what the store says of it, and what this workstation knows from having opened it."""

from dataclasses import dataclass
from datetime import date, timedelta

from journalist_interface.actions.alike import is_archivable
from journalist_interface.cache.sealed_summaries import CaseSummary
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from store.api.messages import CaseRow
from store.domain.envelope import AttentionKind
from store.domain.event import CaseRole
from store.domain.stages import CLOSED, Stage


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in the list. Without `known` it was not opened here, or went on since: the category may be missing.

    `late` counts the days since it was due; `soon` says that it is due this week, `risk_due` that the risk to the
    reporter is to be assessed again. `first_line` begins what the reporter wrote, and is empty until the case was
    opened; `files` counts the reporter's files, None until then. `private_labels` are those of this person
    alone; `mentioned` says that a note was pointed out to them which they have not opened.
    """

    row: CaseRow
    known: bool
    category: str | None
    threat: bool
    attention: tuple[AttentionKind, ...]
    late: int
    soon: bool
    first_line: str = ""
    files: int | None = None
    risk_due: bool = False
    labels: tuple[str, ...] = ()
    private_labels: tuple[str, ...] = ()
    mentioned: bool = False

    @property
    def choosable(self) -> bool:
        """Return whether something can be done with it together with others: it is open, and theirs to handle."""
        row = self.row
        return row.declared and row.part is CaseRole.OFFICER and row.stage not in CLOSED

    @property
    def new(self) -> bool:
        """Return whether it can be acknowledged together with others."""
        return self.choosable and self.row.stage == Stage.RECEIVED

    @property
    def archivable(self) -> bool:
        """Return whether it may be archived together with others."""
        return is_archivable(self.row)


def line_of(services: CaseServices, officer: OfficerSession, row: CaseRow) -> ListedCase:
    """Return what the list shows of a case."""
    today = services.clock.today()
    summary = officer.summaries.of(row.case) if row.declared else None
    late = 0 if row.due is None else max(0, (today - row.due).days)
    soon = row.due is not None and today <= row.due <= end_of_week(today)
    private = officer.private.labels_of(row.case)
    if summary is None:
        return ListedCase(row, False, None, False, (), late, soon, private_labels=private)
    return ListedCase(
        row,
        is_known(summary, row),
        summary.category,
        summary.threatened,
        summary.attention if row.needs_attention else (),
        late,
        soon,
        summary.first_line,
        summary.files,
        risk_due=summary.risk_until is not None and today >= summary.risk_until,
        labels=summary.labels,
        private_labels=private,
        mentioned=summary.mentioned > officer.private.opened_up_to(row.case),
    )


def is_known(summary: CaseSummary | None, row: CaseRow) -> bool:
    """Return whether a case is known as the store has it now."""
    return summary is not None and (summary.last_sequence, summary.head) == (row.last_sequence, row.head)


def end_of_week(today: date) -> date:
    """Return the Sunday of this week."""
    return today + timedelta(days=6 - today.weekday())
