"""Leadership's statistics, added up on the workstation from records that only leaders can decrypt."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from flask import abort, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalist_interface.actions.action import kinds
from journalist_interface.forms.officer_forms import OfficerForm
from journalist_interface.presenters.labels import category_name, stage_name
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind, JobStep, JobSteps
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.statistics import (
    CaseStatistics,
    StatisticsPins,
    StatisticsReader,
    StatisticsTotals,
    counted,
)
from journalist_interface.views.common import blueprint, require_officer
from journalist_interface.views.common import page as framed
from journalist_interface.views.progress import begin
from store.domain.categories import CATEGORIES
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.stages import Stage

pages = blueprint("statistics", __name__)


class StatisticsForm(OfficerForm):
    """A form with one button, to read the statistics."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words, number and share (in percent, rounded)."""

    title: str
    head: str
    rows: tuple[tuple[str, int, int], ...]


@pages.get("/statistics")
def page() -> str:
    """Show the statistics as they were last read, or the button that reads them."""
    officer = _require_leader()
    found = None if officer.statistics is None else counted(officer.statistics, services().clock.today())
    return framed(
        "statistics.html",
        totals=found,
        tables=[] if found is None else tables(found),
        share=_share,
        form=StatisticsForm(formdata=None),
    )


@pages.post("/statistics")
def compute() -> Response:
    """Fetch, decrypt and verify every record that this leader may see."""
    officer = _require_leader()
    landing = url_for("statistics.page")
    if not StatisticsForm().validate():
        return redirect(landing, HTTPStatus.SEE_OTHER)
    officer.statistics_cache.failures.clear()  # the officer wants another try
    reader = StatisticsReader(
        services().client,
        officer.token,
        services().rosters,
        StatisticsPins(services().config.state),
        officer.key.open,
        officer.statistics_cache,
    )
    rows = reader.fetch()
    return begin(
        officer, BackgroundJob(JobKind.STATISTICS, len(rows), _read(officer, reader.read(rows)), landing)
    )


def tables(found: StatisticsTotals) -> list[Table]:
    """Return what is shown beside the totals."""
    years = Counter({str(year): number for year, number in found.years.items()})
    return [
        _table(_("Year of receipt"), _("Year"), years, [(year, year) for year in sorted(years)]),
        _table(_("Category"), _("Category"), found.categories, _kinds_and_rest(found.categories)),
        _table(
            _("Stage"), _("Stage"), found.stages, [(stage.value, stage_name(stage.value)) for stage in Stage]
        ),
        _table(
            _("Reason for archiving"),
            _("Reason"),
            found.archive_reasons,
            [(kind[0], kind[1]) for kind in kinds(ARCHIVE_REASONS)],
        ),
        _table(
            _("Outcome of concluded cases"),
            _("Outcome"),
            found.outcomes,
            [(kind[0], kind[1]) for kind in kinds(OUTCOMES)],
        ),
    ]


def _kinds_and_rest(found: Counter[str]) -> list[tuple[str, str]]:
    known = [(choice.code, category_name(choice.code)) for choice in CATEGORIES]
    codes = {code for code, _name in known}
    rest = [
        (code, category_name(code) if code else _("not given")) for code in sorted(found) if code not in codes
    ]
    return [*known, *rest]


def _table(title: str, head: str, found: Counter[str], names: list[tuple[str, str]]) -> Table:
    total = found.total()
    return Table(title, head, tuple((name, found[code], _share(found[code], total)) for code, name in names))


def _share(part: int, total: int) -> int:
    return round(100 * part / total) if total else 0


def _read(officer: OfficerSession, cases: Iterator[CaseStatistics]) -> JobSteps:
    """Read all records before showing statistics: those of only some cases would mislead."""
    found: list[CaseStatistics] = []
    for case in cases:
        found.append(case)
        yield JobStep("")
    officer.statistics = tuple(found)


def _require_leader() -> OfficerSession:
    officer = require_officer()
    if "leadership" not in officer.person.roles:
        abort(HTTPStatus.NOT_FOUND)
    return officer
