"""The page on which an officer follows the office to its new key: the fingerprint is typed from paper."""

from http import HTTPStatus

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from crypto.gpg.certificate import typed_fingerprint
from journalist_interface.config import configuration_file
from journalist_interface.forms.officer_forms import OfficeKeyForm
from journalist_interface.office_key_pin import PinFilesError, PinLineError, pin_office_key
from journalist_interface.presenters.labels import sentence
from journalist_interface.services import services
from journalist_interface.views.common import Answer, blueprint, form_errors
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.errors import OfficeKeyChangeError

pages = blueprint("office_key", __name__)


@pages.get("/office-key")
def page() -> Answer:
    """Ask for the fingerprint, if the gateway offered a statement about another office key."""
    if services().rosters.offered_key_change is None:
        return _to_sign_in()
    return framed("office_key.html", form=OfficeKeyForm(formdata=None), errors=[])


@pages.post("/office-key")
def follow() -> Answer:
    """Pin the new key if both keys signed and the fingerprint on paper is the new one's."""
    offered, form = services().rosters.offered_key_change, OfficeKeyForm()
    if offered is None:
        return _to_sign_in()
    if not form.validate():
        return _refused(form)
    new = typed_fingerprint(form.fingerprint.data or "")
    if new is None:
        form.fingerprint.errors = [
            _("A fingerprint has 40 digits and letters from A to F. Type all ten groups.")
        ]
        return _refused(form)
    try:
        pin_office_key(configuration_file(), services().config, offered, new)
    except (OfficeKeyChangeError, PinLineError, PinFilesError) as error:
        form.fingerprint.errors = [sentence(error)]
        return _refused(form)
    services().rosters.pin(new)
    browser_session().notices.append(
        _("This workstation takes the office's list by the new key alone. Sign in.")
    )
    return _to_sign_in()


def _refused(form: OfficeKeyForm) -> Answer:
    page = framed("office_key.html", form=form, errors=form_errors(form))
    return page, HTTPStatus.BAD_REQUEST


def _to_sign_in() -> Response:
    return redirect(url_for("sign_in.page"), HTTPStatus.SEE_OTHER)
