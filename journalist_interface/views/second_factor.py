"""The page that opens a new second factor and shows it, once, as a QR code."""

from http import HTTPStatus

from flask_babel import gettext as _
from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from crypto.errors import KentonganError
from crypto.gpg.errors import DecryptionError, WrongPassphraseError
from journalist_interface.error_pages import said_in_place
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.qr_code import qr_code
from journalist_interface.services import services
from journalist_interface.session.second_factor import MOST_CHARACTERS, open_second_factor
from journalist_interface.session.sign_in import KeyNotHereError, OnlyRetiredKeysError, UnknownPersonError
from journalist_interface.views.common import Answer, blueprint, form_errors
from journalist_interface.views.common import page as framed
from store.domain.errors import RosterError
from store.domain.second_factor import SecondFactorError

pages = blueprint("second_factor", __name__)


class SecondFactorForm(OfficerForm):
    """The message from the administrator, and what opens it."""

    person = StringField(
        lazy_gettext("Name"),
        [DataRequired(lazy_gettext("Type your name as the office's list has it.")), Length(max=256)],
    )
    message = TextAreaField(
        lazy_gettext("The block that the administrator sent you"),
        [
            DataRequired(lazy_gettext("Paste the whole block, from BEGIN PGP MESSAGE to END.")),
            Length(max=MOST_CHARACTERS),
        ],
    )
    passphrase = PasswordField(
        lazy_gettext("Passphrase of your key"),
        [DataRequired(lazy_gettext("Type the passphrase of your key.")), Length(max=1024)],
    )


@pages.get("/second-factor")
def page() -> Answer:
    """Show the empty form."""
    return _form_page(SecondFactorForm(formdata=None, person=services().config.person), HTTPStatus.OK)


@pages.post("/second-factor")
def show() -> Answer:
    """Open the message and show what it holds; nothing of it is kept here."""
    form = SecondFactorForm()
    if not form.validate():
        return _form_page(form)
    name, passphrase, message = (field.data or "" for field in (form.person, form.passphrase, form.message))
    with services().sessions.entering:
        try:
            opened = open_second_factor(services().sign_in, name, passphrase, message)
        except KentonganError as error:
            return _refused(form, error)
    groups = [opened.secret[at : at + 4] for at in range(0, len(opened.secret), 4)]
    return framed("second_factor_shown.html", code=qr_code(opened.address), groups=groups)


def _refused(form: SecondFactorForm, error: KentonganError) -> Answer:
    """Say at its field what was wrong, or raise what the form cannot say."""
    match error:
        case UnknownPersonError() | OnlyRetiredKeysError() | KeyNotHereError():
            form.person.errors = [sentence(error)]
        case WrongPassphraseError():
            form.passphrase.errors = [_("The passphrase of the key is not right. Type it again.")]
        case DecryptionError() | SecondFactorError():
            form.message.errors = [sentence(error)]
        case GatewayError() | RosterError():
            return _form_page(form, also=said_in_place(error))
        case _:
            raise error
    return _form_page(form)


def _form_page(
    form: SecondFactorForm, status: HTTPStatus = HTTPStatus.BAD_REQUEST, *, also: str | None = None
) -> Answer:
    """Return the form; `also` is wrong, and at none of its fields."""
    form.passphrase.data = ""
    errors = [*form_errors(form), *([] if also is None else [("", also)])]
    return framed("second_factor.html", form=form, errors=errors), status
