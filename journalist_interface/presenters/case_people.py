"""The people with a part in a case, as a page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from journalist_interface.actions.identity import VisibleRequest
from journalist_interface.presenters.case_words import excluded_people
from journalist_interface.presenters.history import PARTS, name_of
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged
from journalist_interface.presenters.row_weights import event_weight
from journalist_interface.verification.case_file import CaseFile
from store.domain.deadlines import disclosed_by
from store.domain.envelope import Identity
from store.domain.event import CaseRole
from store.domain.roster import Person, Roster


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the team."""

    name: str
    part: str
    declared: bool


@dataclass(frozen=True, slots=True)
class CasePeople:
    """Names by their part in the case. `readers` are all who read what is written now."""

    handler: str | None
    team: tuple[TeamMember, ...]
    leaders: tuple[str, ...]
    admitted: tuple[str, ...]
    dismissed: tuple[str, ...]
    readers: tuple[str, ...]
    excluded: tuple[str, ...]


def standing_of(
    file: CaseFile, roster: Roster, readers: Iterable[Person], language: str
) -> CasePeople | None:
    """Return the people with a part in the case; None while the decisions are unusable."""
    state = file.state
    if state is None:
        return None

    def names(identifiers: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(name_of(roster, identifier) for identifier in identifiers))

    lead_first = sorted(state.team, key=lambda member: (state.team[member] is not CaseRole.LEAD, member))
    return CasePeople(
        None if state.handler is None else name_of(roster, state.handler),
        tuple(
            TeamMember(name_of(roster, member), str(PARTS[state.team[member]]), member in state.declared)
            for member in lead_first
        ),
        names(state.leaders),
        names(state.admitted),
        names(state.dismissed),
        tuple(sorted(person.name for person in readers)),
        tuple(excluded_people(file.introduction, roster, language)),
    )


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request for the identity. `reason` and `answer` are empty for those who may not read them.

    `old`: the request was never answered, and the identity may no longer be disclosed for it.
    """

    number: int
    asker: str
    day: date
    reason: str
    answered: bool
    granted: bool
    old: bool
    answer: str
    answer_number: int


def requests_page(found: list[VisibleRequest], choice: PageChoice) -> ShownRows[VisibleRequest]:
    """Return a page of the requests of a case, the oldest first."""
    return paged(found, _weight, choice)


def _weight(request: VisibleRequest) -> int:
    return event_weight(request.asked) + (0 if request.answer is None else event_weight(request.answer))


def request_lines(found: Iterable[VisibleRequest], roster: Roster, today: date) -> list[RequestLine]:
    """Return the requests of a case, in order."""
    return [
        RequestLine(
            request.asked.sequence,
            name_of(roster, request.asked.event.actor),
            request.asked.day,
            "" if request.asked.content is None else request.asked.content.text,
            request.answer is not None,
            request.granted,
            request.answer is None and today > disclosed_by(request.asked.day),
            "" if request.answer is None or request.answer.content is None else request.answer.content.text,
            0 if request.answer is None else request.answer.sequence,
        )
        for request in found
    ]


def identity_rows(identity: Identity | None) -> list[tuple[str, str]]:
    """Return what the reporter wrote about themselves; nothing if it was not disclosed."""
    if identity is None:
        return []
    return [
        (_("Name"), identity.name),
        (_("Contact"), identity.contact),
        (_("Position or relation to the office"), identity.position),
    ]
