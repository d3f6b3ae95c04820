"""Deeds that leaders decide, and those that bring a leader to a case."""

from typing import Final

from journalist_interface.acts import leading
from journalist_interface.acts.deciding import EventDraft
from journalist_interface.acts.replies import Files
from journalist_interface.acts.work import Work
from journalist_interface.deeds import choices
from journalist_interface.deeds.deed import SAID, Deed, Standpoint, Words, admission, move
from journalist_interface.deeds.fields import DeedForm, FieldChoice, choose, one_of, passage
from journalist_interface.deeds.verification import ReasonForm, RemarkForm
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_EVERYTHING, ON_PEOPLE
from store.domain.event import CaseRole, EventKind, Paper
from store.domain.stages import Stage

_LEADER: Final = _("Leader")
_WHICH: Final = _("They can read the whole case from then on.")
_NEEDED: Final = _("Choose the leader.")


class LeaderForm(DeedForm):
    """The form for choosing a leader."""

    leader = one_of(_LEADER, _WHICH, _NEEDED)

    def begin(self, work: Work) -> None:
        """Offer the leaders who may be brought in."""
        choose(self.leader, leader_choices(work))


class WithoutTeamForm(DeedForm):
    """The form for moving from review straight to deliberation, without a team."""

    reason = passage(
        _("Reason why no team is needed"), _("It is recorded in the history."), _("Write the reason."), rows=5
    )
    leader = one_of(_LEADER, _WHICH, _NEEDED)

    def begin(self, work: Work) -> None:
        """Offer the leaders who may be brought in."""
        choose(self.leader, leader_choices(work))


def leader_choices(work: Work) -> list[FieldChoice]:
    """Return the leaders who may be brought in, those already there first."""
    state = work.state
    found = choices.guests(work, CaseRole.LEADERSHIP, {*state.team, *state.dismissed, work.me})
    return sorted(found, key=lambda one: one[0] not in state.leaders)


def let_leader_in(point: Standpoint) -> tuple[EventDraft, ...]:
    """Return the grant that goes with a report to leadership, unless a leader is there already."""
    return () if point.state.leaders else (admission(CaseRole.LEADERSHIP),)


def _without_team(point: Standpoint) -> tuple[EventDraft, ...]:
    if not point.at(Stage.REVIEW):
        return ()
    return (*let_leader_in(point), EventDraft(EventKind.MOVE, SAID, target=Stage.DELIBERATION))


def _bring_leader(point: Standpoint) -> tuple[EventDraft, ...]:
    """Return the grant to a leader in stages that need one: a leader may have stepped back, or another is wanted."""
    if point.part is not CaseRole.OFFICER or not point.at(
        Stage.LEADERSHIP, Stage.DELIBERATION, Stage.CONCLUDED
    ):
        return ()
    return (admission(CaseRole.LEADERSHIP),)


def _let_go_without(work: Work, form: WithoutTeamForm, _files: Files) -> int:
    return leading.without_team(work, form.reason.data or "", form.leader.data)


DEEDS: Final = (
    Deed(
        "without-team",
        Words(
            _("Continue without a team"),
            _("The case goes straight to deliberation, and a leader is let in."),
            _("The case is in deliberation, without a team."),
        ),
        _without_team,
        _let_go_without,
        WithoutTeamForm,
        depends=ON_EVERYTHING,
    ),
    Deed(
        "deliberate",
        Words(
            _("Take it to deliberation"),
            _("You have read the findings. Officers, team and leadership deliberate now."),
            _("The case is in deliberation."),
        ),
        move(Stage.LEADERSHIP, target=Stage.DELIBERATION),
        lambda work, form, _files: leading.to_deliberation(work, form.remark.data or ""),
        RemarkForm,
        depends=ON_EVERYTHING,
        papers=(Paper.FINDINGS,),
    ),
    Deed(
        "return",
        Words(
            _("Return it to the team"),
            _("The team goes on investigating. Say what is missing."),
            _("The case is back with the team."),
        ),
        move(Stage.LEADERSHIP, Stage.DELIBERATION, target=Stage.INVESTIGATION, content=SAID),
        lambda work, form, _files: leading.return_to_team(work, form.reason.data or ""),
        ReasonForm,
        depends=ON_EVERYTHING,
        papers=(Paper.FINDINGS,),
    ),
    Deed(
        "approve",
        Words(
            _("Approve the conclusion"),
            _("You approve minutes, conclusion and recommendation. The case is concluded."),
            _("The case is concluded."),
        ),
        move(Stage.DELIBERATION, target=Stage.CONCLUDED),
        lambda work, _form, _files: leading.approve(work),
        depends=ON_EVERYTHING,
        papers=(Paper.MINUTES, Paper.CONCLUSION, Paper.RECOMMENDATION),
    ),
    Deed(
        "reopen",
        Words(
            _("Reopen the case"),
            _("The case goes back to verification."),
            _("The case is open again, in verification."),
        ),
        move(Stage.CONCLUDED, target=Stage.VERIFICATION, content=SAID),
        lambda work, form, _files: leading.reopen(work, form.reason.data or ""),
        ReasonForm,
    ),
    Deed(
        "bring-leader",
        Words(
            _("Bring in a leader"),
            _("A leader whom the reporter did not exclude gets access to this case."),
            _("The leader can read the case now."),
        ),
        _bring_leader,
        lambda work, form, _files: leading.bring_leader(work, form.leader.data or ""),
        LeaderForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
)
