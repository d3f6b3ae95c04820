"""Archiving a report, with the notice that the reporter reads, and taking it out of the archive."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from crypto.errors import KentonganError
from journalist_interface.actions.action import (
    Action,
    ActionTexts,
    ReasonForm,
    ToReporterForm,
    choose,
    kinds,
    line,
    one_of,
    passage,
    remark_field,
    require_code,
    require_text,
)
from journalist_interface.actions.decision_draft import (
    Answers,
    DecisionDraft,
    EventDraft,
    Files,
    ReplyDraft,
    Standpoint,
    move,
)
from journalist_interface.actions.duplicates import find_other, offered_numbers, require_linkable
from journalist_interface.actions.verification import acknowledgement
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.decision_basis import ON_EVERYTHING
from store.domain.event import Classification, Content, EventKind
from store.domain.outcomes import ARCHIVE_REASON_CODES, ARCHIVE_REASONS, DUPLICATE, OUT_OF_SCOPE
from store.domain.procedure.errors import FormError, NoticeError
from store.domain.reply import Notice
from store.domain.stages import Stage


class AttentionRequestedError(KentonganError):
    """Its reporter seeks attention. Read it, and archive it on its own page if that is right."""


class ArchiveForm(ToReporterForm):
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
    remark = remark_field(rows=3)

    def begin(self, work: Work) -> None:
        """Offer the reasons for archiving."""
        super().begin(work)
        choose(self.reason, kinds(ARCHIVE_REASONS), gettext("Choose a reason"))

    def validate_referred(self, field: Field) -> None:
        """Refuse a referral unless the matter is outside the office's authority."""
        if (field.data or "").strip() and self.reason.data != OUT_OF_SCOPE:
            raise ValidationError(
                gettext("Leave this empty, or choose that the matter is outside this office's authority.")
            )


class ArchiveOneForm(ArchiveForm):
    """The form for archiving one report, which may be a duplicate of another that this person reads."""

    duplicate = line(
        _("Reported before in"),
        _(
            "The register number of the report that told of this before, if everyone who reads this one reads it too. "
            "Open that one first. The reporter does not learn it. You may leave it empty."
        ),
        list="numbers",
        autocomplete="off",
    )
    work: Work

    def begin(self, work: Work) -> None:
        """Offer the reasons, and note the case."""
        super().begin(work)
        self.work = work

    @property
    def suggestions(self) -> Mapping[str, list[str]]:
        """The numbers of reports that this person reads."""
        return {"numbers": offered_numbers(self.work)}

    def validate_duplicate(self, field: Field) -> None:
        """Refuse a link unless the matter was reported before."""
        if (field.data or "").strip() and self.reason.data != DUPLICATE:
            raise ValidationError(gettext("Leave this empty, or choose that the matter was reported before."))

    def answers(self, files: Files = ()) -> Answers:
        """Return the answers, with the case that the number stands for; raises `CannotLinkError`."""
        given = super().answers(files)
        typed = given.duplicate.strip()
        return replace(given, duplicate=find_other(self.work, typed) if typed else "")


def archive(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move the case to the archive, with the reason and the notice that tells it to the reporter."""
    require_code(answers.reason, ARCHIVE_REASON_CODES)
    if not answers.text.strip():
        raise NoticeError
    referred = answers.referred.strip()
    if referred and answers.reason != OUT_OF_SCOPE:
        raise FormError
    if answers.duplicate and answers.reason != DUPLICATE:
        raise FormError
    said = Classification(
        archive_reason=answers.reason, referred=referred, duplicate_of=answers.duplicate or None
    )
    content = Content(text=answers.remark, classification=said)
    step = EventDraft(EventKind.MOVE, content, target=Stage.ARCHIVED, entry=point.next_entry)
    notice = Notice("archived", reason=answers.reason, referred=referred)
    return DecisionDraft((step,), ReplyDraft(answers.text, answers.files, notice))


def archive_in_bulk(point: Standpoint, answers: Answers) -> DecisionDraft:
    """Archive the case as one of several; a case only received is acknowledged in the same decision.

    Raises `AttentionRequestedError` if its reporter seeks attention: such a case is left alone.
    """
    if point.state.attention_request is not None:
        raise AttentionRequestedError
    before = acknowledgement(point) if point.at(Stage.RECEIVED) else ()
    archived = archive(point, answers)
    return DecisionDraft((*before, *archived.events), archived.reply)


def _require_linkable(work: Work, answers: Answers) -> None:
    if answers.duplicate:
        require_linkable(work, answers.duplicate)


def unarchive(_point: Standpoint, answers: Answers) -> DecisionDraft:
    """Move the case from the archive back to verification, because there is new information."""
    return DecisionDraft((move(Stage.VERIFICATION, require_text(answers.reason)),))


_TO_REPORTER: Final = _("The reporter receives them.")

ACTIONS: Final = (
    Action(
        "archive",
        ActionTexts(
            _("Archive the report"),
            _("The report is not followed up any further. The reporter reads the reason and your notice."),
            _("The report is archived, and the reporter was told."),
            files=_TO_REPORTER,
        ),
        archive,
        ArchiveOneForm,
        require=_require_linkable,
        stages=(Stage.VERIFICATION, Stage.CLARIFICATION),
        templates="archive",
        grave=True,
        depends=ON_EVERYTHING,
    ),
    Action(
        "unarchive",
        ActionTexts(
            _("Reopen the archived report"),
            _("There is new information: the case goes back to verification."),
            _("The case is open again, in verification."),
        ),
        unarchive,
        ReasonForm,
        stages=(Stage.ARCHIVED,),
    ),
)
