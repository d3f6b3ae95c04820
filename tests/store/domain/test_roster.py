"""The readers of a case follow from the signed roster and the reporter's exclusions, and from nothing else."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import signing
from crypto.gpg.packets import MAX_RECIPIENTS
from store.domain.envelope import MOST_EXCLUDED, Excluded
from store.domain.errors import NoReaderError, RosterFormError
from store.domain.labels import Label
from store.domain.retention import DEFAULT_RETENTION, Retention
from store.domain.roster import (
    Office,
    Person,
    Position,
    Role,
    Roster,
    RosterCertificate,
    custodians,
    exclusion_of,
    is_excluded,
    readers,
)
from store.domain.roster_verification import check_form

DAY = date(2026, 11, 25)


WITHOUT_RETENTION = (  # as a roster was signed before it named periods
    b'kentongan/roster/1\n{"expires":"2027-11-25","issued":"2026-11-25","office":{"gateway":"gateway-1",'
    b'"name":"Dinas Uji","unit":"Unit Uji"},"people":[{"alternate":false,"certificates":[{"data":"YWJj",'
    b'"fingerprint":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"data":"YWJk","fingerprint":'
    b'"BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB","retired":"2026-11-01"}],"id":"sari","left":null,'
    b'"name":"Sari","position":"petugas-i","roles":["officer"]}],"positions":[{"id":"petugas-i",'
    b'"title":"Petugas I","title_en":"Officer I"}],"serial":1}'
)


def person(
    name: str, position: str, *roles: Role, alternate: bool = False, left: date | None = None
) -> Person:
    return Person(name, name.title(), position, roles, (), alternate, left)


def roster(*people: Person) -> Roster:
    positions = tuple(
        Position(position, position, position) for position in sorted({member.position for member in people})
    )
    return Roster(1, DAY, date(2027, 11, 25), Office("Dinas", "Unit", "gateway-1"), positions, people)


OFFICE = roster(
    person("satu", "petugas-i", "officer"),
    person("dua", "petugas-ii", "officer", "custodian"),
    person("kepala", "kepala-dinas", "leadership"),
    person("wakil", "wakil-kepala", alternate=True),
    person("lama", "petugas-iii", "officer", left=DAY),
)


def names(people: tuple[Person, ...]) -> list[str]:
    return [person.id for person in people]


def test_every_officer_reads_when_no_position_is_excluded() -> None:
    assert names(readers(OFFICE, ())) == ["satu", "dua"]


def test_an_excluded_officer_does_not_read() -> None:
    assert names(readers(OFFICE, exclusion_of(OFFICE, ["petugas-i"]))) == ["dua"]


def test_an_exclusion_binds_the_person_in_another_post_and_the_successor_in_the_post() -> None:
    record = exclusion_of(OFFICE, ["petugas-i"])
    moved = roster(person("satu", "petugas-ii", "officer"), person("baru", "petugas-i", "officer"))
    with pytest.raises(NoReaderError):
        readers(moved, record)


def test_when_every_officer_is_excluded_the_alternates_read() -> None:
    assert names(readers(OFFICE, exclusion_of(OFFICE, ["petugas-i", "petugas-ii"]))) == ["wakil"]


def test_when_the_alternates_are_excluded_too_no_person_reads() -> None:
    with pytest.raises(NoReaderError):
        readers(OFFICE, exclusion_of(OFFICE, ["petugas-i", "petugas-ii", "wakil-kepala"]))


def test_custodians_can_be_excluded() -> None:
    assert names(custodians(OFFICE, ())) == ["dua"]
    with pytest.raises(NoReaderError):
        custodians(OFFICE, exclusion_of(OFFICE, ["petugas-ii"]))


def test_only_positions_with_a_holder_are_offered_for_exclusion() -> None:
    assert [position.id for position in OFFICE.excludable()] == [
        "kepala-dinas",
        "petugas-i",
        "petugas-ii",
        "wakil-kepala",
    ]


@given(st.sets(st.sampled_from([position.id for position in OFFICE.positions])))
def test_no_excluded_person_is_ever_a_reader(positions: set[str]) -> None:
    record = exclusion_of(OFFICE, positions)
    try:
        chosen = readers(OFFICE, record)
    except NoReaderError:
        return
    assert chosen
    assert not any(is_excluded(person, record) or person.left for person in chosen)


def test_a_roster_is_good_to_the_end_of_its_last_day() -> None:
    assert not OFFICE.expired(OFFICE.expires)
    assert OFFICE.expired(date(2027, 11, 26))


def test_an_exclusion_record_holds_person_and_position() -> None:
    assert exclusion_of(OFFICE, ["kepala-dinas"]) == (Excluded("kepala", "kepala-dinas"),)


def test_a_roster_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        OFFICE.serial = 2  # type: ignore[misc]  # the point of the test
    assert msgspec.structs.replace(OFFICE, serial=2).serial == 2


def test_a_roster_signed_before_it_named_periods_is_read_and_has_the_usual_ones() -> None:
    """Else the channel would close with the update, until the office signs again."""
    found = signing.parse(Label.ROSTER, WITHOUT_RETENTION, Roster)
    assert found.retention == DEFAULT_RETENTION
    assert signing.compose(Label.ROSTER, found) == WITHOUT_RETENTION


@pytest.mark.parametrize("retention", [DEFAULT_RETENTION, Retention(), Retention(archived=1)])
def test_a_roster_that_names_its_periods_is_read_too_even_the_usual_ones(retention: Retention) -> None:
    """Both spellings were signed: `kentongan-roster sign` writes out what the office's file leaves open."""
    named = msgspec.structs.replace(OFFICE, retention=retention)
    statement = signing.compose(Label.ROSTER, named)
    assert (b"retention" in statement) == (retention is not DEFAULT_RETENTION)
    assert signing.parse(Label.ROSTER, statement, Roster) == named


def test_more_certificates_than_one_message_goes_to_are_refused_before_such_a_roster_is_signed() -> None:
    """Else every reader would refuse the reports of that office."""

    def crowd(count: int) -> Roster:
        unique = [RosterCertificate(f"{number:040X}", b"") for number in range(count)]
        officers = [person(f"p{number}", "petugas", "officer") for number in range(count)]
        people = zip(officers, unique, strict=True)
        gone = person("lama", "petugas", "officer", left=date(2020, 1, 1))
        return roster(
            *(msgspec.structs.replace(who, certificates=(certificate,)) for who, certificate in people), gone
        )

    with pytest.raises(RosterFormError, match="has 65 certificates in use"):
        check_form(crowd(MAX_RECIPIENTS + 1))
    with pytest.raises(RosterFormError, match="is damaged"):  # it goes on to look at each
        check_form(crowd(MAX_RECIPIENTS))


def test_a_roster_has_fewer_people_than_exclusions_count() -> None:
    """Else a report that excludes all of them would not."""

    def crowd(count: int) -> Roster:
        retired = [RosterCertificate(f"{number:040X}", b"", date(2020, 1, 1)) for number in range(count)]
        people = [person(f"p{number}", "petugas", "officer") for number in range(count)]
        return roster(
            *(
                msgspec.structs.replace(who, certificates=(certificate,))
                for who, certificate in zip(people, retired, strict=True)
            )
        )

    with pytest.raises(RosterFormError, match="has 1000 people"):
        check_form(crowd(MOST_EXCLUDED))
    with pytest.raises(RosterFormError, match="is damaged"):
        check_form(crowd(MOST_EXCLUDED - 1))
