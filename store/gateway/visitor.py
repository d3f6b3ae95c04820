"""Who makes this request: the session's person, as the roster knows them at this moment."""

from dataclasses import dataclass, field
from typing import cast

from flask import g, request

from crypto.roster import Person
from store.gateway.errors import RefusedError
from store.gateway.roles import serving
from store.gateway.services import services
from store.gateway.sessions import token_of


@dataclass(frozen=True, slots=True)
class Visitor:
    """A signed-in person, and the session they came with."""

    person: Person
    token: str = field(repr=False)


def admit_visitor() -> Visitor:
    """The visitor of this request; `RefusedError` if none is signed in.

    Whoever has left the roster, or has no role in it any more, is signed out everywhere.
    """
    here = services()
    token = token_of(request.headers.get("Authorization"))
    person_id = here.sessions.person_of(token)
    person = serving(here.roster.current().roster, person_id)
    if person is None:
        here.sessions.end_all_of(person_id)
        raise RefusedError
    g.visitor = Visitor(person, token)
    return visitor()


def visitor() -> Visitor:
    """The visitor whom `admit_visitor` let in."""
    return cast(Visitor, g.visitor)
