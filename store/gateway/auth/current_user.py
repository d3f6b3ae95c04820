"""The user of this request: the session's person, as the roster knows them at this moment."""

from dataclasses import dataclass, field
from typing import cast

from flask import g, request

from store.domain.roster import Person
from store.gateway.auth.roles import serving
from store.gateway.auth.sessions import token_of
from store.gateway.errors import RefusedError
from store.gateway.services import services


@dataclass(frozen=True, slots=True)
class CurrentUser:
    """A signed-in person, and the session they came with."""

    person: Person
    token: str = field(repr=False)


def load_current_user() -> CurrentUser:
    """Return the user of this request. Raises `RefusedError` if no one is signed in.

    A person who has left the roster, or no longer has a role in it, is signed out everywhere. A session ends with the
    key that began it.
    """
    here = services()
    token = token_of(request.headers.get("Authorization"))
    holder = here.sessions.holder_of(token)
    person = serving(here.roster.current().roster, holder.person)
    if person is None:
        here.sessions.end_all_of(holder.person)
        raise RefusedError
    if all(one.fingerprint != holder.fingerprint for one in person.in_use()):
        here.sessions.end(token)
        raise RefusedError
    g.visitor = CurrentUser(person, token)
    return current_user()


def current_user() -> CurrentUser:
    """Return the user whom `load_current_user` let in."""
    return cast(CurrentUser, g.visitor)
