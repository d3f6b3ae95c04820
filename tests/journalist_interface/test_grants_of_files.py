"""A grant opens the files of its own case, whatever the store lays in their places."""

from pathlib import Path

import pytest

from journalist_interface.acts import team
from tests.genuine_case import GenuineCase
from tests.journalist_interface.seat import Seat, Seats
from tests.journalist_interface.stages import BRIEF, accept, reviewed
from tests.office import TestOffice


def file_of(office: TestOffice, name: str) -> Path:
    return next(path for path in (office.folder / "blobs").rglob("*") if path.is_file() and name in path.name)


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

    assert set(joko.work(case.case).file.keys.blobs) == {genuine.name}
