"""Working papers, written for the readers of the case and never for the reporter, and an officer's classification."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext

from crypto.errors import KentonganError
from journalist_interface.actions import choices
from journalist_interface.actions.action import (
    Action,
    ActionForm,
    ActionTexts,
    choose,
    kinds,
    one_of,
    passage,
    require_code,
    require_text,
    some_of,
)
from journalist_interface.actions.decision_draft import Answers, DecisionDraft, EventDraft, Files, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_CLASSIFICATION, ON_PAPERS
from store.domain.categories import CATEGORIES, CATEGORY_CODES
from store.domain.event import Classification, Content, EventKind, Paper
from store.domain.outcomes import OUTCOME_CODES, OUTCOMES
from store.domain.procedure.errors import ConclusionError, FormError
from store.domain.roster import Person

_NEVER_REPORTER: Final = _("Those who read the case read it too; the reporter never does.")
_EMPTY: Final = _("Write the text.")
_FILES: Final = _("Encrypted to those who read this paper. The reporter never sees them.")


class NotReaderError(KentonganError):
    """A note can be pointed out only to those who read this report now. Check the names and save it again."""


class NoteForm(ActionForm):
    """The form for an internal note."""

    text = passage(_("Note"), _NEVER_REPORTER, _EMPTY)
    mentions = some_of(
        _("Point it out to"),
        _("Only those who read this report are offered. It stands on their first page until they open it."),
    )

    def begin(self, work: Work) -> None:
        """Offer the other readers of the case."""
        others = (person for person in work.readers() if person.id != work.me)
        choose(self.mentions, choices.people(work.current.roster, others))


class SheetForm(ActionForm):
    """The form for the review sheet."""

    text = passage(
        _("Review sheet"),
        _("What is alleged, which rules it concerns, what supports it, and what should be done."),
        _EMPTY,
        rows=16,
    )


class FindingsForm(ActionForm):
    """The form for the findings report."""

    text = passage(
        _("Findings report"),
        _(
            "What was examined, what was found, and what it rests on. Leadership reads it once it is submitted."
        ),
        _EMPTY,
        rows=16,
    )


class MinutesForm(ActionForm):
    """The form for the minutes, and who was present."""

    present = some_of(
        _("Present"),
        _("An officer and a leader, and somebody from the team if there is one."),
        _("Name who was present."),
    )
    text = passage(_("Minutes"), _("What was said and what was agreed."), _EMPTY, rows=12)

    def begin(self, work: Work) -> None:
        """Offer the people who may have been present."""
        choose(self.present, choices.people(work.current.roster, _may_be_present(work)))


class ConclusionForm(ActionForm):
    """The form for outcome, conclusion and recommendation."""

    outcome = one_of(_("Outcome"), needed=_("Choose the outcome."))
    conclusion = passage(
        _("Conclusion"),
        _("Those who read the case read it. The reporter learns it only if the office sends it."),
        _("Write the conclusion."),
        rows=8,
    )
    recommendation = passage(
        _("Recommendation"), _("What the office should do now."), _("Write the recommendation."), rows=8
    )

    def begin(self, work: Work) -> None:  # noqa: ARG002 - the choices are the same in every case
        """Offer the outcomes."""
        choose(self.outcome, kinds(OUTCOMES), gettext("Choose the outcome"))


class ClassifyForm(ActionForm):
    """The form for what the statistics count of a case, filled in with the present values."""

    category = one_of(_("Kind of violation"), needed=_("Choose the kind of violation."))
    threat = one_of(_("The reporter is under threat or pressure"), needed=_("Choose yes or no."))
    remark = passage(
        _("Reason for the change"), _("It is recorded in the history. You may leave it empty."), rows=3
    )
    before: tuple[str | None, bool]

    def begin(self, work: Work) -> None:
        """Offer the categories and the answers about a threat, and fill in the present values."""
        choose(self.category, kinds(CATEGORIES))
        choose(self.threat, [("no", gettext("No")), ("yes", gettext("Yes"))])
        self.before = work.file.category, work.file.threatened
        if not self.category.raw_data:
            self.category.data = self.before[0]
            self.threat.data = "yes" if self.before[1] else "no"

    def answers(self, files: Files = ()) -> Answers:
        """Return what differs from the present values, and the reason."""
        category, threat = self.category.data, {"yes": True, "no": False}.get(self.threat.data or "")
        return Answers(
            category=None if category == self.before[0] else category,
            threat=None if threat == self.before[1] else threat,
            remark=self.remark.data or "",
            files=files,
        )


def _may_be_present(work: Work) -> list[Person]:
    """Return the officers, leaders and team members who can take part."""
    state = work.state
    part_of_case = (*work.readers(), *work.people(sorted(state.team)))
    found = {person.id: person for person in part_of_case if state.is_open_to(person.id)}
    return list(found.values())


def _paper(paper: Paper) -> Callable[[Standpoint, Answers], DecisionDraft]:
    """Return what adds a paper of this kind."""

    def build(_point: Standpoint, answers: Answers) -> DecisionDraft:
        text = answers.text if answers.files else require_text(answers.text)
        people = tuple(dict.fromkeys(answers.present)) if paper is Paper.MINUTES else ()
        content = Content(text, answers.files, mentions=tuple(dict.fromkeys(answers.mentions)))
        event = EventDraft(EventKind.PAPER, content, paper=paper, people=people)
        return DecisionDraft((event,))

    return build


def conclude(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Add conclusion, recommendation and outcome together; files go with the conclusion."""
    if not answers.conclusion.strip() or not answers.recommendation.strip():
        raise ConclusionError
    said = Classification(outcome=require_code(answers.outcome, OUTCOME_CODES))
    conclusion = Content(answers.conclusion, answers.files, said)
    return DecisionDraft(
        (
            EventDraft(EventKind.PAPER, conclusion, paper=Paper.CONCLUSION),
            EventDraft(EventKind.PAPER, Content(answers.recommendation), paper=Paper.RECOMMENDATION),
        )
    )


def classify(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Record an officer's view of the report: its category, or whether the reporter is under threat."""
    if answers.category is not None:
        require_code(answers.category, CATEGORY_CODES)
    if answers.category is None and answers.threat is None:
        raise FormError
    said = Classification(category=answers.category, threat=answers.threat)
    return DecisionDraft((EventDraft(EventKind.CLASSIFY, Content(answers.remark, classification=said)),))


def _require_readers(work: Work, answers: Answers) -> None:
    """Raise `NotReaderError` if a person to whom a note is pointed out does not read the case."""
    if not set(answers.mentions) <= {person.id for person in work.readers()}:
        raise NotReaderError


def _require_known(work: Work, answers: Answers) -> None:
    """Raise `UnknownColleagueError` if a person who was present is not in the roster."""
    work.people(answers.present)


ACTIONS: Final = (
    Action(
        "review-sheet",
        ActionTexts(
            _("Write the review sheet"),
            _("The review sheet (lembar telaah) says what the report alleges and what should follow."),
            _("The review sheet is saved."),
            files=_FILES,
            submit=_("Save the review sheet"),
        ),
        _paper(Paper.REVIEW_SHEET),
        SheetForm,
        lands="cases.papers",
    ),
    Action(
        "findings",
        ActionTexts(
            _("Write the findings report"),
            _("The findings report (laporan hasil) is what the team reports to leadership."),
            _("The findings report is saved. Leadership reads it once you submit it."),
            files=_FILES,
            submit=_("Save the findings report"),
        ),
        _paper(Paper.FINDINGS),
        FindingsForm,
        lands="cases.papers",
    ),
    Action(
        "minutes",
        ActionTexts(
            _("Record the minutes"),
            _("The minutes of the deliberation (pembahasan internal) name who was present."),
            _("The minutes are saved."),
            files=_FILES,
        ),
        _paper(Paper.MINUTES),
        MinutesForm,
        require=_require_known,
        lands="cases.papers",
    ),
    Action(
        "conclude",
        ActionTexts(
            _("Record conclusion and recommendation"),
            _("A leader then approves them, and the case is concluded."),
            _("Conclusion and recommendation are saved. A leader can approve them now."),
            files=_FILES,
        ),
        conclude,
        ConclusionForm,
        lands="cases.papers",
        depends=ON_PAPERS,
    ),
    Action(
        "note",
        ActionTexts(
            _("Write a note"),
            _("A note for those who work on this case."),
            _("The note is saved."),
            files=_FILES,
            submit=_("Save the note"),
        ),
        _paper(Paper.NOTE),
        NoteForm,
        require=_require_readers,
        lands="cases.papers",
    ),
    Action(
        "classify",
        ActionTexts(
            _("Change the classification"),
            _("The reporter's own choice stays in the report. The figures follow what you choose here."),
            _("The classification is changed."),
        ),
        classify,
        ClassifyForm,
        depends=ON_CLASSIFICATION,
    ),
)
