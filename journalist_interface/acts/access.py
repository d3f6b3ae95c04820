"""Access: a colleague is brought in, or gets it anew after a new key; a leaver's cases go to somebody else."""

from collections.abc import Iterator
from dataclasses import dataclass

from crypto.errors import KentonganError
from crypto.event import Action, Part
from crypto.gpg.errors import KeyLockedError
from journalist_interface.acts.deciding import Act, Plan
from journalist_interface.acts.granting import admit, decide_with_grants
from journalist_interface.acts.work import Work
from journalist_interface.audience import SteppedBackError
from journalist_interface.gateway_errors import SignedOutError
from journalist_interface.officer_session import OfficerSession
from journalist_interface.workplace import Workplace
from store.contract.messages import CaseRow


@dataclass(frozen=True, slots=True)
class HandedOver:
    """One case of a hand-over, and what spoke against it, if something did."""

    case: str
    error: KentonganError | None = None


def bring_colleague(work: Work, person: str) -> int:
    """An officer who joined later reads this case too; kinds of error in `audience`."""
    colleague = work.guest(person, Part.OFFICER)
    return decide_with_grants(work, lambda: Plan((admit(work, colleague, Part.OFFICER),)))


def renew(work: Work, person: str) -> int:
    """Somebody of this case who has a new key gets all its keys again, in the part that they have."""
    part = work.state.part_of(person) or Part.OFFICER
    if person in work.state.dismissed:
        raise SteppedBackError
    colleague = work.guest(person, part)
    return decide_with_grants(work, lambda: Plan((admit(work, colleague, part),)))


def hand_over(place: Workplace, officer: OfficerSession, leaver: str, successor: str) -> Iterator[HandedOver]:
    """All cases that somebody handles, which this officer can read, go to a successor: each as it is done.

    One that fails hides no other.
    """
    place.rosters.refresh()
    for row in list(_handled_by(place, officer, leaver)):
        try:
            _hand_over(Work(place, officer, officer.case(row.case)), successor)
        except (SignedOutError, KeyLockedError):
            raise  # no other would go better
        except KentonganError as error:
            yield HandedOver(row.case, error)
        else:
            yield HandedOver(row.case)


def _hand_over(work: Work, successor: str) -> None:
    if successor in work.state.dismissed:
        raise SteppedBackError
    colleague = work.guest(successor, Part.OFFICER)

    def plan() -> Plan:
        take = Act(Action.TAKE, person=colleague.id)
        return Plan((take,) if colleague.id == work.me else (admit(work, colleague, Part.OFFICER), take))

    decide_with_grants(work, plan)


def _handled_by(place: Workplace, officer: OfficerSession, person: str) -> Iterator[CaseRow]:
    cursor = None
    while True:
        page = place.client.cases(officer.token, cursor)
        yield from (row for row in page.cases if row.handler == person)
        if page.next is None or page.next == cursor:
            return
        cursor = page.next
