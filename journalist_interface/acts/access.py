"""Access: a colleague is brought in, or gets it anew after a new key; a leaver's cases go to somebody else."""

from collections.abc import Callable, Sequence

from crypto.errors import KentonganError
from crypto.event import Action, Part
from crypto.gpg.errors import KeyLockedError
from journalist_interface.acts.deciding import Act, Plan
from journalist_interface.acts.granting import admit, decide_with_grants
from journalist_interface.acts.work import Work
from journalist_interface.audience import SteppedBackError
from journalist_interface.gateway_errors import SignedOutError
from journalist_interface.long_work import Step, Steps
from journalist_interface.officer_session import OfficerSession
from journalist_interface.workplace import Workplace


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


def hand_over(place: Workplace, officer: OfficerSession, cases: Sequence[str], successor: str) -> Steps:
    """These cases go to a successor, who gets all their keys: each as it is done."""
    return in_each(place, officer, cases, lambda work: _hand_over(work, successor))


def renew_all(place: Workplace, officer: OfficerSession, cases: Sequence[str], person: str) -> Steps:
    """As `renew` in those of these cases that the person reads: each as it is done."""

    def do(work: Work) -> None:
        if person in {one.id for one in work.readers()}:
            renew(work, person)

    return in_each(place, officer, cases, do)


def in_each(
    place: Workplace, officer: OfficerSession, cases: Sequence[str], do: Callable[[Work], object]
) -> Steps:
    """The same in several cases, by the newest roster. A case that fails hides no other."""
    place.rosters.refresh()
    for case in cases:
        try:
            do(Work(place, officer, officer.case(case)))
        except (SignedOutError, KeyLockedError):
            raise  # no other would go better
        except KentonganError as error:
            yield Step(case, error)
        else:
            yield Step(case)


def _hand_over(work: Work, successor: str) -> None:
    if successor in work.state.dismissed:
        raise SteppedBackError
    colleague = work.guest(successor, Part.OFFICER)

    def plan() -> Plan:
        take = Act(Action.TAKE, person=colleague.id)
        return Plan((take,) if colleague.id == work.me else (admit(work, colleague, Part.OFFICER), take))

    decide_with_grants(work, plan)
