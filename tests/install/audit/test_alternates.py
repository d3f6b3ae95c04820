"""The audit names an alternate where officers read, and is content with one who stands in or was let in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from install.audit.inputs import AuditInputs
from install.audit.verify import verify
from store.cases.intake import officer_access
from store.domain.event import CaseRole, EventKind
from store.model import Access
from tests.genuine_case import GenuineCase
from tests.journalist_interface.store_rows import end_chain_where_it_ends
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.signed_events import CONTENT, DraftedEvent, drafted
from tests.source_interface.handling import Handling


@pytest.fixture
def place(tmp_path: Path, office_keys: OfficeKeys) -> Iterator[TestOffice]:
    """An office of its own; tono is its alternate."""
    made = TestOffice(tmp_path / "office", office_keys)
    yield made
    made.close()


def admit(person: str, role: CaseRole) -> DraftedEvent:
    return drafted(EventKind.ADMIT, content=CONTENT, person=person, role=role)


def named(place: TestOffice, case: GenuineCase) -> set[tuple[str, int | None, object]]:
    """Return what the audit names: problem, event, person."""
    found = verify(AuditInputs(place.database, place.keeper().current()), wanted=case.case).findings
    return {(finding.irregularity.name, finding.number, finding.details.get("person")) for finding in found}


def let_into_the_list(place: TestOffice, case: GenuineCase, person: str) -> None:
    """One row, as an attacker with the database writes it."""
    with place.database.write() as session:
        session.add(officer_access(case.case, person, None))


def test_an_alternates_access_where_officers_read_is_named(place: TestOffice) -> None:
    case = place.report()
    assert not {finding for finding in named(place, case) if finding[2] == "tono"}
    let_into_the_list(place, case, "tono")
    assert ("ACCESS_UNEXPLAINED", None, "tono") in named(place, case)


def test_an_alternate_who_lets_himself_in_explains_nothing(place: TestOffice) -> None:
    case = place.report()
    let_into_the_list(place, case, "tono")
    handling = Handling(place, case)
    handling.decide("tono", admit("tono", CaseRole.OFFICER))
    handling.decide("tono", drafted(EventKind.CLASSIFY, content=CONTENT))
    assert {
        ("UNENTITLED", 1, "tono"),
        ("UNENTITLED", 2, "tono"),
        ("ACCESS_UNEXPLAINED", None, "tono"),
    } <= named(place, case)


def test_a_deleted_row_of_an_officer_who_acted_hides_no_alternate(place: TestOffice) -> None:
    case = place.report()
    Handling(place, case).to_verification("sari")
    Handling(place, case).plant("tono", drafted(EventKind.CLASSIFY, content=CONTENT))
    end_chain_where_it_ends(place, case.case)
    with place.database.write() as session:
        session.query(Access).filter(Access.case == case.case).delete()
    assert ("UNENTITLED", 2, "tono") in named(place, case)


def test_an_alternate_whom_an_officer_let_in_is_no_finding(place: TestOffice) -> None:
    case = place.report()
    handling = Handling(place, case)
    handling.decide("sari", admit("tono", CaseRole.OFFICER))
    handling.decide("tono", admit("dewi", CaseRole.LEADERSHIP))
    assert named(place, case) == set()


def test_alternates_who_stand_in_are_no_finding(place: TestOffice) -> None:
    case = place.report(excluded=["petugas-1", "petugas-2"])
    Handling(place, case).decide("tono", admit("dewi", CaseRole.LEADERSHIP))
    assert named(place, case) == set()
