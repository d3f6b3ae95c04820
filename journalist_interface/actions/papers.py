"""Working papers: written for the readers of the case, never for the reporter."""

from collections.abc import Iterable
from typing import Final

from flask_babel import gettext

from journalist_interface.actions import choices, statistics, verification
from journalist_interface.actions.action import SAID, Action, ActionTexts, Standpoint
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import ActionForm, choose, one_of, passage, some_of
from journalist_interface.actions.replies import Files
from journalist_interface.actions.texts import require_code, require_text
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.seen import ON_CLASSIFICATION, ON_PAPERS
from store.domain.categories import CATEGORIES
from store.domain.event import CaseRole, Classification, Content, EventKind, Paper
from store.domain.outcomes import OUTCOME_CODES, OUTCOMES
from store.domain.procedure.errors import ConclusionError
from store.domain.roster import Person

"""Files uploaded before by `journalist_interface.actions.replies.upload_all`."""


def note(work: Work, text: str, files: Files = ()) -> int:
    """Add an internal note, in any stage."""
    return _write(work, Paper.NOTE, text, files)


def review_sheet(work: Work, text: str, files: Files = ()) -> int:
    """Add the review sheet, in review."""
    return _write(work, Paper.REVIEW_SHEET, text, files)


def findings(work: Work, text: str, files: Files = ()) -> int:
    """Add the team lead's findings report, in investigation."""
    return _write(work, Paper.FINDINGS, text, files)


def minutes(work: Work, text: str, present: Iterable[str], files: Files = ()) -> int:
    """Add the minutes of a deliberation and who was present; raises `MinutesError` unless all parties were."""
    people = tuple(dict.fromkeys(present))
    work.people(people)
    return _write(work, Paper.MINUTES, text, files, people)


def conclude(work: Work, conclusion: str, recommendation: str, outcome: str, files: Files = ()) -> int:
    """Add conclusion, recommendation and outcome (a code of `OUTCOMES`) together; files go with the conclusion."""
    if not conclusion.strip() or not recommendation.strip():
        raise ConclusionError
    said = Classification(outcome=require_code(outcome, OUTCOME_CODES))
    acts = (
        EventDraft(EventKind.PAPER, Content(conclusion, files, said), paper=Paper.CONCLUSION),
        EventDraft(EventKind.PAPER, Content(recommendation), paper=Paper.RECOMMENDATION),
    )
    return decide(work, lambda: DecisionDraft(acts))


def _write(work: Work, paper: Paper, text: str, files: Files, people: tuple[str, ...] = ()) -> int:
    content = Content(text if files else require_text(text), files)
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.PAPER, content, paper=paper, people=people),))
    )


_NEVER_REPORTER: Final = _("Those who read the case read it too; the reporter never does.")
_EMPTY: Final = _("Write the text.")
_FILES: Final = _("Encrypted to those who read this paper. The reporter never sees them.")


class NoteForm(ActionForm):
    """The form for an internal note."""

    text = passage(_("Note"), _NEVER_REPORTER, _EMPTY)


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
        choose(self.outcome, choices.kinds(OUTCOMES), gettext("Choose the outcome"))


class ClassifyForm(ActionForm):
    """The form for what the figures count of a case, filled in with the present values."""

    category = one_of(_("Kind of violation"), needed=_("Choose the kind of violation."))
    threat = one_of(_("The reporter is under threat or pressure"), needed=_("Choose yes or no."))
    remark = passage(
        _("Reason for the change"), _("It is recorded in the history. You may leave it empty."), rows=3
    )

    def begin(self, work: Work) -> None:
        """Offer the categories and the answers about a threat, and fill in the present values."""
        choose(self.category, choices.kinds(CATEGORIES))
        choose(self.threat, [("no", gettext("No")), ("yes", gettext("Yes"))])
        if not self.category.raw_data:
            self.category.data = statistics.category(work)
            self.threat.data = "yes" if statistics.threatened(work) else "no"


def _may_be_present(work: Work) -> list[Person]:
    """Return the officers, leaders and team members who can take part."""
    state = work.state
    part_of_case = (*work.readers(), *work.people(sorted(state.team)))
    found = {one.id: one for one in part_of_case if state.is_open_to(one.id)}
    return list(found.values())


def _paper(paper: Paper) -> tuple[EventDraft, ...]:
    return (EventDraft(EventKind.PAPER, SAID, paper=paper),)


def _minutes(point: Standpoint) -> tuple[EventDraft, ...]:
    state = point.state
    leader, member = sorted(state.leaders)[:1], sorted(state.declared & set(state.team))[:1]
    return (EventDraft(EventKind.PAPER, SAID, paper=Paper.MINUTES, people=(point.me, *leader, *member)),)


def _classify(work: Work, form: ClassifyForm, _files: Files) -> int:
    threat = {"yes": True, "no": False}.get(form.threat.data or "")
    return verification.classify(
        work,
        category=_changed(form.category.data, statistics.category(work)),
        threat=None if threat == statistics.threatened(work) else threat,
        reason=form.remark.data or "",
    )


def _changed(new: str | None, before: str | None) -> str | None:
    return None if new == before else new


def _conclude(work: Work, form: ConclusionForm, files: Files) -> int:
    return conclude(
        work,
        form.conclusion.data or "",
        form.recommendation.data or "",
        form.outcome.data or "",
        files,
    )


def _classifying(point: Standpoint) -> tuple[EventDraft, ...]:
    return (EventDraft(EventKind.CLASSIFY, SAID),) if point.part is CaseRole.OFFICER else ()


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
        lambda _point: _paper(Paper.REVIEW_SHEET),
        lambda work, form, files: review_sheet(work, form.text.data or "", files),
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
        lambda _point: _paper(Paper.FINDINGS),
        lambda work, form, files: findings(work, form.text.data or "", files),
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
        _minutes,
        lambda work, form, files: minutes(work, form.text.data or "", form.present.data or (), files),
        MinutesForm,
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
        lambda _point: (*_paper(Paper.CONCLUSION), *_paper(Paper.RECOMMENDATION)),
        _conclude,
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
        lambda _point: _paper(Paper.NOTE),
        lambda work, form, files: note(work, form.text.data or "", files),
        NoteForm,
        lands="cases.papers",
    ),
    Action(
        "classify",
        ActionTexts(
            _("Change the classification"),
            _("The reporter's own choice stays in the report. The figures follow what you choose here."),
            _("The classification is changed."),
        ),
        _classifying,
        _classify,
        ClassifyForm,
        depends=ON_CLASSIFICATION,
    ),
)
