"""Deeds from the report's arrival to its review, or to the archive."""

from datetime import date, timedelta
from typing import Final

from flask_babel import gettext
from wtforms import Field, TextAreaField
from wtforms.validators import ValidationError

from journalist_interface.acts import verification
from journalist_interface.acts.archiving import Archiving, archive, unarchive
from journalist_interface.acts.deciding import EventDraft
from journalist_interface.acts.replies import Files
from journalist_interface.acts.work import Work
from journalist_interface.deeds import choices
from journalist_interface.deeds.deed import SAID, Deed, Standpoint, Words, move
from journalist_interface.deeds.fields import DeedForm, choose, day, line, one_of, passage, some_of
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.reply_templates.placeholders import require_filled
from journalist_interface.reply_templates.template_file import TemplateFile
from journalist_interface.verification.attention_request import sought_kinds
from journalist_interface.verification.seen import ON_CONVERSATION, ON_EVERYTHING
from store.domain.deadlines import MOST_ANSWER_DAYS
from store.domain.envelope import SeekKind
from store.domain.event import Check, EventKind
from store.domain.outcomes import ARCHIVE_REASONS, OUT_OF_SCOPE
from store.domain.stages import Stage

_TOMORROW: Final = timedelta(days=1)


def _remark(rows: int = 4) -> TextAreaField:
    return passage(
        _("Remark for colleagues"), _("The reporter never sees it. You may leave it empty."), rows=rows
    )


class ReviewForm(DeedForm):
    """The form for confirming the checks before the review."""

    checks = some_of(_("Confirmed"))

    def begin(self, work: Work) -> None:  # noqa: ARG002 - the choices are the same in every case
        """Offer the two checks."""
        clarity = (Check.CLARITY.value, gettext("Clarity: it is clear what is meant"))
        completeness = (
            Check.COMPLETENESS.value,
            gettext("Completeness: what, who, when and how are there"),
        )
        choose(self.checks, (clarity, completeness))


class QuestionForm(DeedForm):
    """The form for a question to the reporter, with the day of the answer."""

    text = passage(
        _("Question to the reporter"),
        _("It appears in the conversation. Ask for one thing at a time, in plain words."),
        _("Write the question to the reporter."),
    )
    until = day(
        _("Answer awaited by"),
        _("The reporter sees this day. After it the report may be archived."),
        _("Choose the day by which the answer should come."),
    )
    templates: TemplateFile
    first: date | None = None
    last: date | None = None

    def begin(self, work: Work) -> None:
        """Fill in the day by which an answer is due, and note the days that may be chosen."""
        self.templates = work.services.templates
        self.first, self.last = work.today + _TOMORROW, work.today + timedelta(days=MOST_ANSWER_DAYS)
        if self.until.data is None and not self.until.raw_data:
            self.until.data = work.services.deadlines.answer_by(work.today)

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self.templates)

    def validate_until(self, field: Field) -> None:
        """Raise `ValidationError` for a day outside those that may be chosen."""
        if self.first is not None and field.data < self.first:
            raise ValidationError(gettext("Choose a day after today."))
        if self.last is not None and field.data > self.last:
            raise ValidationError(gettext("Choose a day within a year."))


class ArchiveForm(DeedForm):
    """The form for archiving: the reason, the notice to the reporter, and a remark for colleagues."""

    reason = one_of(_("Reason"), _("The reporter reads it."), _("Choose the reason for archiving."))
    referred = line(
        _("Referred to"), _("Only when the matter is outside this office's authority. The reporter reads it.")
    )
    text = passage(
        _("Notice to the reporter"),
        _("It appears in the conversation and says why the report cannot be followed up."),
        _("Write the notice that tells the reporter why the report is archived."),
    )
    remark = _remark(rows=3)
    templates: TemplateFile

    def archiving(self, attachments: Files = ()) -> Archiving:
        """Return what was filled in."""
        return Archiving(
            self.reason.data or "",
            self.text.data or "",
            (self.referred.data or "").strip(),
            self.remark.data or "",
            attachments,
        )

    def begin(self, work: Work) -> None:
        """Offer the reasons for archiving."""
        self.templates = work.services.templates
        choose(self.reason, choices.kinds(ARCHIVE_REASONS), gettext("Choose a reason"))

    def validate_text(self, field: Field) -> None:
        """Refuse a text with placeholders left to fill in."""
        require_filled(field.data, self.templates)

    def validate_referred(self, field: Field) -> None:
        """Refuse a referral unless the matter is outside the office's authority."""
        if (field.data or "").strip() and self.reason.data != OUT_OF_SCOPE:
            raise ValidationError(
                gettext("Leave this empty, or choose that the matter is outside this office's authority.")
            )


class ReasonForm(DeedForm):
    """The form for a reason."""

    reason = passage(_("Reason"), _("It is recorded in the history."), _("Write the reason."), rows=5)


class RemarkForm(DeedForm):
    """The form for a remark."""

    remark = _remark()


class AttendForm(DeedForm):
    """The form for attending to what is sought; all of it is settled at once, so each must be ticked."""

    answered = some_of(
        _("What was answered"),
        _(
            "All that stands here is cleared at once, and its deadline too. Tick each. "
            "What is not answered yet, answer first."
        ),
    )
    remark = _remark()

    def begin(self, work: Work) -> None:
        """Offer what the reporter seeks."""
        names: dict[SeekKind, str] = {
            "threat": gettext("Threat answered"),
            "outcome": gettext("Outcome request answered"),
        }
        choose(self.answered, [(kind, names[kind]) for kind in sought_kinds(work.file)])


def _review(work: Work, form: ReviewForm, _files: Files) -> int:
    return verification.to_review(work, [Check(one) for one in form.checks.data or () if one in set(Check)])


def _question(work: Work, form: QuestionForm, files: Files) -> int:
    return verification.ask_question(work, form.text.data or "", files, form.until.data)


def _asking(point: Standpoint) -> tuple[EventDraft, ...]:
    if not point.at(Stage.VERIFICATION):
        return ()
    return (EventDraft(EventKind.MOVE, target=Stage.CLARIFICATION, until=point.day + _TOMORROW, entry=1),)


def _attending(point: Standpoint) -> tuple[EventDraft, ...]:
    return () if point.state.sought is None else (EventDraft(EventKind.ATTEND, about=point.state.sought),)


_TO_REPORTER: Final = _("The reporter receives them.")

DEEDS: Final = (
    Deed(
        "acknowledge",
        Words(
            _("Acknowledge the report"),
            _(
                "The case goes to verification, and you handle it. The reporter sees that an officer examines it."
            ),
            _("The report is acknowledged. Now verify whether it is clear and complete."),
        ),
        move(Stage.RECEIVED, target=Stage.VERIFICATION),
        lambda work, _form, _files: verification.acknowledge(work),
        inline=True,
    ),
    Deed(
        "review",
        Words(
            _("Continue to review"),
            _("Both must be confirmed. The reporter sees that the report is complete and is being reviewed."),
            _("The case is in review. Now write the review sheet."),
        ),
        move(Stage.VERIFICATION, target=Stage.REVIEW, checks=tuple(Check)),
        _review,
        ReviewForm,
        inline=True,
        depends=ON_EVERYTHING,
    ),
    Deed(
        "question",
        Words(
            _("Ask the reporter a question"),
            _("The case is waiting for the answer. It goes back to verification when the reporter answers."),
            _("The question was sent. The case is waiting for the answer."),
            files=_TO_REPORTER,
            link=_("Not clear? Ask the reporter"),
        ),
        _asking,
        _question,
        QuestionForm,
        templates="question",
        depends=ON_CONVERSATION,
    ),
    Deed(
        "verify",
        Words(
            _("Back to verification"),
            _("You have what you need, and go on verifying."),
            _("The case is in verification again."),
        ),
        move(Stage.CLARIFICATION, target=Stage.VERIFICATION),
        lambda work, _form, _files: verification.back_to_verification(work),
        inline=True,
    ),
    Deed(
        "archive",
        Words(
            _("Archive the report"),
            _("The report is not followed up any further. The reporter reads the reason and your notice."),
            _("The report is archived, and the reporter was told."),
            files=_TO_REPORTER,
        ),
        move(Stage.VERIFICATION, Stage.CLARIFICATION, target=Stage.ARCHIVED, entry=1, content=SAID),
        lambda work, form, files: archive(work, form.archiving(files)),
        ArchiveForm,
        templates="archive",
        grave=True,
        depends=ON_EVERYTHING,
    ),
    Deed(
        "unarchive",
        Words(
            _("Reopen the archived report"),
            _("There is new information: the case goes back to verification."),
            _("The case is open again, in verification."),
        ),
        move(Stage.ARCHIVED, target=Stage.VERIFICATION, content=SAID),
        lambda work, form, _files: unarchive(work, form.reason.data or ""),
        ReasonForm,
    ),
    Deed(
        "attend",
        Words(
            _("Mark all requests as attended to"),
            _("This clears everything that is listed below. The case is no longer at the top because of it."),
            _("Recorded: the reporter's requests have been attended to."),
        ),
        _attending,
        lambda work, form, _files: verification.attend(
            work, form.answered.data or (), form.remark.data or ""
        ),
        AttendForm,
        depends=ON_EVERYTHING,
    ),
)
