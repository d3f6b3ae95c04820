"""The end of a case: an officer proposes its destruction, every reader can lay a legal hold, a leader lifts it."""

from typing import Final

from flask_babel import format_date, gettext

from journalist_interface.actions import choices
from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    FieldChoice,
    ReasonForm,
    choose,
    one_of,
    passage,
    require_text,
)
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_EVERYTHING
from store.domain.event import Content, EventKind
from store.domain.procedure.errors import FormError
from store.domain.retention import DestructionScope
from store.domain.stages import CLOSED


class ProposeForm(ActionForm):
    """The form for proposing the destruction: who is asked for the second signature."""

    leader = one_of(
        _("Second signature"),
        _("This person reads the register number, the outcome and its day, and nothing of the content."),
        _("Choose who is asked to sign."),
    )

    def begin(self, work: Work) -> None:
        """Offer everyone who may be the second to sign."""
        choose(self.leader, choices.people(work.current.roster, work.signatories()))


class ReleaseForm(ActionForm):
    """The form for lifting a hold: which one, and why."""

    hold = one_of(_("Hold"), "", _("Choose the hold."))
    reason = passage(_("Reason"), _("It is recorded in the history."), _("Write the reason."), rows=5)

    def begin(self, work: Work) -> None:
        """Offer the holds that other people laid."""
        choose(self.hold, _holds(work))


def _holds(work: Work) -> list[FieldChoice]:
    roster, days = work.current.roster, {read.sequence: read.day for read in work.file.events}
    found: list[FieldChoice] = []
    for number, laid_by in sorted(work.state.holds.items()):
        if laid_by != work.me:
            person = roster.person(laid_by)
            name = laid_by if person is None else person.name
            laid_on = format_date(days.get(number, work.today), "long")
            found.append((str(number), gettext("%(name)s, %(day)s", name=name, day=laid_on)))
    return found


def propose(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Propose to destroy the case as it stands, with its conversation up to the last message."""
    scope = DestructionScope(point.next_entry - 1)
    says = Content(retention=point.retention)
    return DecisionDraft(
        (EventDraft(EventKind.PROPOSE_DESTRUCTION, says, person=answers.leader, destroys=scope),)
    )


def hold(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Forbid the destruction until a leader lifts that again."""
    return DecisionDraft((EventDraft(EventKind.HOLD, Content(text=require_text(answers.reason))),))


def release(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Lift a hold that another person laid."""
    if not answers.hold.isdecimal():
        raise FormError
    reason = Content(text=require_text(answers.reason))
    return DecisionDraft((EventDraft(EventKind.RELEASE, reason, about=int(answers.hold)),))


def _is_still_kept(point: Standpoint) -> bool:
    """Return whether the period has not ended, or a proposal stands already."""
    end = point.retention
    return end is None or point.day <= end.until or point.state.destruction is not None


def _has_own_hold(point: Standpoint) -> bool:
    return point.me in point.state.holds.values()


ACTIONS: Final = (
    Action(
        "propose-destruction",
        ActionTexts(
            _("Propose the destruction"),
            _(
                "The period for which the office keeps this report has ended. If a second person signs too, "
                "everything of it is destroyed seven days later, except a record for the figures."
            ),
            _("The destruction is proposed. Nothing is destroyed before a second person has signed."),
        ),
        propose,
        ProposeForm,
        stages=tuple(sorted(CLOSED)),
        idle=_is_still_kept,
        grave=True,
        depends=ON_EVERYTHING,
    ),
    Action(
        "hold",
        ActionTexts(
            _("Lay a legal hold"),
            _(
                "Nothing of this report is destroyed until a leader lifts the hold. "
                "A proposal to destroy it lapses."
            ),
            _("The hold is laid. Nothing of this report is destroyed."),
        ),
        hold,
        ReasonForm,
        stages=tuple(sorted(CLOSED)),
        idle=_has_own_hold,
    ),
    Action(
        "release",
        ActionTexts(
            _("Lift a legal hold"),
            _("The report may be destroyed again once its period has ended and two people have signed."),
            _("The hold is lifted."),
        ),
        release,
        ReleaseForm,
        grave=True,
    ),
)
