"""The text that this request brought: an error page shows it too, and leads back to its form."""

from flask import g, url_for

from journalist_interface.drafts import FormDraft, FormPlace
from journalist_interface.session.officer_session import OfficerSession
from journalist_interface.views.common import require_officer


def keep(draft: FormDraft) -> None:
    """Show the draft on any page that answers this request."""
    g.draft = draft


def kept() -> FormDraft | None:
    """Return the texts that this request brought."""
    found: FormDraft | None = g.get("draft")
    return found


def officer_who_typed(draft: FormDraft) -> OfficerSession:
    """Return the officer who asks; the session keeps the draft, or else the page for signing in does."""
    keep(draft)
    officer = require_officer()
    officer.drafts.keep(draft)
    return officer


def way_back(place: FormPlace) -> str:
    """Return the address of the form in which this was typed."""
    case, action = place
    if not case:
        return url_for("cases.listing")
    if not action:
        return url_for("cases.case", case=case, _anchor="reply")
    if place.refused is not None:
        return url_for("identity.page", case=case, sequence=place.refused)
    if place == FormPlace.declining(case):
        return url_for("cases.case", case=case)
    return url_for("actions.page", case=case, action=action)
