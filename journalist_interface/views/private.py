"""The pages of an officer's private record: labels and reminders that no colleague sees."""

from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from journalist_interface.actions.action import day, line
from journalist_interface.actions.case_labels import LabelError, read_labels
from journalist_interface.forms.officer_forms import (
    FormDraft,
    FormPlace,
    OfficerForm,
    TryAgainForm,
    lazy_gettext,
)
from journalist_interface.presenters.labels import sentence
from journalist_interface.sealed_records.private_entries import MOST_REMINDER_CHARACTERS, Reminder
from journalist_interface.sealed_records.private_records import PrivateNotice, PrivateRecordUnknownError
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.case_frame import CASE, case_page
from journalist_interface.views.common import (
    Answer,
    blueprint,
    form_errors,
    is_pressed,
    officer_who_typed,
    require_officer,
)
from journalist_interface.web.guard import browser_session

pages = blueprint("private", __name__)


class PrivateLabelsForm(OfficerForm):
    """The form for the labels that a person alone sees."""

    labels = line(
        lazy_gettext("Labels for me alone"),
        lazy_gettext("Separate several by commas. No colleague sees them; the search finds them."),
    )


class ReminderForm(OfficerForm):
    """The form for a reminder."""

    day = day(
        lazy_gettext("Remind me on"),
        lazy_gettext("From that day on it stands on your first page."),
        lazy_gettext("Choose the day."),
    )
    text = StringField(
        lazy_gettext("Of what"),
        [
            DataRequired(lazy_gettext("Write what you want to be reminded of.")),
            Length(max=MOST_REMINDER_CHARACTERS, message=lazy_gettext("This line is too long.")),
        ],
    )


@pages.get(f"{CASE}/private")
def page(case: str) -> str:
    """Show what this person keeps about a case."""
    officer = require_officer()
    return _page(officer, case, _labels_form(officer, case), _reminder_form(officer, case))


@pages.post(f"{CASE}/private/labels")
def label(case: str) -> Answer:
    """Give a case exactly these private labels."""
    place = FormPlace.private_labels(case)
    officer = officer_who_typed(FormDraft.of(place, request.form, ("labels",)))
    officer.case(case)
    if not officer.private.are_known:
        raise PrivateRecordUnknownError
    form = PrivateLabelsForm()
    try:
        labels = read_labels((form.labels.data or "").split(","))
    except LabelError as error:
        form.validate()
        form.labels.errors = [sentence(error)]
        return _page(officer, case, form, _reminder_form(officer, case)), HTTPStatus.BAD_REQUEST
    if not form.validate():
        return _page(officer, case, form, _reminder_form(officer, case)), HTTPStatus.BAD_REQUEST
    officer.private.change(lambda entries: entries.labelled(case, labels))
    return _saved(officer, place, _("Your labels are saved. Only you see them."))


@pages.post(f"{CASE}/private/reminders")
def remind(case: str) -> Answer:
    """Remember a day and a text."""
    place = FormPlace.private_reminder(case)
    officer = officer_who_typed(FormDraft.of(place, request.form, ("text",)))
    officer.case(case)
    form = ReminderForm()
    if not form.validate() or form.day.data is None:
        return _page(officer, case, _labels_form(officer, case), form), HTTPStatus.BAD_REQUEST
    reminder = Reminder(form.day.data, case, " ".join((form.text.data or "").split()))
    officer.private.change(lambda entries: entries.reminding(reminder))
    return _saved(officer, place, _("The reminder is saved. Only you see it."))


@pages.post(f"{CASE}/private/reminders/done")
def reminder_done(case: str) -> Response:
    """Remove a reminder, also one on a case that is gone."""
    officer = require_officer()
    if is_pressed(TryAgainForm()):
        key = request.form.get("reminder", "")
        officer.private.change(lambda entries: entries.done(key))
    landing = url_for("today.page") if request.form.get("today") else url_for("private.page", case=case)
    return redirect(landing, HTTPStatus.SEE_OTHER)


def _labels_form(officer: OfficerSession, case: str) -> PrivateLabelsForm:
    """Return the form with what was typed into it and not sent, else with the labels there are."""
    typed = officer.drafts.at(FormPlace.private_labels(case))
    labels = typed.get("labels", ", ".join(officer.private.entries().labels_of(case)))
    return PrivateLabelsForm(formdata=None, labels=labels)


def _reminder_form(officer: OfficerSession, case: str) -> ReminderForm:
    typed = officer.drafts.at(FormPlace.private_reminder(case))
    return ReminderForm(formdata=None, text=typed.get("text", ""))


def _saved(officer: OfficerSession, place: FormPlace, said: str) -> Response:
    officer.drafts.sent(place)
    browser_session().notices.append(said)
    return redirect(url_for("private.page", case=place.case), HTTPStatus.SEE_OTHER)


def _page(
    officer: OfficerSession, case: str, labels_form: PrivateLabelsForm, reminder_form: ReminderForm
) -> str:
    return case_page(
        "private.html",
        officer,
        officer.case(case),
        errors=[*form_errors(labels_form), *form_errors(reminder_form)],
        labels_form=labels_form,
        reminder_form=reminder_form,
        done_form=TryAgainForm(formdata=None),
        unknown=None if officer.private.are_known else _(PrivateNotice.UNKNOWN),
        today=services().clock.today(),
    )
