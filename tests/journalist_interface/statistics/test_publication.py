"""The figures for publication, attacked by those who hold all issues, and by leaders with figures of their own.

Whoever holds every issue must not be able to tell how many reports stand behind a group of five. That is shown the
other way round: for each number of each issue, and each of the five that it may stand for, another office is made in
which it is that one, and which would have published the same, issue by issue.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.statistics.publication import (
    ACKNOWLEDGED,
    CATEGORY,
    END,
    GROUP,
    ROWS,
    THREAT,
    IncompleteFiguresError,
    PublicationError,
    PublishedError,
    PublishedIssue,
    PublishedIssues,
    make_issue,
    publishable_years,
)
from journalist_interface.statistics.records import CaseStatistics, StatisticsReading
from store.domain.categories import NOT_SURE
from store.domain.outcomes import OUTCOME_CODES
from store.domain.stages import Stage
from store.domain.statistics import StageDay, StatisticsRecord

FIRST, LAST = 2023, 2025
YEARS = range(FIRST, LAST + 1)
TODAY = date(2026, 2, 1)
DEWI, LINA = frozenset({"A" * 16}), frozenset({"B" * 16})
LEADERS = (DEWI, LINA)
TOTAL = "received"


def in_three_days(received: date) -> date:
    return received + timedelta(days=3)


@dataclass(frozen=True, slots=True)
class ToldReport:
    """A report of a year: its row in each table (None for the row that is never given), and the year of its end."""

    year: int
    category: str | None = None
    origin: str | None = None
    threat: str | None = None
    acknowledged: str | None = None
    end: str | None = None
    ended: int = 9999

    def record(self, number: int, at: date) -> StatisticsRecord:
        """The record as it stood at the end of a day."""
        came = date(self.year, 3, 1)
        moved = came + timedelta(days=1 if self.acknowledged else 30)
        stages = [StageDay(Stage.RECEIVED, came), StageDay(Stage.VERIFICATION, moved)]
        over = self.end is not None and self.ended <= at.year
        closed = Stage.CONCLUDED if self.end in OUTCOME_CODES else Stage.ARCHIVED
        if over:
            stages.append(StageDay(closed, date(self.ended, 12, 1)))
        return StatisticsRecord(
            case=f"{number:032x}",
            author="sari",
            day=date(self.year, 3, 2),
            events=1,
            stages=tuple(stages),
            anonymous=self.origin is None,
            category=self.category or NOT_SURE,
            outcome=self.end if over and closed is Stage.CONCLUDED else None,
            archive_reason=self.end if over and closed is Stage.ARCHIVED else None,
            threat=self.threat is not None,
        )


def reading(reports: Iterable[ToldReport], at: date) -> StatisticsReading:
    """What a leader's workstation read at the end of a day; reports of later years are still to come."""
    cases = [
        CaseStatistics(f"{number:032x}", report.record(number, at), None, recipients=DEWI | LINA)
        for number, report in enumerate(reports)
        if report.year <= at.year
    ]
    return StatisticsReading(tuple(cases), len(cases), at)


def issue(reports: Iterable[ToldReport], year: int) -> PublishedIssue:
    """The issue of a year, made on the first day after it."""
    made = date(year + 1, 1, 1)
    return make_issue(reading(reports, made), LEADERS, year, in_three_days, made)


@st.composite
def offices(draw: st.DrawFn) -> list[ToldReport]:
    """An office's reports of three years: some rows rare, some frequent."""
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - made-up reports
    busy = draw(st.sampled_from([3, 12, 40]))
    rare = draw(st.floats(0, 1))
    found = []
    for year in YEARS:
        for _report in range(chance.randrange(busy)):
            rows = {
                table: chance.choice(codes) if chance.random() < rare else None
                for table, codes in ROWS.items()
            }
            found.append(ToldReport(year, **rows, ended=year + chance.randrange(3)))
    return found


def numbers_of(found: PublishedIssue) -> Iterator[tuple[int, str, str, int]]:
    """Every group of an issue: of which year, table and row, and its lower end."""
    yield found.year, TOTAL, "", found.received
    for table, rows in found.tables.items():
        for code, low in rows.items():
            yield found.year, table, code, low


def other_office(
    issues: Sequence[PublishedIssue], aim: tuple[int, str, str, int], number: int
) -> list[ToldReport]:
    """An office made from the issues alone, in which this number is behind this group, and all others are least."""
    found: list[ToldReport] = []
    for each in issues:
        most = number if aim[:3] == (each.year, TOTAL, "") else each.received + GROUP - 1
        rows = {table: list(_spread(each.tables[table], (each.year, table), aim, number)) for table in ROWS}
        assert max(map(len, rows.values())) <= most, "the groups told of each other"
        for place in range(most):
            said = {table: column[place] for table, column in rows.items() if place < len(column)}
            found.append(ToldReport(each.year, **said, ended=each.year))
    return found


def _spread(
    groups: dict[str, int], place: tuple[int, str], aim: tuple[int, str, str, int], number: int
) -> Iterator[str]:
    for code, low in groups.items():
        yield from [code] * (number if aim[:3] == (*place, code) else low)


@given(offices(), st.data())
def test_behind_each_group_of_all_issues_may_stand_each_of_five_numbers(
    reports: list[ToldReport], data: st.DataObject
) -> None:
    issues = [issue(reports, year) for year in YEARS]
    groups = [found for each in issues for found in numbers_of(each)]
    aims = data.draw(st.lists(st.sampled_from(groups), min_size=1, max_size=6))
    for aim in aims:
        for number in range(aim[3], aim[3] + GROUP):
            other = other_office(issues, aim, number)
            assert [issue(other, year) for year in YEARS] == issues


@given(offices())
def test_every_number_is_in_its_group(reports: list[ToldReport]) -> None:
    """The honest case: what is published is true."""
    for year in YEARS:
        published = issue(reports, year)
        mine = [report for report in reports if report.year == year]
        assert published.received <= len(mine) < published.received + GROUP
        for code, low in published.tables[CATEGORY].items():
            assert low <= sum(report.category == code for report in mine) < low + GROUP
        for code, low in published.tables[END].items():
            assert low <= sum(report.end == code and report.ended <= year for report in mine) < low + GROUP
        assert published.tables[THREAT].keys() == {"threatened"}
        late = sum(report.acknowledged is None for report in mine)
        assert published.tables[ACKNOWLEDGED]["in-time"] <= len(mine) - late


def excluding(found: StatisticsReading, excluded: Iterable[int]) -> StatisticsReading:
    """The same, where Lina was kept from the reports at these places."""
    kept_from = set(excluded)
    cases = tuple(
        replace(case, recipients=DEWI) if place in kept_from else case
        for place, case in enumerate(found.cases)
    )
    return replace(found, cases=cases)


def as_lina_reads(found: StatisticsReading) -> StatisticsReading:
    cases = tuple(case for case in found.cases if case.recipients & LINA)
    return replace(found, cases=cases, expected=len(cases))


@given(offices(), st.sets(st.integers(0, 100)))
def test_a_leader_finds_no_report_that_excludes_them_in_a_colleagues_issue(
    reports: list[ToldReport], excluded: set[int]
) -> None:
    """Lina holds her own exact figures. What Dewi publishes is what Lina would have published."""
    by_dewi = excluding(reading(reports, TODAY), excluded)
    by_lina = as_lina_reads(by_dewi)
    assert publishable_years(TODAY) == [2025, 2024, 2023, 2022, 2021], "the same for both, whatever came"
    for year in YEARS:
        both = [make_issue(found, LEADERS, year, in_three_days, TODAY) for found in (by_dewi, by_lina)]
        assert both[0] == both[1]


def test_a_leader_finds_none_by_the_days_on_which_reports_were_moved_or_when_they_came() -> None:
    """A record's day is that of its last change, so that it says nothing of who was a leader when the report came."""
    moved = reading([ToldReport(2025)] * 10, TODAY)
    late = tuple(
        replace(case, record=msgspec.structs.replace(case.record, day=date(2025, 11, 1 + place)))
        for place, case in enumerate(moved.cases)
        if case.record is not None
    )
    found = excluding(replace(moved, cases=late), range(6))
    assert make_issue(found, LEADERS, 2025, in_three_days, TODAY).received == 0
    assert make_issue(as_lina_reads(found), LEADERS, 2025, in_three_days, TODAY).received == 0


def test_a_year_that_is_not_over_is_not_published() -> None:
    found = reading([ToldReport(2026), ToldReport(2025)], TODAY)
    for year in (2026, 2020):
        with pytest.raises(PublicationError):
            make_issue(found, LEADERS, year, in_three_days, TODAY)


def test_what_is_not_wholly_counted_is_not_published() -> None:
    """A store that holds a record back, or a reading that goes on, would make an issue to be taken from the next."""
    found = reading([ToldReport(2025)] * 3, TODAY)
    early = replace(found, day=date(2025, 12, 31))
    for partly in (early, replace(found, expected=4)):
        with pytest.raises(IncompleteFiguresError):
            make_issue(partly, LEADERS, 2025, in_three_days, TODAY)


def test_a_record_that_does_not_prove_itself_keeps_no_year_from_being_published() -> None:
    found = reading([ToldReport(2025)] * 6, TODAY)
    unproven = replace(found.cases[0], record=None)
    partly = replace(found, cases=(unproven, *found.cases[1:]))
    assert make_issue(partly, LEADERS, 2025, in_three_days, TODAY).received == 5


def test_two_years_that_are_made_at_once_are_both_kept(tmp_path: Path) -> None:
    made = [issue([ToldReport(year)], year) for year in range(2021, 2026)]
    with ThreadPoolExecutor(len(made)) as pool:
        list(pool.map(lambda each: PublishedIssues(tmp_path).keep(each), made))
    assert [PublishedIssues(tmp_path).of(each.year) for each in made] == made


def test_a_year_is_published_once_whatever_changes_later(tmp_path: Path) -> None:
    first = issue([ToldReport(2025, category="fraud")] * 7, 2025)
    later = issue([ToldReport(2025, category="fraud")] * 12, 2025)
    assert PublishedIssues(tmp_path).of(2025) is None
    assert PublishedIssues(tmp_path).keep(first) == first
    assert PublishedIssues(tmp_path).keep(later) == first
    assert PublishedIssues(tmp_path).of(2025) == first
    (tmp_path / "published").write_bytes(b'{"issues":[{"year":2025}],"version":1}')
    with pytest.raises(PublishedError):
        PublishedIssues(tmp_path).of(2025)
