"""Access: who handles the case, and who is let in."""

from typing import Final

from flask_babel import gettext

from journalist_interface.actions import choices
from journalist_interface.actions.action import Action, ActionForm, ActionTexts, choose, one_of, passage
from journalist_interface.actions.decision_draft import (
    Admission,
    Answers,
    DecisionDraft,
    EventDraft,
    Standpoint,
    content_of,
)
from journalist_interface.actions.work import SteppedBackError, Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_HANDLER, ON_PEOPLE
from store.domain.event import CaseRole, EventKind

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


def take(point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Make this officer the handler of the case."""
    return DecisionDraft((EventDraft(EventKind.TAKE, person=point.me),))


def hand_to(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Make another officer the handler."""
    return DecisionDraft((EventDraft(EventKind.TAKE, content_of(answers.reason), person=answers.person),))


def bring_in(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Let in an officer who joined later, or who was taken off."""
    return DecisionDraft((Admission(answers.person, CaseRole.OFFICER),))


def renew(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Give all keys of the case again to a person of this case who has a new key, in the part that they have.

    A late decision does not bring back a person taken off meanwhile: it is looked at again at each attempt.
    """
    if answers.person in point.state.dismissed:
        raise SteppedBackError
    return DecisionDraft(
        (Admission(answers.person, point.state.part_of(answers.person) or CaseRole.OFFICER),)
    )


ACTIONS: Final = (
    Action(
        "take",
        ActionTexts(
            _("Take the case"), _("You handle this case from now on."), _("You handle this case now.")
        ),
        take,
        idle=lambda point: point.state.handler == point.me,
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
        hand_to,
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
        bring_in,
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
        renew,
        RenewForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
)
