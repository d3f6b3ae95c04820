"""Archiving one or several cases, with the notice that the reporter reads, and taking a case out of the archive."""

from dataclasses import dataclass
from typing import Final

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import ValidationError

from crypto.errors import KentonganError
from journalist_interface.actions import choices
from journalist_interface.actions.action import SAID, Action, ActionTexts, move
from journalist_interface.actions.deciding import DecisionDraft, EventDraft, decide
from journalist_interface.actions.form import (
    ActionForm,
    ReasonForm,
    choose,
    line,
    one_of,
    passage,
    remark_field,
)
from journalist_interface.actions.replies import Draft, Files
from journalist_interface.actions.texts import require_code, require_text
from journalist_interface.actions.verification import acknowledgement
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.reply_templates import TemplateFile, require_filled
from journalist_interface.verification.seen import ON_EVERYTHING
from store.domain.event import Classification, Content, EventKind
from store.domain.outcomes import ARCHIVE_REASON_CODES, ARCHIVE_REASONS, OUT_OF_SCOPE
from store.domain.procedure.errors import FormError, NoticeError
from store.domain.reply import Notice
from store.domain.stages import Stage


class SoughtError(KentonganError):
    """Its reporter seeks attention. Read it, and archive it on its own page if that is right."""


@dataclass(frozen=True, slots=True)
class Archiving:
    """The reason for not following up a report, and the notice to its reporter.

    `reason` is a code of `ARCHIVE_REASONS`. `referred` says to whom a matter outside the office's authority was
    referred. `remark` is for colleagues alone.
    """

    reason: str
    notice: str
    referred: str = ""
    remark: str = ""
    attachments: Files = ()

    def check(self) -> None:
        """Raise what a form should have refused."""
        require_code(self.reason, ARCHIVE_REASON_CODES)
        if not self.notice.strip():
            raise NoticeError
        if self.referred and self.reason != OUT_OF_SCOPE:
            raise FormError

    def move(self, entry: int) -> EventDraft:
        """Return the event with its remark to colleagues; the notice is this entry of the conversation."""
        said = Classification(archive_reason=self.reason, referred=self.referred)
        content = Content(text=self.remark, classification=said)
        return EventDraft(EventKind.MOVE, content, target=Stage.ARCHIVED, entry=entry)

    def draft(self) -> Draft:
        """Return the notice as a reply."""
        notice = Notice("archived", reason=self.reason, referred=self.referred)
        return Draft(self.notice, self.attachments, notice)


def archive(work: Work, archiving: Archiving) -> int:
    """Move the case from verification or clarification to the archive."""
    archiving.check()
    return decide(work, lambda: DecisionDraft((archiving.move(work.file.last + 1),), archiving.draft()))


def archive_among_others(work: Work, archiving: Archiving) -> int:
    """Archive the case as one of several; a case only received is acknowledged in the same decision.

    Raises `SoughtError` if its reporter seeks attention: such a case is left alone.
    """
    archiving.check()
    _leave_sought(work)  # before `decide` reports that something is new: this is what is new

    def plan() -> DecisionDraft:
        _leave_sought(work)
        before = acknowledgement(work) if work.state.stage is Stage.RECEIVED else ()
        return DecisionDraft((*before, archiving.move(work.file.last + 1)), archiving.draft())

    return decide(work, plan)


def unarchive(work: Work, reason: str) -> int:
    """Move the case from the archive back to verification, because there is new information."""
    content = Content(text=require_text(reason))
    return decide(
        work, lambda: DecisionDraft((EventDraft(EventKind.MOVE, content, target=Stage.VERIFICATION),))
    )


def _leave_sought(work: Work) -> None:
    if work.state.sought is not None:
        raise SoughtError


class ArchiveForm(ActionForm):
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
        move(Stage.VERIFICATION, Stage.CLARIFICATION, target=Stage.ARCHIVED, entry=1, content=SAID),
        lambda work, form, files: archive(work, form.archiving(files)),
        ArchiveForm,
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
        move(Stage.ARCHIVED, target=Stage.VERIFICATION, content=SAID),
        lambda work, form, _files: unarchive(work, form.reason.data or ""),
        ReasonForm,
    ),
)
