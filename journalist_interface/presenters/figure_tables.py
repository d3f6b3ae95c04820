"""The figures of a period in words: tables in the language of the page, with the period before beside it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask_babel import format_date, lazy_gettext, ngettext
from flask_babel import gettext as _

from journalist_interface.actions.action import kinds
from journalist_interface.presenters.labels import category_name, short_day, stage_name
from journalist_interface.statistics.period_figures import Acknowledged, Age, Figures, Standing, Stay
from journalist_interface.statistics.periods import Period, PeriodKind
from journalist_interface.statistics.tables import Cell, FigureTable, with_bars
from store.domain.categories import CATEGORIES, Choice
from store.domain.outcomes import ARCHIVE_REASONS, OUTCOMES
from store.domain.stages import CLOSED, Stage

_ROMAN: Final = ("I", "II", "III", "IV")
_ACKNOWLEDGED: Final = {
    Acknowledged.IN_TIME: lazy_gettext("In time"),
    Acknowledged.LATE: lazy_gettext("Late, or overdue today"),
    Acknowledged.WAITING: lazy_gettext("Not yet, still in time"),
}
_AGES: Final = {
    Age.MONTH: lazy_gettext("Up to 30 days"),
    Age.QUARTER: lazy_gettext("31 to 90 days"),
    Age.HALF_YEAR: lazy_gettext("91 to 180 days"),
    Age.YEAR: lazy_gettext("181 to 365 days"),
    Age.LONGER: lazy_gettext("More than 365 days"),
}


def period_name(period: Period) -> str:
    """Return the period as it stands over a column."""
    match period.kind:
        case PeriodKind.YEAR:
            return f"{period.first:%Y}"
        case PeriodKind.QUARTER:
            return _(
                "Quarter %(number)s %(year)s", number=_ROMAN[period.number - 1], year=f"{period.first:%Y}"
            )
        case PeriodKind.MONTH:
            return str(format_date(period.first, "MMMM y"))
        case PeriodKind.BETWEEN:
            return _("%(first)s to %(last)s", first=short_day(period.first), last=short_day(period.last))


def change_sentence(now: Figures, before: Figures | None) -> str:
    """Return the sentence above the pictures: how many reports came, and what that changed."""
    name = period_name(now.period)
    came = ngettext(
        "%(period)s: %(num)d report was received.",
        "%(period)s: %(num)d reports were received.",
        now.received,
        period=name,
    )
    if before is None:
        return came
    difference, other = now.received - before.received, period_name(before.period)
    if difference > 0:
        change = _("That is %(number)s more than in %(before)s.", number=difference, before=other)
    elif difference < 0:
        change = _("That is %(number)s fewer than in %(before)s.", number=-difference, before=other)
    else:
        change = _("That is as many as in %(before)s.", before=other)
    return f"{came} {change}"


def figure_tables(now: Figures, before: Figures | None, found: Standing) -> list[FigureTable]:
    """Return every table of a period, and how all cases stand today."""
    both = [now] if before is None else [now, before]
    reasons = _names(ARCHIVE_REASONS)
    if any(each.archive_reasons.get("") for each in both):
        reasons.append(("", _("not given")))
    categories = category_rows([code for each in both for code in each.categories])
    counts: list[tuple[str, str, Iterable[tuple[str, object]], Sequence[Mapping[Any, int]]]] = [
        (
            _("Acknowledged"),
            _("When"),
            _ACKNOWLEDGED.items(),
            [each.acknowledged for each in both],
        ),
        (
            _("Open at the end of the period"),
            _("Age"),
            _AGES.items(),
            [each.open_by_age for each in both],
        ),
        (_("Archived, by reason"), _("Reason"), reasons, [each.archive_reasons for each in both]),
        (
            _("Reports received, by category"),
            _("Category"),
            categories,
            [each.categories for each in both],
        ),
    ]
    columns = tuple(period_name(each.period) for each in both)
    pairs = [
        FigureTable(
            title,
            head,
            columns,
            with_bars(
                [(str(name), tuple(each.get(code, 0) for each in numbers)) for code, name in names],
                _all(both),
            ),
        )
        for title, head, names, numbers in counts
    ]
    wide = (_stays(both, columns), _concluded(now))
    return [_received(both, columns), *pairs, standing_table(found), *wide]


def standing_table(found: Standing) -> FigureTable:
    """Return how all cases stand today, and in which stage."""
    numbers: list[tuple[str, int]] = [
        (_("Reports"), found.total),
        (_("Anonymous"), found.anonymous),
        (_("Open"), found.open),
        (_("Overdue"), found.overdue),
        (_("Threat or pressure"), found.threats),
    ]
    numbers += [(stage_name(stage.value), found.stages[stage.value]) for stage in Stage]
    rows: list[tuple[str, tuple[Cell, ...]]] = [
        (name, (number, f"{share(number, found.total)} %")) for name, number in numbers
    ]
    return FigureTable(_("All reports, today"), _("What"), (_("Cases"), _("Share")), with_bars(rows, (0,)))


def category_rows(found: Iterable[str]) -> list[tuple[str, str]]:
    """Return codes and names of all categories, and of what else was found."""
    known = [(choice.code, category_name(choice.code)) for choice in CATEGORIES]
    codes = {code for code, _name in known}
    rest = [(code, category_name(code) if code else _("not given")) for code in sorted({*found} - codes)]
    return [*known, *rest]


def share(part: int, total: int) -> int:
    """Return a share in percent, rounded."""
    return round(100 * part / total) if total else 0


def running_note(period: Period, today: date) -> str:
    """Return what must be said of a period that is not over."""
    return _("This period is not over: it counts up to today.") if period.last >= today else ""


def _received(both: list[Figures], columns: tuple[str, ...]) -> FigureTable:
    rows: list[tuple[str, tuple[Cell, ...]]] = [
        (_("Reports received"), tuple(found.received for found in both)),
        (_("Anonymous"), tuple(found.anonymous for found in both)),
        (_("Identified"), tuple(found.received - found.anonymous for found in both)),
        (_("Threat or pressure"), tuple(found.threats for found in both)),
    ]
    shares = ", ".join(
        f"{name}: {share(found.anonymous, found.received)} %"
        for name, found in zip(columns, both, strict=True)
        if found.received
    )
    note = _("Share of anonymous reports: %(shares)s.", shares=shares) if shares else ""
    return FigureTable(_("Reports received"), _("What"), columns, with_bars(rows, _all(both)), note)


def _stays(both: list[Figures], columns: tuple[str, ...]) -> FigureTable:
    """Return the days in each stage, the bars being medians."""
    said = [
        heading
        for name in columns
        for heading in (
            _("%(period)s: median", period=name),
            _("%(period)s: 9 of 10 within", period=name),
            _("%(period)s: cases", period=name),
        )
    ]
    rows = [
        (stage_name(stage.value), _stay_cells([found.stays.get(stage) for found in both]))
        for stage in Stage
        if stage not in CLOSED
    ]
    rows.append((_("From receipt to the end"), _stay_cells([found.total_stay for found in both])))
    medians = tuple(range(0, 3 * len(both), 3))
    note = _("Only stages that a case left in the period count.")
    return FigureTable(_("Days in each stage"), _("Stage"), tuple(said), with_bars(rows, medians), note)


def _stay_cells(stays: list[Stay | None]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for stay in stays:
        cells += [None, None, 0] if stay is None else [stay.median, stay.ninetieth, stay.cases]
    return tuple(cells)


def _concluded(now: Figures) -> FigureTable:
    """Return categories by outcomes, the bars being the cases of a category."""
    outcomes = _names(OUTCOMES)
    if any(not outcome for _category, outcome in now.concluded):
        outcomes.append(("", _("not given")))
    rows: list[tuple[str, tuple[Cell, ...]]] = []
    for code, name in category_rows([category for category, _outcome in now.concluded]):
        numbers = [now.concluded.get((code, outcome), 0) for outcome, _name in outcomes]
        rows.append((name, (*numbers, sum(numbers))))
    columns = (*(name for _code, name in outcomes), _("Together"))
    title = _("Concluded, by category and outcome: %(period)s", period=period_name(now.period))
    return FigureTable(title, _("Category"), columns, with_bars(rows, (len(outcomes),)))


def _names(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Return codes and names of the choices of a form."""
    return [(kind[0], kind[1]) for kind in kinds(choices)]


def _all(both: list[Figures]) -> tuple[int, ...]:
    return tuple(range(len(both)))
