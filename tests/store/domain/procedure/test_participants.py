"""Events that count, by today's roster and the exclusions: one rule for workstations, mailboxes and the audit."""

from datetime import date, timedelta
from typing import Any

import msgspec

from store.domain.envelope import Excluded
from store.domain.event import NO_EVENT, CaseRole, Event, EventKind
from store.domain.procedure.participants import Objection, TrustedParticipants, trusted_participants
from store.domain.procedure.state import first_state
from store.domain.roster import REPORTER, Office, Person, Position, Role, Roster, exclusion_of

CASE = "ab" * 16
DAY = date(2026, 11, 2)
LAST = DAY + timedelta(days=3)


def person(name: str, *roles: Role, alternate: bool = False) -> Person:
    return Person(name, name.title(), f"jabatan-{name}", roles, (), alternate)


PEOPLE = (
    person("sari", "officer"),
    person("budi", "officer"),
    person("tono", alternate=True),
    person("joko", "investigator"),
    person("dewi", "leadership"),
    person("rina", "custodian"),
)
ROSTER = Roster(
    1,
    DAY,
    DAY + timedelta(days=90),
    Office("Kantor", "Unit", "https://gateway.example"),
    tuple(Position(person.position, person.position, person.position) for person in PEOPLE),
    PEOPLE,
)
NO_OFFICERS = exclusion_of(ROSTER, ["jabatan-sari", "jabatan-budi"])


def without(name: str) -> Roster:
    """The roster after this person's last day."""
    people = tuple(
        msgspec.structs.replace(person, left=LAST) if person.id == name else person for person in PEOPLE
    )
    return msgspec.structs.replace(ROSTER, people=people)


Said = tuple[str, CaseRole, EventKind, dict[str, Any]]


def chain_of(*said: Said) -> list[Event]:
    return [
        Event(CASE, number, NO_EVENT, actor, part, kind, **{"day": DAY, **fields})
        for number, (actor, part, kind, fields) in enumerate(said, 1)
    ]


def lets_in(actor: str, whom: str, role: CaseRole = CaseRole.OFFICER, day: date = DAY) -> Said:
    return actor, CaseRole.OFFICER, EventKind.ADMIT, {"person": whom, "role": role, "day": day}


def let_in(events: list[Event], roster: Roster = ROSTER, excluded: tuple[Excluded, ...] = ()) -> set[str]:
    state = trusted_participants(roster, excluded, CASE, DAY, events).state
    return {*state.admitted, *state.leaders, *state.team}


def test_an_alternate_lets_no_colleague_in_where_officers_read() -> None:
    assert let_in(chain_of(lets_in("tono", "tono"), lets_in("tono", "dewi", CaseRole.LEADERSHIP))) == set()


def test_whom_an_officer_let_in_acts_as_an_officer() -> None:
    assert let_in(chain_of(lets_in("sari", "tono"), lets_in("tono", "dewi", CaseRole.LEADERSHIP))) == {
        "tono",
        "dewi",
    }


def test_alternates_act_where_the_exclusions_leave_no_officer() -> None:
    events = chain_of(lets_in("tono", "dewi", CaseRole.LEADERSHIP))
    assert let_in(events, excluded=NO_OFFICERS) == {"dewi"}
    assert let_in(events, excluded=NO_OFFICERS[:1]) == set()


def test_an_alternate_whom_an_officer_took_off_acts_no_more() -> None:
    off = ("sari", CaseRole.OFFICER, EventKind.DISMISS, {"person": "tono"})
    assert (
        let_in(chain_of(lets_in("sari", "tono"), off, lets_in("tono", "dewi", CaseRole.LEADERSHIP))) == set()
    )


def test_no_person_who_has_left_lets_a_colleague_in_at_the_end_of_a_chain() -> None:
    events = chain_of(lets_in("sari", "dewi", CaseRole.LEADERSHIP, day=LAST))
    assert let_in(events) == {"dewi"}
    assert let_in(events, without("sari")) == set()
    found = trusted_participants(without("sari"), (), CASE, DAY, [])
    assert found.objections(events[0]) == (Objection.LEFT,)


def test_what_a_leaver_signed_of_a_restore_counts_only_if_an_event_of_their_time_stands_on_it() -> None:
    """Without that a former reader, with the store, could sign today the loss of what they did not like."""
    accepts = ("sari", CaseRole.OFFICER, EventKind.ACCEPT_RESTORE, {"day": LAST})
    witness = ("budi", CaseRole.OFFICER, EventKind.CLASSIFY, {"day": LAST})
    for events, objections in (
        (chain_of(accepts), (Objection.LEFT,)),
        (chain_of(accepts, witness), ()),
    ):
        found = TrustedParticipants(without("sari"), (), first_state(CASE, DAY), events)
        assert found.follow(events[0]) == objections


def test_what_a_leaver_did_counts_when_an_event_of_their_time_stands_on_it() -> None:
    done = lets_in("sari", "dewi", CaseRole.LEADERSHIP)
    for witness in (
        ("budi", CaseRole.OFFICER, EventKind.CLASSIFY, {"day": LAST}),
        (REPORTER, CaseRole.REPORTER, EventKind.REQUEST_ATTENTION, {"day": LAST, "entry": 2}),
    ):
        assert let_in(chain_of(done, witness), without("sari")) == {"dewi"}


def test_an_event_of_a_later_day_or_of_another_leaver_vouches_for_nothing() -> None:
    done = lets_in("sari", "dewi", CaseRole.LEADERSHIP)
    later = LAST + timedelta(days=1)
    for no_witness in (
        ("budi", CaseRole.OFFICER, EventKind.CLASSIFY, {"day": later}),
        (REPORTER, CaseRole.REPORTER, EventKind.REQUEST_ATTENTION, {"day": later, "entry": 2}),
        ("sari", CaseRole.OFFICER, EventKind.CLASSIFY, {"day": LAST}),
        ("tono", CaseRole.OFFICER, EventKind.CLASSIFY, {"day": LAST}),
    ):
        assert let_in(chain_of(done, no_witness), without("sari")) == set()


def test_a_leaver_still_takes_people_off() -> None:
    off = ("sari", CaseRole.OFFICER, EventKind.DISMISS, {"person": "budi"})
    assert trusted_participants(without("sari"), (), CASE, DAY, chain_of(off)).state.dismissed == {"budi"}


def disclosed(
    asker: str, head: str, *before: Said, excluded: tuple[Excluded, ...] = ()
) -> tuple[Objection, ...]:
    """Return the objections to a disclosure that names `head`, to an asker at whose request `"1" * 64` was the head."""
    asks = (asker, CaseRole.OFFICER, EventKind.ASK, {"people": ("rina",), "head": "1" * 64})
    number = len(before) + 1
    tells = ("rina", CaseRole.CUSTODIAN, EventKind.DISCLOSE, {"person": asker, "about": number, "head": head})
    events = chain_of(*before, asks, tells)
    found = trusted_participants(ROSTER, excluded, CASE, DAY, events[:-1])
    return found.objections(events[-1])


def test_a_disclosure_to_whom_asked_as_a_reader_at_the_head_it_names_is_well() -> None:
    assert disclosed("sari", "1" * 64) == ()
    assert disclosed("tono", "1" * 64, lets_in("sari", "tono")) == ()


def test_a_disclosure_to_whom_could_not_read_the_case_where_they_asked_is_doubted() -> None:
    off = ("sari", CaseRole.OFFICER, EventKind.DISMISS, {"person": "budi"})
    excluded = exclusion_of(ROSTER, ["jabatan-budi"])
    for found in (
        disclosed("tono", "1" * 64),
        disclosed("joko", "1" * 64),
        disclosed("budi", "1" * 64, off),
        disclosed("budi", "1" * 64, excluded=excluded),
    ):
        assert Objection.ASKER_NO_READER in found


def test_a_disclosure_for_a_request_that_is_not_the_one_in_the_chain_is_doubted() -> None:
    """A store can show the custodian another one at its place."""
    assert disclosed("sari", "2" * 64) == (Objection.ASKER_NO_READER,)
    lone = ("rina", CaseRole.CUSTODIAN, EventKind.DISCLOSE, {"person": "sari", "about": 1, "head": "1" * 64})
    assert Objection.ASKER_NO_READER in trusted_participants(ROSTER, (), CASE, DAY, []).objections(
        chain_of(lone)[0]
    )
