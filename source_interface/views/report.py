"""The report form, the page for those who give their name, and the steps when the form is sent."""

from typing import Final

from flask import Response, make_response, redirect, render_template, request, url_for

from crypto.errors import KentonganError
from source_interface.errors import (
    AlreadySentError,
    EverybodyExcludedError,
    NoCustodianLeftError,
    PositionsChangedError,
)
from source_interface.forms.report import IdentityForm, ReportForm
from source_interface.i18n import language
from source_interface.i18n.translate import sentence
from source_interface.presenters.roster_view import Channel, title
from source_interface.services import services
from source_interface.submissions.submission import IdentityAnswers, Submission, submit
from source_interface.views.code_page import ask_for_sent
from source_interface.views.codename import show_code
from source_interface.views.guard import posted_form_was_left, sent_form
from source_interface.web.csrf import FormNonces
from store.domain.categories import CATEGORIES, RELATIONS
from store.domain.errors import TextTooLongError
from store.server.request_body import circuit_of

BACK_FIELD: Final = "back"
blueprint: Final = language.Pages("report", shaped=False)


@blueprint.before_request
def _sent_before() -> Response | None:
    """Ask for the code, whatever the button, once the mailbox was opened: only its reporter sees the text again."""
    if request.method == "POST" and posted_form_was_left():
        return _ask_for(ReportForm.posted())
    return None


@blueprint.get("/report")
def write() -> Response:
    """Show an empty report form."""
    channel = Channel.now(services().roster)
    return _report_page(channel, ReportForm.blank(), 200)


@blueprint.post("/report")
def send() -> Response:
    """Take the report; a reporter who gives a name is asked for it on a separate page first."""
    channel = Channel.now(services().roster)
    form = ReportForm.posted()
    if form.is_switching():
        return _in_language(channel, form)
    if not _acceptable(channel, form):
        return _report_page(channel, form, 400)
    if form.anonymous.data or not channel.takes_identities:
        return _submit(channel, form, None)
    if not channel.has_reader_without(form.excluded.data or []):
        return _refuse(channel, form, EverybodyExcludedError)
    if not channel.has_custodian_without(form.excluded.data or []):
        return _refuse(channel, form, NoCustodianLeftError)
    return _identity_page(IdentityForm.posted(), 200)


def _in_language(channel: Channel, form: ReportForm) -> Response:
    if form.is_begun(anonymous=channel.takes_identities):  # a choice that cannot be made is not sent
        return _report_page(channel, form, 200)
    return make_response(redirect(url_for("report.write"), 303))


@blueprint.post("/report/identity")
def identify() -> Response:
    """Take the name, with the whole report once more: nothing was kept in between."""
    channel = Channel.now(services().roster)
    form = IdentityForm.posted()
    report = ReportForm.posted()
    if BACK_FIELD in request.form:
        return _report_page(channel, report, 200)
    if form.is_switching():
        return _identity_page(form, 200)
    if not _acceptable(channel, report):
        return _report_page(channel, report, 400)
    if report.anonymous.data or not channel.takes_identities:  # anything else that was posted is dropped here
        return _submit(channel, report, None)
    if not form.validate():
        return _identity_page(form, 400)
    identity = form.identity()
    return _submit(channel, report, identity)


def _acceptable(channel: Channel, form: ReportForm) -> bool:
    good = form.validate()
    if form.unknown_positions(channel.positions):
        form.add_problem(form.excluded, sentence(PositionsChangedError))
        return False
    return bool(good)


def _submit(channel: Channel, form: ReportForm, identity: IdentityAnswers | None) -> Response:
    services().limits.reports.count(circuit_of(request.environ))
    services().database.require_text_room()
    nonces: FormNonces = services().forms.nonces
    submission = Submission(
        nonce=nonces.open(form.nonce_text),
        report=form.report(anonymous=identity is None),
        positions=frozenset(form.excluded.data or ()),
        identity=identity,
        language=language.current(),
    )
    try:
        received = submit(services().submissions, channel.current, submission, sent_form(submission.nonce))
    except AlreadySentError:
        return _already_sent(form)
    except (EverybodyExcludedError, NoCustodianLeftError, TextTooLongError) as error:
        return _refuse(channel, form, type(error))
    return show_code(form.nonce_text, received)


def _already_sent(form: ReportForm) -> Response:
    """Answer a form that was already sent, whose mailbox may have been opened a moment ago."""
    if posted_form_was_left():
        return _ask_for(form)
    return make_response(render_template("already_sent.html", form=form), 409)


def _ask_for(form: ReportForm) -> Response:
    return ask_for_sent(form.report(anonymous=bool(form.anonymous.data)), form.nonce_text)


def _refuse(channel: Channel, form: ReportForm, reason: type[KentonganError]) -> Response:
    field = form.what if reason is TextTooLongError else form.excluded
    form.add_problem(field, sentence(reason))
    return _report_page(channel, form, 400)


def _report_page(channel: Channel, form: ReportForm, status: int) -> Response:
    page = render_template(
        "report.html",
        form=form,
        problems=form.problems(),
        categories=CATEGORIES,
        relations=RELATIONS,
        positions=[(position.id, title(position)) for position in channel.positions],
        takes_identities=channel.takes_identities,
    )
    return make_response(page, status)


def _identity_page(form: IdentityForm, status: int) -> Response:
    return make_response(render_template("identity.html", form=form, problems=form.problems()), status)
