"""The gateway notes of each file of a reporter whether a byte of it was ever served, and nothing more."""

import pytest
from sqlalchemy import text

from source_interface.submissions.withdrawals import SentFileState
from store.domain.event import EventKind
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import CONTENT, drafted
from tests.store.gateway.conftest import GatewayHandling, SignInHere, sent_reply

BUDIS_POSITION = "petugas-2"


def fetched(office: TestOffice) -> dict[str, bool]:
    """The files of the store, and whether each was fetched."""
    with office.database.read() as session:
        return {
            row.name: bool(row.fetched) for row in session.execute(text("SELECT name, fetched FROM blob"))
        }


@pytest.fixture
def case(office: TestOffice) -> GenuineCase:
    return office.report("Tentang Budi", excluded=[BUDIS_POSITION])


@pytest.mark.parametrize("end", ["", "/head"])
def test_what_serves_the_first_byte_of_a_file_is_noted_of_that_file_alone(
    office: TestOffice, signed_in: SignInHere, case: GenuineCase, end: str
) -> None:
    blob, other = (case.attaches(name.encode(), name).name for name in ("nota.txt", "lain.txt"))
    sari, budi = signed_in("sari"), signed_in("budi")
    assert sari.get(f"/v1/cases/{case.case}").status_code == 200
    assert budi.get(f"/v1/cases/{case.case}/blobs/{blob}{end}").status_code == 404
    assert fetched(office) == {blob: False, other: False}
    assert sari.get(f"/v1/cases/{case.case}/blobs/{blob}{end}").status_code == 200
    assert fetched(office) == {blob: True, other: False}
    assert sari.get(f"/v1/cases/{case.case}/blobs/{blob}{end}").status_code == 200


def test_of_the_offices_files_nothing_is_noted(
    office: TestOffice, signed_in: SignInHere, case: GenuineCase
) -> None:
    sari = signed_in("sari")
    blob = sent_reply(office, sari, case, stand_ins.stream())
    assert sari.get(f"/v1/cases/{case.case}/blobs/{blob}").status_code == 200
    assert fetched(office) == {blob: False}


def test_a_file_that_is_damaged_or_lost_does_not_count_as_fetched(
    office: TestOffice, signed_in: SignInHere, case: GenuineCase
) -> None:
    blob = case.attaches(b"nota", "nota.txt").name
    path = office.folder / "blobs" / blob
    path.write_bytes(path.read_bytes()[:-1])
    sari = signed_in("sari")
    assert sari.get(f"/v1/cases/{case.case}/blobs/{blob}").status_code == 503
    path.unlink()
    assert sari.get(f"/v1/cases/{case.case}/blobs/{blob}").status_code == 404
    assert fetched(office) == {blob: False}


def test_under_a_legal_hold_no_file_goes_that_came_before_it(handling: GatewayHandling) -> None:
    """Evidence that the office must keep could else be destroyed by anybody with the code, in all backups too."""
    case, office = handling.case, handling.office
    before = case.attaches(b"nota", "nota.txt")
    place = case.last_sequence
    sent = sent_reply(office, handling.of("sari"), case, stand_ins.stream())
    other = office.report("Laporan lain")
    elsewhere = other.attaches(b"lain", "lain.txt")
    handling.does("budi", drafted(EventKind.HOLD, content=CONTENT))
    assert case.withdraws(place) is SentFileState.FETCHED
    assert fetched(office) == {before.name: True, sent: False, elsewhere.name: False}


def test_a_file_that_comes_under_a_legal_hold_can_be_withdrawn_until_it_is_fetched(
    handling: GatewayHandling,
) -> None:
    handling.does("budi", drafted(EventKind.HOLD, content=CONTENT))
    handling.case.attaches(b"nota", "nota.txt")
    assert handling.case.withdraws(handling.case.last_sequence) is SentFileState.WITHDRAWN
    assert fetched(handling.office) == {}
