"""The team: assigned by an officer, bound by declarations, led into the investigation and to its report."""

from collections.abc import Iterable

from journalist_interface.acts.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.acts.granting import admit, decide_with_grants
from journalist_interface.acts.leading import leader_acts
from journalist_interface.acts.texts import require_text
from journalist_interface.acts.work import Work
from store.domain.event import CaseRole, Content, EventKind
from store.domain.procedure.errors import TeamError
from store.domain.roster import Person
from store.domain.stages import Stage


def assign_team(work: Work, lead: str | None, members: Iterable[str], brief: str) -> int:
    """Assign all members at once, each with the brief and the keys; from review this also moves to assignment.

    Members read the brief before they declare: it says what the case is about and who is concerned. An existing team
    gets further members when `lead` is None or the present lead. Raises kinds of error in `audience`.
    """
    names = [one for one in dict.fromkeys(members) if one != lead]
    guests = [(work.guest(one, CaseRole.MEMBER), CaseRole.MEMBER) for one in names]
    if lead is not None and lead != work.state.lead:
        guests.insert(0, (work.guest(lead, CaseRole.LEAD), CaseRole.LEAD))
    if not guests:
        raise TeamError
    content = Content(text=require_text(brief))

    def plan() -> DecisionDraft:
        acts = [act for person, role in guests for act in _let_in(work, person, role, content)]
        if work.state.stage is Stage.REVIEW:
            acts.append(EventDraft(EventKind.MOVE, target=Stage.ASSIGNMENT))
        return DecisionDraft(tuple(acts))

    return decide_with_grants(work, plan)


def keep_team(work: Work) -> int:
    """Move from review to assignment with the team of a reopened case; raises `TeamError` if it has no lead."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.ASSIGNMENT),)))


def _let_in(work: Work, person: Person, role: CaseRole, brief: Content) -> tuple[EventDraft, EventDraft]:
    return EventDraft(EventKind.ASSIGN, brief, person=person.id, role=role), admit(work, person, role)


def dismiss(work: Work, person: str, reason: str) -> int:
    """Take a person off the case, who gets nothing that comes later; dismissing oneself is stepping back."""
    content = Content(text=require_text(reason))
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.DISMISS, content, person=person),)))


def step_back(work: Work, reason: str) -> int:
    """Take this person off the case; raises `LastOfficerError` for the last officer."""
    return dismiss(work, work.me, reason)


def start_investigation(work: Work) -> int:
    """Move from assignment to investigation, by the lead; raises `DeclarationError` unless all have declared."""
    return decide(work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, target=Stage.INVESTIGATION),)))


def submit_findings(work: Work, leader: str | None = None) -> int:
    """Move from investigation to leadership, by the lead: this leader, or else the first who may, gets the keys."""
    return decide_with_grants(
        work,
        lambda: DecisionDraft(
            (*leader_acts(work, leader), EventDraft(EventKind.MOVE, target=Stage.LEADERSHIP))
        ),
    )
