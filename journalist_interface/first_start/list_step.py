"""The last step: the person is found in the office's signed list by their key, and the configuration is written."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from flask import redirect
from flask_babel import gettext as _
from wtforms import HiddenField
from wtforms.validators import InputRequired

from crypto.errors import KentonganError
from crypto.gpg.certificate import grouped
from crypto.gpg.errors import GpgFaultError
from journalist_interface.error_pages import page_of
from journalist_interface.first_start.pages import SetupStep, blueprint, to, told
from journalist_interface.first_start.pages import page as step_page
from journalist_interface.first_start.person_in_list import (
    OtherOfficeError,
    fetch_roster,
    listed_person,
    roster_at_hand,
)
from journalist_interface.first_start.progress import DiskError
from journalist_interface.first_start.services import first_start
from journalist_interface.first_start.written_config import write_config
from journalist_interface.forms.officer_forms import OfficerForm, lazy_gettext
from journalist_interface.gateway_client.errors import GatewayDownError, GatewayError
from journalist_interface.views.common import Answer, current_language
from store.domain.errors import RosterError
from store.domain.roster import Role
from store.web.languages import Language

pages = blueprint("list_step", __name__)
_ROLES: Final[Mapping[Role, str]] = {
    "officer": lazy_gettext("case officer"),
    "investigator": lazy_gettext("investigator"),
    "leadership": lazy_gettext("leadership"),
    "custodian": lazy_gettext("custodian of identities"),
}


class ConfirmForm(OfficerForm):
    """The person as the page showed them."""

    person = HiddenField(validators=[InputRequired()])


@pages.get("/list")
def page() -> Answer:
    """Fetch the office's list, and show whom it has for this key."""
    answers = first_start().progress.read()
    office = first_start().office(answers)
    if office is None or answers.key is None:
        return to(SetupStep.OFFICE)
    try:
        roster = fetch_roster(office)
    except OtherOfficeError as error:
        return _no_list(_("The server belongs to another office"), error), HTTPStatus.BAD_GATEWAY
    except (GatewayError, RosterError, GpgFaultError, DiskError) as error:
        return _no_list(_(page_of(error).title), error), page_of(error).status
    found = listed_person(roster, answers.key)
    if found is None:
        return step_page("first_start/not_listed.html", SetupStep.LIST, groups=grouped(answers.key).split())
    tasks = [str(_ROLES[role]) for role in found.person.roles]
    if found.person.alternate:
        tasks.append(_("alternate leader"))
    form = ConfirmForm(formdata=None, person=found.person.id)
    return step_page(
        "first_start/confirm.html",
        SetupStep.LIST,
        form=form,
        found=found,
        tasks=", ".join(tasks) or "–",
        office=roster.office,
        gateway=office.gateway,
        groups=grouped(office.office_fingerprint).split(),
    )


@pages.post("/list")
def confirm() -> Answer:
    """Write the configuration for the person whom the page showed, and go on as the workstation."""
    here, form = first_start(), ConfirmForm()
    with here.acting:
        answers = here.progress.read()
        office = here.office(answers)
        if office is None or answers.key is None or not form.validate():
            return to(SetupStep.LIST)
        found = listed_person(roster_at_hand(office), answers.key)
        if found is None or found.person.id != form.person.data:  # the list has changed since
            return to(SetupStep.LIST)
        language: Language = "id" if current_language() == "id" else "en"
        write_config(here.paths.configuration, office, found.person.id, here.paths.gnupg_home, language)
        here.progress.forget()
        here.begin_work()
    # An address of the workstation's app, which answers from now on.
    return redirect(f"/{language}/sign-in", HTTPStatus.SEE_OTHER)


def _no_list(title: str, error: KentonganError) -> str:
    # Tor tells a computer that the gateway does not let in nothing else than one whose network is down.
    silent = type(error) is GatewayDownError
    return step_page("first_start/no_list.html", SetupStep.LIST, title=title, said=told(error), silent=silent)
