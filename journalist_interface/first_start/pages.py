"""Code shared by the pages of the first start: the frame with the number of the step, and what went wrong there."""

from enum import StrEnum
from http import HTTPStatus

from flask import Blueprint, g, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.first_start.progress import Progress
from journalist_interface.first_start.services import first_start
from journalist_interface.forms.officer_forms import OfficerForm
from journalist_interface.http_error_pages import ErrorPage
from journalist_interface.views.common import PREFIX, Answer, form_errors
from journalist_interface.web.guard import BrowserSession


class SetupStep(StrEnum):
    """The steps in their order, by the endpoints of their pages."""

    NAME = "name_step.page"
    KEY = "key_step.page"
    FILE = "file_step.page"
    OFFICE = "office_step.page"
    LIST = "list_step.page"

    @property
    def number(self) -> int:
        """The place of the step, from 1."""
        return list(SetupStep).index(self) + 1


def blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint of one step."""
    return Blueprint(name, module, url_prefix=f"{PREFIX}/first-start")


def next_step(answers: Progress) -> SetupStep:
    """Return the first step that was not done yet."""
    if not answers.name:
        return SetupStep.NAME
    if answers.key is None:
        return SetupStep.KEY
    if first_start().progress.enrolment() is None:
        return SetupStep.FILE
    return SetupStep.OFFICE if first_start().office(answers) is None else SetupStep.LIST


def to(step: SetupStep) -> Response:
    """Redirect to the page of a step."""
    return redirect(url_for(step), HTTPStatus.SEE_OTHER)


def page(template: str, step: SetupStep, *, before: SetupStep | None = None, **context: object) -> str:
    """Return a page of this step in its frame; its way back leads to the step before, or to another one."""
    earlier = before or (list(SetupStep)[step.number - 2] if step.number > 1 else None)
    back = None if earlier is None else url_for(earlier)
    return framed(template, step=step, steps=len(SetupStep), back=back, **context)


def form_page(
    template: str,
    step: SetupStep,
    form: OfficerForm,
    *,
    also: str | None = None,
    before: SetupStep | None = None,
    **context: object,
) -> Answer:
    """Return the page of a form, with what is wrong with it; `also` is wrong, and at none of its fields."""
    errors = [*form_errors(form), *([] if also is None else [("", also)])]
    shown = page(template, step, before=before, form=form, errors=errors, **context)
    return (shown, HTTPStatus.BAD_REQUEST) if errors else shown


def problem(found: ErrorPage, said: str) -> str:
    """Return the page of an error that belongs to no form; it leads back to where the person was."""
    return framed("first_start/problem.html", problem=found, said=said)


def told(error: KentonganError) -> str:
    """Return what happened and what to do, for a page where it happened."""
    said = said_in_place(error)
    return f"{said} {gettext(page_of(error).advice)}" if isinstance(error, GpgFaultError) else said


def framed(template: str, **context: object) -> str:
    """Return a page in the frame of the workstation's, without an officer or an office."""
    here: BrowserSession | None = g.get("browser_session")
    notices = [] if here is None else here.take_notices()
    return render_template(template, roster_days=None, notices=notices, **context)
