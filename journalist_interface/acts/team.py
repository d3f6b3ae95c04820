"""The team: assigned by an officer, bound by declarations, led into the investigation and to its report."""

from collections.abc import Iterable

from crypto.event import Action, Content, Part
from crypto.roster import Person
from journalist_interface.acts.deciding import Act, Plan, decide
from journalist_interface.acts.granting import admit, decide_with_grants
from journalist_interface.acts.leading import leader_acts
from journalist_interface.acts.texts import written
from journalist_interface.acts.work import Work
from store.contract.procedure.errors import TeamError
from store.contract.stages import Stage


def assign_team(work: Work, lead: str | None, members: Iterable[str], brief: str) -> int:
    """Everybody at once, each with the brief and the keys; from review this also goes to assignment.

    The brief says what it is about and who is concerned, so that everybody can declare; it is read before that. A
    team that is there gets further members when `lead` is None or the lead it has. Kinds of error in `audience`.
    """
    names = [one for one in dict.fromkeys(members) if one != lead]
    guests = [(work.guest(one, Part.MEMBER), Part.MEMBER) for one in names]
    if lead is not None and lead != work.state.lead:
        guests.insert(0, (work.guest(lead, Part.LEAD), Part.LEAD))
    if not guests:
        raise TeamError
    content = Content(text=written(brief))

    def plan() -> Plan:
        acts = [act for person, role in guests for act in _let_in(work, person, role, content)]
        if work.state.stage is Stage.REVIEW:
            acts.append(Act(Action.MOVE, target=Stage.ASSIGNMENT))
        return Plan(tuple(acts))

    return decide_with_grants(work, plan)


def keep_team(work: Work) -> int:
    """Review → assignment with the team that a reopened case has; `TeamError` if it has no lead."""
    return decide(work, lambda: Plan((Act(Action.MOVE, target=Stage.ASSIGNMENT),)))


def _let_in(work: Work, person: Person, role: Part, brief: Content) -> tuple[Act, Act]:
    return Act(Action.ASSIGN, brief, person=person.id, role=role), admit(work, person, role)


def dismiss(work: Work, person: str, reason: str) -> int:
    """Somebody is off the case, and gets nothing that comes later. Oneself: stepping back."""
    content = Content(text=written(reason))
    return decide(work, lambda: Plan((Act(Action.DISMISS, content, person=person),)))


def step_back(work: Work, reason: str) -> int:
    """This person leaves the case; `LastOfficerError` for the last officer."""
    return dismiss(work, work.me, reason)


def start_investigation(work: Work) -> int:
    """Assignment → investigation, by the lead; `DeclarationError` unless everybody has declared."""
    return decide(work, lambda: Plan((Act(Action.MOVE, target=Stage.INVESTIGATION),)))


def submit_findings(work: Work, leader: str | None = None) -> int:
    """Investigation → leadership, by the lead: the leader gets the keys. Without a name, the first who may."""
    return decide_with_grants(
        work, lambda: Plan((*leader_acts(work, leader), Act(Action.MOVE, target=Stage.LEADERSHIP)))
    )
