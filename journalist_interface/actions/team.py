"""The team, assigned and led into the investigation and to its report, and leaving the case."""

from typing import Final

from flask_babel import gettext
from wtforms import Field, SelectMultipleField
from wtforms.validators import ValidationError

from journalist_interface.actions import choices
from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    ReasonForm,
    choose,
    one_of,
    passage,
    require_text,
    some_of,
)
from journalist_interface.actions.decision_draft import (
    Admission,
    Answers,
    DecisionDraft,
    EventDraft,
    Standpoint,
    move,
)
from journalist_interface.actions.leadership import LeaderForm, leader_let_in
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_EVERYTHING, ON_PEOPLE
from store.domain.event import CaseRole, Content, EventKind
from store.domain.procedure.errors import TeamError
from store.domain.procedure.state import CaseState
from store.domain.stages import Stage


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
        """The visible fields, the confirmation only if it is needed."""
        return (
            super().shown if self.is_lone else [field for field in super().shown if field is not self.alone]
        )

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
        found = {person.id: person for person in gone if person.id != work.me}
        choose(self.person, choices.people(work.current.roster, found.values()), gettext("Choose the person"))


def assign(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Assign all members at once, each with the brief and the keys; from review this also moves to assignment.

    Members read the brief before they declare: it says what the case is about and who is concerned. An existing team
    gets further members when `lead` is empty or the present lead.
    """
    brief = Content(text=require_text(answers.brief))
    new = [(member, CaseRole.MEMBER) for member in dict.fromkeys(answers.members) if member != answers.lead]
    if answers.lead and answers.lead != point.state.lead:
        new.insert(0, (answers.lead, CaseRole.LEAD))
    if not new:
        raise TeamError
    events: list[EventDraft | Admission] = []
    for person, role in new:
        events.append(EventDraft(EventKind.ASSIGN, brief, person=person, role=role))
        events.append(Admission(person, role))
    return DecisionDraft((*events, *([move(Stage.ASSIGNMENT)] if point.at(Stage.REVIEW) else ())))


def keep_team(_point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Move from review to assignment with the team of a reopened case."""
    return DecisionDraft((move(Stage.ASSIGNMENT),))


def start(_point: Standpoint, _answers: Answers) -> DecisionDraft:
    """Move from assignment to investigation, by the lead."""
    return DecisionDraft((move(Stage.INVESTIGATION),))


def submit_findings(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move from investigation to leadership, by the lead: this leader gets the keys."""
    return DecisionDraft((leader_let_in(point, answers.leader), move(Stage.LEADERSHIP)))


def dismiss(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Take a person off the case, who gets nothing that comes later."""
    reason = Content(text=require_text(answers.reason))
    return DecisionDraft((EventDraft(EventKind.DISMISS, reason, person=answers.person),))


def step_back(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Take this person off the case."""
    reason = Content(text=require_text(answers.reason))
    return DecisionDraft((EventDraft(EventKind.DISMISS, reason, person=point.me),))


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
        assign,
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
        keep_team,
        LoneLeadForm,
        stages=(Stage.REVIEW,),
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
        start,
        LoneLeadForm,
        stages=(Stage.ASSIGNMENT,),
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
        submit_findings,
        LeaderForm,
        stages=(Stage.INVESTIGATION,),
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
        dismiss,
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
        step_back,
        ReasonForm,
        grave=True,
        lands="cases.listing",
    ),
)
