"""The first step: the person's name, as it shall stand in the office's list."""

from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired

from journalist_interface.first_start.pages import SetupStep, blueprint, form_page, next_step, to, told
from journalist_interface.first_start.progress import DiskError
from journalist_interface.first_start.services import first_start
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.views.common import Answer
from store.domain.enrolment import is_enrolment_name

pages = blueprint("name_step", __name__)


class NameForm(OfficerForm):
    """The person's name."""

    name = StringField(lazy_gettext("Your name"), [DataRequired(lazy_gettext("Type your name."))])


@pages.get("")
def home() -> Response:
    """Redirect to the first step that was not done yet."""
    return to(next_step(first_start().progress.read()))


@pages.get("/name")
def page() -> Answer:
    """Ask for the name."""
    return _form_page(NameForm(formdata=None, name=first_start().progress.read().name))


@pages.post("/name")
def keep() -> Answer:
    """Keep the name."""
    form = NameForm()
    name = " ".join((form.name.data or "").split())
    if form.validate() and not is_enrolment_name(name):
        form.name.errors = [_("A name is one line of at most 120 characters, and has three digits at most.")]
    if form.errors:
        return _form_page(form)
    try:
        first_start().progress.change(name=name)
    except DiskError as error:
        return _form_page(form, also=told(error))
    return to(SetupStep.KEY)


def _form_page(form: NameForm, also: str | None = None) -> Answer:
    return form_page("first_start/name.html", SetupStep.NAME, form, also=also)
