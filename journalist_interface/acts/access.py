"""Access: a colleague is brought in, or gets it anew after a new key; a leaver's cases go to somebody else."""

from collections.abc import Callable, Sequence

from crypto.errors import KentonganError
from crypto.event import Action, Part
from crypto.gpg.errors import KeyLockedError
from journalist_interface.acts.audience import SteppedBackError
from journalist_interface.acts.deciding import Act, Plan
from journalist_interface.acts.granting import admit, decide_with_grants, unless_given
from journalist_interface.acts.had_access import require_had_access
from journalist_interface.acts.work import Work
from journalist_interface.desk.long_work import WorkStep, WorkSteps
from journalist_interface.desk.officer_session import OfficerSession
from journalist_interface.gateway.errors import SignedOutError
from journalist_interface.workplace import Workplace


class NotTheirCaseError(KentonganError):
    """According to its decisions somebody else handles this case, or nobody does. It was not handed over."""


def bring_colleague(work: Work, person: str) -> int:
    """An officer who joined later reads this case too; kinds of error in `audience`."""
    colleague = work.guest(person, Part.OFFICER)
    return decide_with_grants(work, lambda: Plan((admit(work, colleague, Part.OFFICER),)))


def renew(work: Work, person: str) -> int:
    """Somebody of this case who has a new key gets all its keys again, in the part that they have."""

    def plan() -> Plan:
        _require_still_there(work, person)
        part = work.state.part_of(person) or Part.OFFICER
        return Plan((admit(work, work.guest(person, part), part),))

    return decide_with_grants(work, plan)


def hand_over(
    place: Workplace, officer: OfficerSession, cases: Sequence[str], leaver: str, successor: str
) -> WorkSteps:
    """These cases, which the leaver handles, go to a successor, who gets all their keys: each as it is done."""
    return in_each(place, officer, cases, lambda work: _hand_over(work, leaver, successor))


def renew_all(place: Workplace, officer: OfficerSession, cases: Sequence[str], person: str) -> WorkSteps:
    """As `renew` in those of these cases that the person could read before the new key: each as it is done."""

    def do(work: Work) -> None:
        if person in {one.id for one in work.readers()}:
            require_had_access(work, person)
            renew(work, person)

    return in_each(place, officer, cases, do)


def in_each(
    place: Workplace, officer: OfficerSession, cases: Sequence[str], do: Callable[[Work], object]
) -> WorkSteps:
    """The same in several cases, by the newest roster. A case that fails hides no other."""
    place.rosters.refresh()
    for case in cases:
        try:
            do(Work(place, officer, officer.case(case)))
        except (SignedOutError, KeyLockedError):
            raise  # no other would go better
        except KentonganError as error:
            yield WorkStep(case, error)
        else:
            yield WorkStep(case)


def _hand_over(work: Work, leaver: str, successor: str) -> None:
    colleague = work.guest(successor, Part.OFFICER)

    def plan() -> Plan:
        # The list of cases is the store's word; who handles a case is what its verified decisions say.
        if work.state.handler != leaver:
            raise NotTheirCaseError
        _require_still_there(work, successor)
        take = Act(Action.TAKE, person=colleague.id)
        if colleague.id == work.me:
            return Plan((take,))
        return Plan((*unless_given(work, admit(work, colleague, Part.OFFICER)), take))

    decide_with_grants(work, plan)


def _require_still_there(work: Work, person: str) -> None:
    """Asked for every attempt: who was taken off meanwhile is not brought back by a decision that comes too late."""
    if person in work.state.dismissed:
        raise SteppedBackError
