"""The people and codes that a form offers, in words."""

from collections.abc import Collection, Iterable
from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _

from journalist_interface.actions.action import FieldChoice
from journalist_interface.actions.work import Work, eligible_people
from journalist_interface.verification.case_file import FromOffice, FromReporter
from journalist_interface.verification.chain import OBJECTIONS
from journalist_interface.verification.problems import EventRemark
from store.domain.event import CaseRole
from store.domain.procedure.permissions import may_act_as
from store.domain.roster import Person, Roster, is_excluded
from store.web.visible import visible_beginning

_MOST_SHOWN: Final = 60
_LEFT: Final = frozenset({EventRemark.LEFT})


def people(roster: Roster, found: Iterable[Person]) -> list[FieldChoice]:
    """Return these people, with their positions."""
    return [(person.id, described(roster, person)) for person in found]


def guests(work: Work, part: CaseRole, but: Collection[str] = ()) -> list[FieldChoice]:
    """Return who may be brought in for this part; people whom the reporter excluded are listed but cannot be chosen."""
    roster = work.current.roster
    offered = people(
        roster,
        (person for person in eligible_people(work.current, work.excluded, part) if person.id not in but),
    )
    excluded = [
        person
        for person in roster.active()
        if may_act_as(person, part) and is_excluded(person, work.excluded)
    ]
    shut = [(person.id, _excluded(described(roster, person)), {"disabled": True}) for person in excluded]
    return [*offered, *shut]


def renewable(work: Work) -> tuple[Person, ...]:
    """Return who reads the case now, and those who no longer do only because the colleague who let them in has left."""
    readers = work.readers()
    state, known = work.state, {person.id for person in readers}
    left = (read.event.person for read in work.file.events if OBJECTIONS & set(read.remarks) == _LEFT)
    named = set(left) - known - state.dismissed
    parts = {person: state.part_of(person) or CaseRole.OFFICER for person in named if person is not None}
    waiting = [
        person
        for part in set(parts.values())
        for person in eligible_people(work.current, work.excluded, part)
        if parts.get(person.id) is part
    ]
    return (*readers, *sorted(waiting, key=lambda person: person.id))


def parts(work: Work) -> list[FieldChoice]:
    """Return the messages and files that can be destroyed one by one, with the beginning of each."""
    return [(str(number), _part(work, number)) for number in work.standpoint.parts]


def _part(work: Work, number: int) -> str:
    entry = work.file.entries[number]
    if isinstance(entry, FromOffice):
        person = work.current.roster.person(entry.author)
        author, text = (entry.author if person is None else person.name), entry.reply.text
    elif isinstance(entry, FromReporter):
        file = entry.envelope.attachment
        author, text = _("Reporter"), (entry.envelope.text or "") if file is None else file.name
    else:
        return str(number)
    said = visible_beginning(text, _MOST_SHOWN + 1, one_line=True)
    shown = said if len(said) <= _MOST_SHOWN else f"{said[:_MOST_SHOWN]}…"
    return _("no. %(number)s, %(author)s: %(text)s", number=number, author=author, text=shown or "–")


def readers(work: Work, but: Collection[str] = ()) -> list[FieldChoice]:
    """Return who reads the case, or would if the one who let them in had not left."""
    return people(work.current.roster, (person for person in renewable(work) if person.id not in but))


def described(roster: Roster, person: Person) -> str:
    """Return name and position."""
    return f"{person.name}, {roster.position(person.position).title_in(str(get_locale()))}"


def _excluded(name: str) -> str:
    return _("%(name)s (excluded by the reporter, cannot be brought in)", name=name)
