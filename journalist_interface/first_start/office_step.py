"""The fourth step: how the office is reached, and by which key it is known, both typed from paper; and its holidays."""

from flask import request
from flask_babel import gettext as _
from wtforms import FileField, StringField
from wtforms.validators import DataRequired, Length

from crypto.gpg.certificate import grouped, typed_fingerprint
from journalist_interface.first_start.gateway_address import typed_address
from journalist_interface.first_start.office_files import HolidaysError
from journalist_interface.first_start.pages import SetupStep, blueprint, form_page, to, told
from journalist_interface.first_start.progress import DiskError
from journalist_interface.first_start.services import first_start
from journalist_interface.forms.incoming import FilesTooLargeError, IncomingFile, IncomingForm
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.presenters.labels import sentence
from journalist_interface.views.common import Answer
from store.domain.deadlines import MAX_FILE_BYTES as MAX_HOLIDAYS_BYTES

pages = blueprint("office_step", __name__)


class OfficeForm(OfficerForm):
    """The server's address and the fingerprint of the office key, from paper, and a file."""

    gateway = StringField(
        lazy_gettext("Address of the server"),
        [DataRequired(lazy_gettext("Type the address from the paper.")), Length(max=300)],
    )
    fingerprint = StringField(
        lazy_gettext("Fingerprint of the office key"),
        [DataRequired(lazy_gettext("Type the fingerprint from the paper.")), Length(max=80)],
    )
    holidays = FileField(lazy_gettext("The file holidays.txt, if you were given one"))


@pages.get("/office")
def page() -> Answer:
    """Ask for address and fingerprint; the address that root's command noted is proposed, the fingerprint never."""
    here = first_start()
    answers, client = here.progress.read(), here.gateway_client()
    proposed = "" if client is None else client.address or ""
    typed = grouped(answers.office or "")
    form = OfficeForm(formdata=None, gateway=answers.gateway or proposed, fingerprint=typed)
    return _office_page(form, is_proposed=not answers.gateway and bool(proposed))


@pages.post("/office")
def keep() -> Answer:
    """Keep what is good of it; go on once all is."""
    incoming = IncomingForm(request, MAX_HOLIDAYS_BYTES)
    incoming.read_any_fields()
    form = OfficeForm(formdata=incoming.fields)
    form.validate()
    if form["csrf_token"].errors:
        incoming.discard()
        return _office_page(form)
    try:
        for file in incoming.files():
            _take(form, file)
        address = _checked_address(form)
        office = _checked_fingerprint(form)
        if form.errors:
            return _office_page(form)
        first_start().progress.change(gateway=address, office=office)
    except FilesTooLargeError as error:
        incoming.discard()
        return _office_page(form, told(error))
    except DiskError as error:
        return _office_page(form, told(error))
    return to(SetupStep.LIST)


def _take(form: OfficeForm, file: IncomingFile) -> None:
    data = b"".join(file.data)  # bounded by the whole form
    if file.field != form.holidays.name:
        return
    try:
        first_start().files.take_holidays(data)
    except HolidaysError as error:
        form.holidays.errors = [sentence(error)]


def _checked_address(form: OfficeForm) -> str | None:
    address = typed_address(form.gateway.data or "")
    if address is None and not form.gateway.errors:
        form.gateway.errors = [
            _("This cannot be the address of a server. Compare it with the paper, letter by letter.")
        ]
    return address


def _checked_fingerprint(form: OfficeForm) -> str | None:
    """Return the typed fingerprint: it alone decides which office is believed."""
    fingerprint = typed_fingerprint(form.fingerprint.data or "")
    if fingerprint is None and not form.fingerprint.errors:
        form.fingerprint.errors = [
            _("A fingerprint has 40 digits and letters from A to F. Type all ten groups.")
        ]
    return fingerprint


def _office_page(form: OfficeForm, also: str | None = None, *, is_proposed: bool = False) -> Answer:
    here = first_start()
    if here.progress.read().key is None:
        return to(SetupStep.KEY)
    return form_page(
        "first_start/office.html",
        SetupStep.OFFICE,
        form,
        also=also,
        is_proposed=is_proposed,
        has_holidays=here.files.holidays.exists(),
    )
