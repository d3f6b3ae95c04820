"""At the server an enrolment lets a workstation through only if the signed roster names its key for the person."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from install.kentongan import main
from install.server.encrypted_second_factor import NotInRosterError
from install.server.enrolled_workstation import NotTheirKeyError, enrolment_of
from store.domain.enrolment import Enrolment, enrolment_file
from store.domain.errors import EnrolmentError
from store.web.roster_keeper import RosterConfig
from tests.clocks import TODAY
from tests.office import TestOffice
from tests.office_people import OfficeKeys

CLIENT_KEY = "A" * 51 + "Q"


@pytest.fixture
def office(office_keys: OfficeKeys, tmp_path: Path) -> Iterator[TestOffice]:
    """An office whose roster a server has."""
    with closing(TestOffice(tmp_path / "office", office_keys)) as made:
        yield made


@pytest.fixture
def roster(office: TestOffice) -> RosterConfig:
    return office.config.roster


def enrolment(office: TestOffice, folder: Path, person: str, client_key: str | None = CLIENT_KEY) -> Path:
    """The file of a person, as their workstation made it."""
    holder = office.keys.holder(person)
    made = Enrolment(holder.name, TODAY, holder.certificate, client_key)
    path = folder / f"{person}.enrolment"
    path.write_bytes(enrolment_file(made, partial(holder.sign, day=TODAY)))
    return path


def test_the_key_of_a_person_whom_the_roster_names_so_is_taken(
    office: TestOffice, roster: RosterConfig, tmp_path: Path
) -> None:
    assert enrolment_of(roster, "sari", enrolment(office, tmp_path, "sari")).gateway_client_key == CLIENT_KEY
    assert enrolment_of(roster, "budi", enrolment(office, tmp_path, "budi", None)).gateway_client_key is None


def test_another_persons_file_or_one_of_a_stranger_lets_no_one_in(
    office: TestOffice, roster: RosterConfig, tmp_path: Path
) -> None:
    office.keys.further()
    for other in ("budi", "wati"):  # `wati` has a key that no roster here names
        with pytest.raises(NotTheirKeyError):
            enrolment_of(roster, "sari", enrolment(office, tmp_path, other))
    for gone in ("wati", "mantan"):
        with pytest.raises(NotInRosterError):
            enrolment_of(roster, gone, enrolment(office, tmp_path, "wati"))


def test_an_altered_file_and_one_that_is_missing_are_told(
    office: TestOffice, roster: RosterConfig, tmp_path: Path
) -> None:
    file = enrolment(office, tmp_path, "sari")
    file.write_bytes(file.read_bytes().replace(CLIENT_KEY.encode(), b"B" * 51 + b"A"))
    with pytest.raises(EnrolmentError):
        enrolment_of(roster, "sari", file)
    with pytest.raises(FileNotFoundError):
        enrolment_of(roster, "sari", tmp_path / "nothing")


def test_a_key_beside_an_enrolment_is_one_too_many(
    office: TestOffice, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["gateway-client", "add", "sari", "--enrolment", str(enrolment(office, tmp_path, "sari"))]
    assert main([*words, "--public-key", CLIENT_KEY]) == 2
    assert "not both" in capsys.readouterr().err
