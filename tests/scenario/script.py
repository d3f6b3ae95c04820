"""The story: four reports, the people of an office, and every state of the procedure.

`play` tells it in any demo, through any kind of window. A page that does not keep its word ends it with a `StoryError`.
"""

from collections.abc import Iterable, Mapping
from secrets import token_hex
from typing import Final

from install.demonstration.people import LEADER, OFFICER_ONE, OFFICER_TWO
from store.domain.register_number import register_number
from store.domain.stages import Stage
from tests.scenario import story_texts
from tests.scenario.evidence_chapter import files_arrive
from tests.scenario.first_report import first_report
from tests.scenario.hands import Reporter, StoryError, Worker, expect, expect_not
from tests.scenario.telling import Telling
from tests.scenario.vocabulary import OfficeLabels, ReporterLabels
from tests.scenario.window import Value
from tests.scenario.year import a_year_passes

REPORTS: Final = 4


def play(telling: Telling) -> str:
    """Play everything, then the statistics and the audit; return the audit's last words."""
    try:
        telling.meet(telling.worker(OFFICER_ONE).cases())
        counted = telling.worker(LEADER).count_reports()
        first_report(telling)
        earlier = _second_report(telling)
        again, reporter = _duplicate(telling, earlier)
        files_arrive(telling, *_third_report(telling))
        a_year_passes(telling, earlier, again, reporter)
        _statistics(telling, counted)
        telling.tell(
            "Semua keputusan diperiksa tanpa jaringan (install/kentongan audit verify).",
            "Every decision is verified offline (install/kentongan audit verify).",
        )
        return telling.audit()
    finally:
        telling.close()


def _statistics(telling: Telling, before: int) -> None:
    telling.tell(
        "Pimpinan melihat statistik: keempat laporan terhitung, juga yang dimusnahkan.",
        "The leader sees the figures: all four reports count, the destroyed one too.",
    )
    leader = telling.worker(LEADER)
    counted = leader.count_reports()
    if counted != before + REPORTS:
        raise StoryError(f"The figures count {counted} reports, not {before + REPORTS}.")
    leader.show("leader-statistics")


def _second_report(telling: Telling) -> str:
    text = telling.text
    telling.tell(
        "Laporan kedua, tanpa nama: di luar kewenangan kantor ini. Petugas mengarsipkannya.",
        "A second report, without a name: outside this office's authority. The officer archives it.",
    )
    answers = {label: text(answer) for label, answer in story_texts.SECOND.items()}
    reporter = _reported(telling, {**answers, "Environmental violation": True})
    officer = telling.worker(OFFICER_ONE)
    case = telling.newest_case(officer)
    officer.do(case, OfficeLabels.ACKNOWLEDGE)
    officer.reach(case, OfficeLabels.ARCHIVE)
    officer.show("officer-archive")
    outside = officer.words(OfficeLabels.OUT_OF_SCOPE)
    officer.fill_in(
        OfficeLabels.ARCHIVE,
        {
            OfficeLabels.REASON: outside[:1].upper() + outside[1:],
            OfficeLabels.REFERRED: text(story_texts.REFERRED),
            OfficeLabels.NOTICE: text(story_texts.NOTICE),
        },
    )
    officer.in_stage(case, Stage.ARCHIVED)
    telling.tell("Pelapor membaca alasan dan pemberitahuan.", "The reporter reads the reason and the notice.")
    reporter.come_back(Stage.ARCHIVED, text(story_texts.NOTICE), reporter.words(ReporterLabels.NOTICE))
    reporter.show("reporter-archived")
    reporter.leave()
    return case


def _duplicate(telling: Telling, earlier: str) -> tuple[str, Reporter]:
    """Play a report of the same matter, linked to the earlier one, which the same people read; return it."""
    text = telling.text
    telling.tell(
        "Hal yang sama dilaporkan lagi. Petugas menautkan laporan itu dengan yang lebih dahulu.",
        "The same matter is reported again. The officer links that report to the earlier one.",
    )
    answers = {label: text(answer) for label, answer in story_texts.SECOND.items()}
    reporter = _reported(telling, {**answers, "Environmental violation": True})
    officer = telling.worker(OFFICER_ONE)
    case = telling.newest_case(officer)
    officer.open(earlier)
    before = officer.words(OfficeLabels.REPORTED_BEFORE)
    officer.do(case, OfficeLabels.ACKNOWLEDGE)
    officer.do(
        case,
        OfficeLabels.ARCHIVE,
        {
            OfficeLabels.REASON: before[:1].upper() + before[1:],
            OfficeLabels.BEFORE_IN: register_number(earlier),
            OfficeLabels.NOTICE: text(story_texts.NOTICE),
        },
    )
    officer.open(case, "history")
    expect(officer.window, register_number(earlier))
    return case, reporter


def _reported(telling: Telling, report: Mapping[str, Value]) -> Reporter:
    """Send a report, leave with the code, and return the reporter."""
    reporter = telling.reporter()
    reporter.begin()
    reporter.send(report)
    reporter.confirm()
    reporter.leave()
    telling.keep_code(reporter)
    return reporter


def _third_report(telling: Telling) -> tuple[Reporter, str]:
    text = telling.text
    telling.tell(
        "Laporan ketiga mengecualikan petugas dua. Laporan itu tidak pernah terlihat olehnya.",
        "A third report excludes the second officer, who is never shown the case.",
    )
    answers = {label: text(answer) for label, answer in story_texts.THIRD.items()}
    ticked = {"Breach of business ethics": True, telling.position(OFFICER_TWO): True}
    reporter = _reported(telling, {**answers, **ticked})
    officer = telling.worker(OFFICER_ONE)
    case = telling.newest_case(officer)
    _is_never_shown(telling.worker(OFFICER_TWO), case, answers.values())
    telling.tell(
        "Pelapor mengalami tekanan, dan laporannya naik ke paling atas.",
        "The reporter is under pressure, and the report goes to the top.",
    )
    reporter.come_back(Stage.RECEIVED)
    reporter.tell_of_threat(text(story_texts.THREAT))
    reporter.leave()
    if officer.cases()[0] != case:
        raise StoryError("A report under threat does not stand first in the list.")
    officer.show("officer-cases-threat")
    officer.open(case)
    expect(officer.window, text(story_texts.THREAT), officer.words(OfficeLabels.UNDER_THREAT))
    _is_refused_in_the_team(telling, officer, case)
    return reporter, case


def _is_never_shown(excluded: Worker, case: str, answers: Iterable[str]) -> None:
    """Check that the case is not in the list, and that its address answers like one of no case."""
    if case in excluded.cases():
        raise StoryError(f"{OFFICER_TWO.name} is shown a case whose reporter excluded them.")
    excluded.open(case)
    expect_not(excluded.window, *answers)
    said = excluded.window.page().text
    excluded.open(token_hex(16))
    expect(excluded.window, said)


def _is_refused_in_the_team(telling: Telling, officer: Worker, case: str) -> None:
    telling.tell(
        "Petugas dua juga ditolak sebagai anggota tim.",
        "As a member of the team, too, the excluded officer is refused.",
    )
    officer.do(case, OfficeLabels.ACKNOWLEDGE)
    officer.do(case, OfficeLabels.TO_REVIEW, {OfficeLabels.CLARITY: True, OfficeLabels.COMPLETENESS: True})
    officer.do(case, OfficeLabels.REVIEW_SHEET, {OfficeLabels.SHEET: telling.text(story_texts.SHORT_SHEET)})
    officer.reach(case, OfficeLabels.ASSIGN)
    form, _ = officer.window.page().form_with(officer.words(OfficeLabels.ASSIGN.button))
    barred = form.labelled(officer.words(OfficeLabels.EXCLUDED, name=telling.described(OFFICER_TWO)))
    if not barred.disabled:
        raise StoryError(f"{OFFICER_TWO.name} could be brought in, whom the reporter excluded.")
    officer.show("officer-assign-excluded")
