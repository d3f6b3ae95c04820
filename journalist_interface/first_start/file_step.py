"""The third step: the enrolment file for the office, and the fingerprint to read out by telephone."""

from flask import Response
from flask_babel import gettext as _
from wtforms import PasswordField
from wtforms.validators import DataRequired, Length

from crypto.gpg.certificate import grouped
from crypto.gpg.errors import GpgError, WrongPassphraseError
from journalist_interface.first_start.pages import SetupStep, blueprint, form_page, to, told
from journalist_interface.first_start.progress import DiskError
from journalist_interface.first_start.services import first_start
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.views.common import Answer
from journalist_interface.views.downloads import download
from store.domain.enrolment import SUFFIX
from store.domain.errors import EnrolmentError

pages = blueprint("file_step", __name__)


class FileForm(OfficerForm):
    """The passphrase by which the file is signed."""

    passphrase = PasswordField(
        lazy_gettext("Passphrase of your key"),
        [DataRequired(lazy_gettext("Type the passphrase of your key.")), Length(max=1024)],
    )


@pages.get("/file")
def page() -> Answer:
    """Ask for the passphrase; once the file is made, show the fingerprint and offer the file."""
    return _file_page(FileForm(formdata=None))


@pages.post("/file")
def make() -> Answer:
    """Make the file."""
    form, here = FileForm(), first_start()
    answers = here.progress.read()
    if answers.key is None or not form.validate():
        return _file_page(form)
    client = here.gateway_client()
    try:
        data = here.keys.enrolment(
            answers.name,
            answers.key,
            None if client is None else client.public_key,
            form.passphrase.data or "",
        )
        here.progress.keep_enrolment(data)
    except WrongPassphraseError:
        form.passphrase.errors = [_("The passphrase of the key is not right. Type it again.")]
        return _file_page(form)
    except (GpgError, EnrolmentError, DiskError) as error:
        return _file_page(form, told(error))
    return to(SetupStep.FILE)


@pages.get("/file/enrolment")
def save() -> Response | Answer:
    """Send the file."""
    here = first_start()
    data = here.progress.enrolment()
    if data is None:
        return to(SetupStep.FILE)
    name = "-".join(here.progress.read().name.casefold().split())
    return download(iter([data]), f"{name}{SUFFIX}", f"kentongan{SUFFIX}", len(data))


def _file_page(form: FileForm, also: str | None = None) -> Answer:
    here = first_start()
    answers = here.progress.read()
    if answers.key is None:
        return to(SetupStep.KEY)
    form.passphrase.data = ""
    return form_page(
        "first_start/file.html",
        SetupStep.FILE,
        form,
        also=also,
        groups=grouped(answers.key).split(),
        is_made=here.progress.enrolment() is not None,
        has_client_key=here.gateway_client() is not None,
    )
