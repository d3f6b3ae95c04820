"""The end of a case or of one message: an officer proposes it, every reader can lay a hold, a leader lifts that."""

from typing import Final

from flask_babel import format_date, gettext, ngettext

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
    require_reason,
    require_text,
)
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_EVERYTHING
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


class ProposePartForm(ActionForm):
    """The form for proposing the destruction of one message: which, why, and who is asked to sign."""

    place = one_of(
        _("Message or file"),
        _(
            "The first report cannot be destroyed alone: it holds the keys by which everything else is checked."
        ),
        _("Choose the message or the file."),
    )
    reason = passage(
        _("Reason"),
        _(
            "Say why it may not be kept. The second signatory reads this: write nothing of what the message says."
        ),
        _("Write the reason."),
        rows=5,
    )
    leader = one_of(
        _("Second signature"),
        _("This person reads the register number, the number of the message and your reason."),
        _("Choose who is asked to sign."),
    )

    def begin(self, work: Work) -> None:
        """Offer the messages that can go, and everyone who may be the second to sign."""
        choose(self.place, [("", "–"), *choices.parts(work)])  # no message is chosen by not looking
        choose(self.leader, choices.people(work.current.roster, work.signatories()))


class ReleaseForm(ActionForm):
    """The form for lifting a hold: which one, and why."""

    hold = one_of(_("Hold"), "", _("Choose the hold."))
    reason = passage(_("Reason"), _("It is recorded in the history."), _("Write the reason."), rows=5)

    def begin(self, work: Work) -> None:
        """Offer the holds that other people laid, of each person the first."""
        choose(self.hold, _holds(work))


def _holds(work: Work) -> list[FieldChoice]:
    """Return the first hold of each other person: whoever signs a thousand does not hide those of colleagues."""
    roster, days = work.current.roster, {read.sequence: read.day for read in work.file.events}
    laid: dict[str, list[int]] = {}
    for number, laid_by in sorted(work.state.holds.items()):
        if laid_by != work.me:
            laid.setdefault(laid_by, []).append(number)
    found: list[FieldChoice] = []
    for laid_by, (number, *further) in laid.items():
        person = roster.person(laid_by)
        name = laid_by if person is None else person.name
        laid_on = format_date(days.get(number, work.today), "long")
        words = gettext("%(name)s, %(day)s", name=name, day=laid_on)
        if further:
            count = ngettext(
                "and %(num)d more by this person", "and %(num)d more by this person", len(further)
            )
            words = f"{words} ({count})"
        found.append((str(number), words))
    return found


def propose(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Propose to destroy the case as it stands, with its conversation up to the last message."""
    scope = DestructionScope(point.next_entry - 1)
    says = Content(retention=point.retention)
    return DecisionDraft(
        (EventDraft(EventKind.PROPOSE_DESTRUCTION, says, person=answers.leader, destroys=scope),)
    )


def propose_part(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Propose to destroy one message with its files, here and in the reporter's mailbox."""
    part = next((part for place, part in point.parts.items() if str(place) == answers.place), None)
    if part is None:
        raise FormError
    reason = Content(text=require_reason(answers.reason))
    return DecisionDraft(
        (EventDraft(EventKind.PROPOSE_PART, reason, person=answers.leader, part_destroyed=part),)
    )


def hold(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Forbid the destruction until a leader lifts that again."""
    return DecisionDraft((EventDraft(EventKind.HOLD, Content(text=require_text(answers.reason))),))


def release(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Lift a hold that another person laid."""
    if answers.hold not in map(str, point.state.holds):
        raise FormError
    reason = Content(text=require_text(answers.reason))
    return DecisionDraft((EventDraft(EventKind.RELEASE, reason, about=int(answers.hold)),))


def _is_still_kept(point: Standpoint) -> bool:
    """Return whether the period has not ended, or a proposal stands already."""
    end = point.retention
    return end is None or point.day <= end.until or point.state.destruction is not None


def _has_no_parts(point: Standpoint) -> bool:
    return not point.parts


def _has_nothing_to_hold(point: Standpoint) -> bool:
    """Return whether this person laid a hold already, or nothing of the case can be destroyed now."""
    open_case = point.state.stage not in CLOSED and point.state.part_destruction is None
    return open_case or point.me in point.state.holds.values()


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
        "propose-part",
        ActionTexts(
            _("Destroy one message or file"),
            _(
                "For what may not be kept: it is unlawful, or it is about a person who has nothing to do with the "
                "report. If a second person signs, it is destroyed at once, here and in the reporter's mailbox. "
                "The reporter reads that it was, and can no longer withdraw a file that is proposed. A destruction of "
                "the report that is proposed or signed lapses."
            ),
            _("The destruction is proposed. Nothing is destroyed before a second person has signed."),
            link=_("Destroy a message"),
            submit=_("Propose the destruction"),
        ),
        propose_part,
        ProposePartForm,
        idle=_has_no_parts,
        grave=True,
    ),
    Action(
        "hold",
        ActionTexts(
            _("Lay a legal hold"),
            _(
                "The office destroys nothing of this report until a leader lifts the hold. "
                "A proposal to destroy it lapses. Its reporter can no longer withdraw the files sent so far."
            ),
            _("The hold is laid. The office destroys nothing of this report."),
        ),
        hold,
        ReasonForm,
        idle=_has_nothing_to_hold,
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
