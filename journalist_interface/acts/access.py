"""Access: a colleague is brought in, or gets it anew after a new key; a leaver's cases go to somebody else."""

from collections.abc import Callable, Sequence

from crypto.errors import KentonganError
from crypto.gpg.errors import KeyLockedError
from journalist_interface.acts.audience import SteppedBackError
from journalist_interface.acts.deciding import DecisionDraft, EventDraft
from journalist_interface.acts.granting import admit, decide_with_grants, unless_given
from journalist_interface.acts.prior_access import require_prior_access
from journalist_interface.acts.work import Work
from journalist_interface.gateway_client.errors import SignedOutError
from journalist_interface.services import WorkstationServices
from journalist_interface.session.background_job import JobStep, JobSteps
from journalist_interface.session.officer_session import OfficerSession
from store.domain.event import CaseRole, EventKind


class NotTheirCaseError(KentonganError):
    """According to its decisions somebody else handles this case, or nobody does. It was not handed over."""


def bring_colleague(work: Work, person: str) -> int:
    """An officer who joined later reads this case too; kinds of error in `audience`."""
    colleague = work.guest(person, CaseRole.OFFICER)
    return decide_with_grants(work, lambda: DecisionDraft((admit(work, colleague, CaseRole.OFFICER),)))


def renew(work: Work, person: str) -> int:
    """Somebody of this case who has a new key gets all its keys again, in the part that they have."""

    def plan() -> DecisionDraft:
        _require_still_there(work, person)
        part = work.state.part_of(person) or CaseRole.OFFICER
        return DecisionDraft((admit(work, work.guest(person, part), part),))

    return decide_with_grants(work, plan)


def hand_over(
    services: WorkstationServices, officer: OfficerSession, cases: Sequence[str], leaver: str, successor: str
) -> JobSteps:
    """These cases, which the leaver handles, go to a successor, who gets all their keys: each as it is done."""
    return in_each(services, officer, cases, lambda work: _hand_over(work, leaver, successor))


def renew_all(
    services: WorkstationServices, officer: OfficerSession, cases: Sequence[str], person: str
) -> JobSteps:
    """As `renew` in those of these cases that the person could read before the new key: each as it is done."""

    def do(work: Work) -> None:
        if person in {one.id for one in work.readers()}:
            require_prior_access(work, person)
            renew(work, person)

    return in_each(services, officer, cases, do)


def in_each(
    services: WorkstationServices, officer: OfficerSession, cases: Sequence[str], do: Callable[[Work], object]
) -> JobSteps:
    """The same in several cases, by the newest roster. A case that fails hides no other."""
    services.rosters.refresh()
    for case in cases:
        try:
            do(Work(services, officer, officer.case(case)))
        except (SignedOutError, KeyLockedError):
            raise  # no other would go better
        except KentonganError as error:
            yield JobStep(case, error)
        else:
            yield JobStep(case)


def _hand_over(work: Work, leaver: str, successor: str) -> None:
    colleague = work.guest(successor, CaseRole.OFFICER)

    def plan() -> DecisionDraft:
        # The list of cases is the store's word; who handles a case is what its verified decisions say.
        if work.state.handler != leaver:
            raise NotTheirCaseError
        _require_still_there(work, successor)
        take = EventDraft(EventKind.TAKE, person=colleague.id)
        if colleague.id == work.me:
            return DecisionDraft((take,))
        return DecisionDraft((*unless_given(work, admit(work, colleague, CaseRole.OFFICER)), take))

    decide_with_grants(work, plan)


def _require_still_there(work: Work, person: str) -> None:
    """Asked for every attempt: who was taken off meanwhile is not brought back by a decision that comes too late."""
    if person in work.state.dismissed:
        raise SteppedBackError
