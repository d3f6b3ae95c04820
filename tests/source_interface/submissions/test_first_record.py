"""A report begins with a statistics record that only leaders who are not excluded can open, and that blocks nothing."""

from crypto.errors import KentonganError
from store.cases.statistics import statistics
from store.domain.stages import Stage
from store.domain.statistics import StatisticsRecord, read_statistics
from store.model import StatisticReader
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader, count_cases
from tests.source_interface.reporter import Reporter, form_to, shown_code


class NoOfficerError(KentonganError):
    """No officer may have signed this."""


def no_check(_record: StatisticsRecord, _statement: bytes, _signature: bytes) -> None:
    raise NoOfficerError


def record(office: TestOffice, leader: str) -> StatisticsRecord:
    """The one record that this leader may see, opened and verified by the voice."""
    (row,) = statistics(office.database, leader).records
    return read_statistics(Reader(office, leader).decrypt(row.record), row.case, no_check)


def readers(office: TestOffice) -> set[str]:
    with office.database.read() as session:
        return {row.person for row in session.query(StatisticReader).all()}


def test_a_report_brings_a_record_for_leaders_alone_signed_by_the_voice(reporter: Reporter, box: Box) -> None:
    reporter.report(category="fraud")
    found = record(box.office, "dewi")
    today = box.office.clock.today()
    assert [(step.stage, step.day) for step in found.stages] == [(Stage.RECEIVED, today)]
    assert (found.author, found.events, found.anonymous, found.category) == ("reporter", 0, True, "fraud")
    (row,) = statistics(box.office.database, "dewi").records
    assert not any(Reader(box.office, name).opens(row.record) for name in ("sari", "budi", "rina", "tono"))


def test_a_record_says_whether_the_reporter_gave_a_name_and_not_which(reporter: Reporter, box: Box) -> None:
    page = reporter.report(anonymous=None)
    reporter.send(form_to(page, "/report/identity"), name="Ratna Rahasia", contact="surat", position="")
    assert not record(box.office, "dewi").anonymous
    (row,) = statistics(box.office.database, "dewi").records
    assert b"Ratna" not in Reader(box.office, "dewi").decrypt(row.record)


def test_an_excluded_leader_gets_no_record_and_the_other_does(reporter: Reporter, box: Box) -> None:
    box.office.with_everybody()
    reporter.report(excluded=["kepala"])
    assert readers(box.office) == {"lina"}
    (row,) = statistics(box.office.database, "lina").records
    assert not Reader(box.office, "dewi").opens(row.record)
    assert record(box.office, "lina").category == "not-sure"


def test_with_no_leader_left_there_is_no_record_and_the_report_arrives(reporter: Reporter, box: Box) -> None:
    assert shown_code(reporter.report(excluded=["kepala"]))
    assert readers(box.office) == set()
    assert count_cases(box.office) == 1
