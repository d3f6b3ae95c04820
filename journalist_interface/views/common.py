"""The needs of every page: the signed-in officer, and the frame around the content."""

from typing import Final

from flask import Blueprint, g, render_template, url_for
from werkzeug.wrappers import Response

from crypto.errors import KentonganError
from crypto.gpg.errors import GpgFaultError
from journalist_interface.forms.officer_forms import SignOutForm
from journalist_interface.services import services
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.web.browser_sessions import BrowserSession
from journalist_interface.web.guard import browser_session
from store.domain.current_roster import CurrentRoster
from store.domain.errors import RosterError
from store.domain.roster import answers_reporters

Answer = str | Response | tuple[str, int]
PREFIX: Final = "/<any(id,en):language>"


class SignedOutHereError(KentonganError):
    """Nobody is signed in at this workstation."""


def blueprint(name: str, module: str) -> Blueprint:
    """Return a blueprint whose addresses begin with the language."""
    return Blueprint(name, module, url_prefix=PREFIX)


def require_officer() -> OfficerSession:
    """Return the officer who asks; raises `SignedOutHereError` if none is signed in, or was idle for too long."""
    officer = services().sessions.officer(browser_session())
    if officer is None:
        raise SignedOutHereError
    g.officer = officer
    return officer


def has_cases(officer: OfficerSession) -> bool:
    """Return whether cases can come to this person: to one who is only a custodian they never do."""
    return set(officer.person.roles) != {"custodian"}


def first_page(officer: OfficerSession) -> str:
    """Return the address where this person's work begins."""
    return url_for("cases.listing" if has_cases(officer) else "identity.listing")


def page(template: str, **context: object) -> str:
    """Return a page in its frame."""
    here: BrowserSession | None = g.get("visit")
    officer = None if here is None else services().sessions.officer(here)
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
