"""The forms for an export, and the event that says who made which files of the case, and for what."""

from collections.abc import Mapping
from typing import Final

from wtforms import BooleanField, HiddenField, SelectMultipleField, TextAreaField
from wtforms.validators import Length, Optional

from journalist_interface.actions.action import ActionForm, line, passage, require_text
from journalist_interface.actions.decision_draft import DecisionDraft, EventDraft, Standpoint
from journalist_interface.actions.work import Work
from journalist_interface.forms.officer_forms import lazy_gettext as _
from journalist_interface.verification.consent import agreed_offices, void_offices
from store.domain.event import Content, EventKind
from store.domain.exports import ExportRecord
from store.domain.procedure.errors import ProcedureError

_OFFICES: Final = ("LPSK", "KPK", "Ombudsman RI")


class ExportRequestForm(ActionForm):
    """The form for an export: what it is for, what it leaves out, and a certificate to encrypt it to.

    `elsewhere` has the names of what was ticked on other pages of the passages, between spaces.
    """

    purpose = passage(
        _("Purpose of this file"),
        _("For example a court's letter, with its number. It stands in the file and in the history."),
        _("Write what the file is for."),
        rows=3,
    )
    left_out = SelectMultipleField(choices=[], validate_choice=False)
    elsewhere = HiddenField()
    certificate = TextAreaField(
        _("Public key of the recipient"),
        [Optional(), Length(max=128 * 1024, message=_("This is too long for a public key."))],
        description=_(
            "Their OpenPGP public key, from BEGIN PGP PUBLIC KEY BLOCK to END. The file is then encrypted, and "
            "only they can open it. Leave it empty to get the file as it is."
        ),
        render_kw={"rows": 4, "spellcheck": "false"},
    )


class ReferralForm(ExportRequestForm):
    """The form for a referral to another office."""

    to = line(
        _("Referred to"),
        _("LPSK, KPK, the police, another inspectorate …"),
        _("Name the office that the report is referred to."),
        list="offices",
    )
    identity = BooleanField(_("Name the reporter"))
    agreed: tuple[str, ...] = ()
    void: tuple[str, ...] = ()

    def begin(self, work: Work) -> None:
        """Note the offices to which the reporter agreed, and those for which their yes does not count."""
        self.agreed, self.void = tuple(agreed_offices(work.file)), tuple(void_offices(work.file))

    @property
    def suggestions(self) -> Mapping[str, list[str]]:
        """The offices to which the reporter agreed, as they were named, and those most referred to."""
        return {"offices": list(dict.fromkeys((*self.agreed, *_OFFICES)))}


def exported(purpose: str, record: ExportRecord) -> DecisionDraft:
    """Record an export and its purpose, which those who read the case can read; raises `ReasonError`."""
    return DecisionDraft((EventDraft(EventKind.EXPORT, Content(require_text(purpose), export=record)),))


def may_export(point: Standpoint) -> bool:
    """Return whether the procedure lets this person export the case: everyone who reads it."""
    try:
        point.judge((EventDraft(EventKind.EXPORT, Content()),))
    except ProcedureError:
        return False
    return True
