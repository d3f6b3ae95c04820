"""One rule says who may read an event's content: whom it is encrypted to, and whom it is served to."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from store.domain.event import NO_EVENT, CaseRole, Event, EventKind
from store.domain.procedure.permissions import (
    STAFF_PARTS,
    content_readers,
    declined,
    exclusions_in_sight,
    may_read,
)
from store.domain.roster import Office, Person, Role, Roster, exclusion_of

DAY = date(2026, 11, 25)
PEOPLE = ("sari", "budi", "joko", "agus", "dewi", "rina")
people = st.sampled_from(PEOPLE)


def event(
    sequence: int, actor: str, kind: EventKind, part: CaseRole = CaseRole.OFFICER, **fields: object
) -> Event:
    """An event at this place, not linked to anything."""
    return Event("ab" * 16, sequence, NO_EVENT, actor, part, kind, DAY, **fields)  # type: ignore[arg-type]  # any field


@given(
    kind=st.sampled_from(EventKind),
    actor=people,
    person=people,
    asked=st.sets(people),
    assigner=st.none() | people,
    parts=st.dictionaries(people, st.sampled_from(CaseRole), min_size=1),
)
def test_an_event_is_encrypted_to_exactly_those_whom_it_is_served_to(
    kind: EventKind,
    actor: str,
    person: str,
    asked: set[str],
    assigner: str | None,
    parts: dict[str, CaseRole],
) -> None:
    made = event(1, actor, kind, person=person, people=tuple(sorted(asked)))
    staff = {reader for reader, part in parts.items() if part in STAFF_PARTS}
    to = content_readers(made, staff, assigner)
    for reader, part in parts.items():
        kept_back = (
            kind is EventKind.DISCLOSE and part is not CaseRole.OFFICER
        )  # who asked is an officer no more
        assert may_read(made, reader, part, assigner) == (reader in to and not kept_back)


def test_who_steps_back_before_declaring_tells_who_assigned_them_and_everybody_else_tells_the_case() -> None:
    chain = [
        event(1, "sari", EventKind.ASSIGN, person="joko", role=CaseRole.LEAD),
        event(2, "sari", EventKind.ASSIGN, person="agus", role=CaseRole.MEMBER),
        event(3, "joko", EventKind.DECLARE, CaseRole.LEAD),
        event(4, "agus", EventKind.DISMISS, CaseRole.MEMBER, person="agus"),  # declines
        event(5, "budi", EventKind.ASSIGN, person="agus", role=CaseRole.MEMBER),
        event(6, "joko", EventKind.DISMISS, CaseRole.LEAD, person="joko"),  # had declared
        event(7, "agus", EventKind.DISMISS, CaseRole.MEMBER, person="agus"),  # declines once more
        event(8, "sari", EventKind.ASSIGN, person="agus", role=CaseRole.MEMBER),
        event(9, "sari", EventKind.DISMISS, person="agus"),  # is taken off
        event(10, "budi", EventKind.DISMISS, person="budi"),
    ]
    assert declined(chain) == {4: "sari", 7: "budi"}


def test_the_store_keeps_no_exclusion_that_it_could_not_see_anyway() -> None:
    roles: dict[str, tuple[Role, ...]] = {
        "sari": ("officer",), "dewi": ("leadership",), "joko": ("investigator",), "rina": ("custodian",), "tono": (),
    }  # fmt: skip
    people = tuple(Person(name, name, name, held, (), name == "tono") for name, held in roles.items())
    roster = Roster(1, DAY, DAY, Office("Dinas", "Unit", "gateway-1"), (), people)
    budi = Person("budi", "budi", "budi", ("officer",), ())
    two = Roster(1, DAY, DAY, Office("Dinas", "Unit", "gateway-1"), (), (*people, budi))
    lina = Person("lina", "lina", "lina", ("leadership",), ())
    three = Roster(1, DAY, DAY, Office("Dinas", "Unit", "gateway-1"), (), (*people, budi, lina))

    def kept(office: Roster, *positions: str) -> set[str]:
        return {found.person for found in exclusions_in_sight(office, exclusion_of(office, positions))}

    everyone = (*roles, "budi")
    assert kept(three, "sari", "dewi", "joko", "rina", "tono") == {"sari", "dewi"}
    assert kept(two, "dewi", "joko", "rina", "tono") == {"dewi", "tono"}, "no leader is left"
    assert kept(roster, *everyone) == {"sari", "dewi", "tono"}
    assert kept(three) == set()
