"""Access: bringing a colleague in, renewing access after a new key, and handing over a leaver's cases."""

from collections.abc import Callable, Sequence
from typing import Final

from flask_babel import gettext

from crypto.errors import KentonganError
from crypto.gpg.errors import KeyLockedError
from journalist_interface.actions import choices, verification
from journalist_interface.actions.action import SOMEBODY, Action, ActionTexts, Standpoint, admission
from journalist_interface.actions.audience import SteppedBackError
from journalist_interface.actions.deciding import DecisionDraft, EventDraft
from journalist_interface.actions.form import ActionForm, choose, one_of, passage
from journalist_interface.actions.granting import admit, decide_with_grants, unless_given
from journalist_interface.actions.prior_access import require_prior_access
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.gateway_client.errors import SessionEndedError
from journalist_interface.session.background_job import JobStep, JobSteps
from journalist_interface.session.officer_session import CaseServices, OfficerSession
from journalist_interface.verification.seen import ON_HANDLER, ON_PEOPLE
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
        except (SessionEndedError, KeyLockedError):
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


_WHO: Final = _("Choose the colleague.")


class HandOnForm(ActionForm):
    """The form for handing the case to another officer."""

    person = one_of(_("Colleague"), needed=_WHO)
    reason = passage(
        _("Remark for colleagues"), _("It is recorded in the history. You may leave it empty."), rows=4
    )

    def begin(self, work: Work) -> None:
        """Offer the officers who may handle the case."""
        state = work.state
        but = {work.me, *state.team, *state.leaders, *state.dismissed}
        choose(self.person, choices.guests(work, CaseRole.OFFICER, but), gettext("Choose the colleague"))


class ColleagueForm(ActionForm):
    """The form for bringing in a further officer, or one who was taken off and comes back."""

    person = one_of(_("Colleague"), needed=_WHO)

    def begin(self, work: Work) -> None:
        """Offer the officers who may be brought in."""
        but = {work.me, *work.state.team, *work.state.leaders}
        choose(self.person, choices.guests(work, CaseRole.OFFICER, but), gettext("Choose the colleague"))


class RenewForm(ActionForm):
    """The form for renewing a colleague's access, for a key that does not open this case yet."""

    person = one_of(
        _("Colleague"),
        _("Somebody on this case who has a new key that is already in the office's list."),
        _WHO,
    )

    def begin(self, work: Work) -> None:
        """Offer the colleagues who read the case, or would if the one who let them in had not left."""
        choose(self.person, choices.readers(work, {work.me}), gettext("Choose the colleague"))


def _officer_only(point: Standpoint, *acts: EventDraft) -> tuple[EventDraft, ...]:
    """Return the acts for an officer, else none: the lead may let in leadership alone."""
    return acts if point.part is CaseRole.OFFICER else ()


def _taking(point: Standpoint) -> tuple[EventDraft, ...]:
    return () if point.state.handler == point.me else (EventDraft(EventKind.TAKE, person=point.me),)


def _renewing(point: Standpoint) -> tuple[EventDraft, ...]:
    return _officer_only(point, admission(CaseRole.OFFICER))


ACTIONS: Final = (
    Action(
        "take",
        ActionTexts(
            _("Take the case"), _("You handle this case from now on."), _("You handle this case now.")
        ),
        _taking,
        lambda work, _form, _files: verification.take(work),
        inline=True,
        depends=ON_HANDLER,
    ),
    Action(
        "hand-to",
        ActionTexts(
            _("Hand the case to a colleague"),
            _("A colleague handles the case from now on. You can still read it."),
            _("A colleague handles this case now."),
        ),
        lambda _point: (EventDraft(EventKind.TAKE, person=SOMEBODY),),
        lambda work, form, _files: verification.hand_to(work, form.person.data or "", form.reason.data or ""),
        HandOnForm,
        lands="cases.people",
        depends=ON_HANDLER,
    ),
    Action(
        "bring-in",
        ActionTexts(
            _("Bring in a colleague"),
            _("An officer who joined later, or who was taken off, gets access to all of this case."),
            _("The colleague can read this case now."),
        ),
        _renewing,
        lambda work, form, _files: bring_colleague(work, form.person.data or ""),
        ColleagueForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
    Action(
        "renew",
        ActionTexts(
            _("Renew somebody's access"),
            _(
                "Somebody with a new key gets access to what was written before, as far as their part in the "
                "case allows."
            ),
            _("Their access is renewed."),
        ),
        _renewing,
        lambda work, form, _files: renew(work, form.person.data or ""),
        RenewForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
)
