"""Code shared by all pages: their language, the signed-in officer, the frame around them, and the form that was sent.

An error page also shows the text that a request brought, and leads back to its form. A form sent twice is carried out
once.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask_babel import Babel
from werkzeug.wrappers import Response
from wtforms import HiddenField

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from journalist_interface.actions.work import NoMailboxError
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, OfficerForm, OnceForm, SignOutForm
from journalist_interface.gateway_client.errors import CaseNotFoundError, SessionEndedError
from journalist_interface.presenters.list_pages import PageChoice
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.web.guard import BrowserSession, browser_session
from store.domain.current_roster import CurrentRoster
from store.domain.errors import RosterError
from store.domain.procedure.chain_verification import BrokenChainError
from store.domain.roster import answers_reporters
from store.web.languages import LANGUAGES, Language

ELSEWHERE: Final = (SessionEndedError, KeyLockedError, CaseNotFoundError)
"""Errors with pages of their own, which also show the typed text."""
ELSEWHERE_THAN_CASE: Final = (*ELSEWHERE, BrokenChainError, NoMailboxError)
"""The same, and what keeps every page of the case from being shown."""
Answer = str | Response | tuple[str, int]
PREFIX: Final = "/<any(id,en):language>"
_LANGUAGE: Final = "KENTONGAN_LANGUAGE"
_HOME: Final = "KENTONGAN_HOME"


class SignedOutHereError(KentonganError):
    """Nobody is signed in at this workstation."""


def install_language(app: Flask, default: Language, home: str = "sign_in.home") -> None:
    """Read the language from each address, and write it into every address that is made.

    `home` is the endpoint of the first page.
    """
    app.config.update({_LANGUAGE: default, _HOME: home})
    Babel(app, default_locale="en", locale_selector=current_language)
    app.url_value_preprocessor(_read_language)
    app.url_defaults(_write_language)
    app.jinja_env.globals.update(language=current_language, other_languages=other_languages)


def current_language() -> str:
    """Return this page's language: that of its address, even if no page is there, else the configured one."""
    first = request.path.split("/", 2)[1]
    language: str = g.get("language") or (first if first in LANGUAGES else current_app.config[_LANGUAGE])
    return language


def other_languages() -> list[tuple[str, str]]:
    """Return code and address of this page in the other languages; without an address, those of the first page."""
    endpoint, values = request.endpoint, dict(request.view_args or {})
    if endpoint is None or request.method != "GET" or not _has_language(endpoint):
        endpoint, values = current_app.config[_HOME], {}
    return [
        (code, url_for(endpoint, **(values | {"language": code})))
        for code in LANGUAGES
        if code != current_language()
    ]


def _read_language(_: str | None, values: dict[str, object] | None) -> None:
    if values is not None and "language" in values:
        g.language = values.pop("language")


def _has_language(endpoint: str) -> bool:
    return current_app.url_map.is_endpoint_expecting(endpoint, "language")


def _write_language(endpoint: str, values: dict[str, object]) -> None:
    if "language" not in values and _has_language(endpoint):
        values["language"] = current_language()


def blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint whose addresses begin with the language."""
    return Blueprint(name, module, url_prefix=PREFIX)


def page_choice() -> PageChoice:
    """Return the page of a list that the address asks for; what is misspelled is ignored."""
    return PageChoice(request.args.get("page", 1, int), request.args.get("row", type=int))


def require_officer(*, by_person: bool = True) -> OfficerSession:
    """Return the officer who asks; raises `SignedOutHereError` if none is signed in, or was idle for too long.

    A page that renews itself is not asked for `by_person`: the idle time goes on.
    """
    g.by_person = by_person
    officer = services().sessions.officer(browser_session(), in_use=by_person)
    if officer is None:
        raise SignedOutHereError
    g.officer = officer
    return officer


def has_cases(officer: OfficerSession) -> bool:
    """Return whether cases can come to this person: to one who is only a custodian they never do."""
    return set(officer.person.roles) != {"custodian"}


def first_page(officer: OfficerSession) -> str:
    """Return the address where this person's work begins."""
    return url_for("today.page" if has_cases(officer) else "identity.listing")


def page(template: str, **context: object) -> str:
    """Return a page in its frame."""
    here: BrowserSession | None = g.get("browser_session")
    officer = None if here is None else services().sessions.officer(here, in_use=g.get("by_person", True))
    current = _roster_at_hand()
    return render_template(
        template,
        officer=officer,
        is_case_officer=officer is not None and answers_reporters(officer.person),
        has_cases=officer is not None and has_cases(officer),
        office=None if current is None else current.roster.office,
        roster_days=current.days_left() if current is not None and current.ends_soon() else None,
        notices=[] if here is None else here.take_notices(),
        sign_out_form=None if officer is None else SignOutForm(formdata=None),
        **context,
    )


def _roster_at_hand() -> CurrentRoster | None:
    """Return the roster for the frame, or None: a page about an unbelievable roster does without its names."""
    try:
        return services().rosters.current()
    except (RosterError, GpgFaultError):
        return None


def show_draft(draft: FormDraft) -> None:
    """Show the draft on any page that answers this request."""
    g.draft = draft


def draft_here() -> FormDraft | None:
    """Return the texts that this request brought."""
    found: FormDraft | None = g.get("draft")
    return found


def officer_who_typed(draft: FormDraft) -> OfficerSession:
    """Return the officer who asks; the session keeps the draft, or else the page for signing in does."""
    show_draft(draft)
    officer = require_officer()
    officer.drafts.keep(draft)
    return officer


def way_back(place: FormPlace) -> str:
    """Return the address of the form in which this was typed."""
    case, action = place
    if not case:
        return _way_back_outside_cases(place.text)
    if not action:
        return url_for("cases.case", case=case, _anchor="reply")
    if place.refused is not None:
        return url_for("identity.page", case=case, sequence=place.refused)
    pages = {
        FormPlace.declining(case): "cases.case",
        FormPlace.private_labels(case): "private.page",
        FormPlace.private_reminder(case): "private.page",
    }
    if place in pages:
        return url_for(pages[place], case=case)
    if place.export is not None:
        return url_for("exporting.page", case=case, kind=place.export)
    return url_for("actions.page", case=case, action=action)


def _way_back_outside_cases(text: str | None) -> str:
    if text is None:
        return url_for("cases.listing")
    return url_for("texts.text", key=text) if text else url_for("texts.new")


def redirect_if_sent_before(officer: OfficerSession, form: OnceForm) -> Response | None:
    """Return a redirect to where the form led, if it was sent before."""
    address = officer.finished.get(form.key)
    return None if address is None else redirect(address, HTTPStatus.SEE_OTHER)


def perform_once(officer: OfficerSession, form: OnceForm, perform: Callable[[], Response]) -> Response:
    """Perform what the form asks for; if it was sent before, redirect to where it led then."""
    with officer.acting:
        if (before := redirect_if_sent_before(officer, form)) is not None:
            return before
        answer = perform()
        officer.finished[form.key] = answer.location or ""
    return answer


def is_pressed(form: OfficerForm) -> bool:
    """Return whether the button of this form may do its work; why it may not stands on the next page."""
    if form.validate():
        return True
    browser_session().notices.extend(text for _field, text in form_errors(form))
    return False


def form_errors(form: OfficerForm) -> list[tuple[str, str]]:
    """Return where each mistake is and its sentence, for the summary."""
    return [
        ("" if isinstance(form[name], HiddenField) else form[name].id, str(text))
        for name, texts in form.errors.items()
        for text in texts
    ]
