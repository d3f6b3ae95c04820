"""Signing in and out."""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import Field

from crypto.errors import KentonganError
from crypto.gpg.errors import WrongPassphraseError
from journalist_interface.error_pages import page_of, said_in_place
from journalist_interface.forms.officer_forms import FormDraft, FormPlace, SignInForm, SignOutForm
from journalist_interface.gateway_client.errors import (
    GatewayDownError,
    GatewayError,
    TooManyWrongCodesError,
    WrongTotpCodeError,
)
from journalist_interface.gateway_client.server_version import OtherVersionError, require_understood
from journalist_interface.presenters.labels import sentence
from journalist_interface.presenters.sign_in_notice import told_at_sign_in
from journalist_interface.services import services
from journalist_interface.session import sign_in
from journalist_interface.session.news_watch import NewsWatch
from journalist_interface.session.sign_in import (
    KeyNotHereError,
    OnlyRetiredKeysError,
    RefusedSignInError,
    SignOutResult,
    UnknownPersonError,
)
from journalist_interface.views.common import (
    Answer,
    blueprint,
    first_page,
    form_errors,
    has_cases,
    show_draft,
    way_back,
)
from journalist_interface.views.common import page as framed
from journalist_interface.web.guard import browser_session
from store.domain.errors import RosterError, RosterSignatureError
from store.domain.version import VERSION

pages = blueprint("sign_in", __name__)
CLEARED = '"cache", "storage"'  # not "cookies": the link of this launch would be lost with them


@dataclass(frozen=True, slots=True)
class Status:
    """The gateway's present state."""

    good: bool
    word: str
    advice: str = ""
    new_key: bool = False


@pages.get("/")
def home() -> Response:
    """Redirect to the list, or to signing in."""
    officer = services().sessions.officer(browser_session())
    return redirect(url_for("sign_in.page") if officer is None else first_page(officer))


@pages.get("/sign-in")
def page() -> Answer:
    """Show the empty form, with the gateway's state."""
    return sign_in_page(None)


@pages.post("/sign-in")
def enter() -> Answer:
    """Check both factors, and return to where the officer was."""
    form = SignInForm()
    typed = _carried(form)
    show_draft(typed)
    if not form.validate():
        return _form_page(form, form_errors(form), HTTPStatus.BAD_REQUEST)
    name, passphrase, code = (field.data or "" for field in (form.person, form.passphrase, form.code))
    sessions = services().sessions
    with sessions.entering:
        try:
            session = sign_in.sign_in(services().sign_in, name, passphrase, "".join(code.split()))
        except KentonganError as error:
            return _refused(form, error)
        if typed.passages and any(typed.place):
            session.drafts.keep(typed)
        returns = typed.place.case or (typed.passages and typed.place.text is not None)
        landing = way_back(typed.place) if returns else first_page(session)
        answer = redirect(landing, HTTPStatus.SEE_OTHER)
        browser = services().guard.renew_browser_session(answer)
        browser.notices.extend(told_at_sign_in(session.notice))
        sessions.begin(browser, session)
    if services().notice.is_possible and has_cases(session):
        NewsWatch(services().client, services().clock, session, services().notice.show).start()
    return answer


@pages.post("/sign-out")
def leave() -> Answer:
    """Lock the key, forget the texts, end the session, and say which of these failed."""
    form = SignOutForm()
    if not form.validate():
        return _form_page(SignInForm(formdata=None), form_errors(form), HTTPStatus.BAD_REQUEST)
    done = sign_in.sign_out(services().sign_in)
    answer = redirect(url_for("sign_in.page"), HTTPStatus.SEE_OTHER)
    services().guard.renew_browser_session(answer).notices.extend(_farewell(done))
    answer.headers["Clear-Site-Data"] = CLEARED
    return answer


def _farewell(done: SignOutResult) -> Iterator[str]:
    if done.locked:
        yield _("You are signed out. Your key is locked, and nothing was kept.")
    else:
        yield _(
            "You are signed out, and nothing was kept. The encryption program did not confirm that your key "
            "is locked: shut this computer down before you leave it."
        )
    if not done.ended:
        yield _(
            "The server could not end the session now. Nobody has its token any more, and it ends there by "
            "itself after its idle time."
        )


def sign_in_page(typed: FormDraft | None, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Return the form, with what was being typed."""
    form = SignInForm(formdata=None, person=services().config.person)
    if typed is not None:
        form.case.data, form.action.data = typed.place
    return _form_page(form, [], status, typed)


def _form_page(
    form: SignInForm,
    errors: list[tuple[str, str]],
    status: HTTPStatus,
    typed: FormDraft | None = None,
    missing: tuple[str, ...] = (),
) -> Answer:
    """Return the form; `missing` are the person's keys that are not on this workstation."""
    form.passphrase.data = form.code.data = ""
    typed = typed or _carried(form)
    page = framed("sign_in.html", form=form, kept=typed, errors=errors, missing=missing, status=_status())
    return page, status


def _carried(form: SignInForm) -> FormDraft:
    return FormDraft.carried(FormPlace(form.case.data or "", form.action.data or ""), request.form)


def _status() -> Status:
    try:
        server = require_understood(services().client)
        services().rosters.refresh()
    except GatewayDownError as error:
        return Status(False, _("not connected"), _(page_of(error).advice))
    except OtherVersionError as error:
        said = f"{_versions(error.server)} {_(page_of(error).advice)}"
        return Status(False, _("connected, but with another version"), said)
    except GatewayError as error:
        return Status(False, _("its answer was refused"), _(page_of(error).advice))
    except RosterError as error:
        offered = services().rosters.offered_key_change is not None
        said = _("connected, but the office's list cannot be used")
        new_key = offered and isinstance(error, RosterSignatureError)
        return Status(False, said, _(page_of(error).advice), new_key)
    return Status(True, _("connected"), "" if server == VERSION else _versions(server))


def _versions(server: str) -> str:
    return _("The server has Kentongan %(server)s, this computer %(here)s.", server=server, here=VERSION)


def _refused(form: SignInForm, error: KentonganError) -> Answer:
    """Say on the form what was wrong, or raise what the form cannot say."""
    match error:
        case UnknownPersonError() | OnlyRetiredKeysError():
            _at(form.person, sentence(error))
        case WrongPassphraseError():
            _at(form.passphrase, _("The passphrase of the key is not right. Type it again."))
        case WrongTotpCodeError():
            _at(
                form.code,
                _(
                    "The sign-in code is not right or has been used. Wait for the next code, and check "
                    "the clock of the device that shows it."
                ),
            )
        case TooManyWrongCodesError():
            _at(form.code, _too_many(error.wait))
        case RefusedSignInError():
            return _with_summary(
                form,
                _(
                    "The server did not accept the signature of your key. Try once more; if it happens again,"
                    " ask the administrator whether your account and your key are in the office's list."
                ),
            )
        case KeyNotHereError():
            return _form_page(form, [], HTTPStatus.BAD_REQUEST, missing=error.fingerprints)
        case GatewayError() | RosterError():
            return _with_summary(form, said_in_place(error))
        case _:
            raise error
    return _form_page(form, form_errors(form), HTTPStatus.BAD_REQUEST)


def _with_summary(form: SignInForm, sentence: str) -> Answer:
    return _form_page(form, [("", sentence)], HTTPStatus.BAD_REQUEST)


def _at(field: Field, sentence: str) -> None:
    field.errors = [sentence]


def _too_many(wait: int) -> str:
    minutes = -(-wait // 60)
    return ngettext(
        "There were too many wrong codes. Wait %(num)d minute, then use a new code.",
        "There were too many wrong codes. Wait %(num)d minutes, then use a new code.",
        minutes,
    )
