"""An officer who asks for identities without end stalls no custodian, and hides no colleague's request."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from journalist_interface.actions import identity_disclosure, identity_requests
from journalist_interface.actions.identity_requests import ProvenRequest
from journalist_interface.gateway_client.errors import CaseNotFoundError
from store.domain.procedure.errors import LongReasonError
from store.domain.shares import MOST_OF_ONE
from tests.journalist_interface.headless_workstation import HeadlessWorkstation, HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import HostileGateway, altered
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
        request.reason or ""
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


def test_a_long_reason_is_opened_for_its_own_page_alone_and_not_kept(
    office: TestOffice, gateway: str
) -> None:
    reason = "é" * 30_000
    with HeadlessWorkstations(office, gateway) as workstations:
        case = office.report(name=NAME).case
        perform(workstations.of("budi").work(case), "ask-identity", reason=reason)
        rina = workstations.of("rina")
        [listed] = identity_requests.requests(rina.services, rina.officer)
        assert isinstance(listed, ProvenRequest)
        assert (listed.reason, listed.asker.id) == (None, "budi")
        opened = identity_requests.request(rina.services, rina.officer, case, listed.sequence)
        assert opened.reason == reason
        assert rina.officer.requests_cache.opened == {}
        with pytest.raises(LongReasonError):
            identity_disclosure.refuse(rina.services, rina.officer, opened, "é" * 32_001)
        identity_disclosure.refuse(rina.services, rina.officer, opened, "é" * 31_000)
        answered = identity_requests.request(rina.services, rina.officer, case, listed.sequence)
        assert answered.answer is not None
        assert answered.answer.reason == "é" * 31_000
        with pytest.raises(LongReasonError):
            perform(workstations.of("budi").work(case), "ask-identity", reason="é" * 32_001)
        for sequence in (0, listed.sequence + 1, 10**20):
            with pytest.raises(CaseNotFoundError):
                identity_requests.request(rina.services, rina.officer, case, sequence)


@pytest.fixture
def asked(busy_office: TestOffice, workstations: HeadlessWorkstations) -> str:
    """A case in which sari asked once, with a short reason."""
    case = busy_office.report(name=NAME).case
    perform(workstations.of("sari").work(case), "ask-identity", reason="Alasan")
    return case


def test_a_store_that_sends_more_than_a_share_has_no_more_opened_of_one_person(
    asked: str, behind: HeadlessWorkstations, hostile: HostileGateway
) -> None:
    rina = behind.of("rina")

    def flooded(page: Any) -> Any:  # noqa: ANN401 - JSON
        rows = [row for row in page["requests"] if row["case"] == asked]
        page["requests"] = [
            {**row, "case": f"{number:032x}"} for row in rows for number in range(2 * MOST_OF_ONE)
        ]
        page["left_out"] = [{"person": "sari", "rows": 3} for _row in rows]
        return page

    left_out: Counter[str] = Counter()
    with hostile.lying("GET", "/v1/identity-requests", altered(flooded)):
        found = list(identity_requests.requests(rina.services, rina.officer, left_out))
    assert (len(found), left_out) == (MOST_OF_ONE, {"sari": MOST_OF_ONE + 3})


def test_an_unopened_request_is_listed_only_if_it_is_signed(
    asked: str, behind: HeadlessWorkstations, hostile: HostileGateway
) -> None:
    rina = behind.of("rina")

    def without_content(page: Any, signature: str | None = None) -> Any:  # noqa: ANN401 - JSON
        for row in page["requests"]:
            row["asked"]["content"] = None
            row["asked"]["event"]["signature"] = signature or row["asked"]["event"]["signature"]
        return page

    def listed() -> object:
        requests = identity_requests.requests(rina.services, rina.officer)
        return next(request for request in requests if request.case == asked)

    with hostile.lying("GET", "/v1/identity-requests", altered(without_content)):
        found = listed()
        assert isinstance(found, ProvenRequest)
        assert found.reason is None
        with pytest.raises(identity_requests.RequestNotProvenError):
            identity_requests.request(rina.services, rina.officer, asked, found.sequence)
    with hostile.lying("GET", "/v1/identity-requests", altered(partial(without_content, signature="AAAA"))):
        assert isinstance(listed(), identity_requests.Unproven)
