"""Access: the roles that routes name, the user of a request, and the parts in which that user sees cases.

Each route declares its roles; an app with a route that does not cannot be built. The roster decides at this moment, and
a case gives a part only as long as the roster allows it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, cast

from flask import Flask, g, request
from werkzeug.exceptions import MethodNotAllowed

from store.api.messages import CaseRow
from store.cases import case_list
from store.domain.event import CaseRole
from store.domain.procedure.permissions import STAFF_PARTS, may_act_as
from store.domain.roster import Person, Roster
from store.errors import NotFoundError
from store.gateway.auth.sessions import token_of
from store.gateway.errors import GatewayUpgradingError, RefusedError, TurnedAwayError, UndeclaredRouteError
from store.gateway.services import services
from store.server.logs import QuietFilter, log_unexpected
from store.server.request_body import belongs_to, is_turned_away

SHOWN_ALWAYS: Final = "roster.read"
"""The route that shows what everyone may see, during an upgrade too."""
UPLOADERS: Final = frozenset({CaseRole.OFFICER, CaseRole.LEAD, CaseRole.MEMBER})


class Role(StrEnum):
    """The roles of the roster, and two that follow from it."""

    ANYONE = "anyone"  # no sign-in needed
    OFFICER = "officer"
    ALTERNATE = "alternate"  # reads the cases that no officer may read, whatever the person's other roles
    INVESTIGATOR = "investigator"
    LEADERSHIP = "leadership"
    CUSTODIAN = "custodian"


Roles = frozenset[Role]

ANYONE: Final[Roles] = frozenset({Role.ANYONE})
SIGNED_IN: Final[Roles] = frozenset(Role) - ANYONE
READERS: Final[Roles] = frozenset({Role.OFFICER, Role.ALTERNATE})
STAFF_ROLES: Final[Roles] = READERS | {Role.INVESTIGATOR, Role.LEADERSHIP}
CUSTODIANS: Final[Roles] = frozenset({Role.CUSTODIAN})
LEADERS: Final[Roles] = frozenset({Role.LEADERSHIP})
SIGNATORIES: Final[Roles] = LEADERS | {Role.ALTERNATE}


def roles_of(person: Person) -> Roles:
    """Return the roles for which routes admit this person; none after they left."""
    if person.left is not None:
        return frozenset()
    roles = {Role(role) for role in person.roles}
    return frozenset(roles | {Role.ALTERNATE} if person.alternate else roles)


def may_be(person: Person, part: CaseRole) -> bool:
    """Return whether the roster lets this person take this part in a case; losing the role loses the part."""
    return person.left is None and may_act_as(person, part)


def serving_person(roster: Roster, person_id: str) -> Person | None:
    """Return the person with this identifier, if they have a role and have not left."""
    person = roster.person(person_id)
    return person if person is not None and roles_of(person) else None


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
    person = serving_person(here.roster.current().roster, holder.person)
    if person is None:
        here.sessions.end_all_of(holder.person)
        raise RefusedError
    if all(certificate.fingerprint != holder.fingerprint for certificate in person.in_use()):
        here.sessions.end(token)
        raise RefusedError
    belongs_to(request.environ, person.id)
    g.current_user = CurrentUser(person, token)
    return current_user()


def current_user() -> CurrentUser:
    """Return the user whom `load_current_user` let in."""
    return cast(CurrentUser, g.current_user)


class GatewayApp(Flask):
    """A Flask app without pages, static files, redirects or undeclared routes."""

    def __init__(self, name: str) -> None:
        super().__init__(name, static_folder=None, template_folder=None)
        self.url_map.merge_slashes = False
        self.url_map.redirect_defaults = False
        self.logger.addFilter(QuietFilter())
        self._roles: dict[str, Roles] = {}
        self.before_request(self._admit)

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: ARG002 - Flask's; no client asks for OPTIONS here
        **options: Any,  # noqa: ANN401 - as Flask declares it
    ) -> None:
        """Add a rule as Flask does, with `roles`.

        Raises `UndeclaredRouteError` without them, or for a second rule of one endpoint.
        """
        roles = options.pop("roles", None)
        name = str(endpoint or getattr(view_func, "__name__", ""))
        if not roles or not roles <= frozenset(Role) or name in self._roles:
            raise UndeclaredRouteError(f"{rule}: {UndeclaredRouteError.__doc__}")
        super().add_url_rule(rule, name, view_func, provide_automatic_options=False, **options)
        self._roles[name] = roles

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask declares it
        """Log what even the error handlers did not catch, without text, values or source lines."""
        log_unexpected(exc_info[1])

    def _admit(self) -> None:
        if request.endpoint != SHOWN_ALWAYS and not services().database.gate.is_open:
            raise GatewayUpgradingError  # to sign in, or to go on, is to write
        self._require_role()
        # It found no free place: the workstation says so, and can try again.
        if is_turned_away(request.environ):
            raise TurnedAwayError

    def _require_role(self) -> None:
        if request.url_rule is None:  # no such route: Flask answers
            return
        if request.method == "HEAD":  # Flask answers it with every GET, undeclared
            raise MethodNotAllowed
        roles = self._roles[request.url_rule.endpoint]
        if roles == ANYONE:
            return
        if not roles & roles_of(load_current_user().person):
            raise NotFoundError


def allowed_parts() -> frozenset[CaseRole]:
    """Return the parts that the roster allows the user at this moment."""
    person = current_user().person
    return frozenset(part for part in STAFF_PARTS if may_be(person, part))


def require_case_access(case: str, parts: frozenset[CaseRole] = STAFF_PARTS) -> CaseRow:
    """Return the case as the user's list has it, in one of these parts.

    Raises `NotFoundError`, as for a case that does not exist.
    """
    row = case_list.case_row(services().database, current_user().person.id, case)
    if row.part not in parts & allowed_parts():
        raise NotFoundError
    return row
