"""Leadership: the leader who gets a case, and what a leader decides."""

from crypto.errors import KentonganError
from journalist_interface.acts.audience import SteppedBackError
from journalist_interface.acts.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.acts.granting import admit, decide_with_grants
from journalist_interface.acts.texts import require_text
from journalist_interface.acts.work import Work
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
