"""Leadership's figures of a period, added up on the workstation from records that only leaders can decrypt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from http import HTTPStatus
from typing import Final

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from journalist_interface.forms.officer_forms import OfficerForm, TryAgainForm
from journalist_interface.presenters.figure_tables import (
    change_sentence,
    figure_tables,
    period_name,
    running_note,
)
from journalist_interface.presenters.labels import short_day
from journalist_interface.services import services
from journalist_interface.session.background_job import BackgroundJob, JobKind, JobStep, JobSteps
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.statistics.period_figures import Figures, came, figures, standing
from journalist_interface.statistics.periods import Period, PeriodKind, listed_periods
from journalist_interface.statistics.recalled import reading_to_keep
from journalist_interface.statistics.records import (
    CaseStatistics,
    StatisticsPins,
    StatisticsReader,
    StatisticsReading,
)
from journalist_interface.views.common import Answer, blueprint, is_pressed
from journalist_interface.views.common import page as framed
from journalist_interface.views.figure_pages import last_reading, require_leader, sealed_file, spreadsheet
from journalist_interface.views.progress import begin
from store.api.messages import StatisticsRow

pages = blueprint("statistics", __name__)
_YEARS_LISTED: Final = timedelta(days=10 * 366)  # an author of a record could write any day
SHOWN_EVERY: Final = 100  # records, so that a page sees them while the others are read
_KINDS: Final = {
    PeriodKind.YEAR: lazy_gettext("Year"),
    PeriodKind.QUARTER: lazy_gettext("Quarter"),
    PeriodKind.MONTH: lazy_gettext("Month"),
}


class StatisticsForm(OfficerForm):
    """A form with one button, to read the statistics."""


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """The period that a page shows, and what was typed of it that is none."""

    period: Period
    wrong: bool = False


@pages.get("/statistics")
def page() -> str:
    """Show the figures of a period, from the records read so far, or the button that reads them."""
    officer = require_leader()
    reading, today = last_reading(officer), services().clock.today()
    if reading is None:
        return framed("statistics.html", reading=None, form=StatisticsForm(formdata=None))
    shown = _asked_period(today)
    found = standing(reading.cases, today)
    now, before = _both(reading, shown.period)
    return framed(
        "statistics.html",
        reading=reading,
        standing=found,
        shown=shown,
        sentence=change_sentence(now, before),
        running=running_note(shown.period, today),
        tables=figure_tables(now, before, found),
        periods=_listed(reading, today),
        query=_query(shown.period),
        form=StatisticsForm(formdata=None),
        again=TryAgainForm(formdata=None),
    )


@pages.get("/statistics/save/<form>")
def save(form: str) -> Response:
    """Send the figures of a period as a file for a spreadsheet."""
    reading = last_reading(require_leader())
    if reading is None or not reading.complete:
        return redirect(url_for("statistics.page"), HTTPStatus.SEE_OTHER)
    shown = _asked_period(services().clock.today())
    now, before = _both(reading, shown.period)
    found = standing(reading.cases, services().clock.today())
    return spreadsheet(
        form,
        figure_tables(now, before, found),
        [
            _("Figures"),
            period_name(shown.period),
            _("Counted on %(day)s", day=short_day(reading.day)),
        ],
        f"statistik-{shown.period.code.replace('..', '-')}",
    )


@pages.post("/statistics")
def compute() -> Answer:
    """Fetch, decrypt and verify every record that this leader may see."""
    officer = require_leader()
    if not is_pressed(StatisticsForm()):
        return redirect(url_for("statistics.page"), HTTPStatus.SEE_OTHER)
    return _begun(officer)


@pages.post("/statistics/again")
def try_again() -> Answer:
    """Do as `compute`, and ask GnuPG once more about the records that it failed over."""
    officer = require_leader()
    if not is_pressed(TryAgainForm()):
        return redirect(url_for("statistics.page"), HTTPStatus.SEE_OTHER)
    officer.statistics_cache.failures.clear()
    return _begun(officer)


def _begun(officer: OfficerSession) -> Answer:
    """Begin to read the figures, and show how far that is."""
    cache = officer.statistics_cache
    if not cache.opened and (kept := sealed_file(officer).load()) is not None:
        officer.statistics_cache = replace(kept.verified(), failures=cache.failures, alone=cache.alone)
    reader = StatisticsReader(
        services().client,
        officer.token,
        services().rosters,
        StatisticsPins(services().config.state),
        officer.key.open,
        officer.key.open_many,
        officer.statistics_cache,
    )
    rows = reader.fetch()
    begun = StatisticsReading((), len(rows), services().clock.today())
    return begin(
        officer,
        BackgroundJob(
            JobKind.STATISTICS,
            len(rows),
            reading_steps(officer, begun, reader, rows),
            url_for("statistics.page"),
        ),
    )


def _both(reading: StatisticsReading, period: Period) -> tuple[Figures, Figures | None]:
    """Return the figures of the period and of the one before."""
    today = services().clock.today()
    acknowledge_by = cache(services().deadlines.acknowledge_by)  # each looks at the file of holidays
    records, before = reading.records, period.before()
    return (
        figures(records, period, acknowledge_by, today),
        None if before is None else figures(records, before, acknowledge_by, today),
    )


def _asked_period(today: date) -> ShownPeriod:
    """Return the period in the address; this year without one, or for one that is none."""
    asked = request.args.get("period", "")
    try:
        if asked == PeriodKind.BETWEEN:
            first, last = (date.fromisoformat(request.args.get(name, "")) for name in ("from", "until"))
            return ShownPeriod(Period.between(first, last))
        return ShownPeriod(Period.parse(asked) if asked else Period.year(today.year))
    except ValueError:
        return ShownPeriod(Period.year(today.year), wrong=True)


def _query(period: Period) -> dict[str, str]:
    """Return the period as an address has it."""
    if period.kind is PeriodKind.BETWEEN:
        return {"period": period.kind, "from": str(period.first), "until": str(period.last)}
    return {"period": period.code}


def _listed(reading: StatisticsReading, today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the periods to choose from, by kind."""
    first = max(min(map(came, reading.records), default=today), today - _YEARS_LISTED)
    periods = listed_periods(first, today)
    return [
        (str(words), [(period.code, period_name(period)) for period in periods if period.kind is kind])
        for kind, words in _KINDS.items()
    ]


def reading_steps(
    officer: OfficerSession, begun: StatisticsReading, reader: StatisticsReader, rows: Sequence[StatisticsRow]
) -> JobSteps:
    """Read all records, and keep them sealed. What was read so far is shown, unless all were read before."""
    found: list[CaseStatistics] = []
    for case in reader.read(rows):
        found.append(case)
        before = officer.statistics
        if len(found) % SHOWN_EVERY == 0 and (before is None or not before.complete):
            officer.statistics = replace(begun, cases=tuple(found))
        yield JobStep("")
    officer.statistics = replace(begun, cases=tuple(found))
    sealed_file(officer).save(reading_to_keep(officer.statistics, rows, reader.cache))
