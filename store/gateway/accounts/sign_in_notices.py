"""Notices that wait for a person's next sign-in, written and taken in the caller's transaction."""

from datetime import date

from sqlalchemy.orm import Session

from store.api.sign_in_notice import MOST_COUNTED, NOTHING_TO_TELL, SignInNotice
from store.gateway.accounts.models import StoredSignInNotice


def note_wrong_code(session: Session, person: str, day: date) -> None:
    """Count a wrong code that came after a good signature."""
    waiting = _waiting(session, person)
    waiting.wrong_codes = min(waiting.wrong_codes + 1, MOST_COUNTED)
    waiting.last_wrong = day


def note_exchange(session: Session, person: str, day: date) -> None:
    """Note that the second factor was exchanged; earlier wrong codes are told of all the same."""
    _waiting(session, person).exchanged = day


def take_notice(session: Session, person: str) -> SignInNotice:
    """Return the notice for this person, and forget it."""
    waiting = session.get(StoredSignInNotice, person)
    if waiting is None:
        return NOTHING_TO_TELL
    session.delete(waiting)
    return SignInNotice(waiting.wrong_codes, waiting.last_wrong, waiting.exchanged)


def _waiting(session: Session, person: str) -> StoredSignInNotice:
    found = session.get(StoredSignInNotice, person)
    if found is None:
        found = StoredSignInNotice(person=person, wrong_codes=0, last_wrong=None, exchanged=None)
        session.add(found)
    return found
