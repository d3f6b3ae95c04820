"""A person who does not read the chain takes its end from the store, and still signs for no more places than needed."""

from collections.abc import Callable

import pytest

from journalist_interface.actions import identity, identity_disclosure
from journalist_interface.actions.invitation import declare, invitation
from journalist_interface.gateway_client.errors import HostileGatewayError
from tests.journalist_interface.headless_workstation import HeadlessWorkstations, perform
from tests.journalist_interface.hostile_gateway import Handler, HostileGateway, json_answer
from tests.journalist_interface.staged_cases import assigned, state_of, waiting
from tests.office import TestOffice


def test_a_declaration_and_an_answer_that_a_colleague_overtook_are_signed_anew(
    busy_office: TestOffice, workstations: HeadlessWorkstations
) -> None:
    sari, rina, agus = workstations.of("sari"), workstations.of("rina"), workstations.of("agus")
    case = assigned(busy_office, workstations, declare=False).case
    found = invitation(agus.services, agus.officer, case)
    perform(sari.work(case), "note", text="Menyalip pernyataan")
    declare(agus.services, agus.officer, found)
    assert "agus" in state_of(sari.work(case).file).declared
    named = busy_office.report(name="Nama Pelapor").case
    perform(sari.work(named), "ask-identity", reason="Untuk perlindungan")
    request = waiting(rina, named)
    perform(sari.work(named), "note", text="Menyalip jawaban")
    identity_disclosure.refuse(rina.services, rina.officer, request, "Belum perlu")
    [answered] = identity.requests(sari.work(named).file)
    assert answered.answer is not None


def test_a_gateway_that_only_claims_to_have_gone_on_gets_one_signature(
    busy_office: TestOffice,
    workstations: HeadlessWorkstations,
    behind: HeadlessWorkstations,
    hostile: HostileGateway,
) -> None:
    agus, rina = behind.of("agus"), behind.of("rina")
    case = assigned(busy_office, workstations, declare=False).case
    found = invitation(agus.services, agus.officer, case)
    assert posts(hostile, case, lambda: declare(agus.services, agus.officer, found)) == 1
    named = busy_office.report(name="Nama Pelapor").case
    perform(workstations.of("sari").work(named), "ask-identity", reason="Untuk perlindungan")
    request = waiting(rina, named)
    assert (
        posts(
            hostile, named, lambda: identity_disclosure.refuse(rina.services, rina.officer, request, "Belum")
        )
        == 1
    )


def posts(hostile: HostileGateway, case: str, action: Callable[[], None]) -> int:
    """Return how many events the gateway gets that answers each with a conflict; the action is given up in the end."""
    got = []

    def claim(handler: Handler) -> None:
        got.append(handler.path)
        json_answer({"problem": "conflict"}, 409)(handler)

    with (
        hostile.lying("POST", f"/v1/cases/{case}/events", claim),
        pytest.raises(HostileGatewayError),
    ):
        action()
    return len(got)
