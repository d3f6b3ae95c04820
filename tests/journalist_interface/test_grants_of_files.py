"""A grant opens the files of its own case, whatever the store lays in their places."""

from pathlib import Path

import pytest

from crypto.event import Action, BlobKey, Content, Keys, Part
from journalist_interface.acts import team
from journalist_interface.acts.deciding import Act, Plan, decide
from tests.genuine_case import GenuineCase
from tests.journalist_interface.seat import Seat, Seats
from tests.journalist_interface.stages import BRIEF, accept, reviewed
from tests.office import TestOffice


def file_of(office: TestOffice, name: str) -> Path:
    return next(path for path in (office.folder / "blobs").rglob("*") if path.is_file() and name in path.name)


def grant_to(person: str, content: Content) -> Plan:
    return Plan((Act(Action.ADMIT, content, person=person, role=Part.OFFICER),))


def granted(case: GenuineCase, seats: Seats) -> Seat:
    """Bring joko in, who leads and has declared."""
    sari, joko = seats.of("sari"), seats.of("joko")
    team.assign_team(sari.work(case.case), "joko", [], BRIEF)
    accept(joko, case.case)
    return joko


@pytest.mark.timeout(300)
def test_no_grant_holds_the_key_of_another_cases_file_that_a_store_exchanged(
    busy_office: TestOffice, seats: Seats
) -> None:
    other = busy_office.report("Kasus lain")
    secret = other.attaches(b"rahasia kasus lain" * 100, "lain.pdf")
    case = reviewed(busy_office, seats.of("sari"))
    exchanged = case.attaches(b"isi bukti" * 200, "bukti.pdf")
    genuine = case.attaches(b"bukti kedua" * 200, "kedua.pdf")
    target = file_of(busy_office, exchanged.name)
    target.chmod(0o640)
    target.write_bytes(file_of(busy_office, secret.name).read_bytes())

    joko = granted(case, seats)

    assert set(joko.work(case.case).file.given.blobs) == {genuine.name}


@pytest.mark.timeout(300)
def test_a_key_that_a_grant_named_is_not_granted_on_unproved(busy_office: TestOffice, seats: Seats) -> None:
    """A colleague's grant names the key of another case's file, which would go on to whom that case excludes."""
    sari, budi = seats.of("sari"), seats.of("budi")
    other = busy_office.report("Kasus lain")
    secret = other.attaches(b"rahasia kasus lain" * 100, "lain.pdf")
    foreign = sari.officer.key.session_key(file_of(busy_office, secret.name).read_bytes())
    case = reviewed(busy_office, sari)
    genuine = case.attaches(b"isi bukti" * 200, "bukti.pdf")
    planted = Content(keys=Keys(blobs=(BlobKey(genuine.name, foreign.text),)))

    decide(budi.work(case.case), lambda: grant_to("sari", planted))
    team.assign_team(sari.work(case.case), "joko", [], BRIEF)
    joko = seats.of("joko")
    accept(joko, case.case)

    given = joko.work(case.case).file.given.blobs
    assert set(given) == {genuine.name}
    assert given[genuine.name] != foreign


@pytest.mark.timeout(300)
def test_a_file_that_the_store_lost_keeps_nobody_out(busy_office: TestOffice, seats: Seats) -> None:
    case = reviewed(busy_office, seats.of("sari"))
    lost = case.attaches(b"hilang" * 200, "hilang.pdf")
    kept = case.attaches(b"masih ada" * 200, "ada.pdf")
    file_of(busy_office, lost.name).unlink()

    assert set(granted(case, seats).work(case.case).file.given.blobs) == {kept.name}
