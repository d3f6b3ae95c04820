"""The form for an export: what it is for, to whom it goes, what it leaves out, and a certificate to encrypt it to."""

from wtforms import BooleanField, HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from journalist_interface.forms.officer_forms import LONGEST_TEXT, OnceForm
from journalist_interface.forms.officer_forms import lazy_gettext as _

_TOO_LONG = _("This text is too long. Send it in parts.")


class ExportRequestForm(OnceForm):
    """The form for an export inside the office. `seen` says how far the page showed the case."""

    seen = HiddenField()
    purpose = TextAreaField(
        _("Purpose of this file"),
        [DataRequired(_("Write what the file is for.")), Length(max=LONGEST_TEXT, message=_TOO_LONG)],
        description=_(
            "For example a court's letter, with its number. It stands in the file and in the history."
        ),
        render_kw={"rows": 3},
    )
    left_out = SelectMultipleField(choices=[], validate_choice=False)
    certificate = TextAreaField(
        _("Certificate of the recipient"),
        [Optional(), Length(max=128 * 1024, message=_("This is too long for a certificate."))],
        description=_(
            "Their OpenPGP public key, from BEGIN PGP PUBLIC KEY BLOCK to END. The file is then encrypted, and "
            "only they can open it. Leave it empty to get the file as it is."
        ),
        render_kw={"rows": 4, "spellcheck": "false"},
    )


class ReferralForm(ExportRequestForm):
    """The form for a referral to another office."""

    to = StringField(
        _("Referred to"),
        [DataRequired(_("Name the office that the report is referred to.")), Length(max=200)],
        description=_("LPSK, KPK, the police, another inspectorate …"),
        render_kw={"list": "offices"},
    )
    identity = BooleanField(_("Name the reporter"))
