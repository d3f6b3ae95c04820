"""Access: bringing a colleague in, renewing access after a new key, and handing over a leaver's cases."""

from collections.abc import Callable, Sequence

from crypto.errors import KentonganError
from crypto.gpg.errors import KeyLockedError
from journalist_interface.acts.audience import SteppedBackError
from journalist_interface.acts.deciding import DecisionDraft, EventDraft
from journalist_interface.acts.granting import admit, decide_with_grants, unless_given
from journalist_interface.acts.prior_access import require_prior_access
from journalist_interface.acts.work import Work
from journalist_interface.gateway_client.errors import SignedOutError
from journalist_interface.session.background_job import JobStep, JobSteps
from journalist_interface.session.case_services import CaseServices
from journalist_interface.session.officer_session import OfficerSession
from store.domain.event import CaseRole, EventKind


class NotTheirCaseError(KentonganError):
    """According to its decisions somebody else handles this case, or nobody does. It was not handed over."""


def bring_colleague(work: Work, person: str) -> int:
    """Bring in an officer who joined later; raises kinds of error in `audience`."""
    colleague = work.guest(person, CaseRole.OFFICER)
    return decide_with_grants(work, lambda: DecisionDraft((admit(work, colleague, CaseRole.OFFICER),)))


def renew(work: Work, person: str) -> int:
    """Give all keys of the case again to a person of this case who has a new key, in the part that they have."""

    def plan() -> DecisionDraft:
        _require_still_there(work, person)
        part = work.state.part_of(person) or CaseRole.OFFICER
        return DecisionDraft((admit(work, work.guest(person, part), part),))

    return decide_with_grants(work, plan)


def hand_over(
    services: CaseServices, officer: OfficerSession, cases: Sequence[str], leaver: str, successor: str
) -> JobSteps:
    """Hand over the leaver's cases among these to a successor, who gets all their keys; yield each when done."""
    return in_each(services, officer, cases, lambda work: _hand_over(work, leaver, successor))


def renew_all(services: CaseServices, officer: OfficerSession, cases: Sequence[str], person: str) -> JobSteps:
    """Do as `renew` in each of these cases that the person could read before the new key; yield each when done."""

    def do(work: Work) -> None:
        if person in {one.id for one in work.readers()}:
            require_prior_access(work, person)
            renew(work, person)

    return in_each(services, officer, cases, do)


def in_each(
    services: CaseServices, officer: OfficerSession, cases: Sequence[str], do: Callable[[Work], object]
) -> JobSteps:
    """Do the same in several cases, by the newest roster; one failing case does not stop the others."""
    services.rosters.refresh()
    for case in cases:
        try:
            do(Work(services, officer, officer.case(case)))
        except (SignedOutError, KeyLockedError):
            raise  # no other case would fare better
        except KentonganError as error:
            yield JobStep(case, error)
        else:
            yield JobStep(case)


def _hand_over(work: Work, leaver: str, successor: str) -> None:
    colleague = work.guest(successor, CaseRole.OFFICER)

    def plan() -> DecisionDraft:
        # The list of cases is only the store's word; the verified decisions say who handles a case.
        if work.state.handler != leaver:
            raise NotTheirCaseError
        _require_still_there(work, successor)
        take = EventDraft(EventKind.TAKE, person=colleague.id)
        if colleague.id == work.me:
            return DecisionDraft((take,))
        return DecisionDraft((*unless_given(work, admit(work, colleague, CaseRole.OFFICER)), take))

    decide_with_grants(work, plan)


def _require_still_there(work: Work, person: str) -> None:
    """Raise `SteppedBackError` if the person was taken off the case.

    It is checked at every attempt, so that a late decision does not bring back a person taken off meanwhile.
    """
    if person in work.state.dismissed:
        raise SteppedBackError
