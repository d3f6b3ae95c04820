"""An officer who asks for identities without end stalls no custodian, and hides no colleague's request."""

import pytest

from journalist_interface.actions import identity_requests
from journalist_interface.actions.identity_requests import MOST_OF_ONE, ProvenRequest
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice

pytestmark = pytest.mark.timeout(300)
NAME = "Ratna Sangat Rahasia"


def asked_by_everybody(office: TestOffice, workstations: HeadlessWorkstations) -> str:
    """A case in which sari asked twice more than a share holds, and budi once at the end."""
    case = office.report(name=NAME).case
    for number in range(MOST_OF_ONE + 2):
        perform(workstations.of("sari").work(case), "ask-identity", reason=f"Alasan banjir {number:02}")
    perform(workstations.of("budi").work(case), "ask-identity", reason="Alasan budi yang sungguh")
    return case


def reasons(rina: HeadlessWorkstation) -> set[str]:
    return {
        request.reason
        for request in identity_requests.requests(rina.services, rina.officer)
        if isinstance(request, ProvenRequest)
    }


def test_a_flood_of_one_officer_leaves_out_only_their_own_latest(office: TestOffice, gateway: str) -> None:
    with (
        HeadlessWorkstations(office, gateway) as workstations,
        workstation_process(office, gateway, "rina") as workstation,
    ):
        case = asked_by_everybody(office, workstations)
        with workstation.browser() as rina:
            assert rina.sign_in().path == "/id/identity-requests"
            page = rina.get("/id/identity-requests")
            assert "Alasan budi yang sungguh" in page.text
            assert page.text.count("Alasan banjir") == MOST_OF_ONE
            assert f"Alasan banjir {MOST_OF_ONE + 1:02}" not in page.text
            assert "Sari Wulandari mengajukan 2 permintaan lagi." in page.text

            page = rina.get(f"/id/identity-requests/{case}/{MOST_OF_ONE + 2}")
            assert f"Alasan banjir {MOST_OF_ONE + 1:02}" in page.text
            assert "tidak terlihat apakah Sari Wulandari masih menanganinya" in page.text
            done = rina.post(page.form("/refuse"), {"reason": "Terlalu banyak"})
            assert "Permintaan ditolak." in done.text
            assert "Sari Wulandari mengajukan 1 permintaan lagi." in done.text


def test_what_was_opened_and_proved_once_is_listed_again_without_the_key(
    office: TestOffice, gateway: str
) -> None:
    with HeadlessWorkstations(office, gateway) as workstations:
        perform(
            workstations.of("budi").work(office.report(name=NAME).case), "ask-identity", reason="Alasan budi"
        )
        rina = workstations.of("rina")
        assert reasons(rina) == {"Alasan budi"}
        rina.officer.key.lock()
        assert reasons(rina) == {"Alasan budi"}
