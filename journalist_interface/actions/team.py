"""The team: assigned by an officer, bound by declarations, led into the investigation and to its report."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext
from wtforms import Field, SelectMultipleField
from wtforms.validators import ValidationError

from journalist_interface.actions import choices
from journalist_interface.actions.action import (
    SAID,
    SOMEBODY,
    Action,
    ActionTexts,
    Standpoint,
    admission,
    move,
)
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import ActionForm, ReasonForm, choose, one_of, passage, some_of
from journalist_interface.actions.granting import admit, decide_with_grants
from journalist_interface.actions.leadership import LeaderForm, leader_acts, let_leader_in
from journalist_interface.actions.replies import Files
from journalist_interface.actions.texts import require_text
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_EVERYTHING, ON_PEOPLE
from store.domain.event import CaseRole, Content, EventKind
from store.domain.procedure.errors import TeamError
from store.domain.procedure.state import CaseState
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


class LoneLeadForm(ActionForm):
    """The confirmation that the lead is to work alone, asked if the team has no other member."""

    alone = some_of(
        _("A team of one"), _("Nobody but the lead is on this team. An officer can assign members first.")
    )
    is_lone = False

    def begin(self, work: Work) -> None:
        """Offer the confirmation, and note whether the team consists of the lead alone."""
        choose(self.alone, [("yes", gettext("The lead works on this case alone"))])
        self.is_lone = self._leaves_one(work.state)

    @property
    def shown(self) -> list[Field]:
        """Return the visible fields, the confirmation only if it is needed."""
        return super().shown if self.is_lone else [one for one in super().shown if one is not self.alone]

    def validate_alone(self, field: SelectMultipleField) -> None:
        """Raise `ValidationError` if the lead works alone and that is not confirmed."""
        if self.is_lone and not field.data:
            raise ValidationError(gettext("Have members assigned, or confirm that the lead works alone."))

    def _leaves_one(self, state: CaseState) -> bool:
        return len(state.team) == 1


class TeamForm(LoneLeadForm):
    """The lead, while there is none, and further members; that the lead works alone is asked, never assumed."""

    lead = one_of(
        _("Team lead"),
        _("Leads the investigation and reports to leadership."),
        _("Choose the team lead."),
    )
    members = some_of(_("Members"), _("No other investigator can open the case."))
    alone = some_of(_("A team of one"), _("You chose no members: nobody but the lead would be on this team."))
    brief = passage(
        _("Brief for the team"),
        _("What it is about and who is concerned, so that everybody can tell whether they have a conflict of "
          "interest. They read it before the case opens to them."),
        _("Write the brief."),
        rows=6,
    )  # fmt: skip

    def begin(self, work: Work) -> None:
        """Offer the people who may be on the team, and fill in the last brief."""
        super().begin(work)
        state = work.state
        if not self.brief.raw_data:
            self.brief.data = work.file.chain.brief()
        taken = {*state.team, *state.leaders}
        found = choices.guests(work, CaseRole.MEMBER, taken)
        choose(self.members, found)
        if state.lead is None:
            choose(self.lead, found, gettext("Choose the team lead"))
        else:
            choose(self.lead, choices.people(work.current.roster, work.people([state.lead])))

    def _leaves_one(self, state: CaseState) -> bool:
        """Return whether the sent form leaves a team of the lead alone."""
        return (
            not state.team
            and self.members.raw_data is not None
            and set(self.members.data or ()) <= {self.lead.data}
        )


class PersonForm(ActionForm):
    """The form for taking a person off the case: anyone in it but oneself."""

    person = one_of(_("Person"), needed=_("Choose the person."))
    reason = passage(
        _("Reason"),
        _("It is recorded in the history, which this person no longer reads."),
        _("Write the reason."),
        rows=5,
    )

    def begin(self, work: Work) -> None:
        """Offer all other people of the case."""
        state = work.state
        gone = (*work.people(sorted(state.team)), *work.readers())
        found = {one.id: one for one in gone if one.id != work.me}
        choose(self.person, choices.people(work.current.roster, found.values()), gettext("Choose the person"))


def _assigning(point: Standpoint) -> tuple[EventDraft, ...]:
    """Return the assignment, of a lead if there is none yet; a case that waited for the team then goes on."""
    role = CaseRole.LEAD if point.state.lead is None else CaseRole.MEMBER
    assign = EventDraft(EventKind.ASSIGN, SAID, person=SOMEBODY, role=role)
    admit = admission(role)
    if point.at(Stage.REVIEW):
        return (assign, admit, EventDraft(EventKind.MOVE, target=Stage.ASSIGNMENT))
    return (assign, admit)


def _keeping(point: Standpoint) -> tuple[EventDraft, ...]:
    if not point.at(Stage.REVIEW) or not point.state.team:
        return ()
    return (EventDraft(EventKind.MOVE, target=Stage.ASSIGNMENT),)


def _submitting(point: Standpoint) -> tuple[EventDraft, ...]:
    if not point.at(Stage.INVESTIGATION):
        return ()
    return (*let_leader_in(point), EventDraft(EventKind.MOVE, target=Stage.LEADERSHIP))


def _assign(work: Work, form: TeamForm, _files: Files) -> int:
    return assign_team(work, form.lead.data, form.members.data or (), form.brief.data or "")


_EACH_DECLARES: Final = _(
    "Each of them reads the brief and declares that there is no conflict of interest. "
    "Then the case opens to them."
)

ACTIONS: Final = (
    Action(
        "assign",
        ActionTexts(
            _("Assign the team"),
            _EACH_DECLARES,
            _("The team is assigned. Everybody now declares whether there is a conflict of interest."),
        ),
        _assigning,
        _assign,
        TeamForm,
        lands="cases.people",
        depends=ON_PEOPLE,
    ),
    Action(
        "keep-team",
        ActionTexts(
            _("Continue with the same team"),
            _("The team that this case had goes on; its declarations hold."),
            _("The case is with its team again."),
        ),
        _keeping,
        lambda work, _form, _files: keep_team(work),
        LoneLeadForm,
        inline=True,
        depends=ON_PEOPLE,
    ),
    Action(
        "start",
        ActionTexts(
            _("Start the investigation"),
            _("Everybody on the team has declared. The team starts clarifying or auditing."),
            _("The investigation has started."),
        ),
        move(Stage.ASSIGNMENT, target=Stage.INVESTIGATION),
        lambda work, _form, _files: start_investigation(work),
        LoneLeadForm,
        inline=True,
        depends=ON_PEOPLE,
    ),
    Action(
        "submit",
        ActionTexts(
            _("Submit the findings to leadership"),
            _("The leader whom you choose can read the whole case, and decides how it goes on."),
            _("The findings are submitted to leadership."),
        ),
        _submitting,
        lambda work, form, _files: submit_findings(work, form.leader.data),
        LeaderForm,
        depends=ON_EVERYTHING,
    ),
    Action(
        "dismiss",
        ActionTexts(
            _("Take somebody off the case"),
            _(
                "They lose their access at once, and get nothing that comes later. What they have read cannot be "
                "taken back."
            ),
            _("This person is off the case."),
        ),
        lambda _point: (EventDraft(EventKind.DISMISS, SAID, person=SOMEBODY),),
        lambda work, form, _files: dismiss(work, form.person.data or "", form.reason.data or ""),
        PersonForm,
        grave=True,
        lands="cases.people",
    ),
    Action(
        "step-back",
        ActionTexts(
            _("Step back from the case"),
            _("You lose your access to this case at once. Only a colleague can bring you back."),
            _("You have stepped back. The case is closed to you."),
        ),
        lambda point: (EventDraft(EventKind.DISMISS, SAID, person=point.me),),
        lambda work, form, _files: step_back(work, form.reason.data or ""),
        ReasonForm,
        grave=True,
        lands="cases.listing",
    ),
)
