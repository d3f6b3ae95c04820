"""Leadership: the leader who gets a case, and what a leader decides."""

from collections.abc import Callable
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.actions import choices
from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    FieldChoice,
    ReasonForm,
    RemarkForm,
    choose,
    one_of,
    passage,
    require_text,
)
from journalist_interface.actions.decision_draft import Admission, Answers, DecisionDraft, Standpoint, move
from journalist_interface.actions.work import SteppedBackError, Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_EVERYTHING, ON_PEOPLE
from store.domain.event import CaseRole, Paper
from store.domain.stages import Stage

_LEADER: Final = _("Leader")
_WHICH: Final = _("They can read the whole case from then on.")
_NEEDED: Final = _("Choose the leader.")


class ClosedPaperError(KentonganError):
    """A paper that this decides about cannot be read here. Nothing was decided; see what is written beside it."""


class LeaderForm(ActionForm):
    """The form for choosing a leader."""

    leader = one_of(_LEADER, _WHICH, _NEEDED)

    def begin(self, work: Work) -> None:
        """Offer the leaders who may be brought in."""
        choose(self.leader, leader_choices(work))


class WithoutTeamForm(LeaderForm):
    """The form for moving from review straight to deliberation, without a team."""

    reason = passage(
        _("Reason why no team is needed"), _("It is recorded in the history."), _("Write the reason."), rows=5
    )
    leader = one_of(_LEADER, _WHICH, _NEEDED)  # after the reason


def leader_choices(work: Work) -> list[FieldChoice]:
    """Return the leaders who may be brought in, those already there first."""
    state = work.state
    found = choices.guests(work, CaseRole.LEADERSHIP, {*state.team, *state.dismissed, work.me})
    return sorted(found, key=lambda choice: choice[0] not in state.leaders)


def leader_let_in(point: Standpoint, leader: str) -> Admission:
    """Return the grant to this leader, which is left out if the leader reads the case already."""
    if leader in point.state.dismissed:
        raise SteppedBackError
    return Admission(leader, CaseRole.LEADERSHIP, unless_there=True)


def without_team(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move from review to deliberation, with the reason why no team is needed; a leader is let in."""
    step = move(Stage.DELIBERATION, require_text(answers.reason))
    return DecisionDraft((leader_let_in(point, answers.leader), step))


def bring_leader(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Give the keys to a further leader, or to one who replaces a leader who stepped back."""
    return DecisionDraft((Admission(answers.leader, CaseRole.LEADERSHIP),))


def deliberate(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move from leadership to deliberation."""
    return DecisionDraft((move(Stage.DELIBERATION, answers.remark),))


def return_to_team(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Return the case to investigation, from the team's report or from deliberation."""
    return DecisionDraft((move(Stage.INVESTIGATION, require_text(answers.reason)),))


def approve(_point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Approve minutes, conclusion and recommendation: from deliberation to concluded."""
    return DecisionDraft((move(Stage.CONCLUDED),))


def reopen(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move a concluded case back to verification."""
    return DecisionDraft((move(Stage.VERIFICATION, require_text(answers.reason)),))


def _require_readable(*kinds: Paper) -> Callable[[Work, Answers], None]:
    """Return a check that raises `ClosedPaperError` if a paper cannot be read here.

    A leader must not approve what a store holds back or an officer encrypted for others alone.
    """

    def require(work: Work, _answers: Answers) -> None:
        newest = (next(reversed(work.file.chain.papers(kind)), None) for kind in kinds)
        if any(event is not None and event.content is None for event in newest):
            raise ClosedPaperError

    return require


ACTIONS: Final = (
    Action(
        "without-team",
        ActionTexts(
            _("Continue without a team"),
            _("The case goes straight to deliberation, and a leader is let in."),
            _("The case is in deliberation, without a team."),
        ),
        without_team,
        WithoutTeamForm,
        stages=(Stage.REVIEW,),
        depends=ON_EVERYTHING,
    ),
    Action(
        "deliberate",
        ActionTexts(
            _("Take it to deliberation"),
            _("You have read the findings. Officers, team and leadership deliberate now."),
            _("The case is in deliberation."),
        ),
        deliberate,
        RemarkForm,
        stages=(Stage.LEADERSHIP,),
        require=_require_readable(Paper.FINDINGS),
        depends=ON_EVERYTHING,
        papers=(Paper.FINDINGS,),
    ),
    Action(
        "return",
        ActionTexts(
            _("Return it to the team"),
            _("The team goes on investigating. Say what is missing."),
            _("The case is back with the team."),
        ),
        return_to_team,
        ReasonForm,
        stages=(Stage.LEADERSHIP, Stage.DELIBERATION),
        depends=ON_EVERYTHING,
        papers=(Paper.FINDINGS,),
    ),
    Action(
        "approve",
        ActionTexts(
            _("Approve the conclusion"),
            _("You approve minutes, conclusion and recommendation. The case is concluded."),
            _("The case is concluded."),
        ),
        approve,
        stages=(Stage.DELIBERATION,),
        require=_require_readable(Paper.MINUTES, Paper.CONCLUSION, Paper.RECOMMENDATION),
        depends=ON_EVERYTHING,
        papers=(Paper.MINUTES, Paper.CONCLUSION, Paper.RECOMMENDATION),
    ),
    Action(
        "reopen",
        ActionTexts(
            _("Reopen the case"),
            _("The case goes back to verification."),
            _("The case is open again, in verification."),
        ),
        reopen,
        ReasonForm,
        stages=(Stage.CONCLUDED,),
    ),
    Action(
        "bring-leader",
        ActionTexts(
            _("Bring in a leader"),
            _("A leader whom the reporter did not exclude gets access to this case."),
            _("The leader can read the case now."),
        ),
        bring_leader,
        LeaderForm,
        stages=(Stage.LEADERSHIP, Stage.DELIBERATION, Stage.CONCLUDED, Stage.ARCHIVED),
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
)
