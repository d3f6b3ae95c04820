"""Cases whose period has ended, in an office that keeps archived ones for a month, and what people then do."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from journalist_interface.actions import destruction
from store.domain.retention import Retention
from tests.genuine_case import GenuineCase
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.office import TestOffice

RETENTION = Retention(proven=3, partly_proven=3, not_proven=2, insufficient_evidence=2, archived=1)


def archived(
    office: TestOffice, workstation: HeadlessWorkstation, excluded: Iterable[str] = ()
) -> GenuineCase:
    """A case that sari archived today."""
    case = office.report("Isi laporan yang usang", excluded, opens=True)
    perform(workstation.work(case.case), "acknowledge")
    perform(workstation.work(case.case), "archive", text="Tidak dapat ditindaklanjuti", reason="unclear")
    return case


def let_a_month_pass(office: TestOffice) -> None:
    """After this everyone has to sign in anew."""
    office.move(days=32)
    office.publish(expires=office.clock.today() + timedelta(days=300))


@contextmanager
def after_a_month(
    office: TestOffice, gateway: str, excluded: Iterable[str] = (), cases: int = 1
) -> Iterator[tuple[HeadlessWorkstations, list[GenuineCase]]]:
    """People at work on the day after the period of these cases ended."""
    office.with_everybody()
    office.publish(retention=RETENTION)
    with HeadlessWorkstations(office, gateway, "before") as people:
        found = [archived(office, people.of("sari"), excluded) for _ in range(cases)]
    let_a_month_pass(office)
    with HeadlessWorkstations(office, gateway, "after") as people:
        yield people, found


def sign(leader: HeadlessWorkstation, case: str) -> None:
    """Sign the proposal of this case."""
    leader.services.rosters.refresh()
    destruction.sign(
        leader.services, leader.officer, destruction.proposal(leader.services, leader.officer, case)
    )


def both_sign(people: HeadlessWorkstations, case: str, leader: str = "dewi") -> None:
    """Let sari propose, and a leader sign."""
    perform(people.of("sari").work(case), "propose-destruction", leader=leader)
    sign(people.of(leader), case)
