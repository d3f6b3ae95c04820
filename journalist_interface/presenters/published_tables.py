"""An issue of published figures in words: groups of five."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from journalist_interface.actions.action import kinds
from journalist_interface.presenters.labels import category_name
from journalist_interface.statistics.period_figures import Acknowledged
from journalist_interface.statistics.publication import (
    ACKNOWLEDGED,
    CATEGORY,
    END,
    GROUP,
    IDENTIFIED,
    ORIGIN,
    ROWS,
    THREAT,
    THREATENED,
    PublishedIssue,
)
from journalist_interface.statistics.tables import FigureRow, FigureTable
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES

_TITLES: Final = {
    CATEGORY: lazy_gettext("By category"),
    ORIGIN: lazy_gettext("Identified or anonymous"),
    THREAT: lazy_gettext("Threat or pressure"),
    ACKNOWLEDGED: lazy_gettext("Acknowledged"),
    END: lazy_gettext("How the reports ended"),
}
_REST: Final = {
    CATEGORY: lazy_gettext("Not decided yet"),
    ORIGIN: lazy_gettext("Anonymous"),
    THREAT: lazy_gettext("No threat known"),
    ACKNOWLEDGED: lazy_gettext("Later, or not yet"),
    END: lazy_gettext("Still open"),
}


def published_tables(issue: PublishedIssue) -> list[FigureTable]:
    """Return the tables of an issue; the last row of each stands for all others and is never given."""
    columns = (str(issue.year),)
    total = FigureRow(_("Reports received"), (group(issue.received),))
    found = [FigureTable(_("Reports received"), _("What"), columns, (total,))]
    for table, codes in ROWS.items():
        rows = [FigureRow(_names(table)[code], (group(issue.tables[table][code]),)) for code in codes]
        rows.append(FigureRow(str(_REST[table]), (_("left out"),)))
        found.append(FigureTable(str(_TITLES[table]), _("What"), columns, tuple(rows)))
    return found


def group(low: int) -> str:
    """Return a group of five by its lower end."""
    return f"{low}–{low + GROUP - 1}"


def _names(table: str) -> Mapping[str, str]:
    """Return the words of a table's rows."""
    if table == CATEGORY:
        return {code: category_name(code) for code in ROWS[CATEGORY]}
    if table == END:
        return {kind[0]: kind[1] for kind in (*kinds(OUTCOMES), *kinds(ARCHIVE_REASONS))}
    return {
        IDENTIFIED: _("Identified"),
        THREATENED: _("Threat or pressure"),
        Acknowledged.IN_TIME: _("In time"),
    }
