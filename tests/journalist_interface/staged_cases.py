"""Cases brought to a stage by the people who bring them there, and what can be read of them."""

from collections.abc import Iterable, Iterator

from journalist_interface.actions import identity_requests, invitation
from journalist_interface.actions.identity_requests import ProvenRequest
from journalist_interface.presenters.work_list import all_rows
from journalist_interface.statistics.records import CaseStatistics, StatisticsPins, StatisticsReader
from journalist_interface.verification.case_file import BadRow, CaseFile, FromOffice, FromReporter
from store.domain.event import Check, EventKind
from store.domain.procedure.state import CaseState
from store.domain.statistics import StatisticsRecord
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.office import TestOffice

BRIEF = "Tentang pengadaan; terlapor: X"


def state_of(file: CaseFile) -> CaseState:
    assert file.chain.broken is None
    assert file.state is not None
    return file.state


def said(file: CaseFile) -> list[str]:
    """Everything that can be read of a case: report, messages, replies, contents of events."""
    words = [] if file.report is None else [file.report.what]
    for entry in file.entries.values():
        assert not isinstance(entry, BadRow), entry
        if isinstance(entry, FromReporter):
            words.append(entry.envelope.text or "")
        elif isinstance(entry, FromOffice):
            words.append(entry.reply.text)
    words += [event.content.text for event in file.events if event.content is not None]
    return [word for word in words if word]


def statistics_reader(workstation: HeadlessWorkstation) -> StatisticsReader:
    """Return one as the page of the statistics makes it."""
    return StatisticsReader(
        workstation.services.client,
        workstation.officer.token,
        workstation.services.rosters,
        StatisticsPins(workstation.station.config.state),
        workstation.officer.key.open,
        workstation.officer.key.open_many,
        workstation.officer.statistics_cache,
    )


def statistics_of(workstation: HeadlessWorkstation) -> Iterator[CaseStatistics]:
    """All records of this leader, verified."""
    reader = statistics_reader(workstation)
    return reader.read(reader.fetch())


def statistics_record_of(workstation: HeadlessWorkstation, case: str) -> StatisticsRecord:
    """The statistics record as a leader reads it."""
    [found] = [counted for counted in statistics_of(workstation) if counted.case == case]
    assert found.record is not None
    return found.record


def handled_by(workstation: HeadlessWorkstation, person: str) -> list[str]:
    """Which of the cases of this workstation have a handler."""
    return [row.case for row in all_rows(workstation.services, workstation.officer) if row.handler == person]


def verified(office: TestOffice, workstations: HeadlessWorkstations) -> GenuineCase:
    """A case that sari handles, in verification."""
    case = office.report("Isi laporan")
    perform(workstations.of("sari").work(case.case), "acknowledge")
    return case


def reviewed(
    office: TestOffice, workstation: HeadlessWorkstation, excluded: Iterable[str] = ()
) -> GenuineCase:
    """A case in review, with its sheet."""
    case = office.report("Isi laporan", excluded)
    perform(workstation.work(case.case), "acknowledge")
    perform(workstation.work(case.case), "review", checks=tuple(Check))
    perform(workstation.work(case.case), "review-sheet", text="Lembar telaah")
    return case


def assigned(
    office: TestOffice,
    workstations: HeadlessWorkstations,
    *,
    declare: bool = True,
    excluded: Iterable[str] = (),
) -> GenuineCase:
    """A case whose team is joko and agus."""
    case = reviewed(office, workstations.of("sari"), excluded)
    perform(workstations.of("sari").work(case.case), "assign", lead="joko", members=("agus",), brief=BRIEF)
    for name in ("joko", "agus") if declare else ():
        accept(workstations.of(name), case.case)
    return case


def accept(workstation: HeadlessWorkstation, case: str) -> None:
    """Read the brief and declare."""
    found = invitation.invitation(workstation.services, workstation.officer, case)
    assert found.brief == BRIEF
    assert found.assigned_by.id == "sari"
    invitation.declare(workstation.services, workstation.officer, found)


def waiting(custodian: HeadlessWorkstation, case: str) -> ProvenRequest:
    """The request for an identity that this custodian has yet to answer."""
    found = [
        request
        for request in identity_requests.requests(custodian.services, custodian.officer)
        if request.case == case
    ]
    assert all(isinstance(request, ProvenRequest) for request in found)
    [asked] = [
        request for request in found if isinstance(request, ProvenRequest) and request.answered is None
    ]
    return asked


def events_of(workstations: HeadlessWorkstations, case: GenuineCase, action: EventKind) -> int:
    """Return how many decisions of this kind a case has."""
    return sum(read.event.kind is action for read in workstations.of("sari").work(case.case).file.events)
