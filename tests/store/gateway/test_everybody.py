"""All the people of the procedure sign in, and each lists their own cases alone."""

from dataclasses import asdict

import msgspec

from store.api.messages import CasePage
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient, SignInHere

OFFICERS = ("petugas-1", "petugas-2", "petugas-3")


def listed(visitor: SignedInClient) -> list[str]:
    return [row.case for row in msgspec.json.decode(visitor.get("/v1/cases").data, type=CasePage).cases]


def test_everybody_lists_the_cases_that_they_may_read_and_no_other(
    office: TestOffice, signed_in: SignInHere
) -> None:
    everybody = office.with_everybody()
    usual = office.report().case
    without_officers = office.report(excluded=OFFICERS).case
    found = {part: listed(signed_in(person)) for part, person in asdict(everybody).items()}
    assert found == {
        "officer_one": [usual],
        "officer_two": [usual],
        "third_officer": [usual],
        "lead": [],
        "member": [],
        "leader": [],
        "alternate_leader": [without_officers],
        "custodian": [],
    }
    assert "tono" not in asdict(everybody).values()


def test_a_further_person_answers_as_those_of_the_first_roster_do(
    office: TestOffice, signed_in: SignInHere
) -> None:
    wati = office.with_everybody().third_officer
    case = office.report(excluded=OFFICERS[:2])
    answered = signed_in(wati).post(
        f"/v1/cases/{case.case}/replies", office.reply(wati, case, 2, "Terima kasih")
    )
    assert answered.status_code == 201
