"""Leadership: the leader who gets a case, and what a leader decides."""

from typing import Final

from crypto.errors import KentonganError
from journalist_interface.actions import choices
from journalist_interface.actions.action import SAID, Action, ActionTexts, Standpoint, admission, move
from journalist_interface.actions.audience import SteppedBackError
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import (
    ActionForm,
    FieldChoice,
    ReasonForm,
    RemarkForm,
    choose,
    one_of,
    passage,
)
from journalist_interface.actions.granting import admit, decide_with_grants
from journalist_interface.actions.replies import Files
from journalist_interface.actions.texts import require_text
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_EVERYTHING, ON_PEOPLE
from store.domain.event import CaseRole, Content, EventKind, Paper
from store.domain.roster import Person
from store.domain.stages import Stage


class NoLeaderError(KentonganError):
    """There is no leader whom the reporter did not exclude and who can be brought in."""


class ClosedPaperError(KentonganError):
    """A paper that this decides about cannot be read here. Nothing was decided; see what is written beside it."""


def leaders(work: Work) -> tuple[Person, ...]:
    """Return the leaders who may be brought in, alternates last."""
    state = work.state
    return tuple(
        person
        for person in work.guests(CaseRole.LEADERSHIP)
        if person.id not in {*state.team, *state.dismissed, work.me}
    )


def leader_acts(work: Work, leader: str | None = None) -> tuple[EventDraft, ...]:
    """Return the acts that bring in this leader, or else the first who may unless one reads the case already."""
    present = work.believed.leaders & {person.id for person in leaders(work)}
    if leader is None and present:
        return ()
    if leader is not None and leader in work.state.dismissed:
        raise SteppedBackError
    chosen = next(iter(leaders(work)), None) if leader is None else work.guest(leader, CaseRole.LEADERSHIP)
    if chosen is None:
        raise NoLeaderError
    return () if chosen.id in present else (admit(work, chosen, CaseRole.LEADERSHIP),)


def without_team(work: Work, reason: str, leader: str | None = None) -> int:
    """Move from review to deliberation by an officer, with the reason why no team is needed; a leader is let in."""
    content = Content(text=require_text(reason))

    def plan() -> DecisionDraft:
        return DecisionDraft(
            (*leader_acts(work, leader), EventDraft(EventKind.MOVE, content, target=Stage.DELIBERATION))
        )

    return decide_with_grants(work, plan)


def bring_leader(work: Work, leader: str) -> int:
    """Give the keys to a further leader, or to one who replaces a leader who stepped back.

    Raises kinds of error in `audience`.
    """
    guest = work.guest(leader, CaseRole.LEADERSHIP)
    return decide_with_grants(work, lambda: DecisionDraft((admit(work, guest, CaseRole.LEADERSHIP),)))


def to_deliberation(work: Work, remark: str = "") -> int:
    """Move from leadership to deliberation, by a leader."""
    content = Content(text=remark) if remark.strip() else None

    def plan() -> DecisionDraft:
        _require_open(work, Paper.FINDINGS)
        return DecisionDraft((EventDraft(EventKind.MOVE, content, target=Stage.DELIBERATION),))

    return decide(work, plan)


def return_to_team(work: Work, reason: str) -> int:
    """Return the case to investigation, by a leader, from the team's report or from deliberation."""
    return _with_reason(work, Stage.INVESTIGATION, reason)


def approve(work: Work) -> int:
    """Approve minutes, conclusion and recommendation, by a leader: from deliberation to concluded."""

    def plan() -> DecisionDraft:
        _require_open(work, Paper.MINUTES, Paper.CONCLUSION, Paper.RECOMMENDATION)
        return DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.CONCLUDED),))

    return decide(work, plan)


def reopen(work: Work, reason: str) -> int:
    """Move a concluded case back to verification, by a leader."""
    return _with_reason(work, Stage.VERIFICATION, reason)


def _require_open(work: Work, *kinds: Paper) -> None:
    """Raise `ClosedPaperError` if a paper cannot be read here.

    A leader must not approve what a store holds back or an officer encrypted for others alone.
    """
    newest = (next(reversed(work.file.papers(kind)), None) for kind in kinds)
    if any(one is not None and one.content is None for one in newest):
        raise ClosedPaperError


def _with_reason(work: Work, target: Stage, reason: str) -> int:
    content = Content(text=require_text(reason))
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, content, target=target),)))


_LEADER: Final = _("Leader")
_WHICH: Final = _("They can read the whole case from then on.")
_NEEDED: Final = _("Choose the leader.")


class LeaderForm(ActionForm):
    """The form for choosing a leader."""

    leader = one_of(_LEADER, _WHICH, _NEEDED)

    def begin(self, work: Work) -> None:
        """Offer the leaders who may be brought in."""
        choose(self.leader, leader_choices(work))


class WithoutTeamForm(ActionForm):
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
    return without_team(work, form.reason.data or "", form.leader.data)


ACTIONS: Final = (
    Action(
        "without-team",
        ActionTexts(
            _("Continue without a team"),
            _("The case goes straight to deliberation, and a leader is let in."),
            _("The case is in deliberation, without a team."),
        ),
        _without_team,
        _let_go_without,
        WithoutTeamForm,
        depends=ON_EVERYTHING,
    ),
    Action(
        "deliberate",
        ActionTexts(
            _("Take it to deliberation"),
            _("You have read the findings. Officers, team and leadership deliberate now."),
            _("The case is in deliberation."),
        ),
        move(Stage.LEADERSHIP, target=Stage.DELIBERATION),
        lambda work, form, _files: to_deliberation(work, form.remark.data or ""),
        RemarkForm,
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
        move(Stage.LEADERSHIP, Stage.DELIBERATION, target=Stage.INVESTIGATION, content=SAID),
        lambda work, form, _files: return_to_team(work, form.reason.data or ""),
        ReasonForm,
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
        move(Stage.DELIBERATION, target=Stage.CONCLUDED),
        lambda work, _form, _files: approve(work),
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
        move(Stage.CONCLUDED, target=Stage.VERIFICATION, content=SAID),
        lambda work, form, _files: reopen(work, form.reason.data or ""),
        ReasonForm,
    ),
    Action(
        "bring-leader",
        ActionTexts(
            _("Bring in a leader"),
            _("A leader whom the reporter did not exclude gets access to this case."),
            _("The leader can read the case now."),
        ),
        _bring_leader,
        lambda work, form, _files: bring_leader(work, form.leader.data or ""),
        LeaderForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
)
