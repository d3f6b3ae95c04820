"""Nobody who decides without a pause keeps a colleague from it: what one person signs in a case has a pace."""

import pytest

from store.domain.event import EventKind, Paper
from store.gateway.services import DECISIONS_AT_ONCE, SECONDS_PER_DECISION
from tests.office import TestOffice
from tests.signed_events import CONTENT, drafted
from tests.store.gateway.conftest import GatewayHandling, SignInHere, assert_refused

NOTE = drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)


@pytest.fixture
def handling(office: TestOffice, signed_in: SignInHere) -> GatewayHandling:
    """A case that officers work on, none of them for the first time."""
    return GatewayHandling(office, office.report(), signed_in)


def test_after_many_decisions_in_a_case_its_officer_waits_and_no_colleague_does(
    handling: GatewayHandling, monotonic: list[float]
) -> None:
    for _note in range(DECISIONS_AT_ONCE):
        handling.does("sari", NOTE)
    assert_refused(handling.tries("sari", NOTE), 429, "too-often")
    reply = handling.office.reply("sari", handling.case, 2, "Balasan")
    assert_refused(handling.of("sari").post(f"{handling.path}/replies", reply), 429, "too-often")
    handling.does("budi", NOTE)
    monotonic[0] += SECONDS_PER_DECISION
    handling.does("sari", NOTE)
    assert_refused(handling.tries("sari", NOTE), 429, "too-often")


@pytest.mark.usefixtures("monotonic")
def test_what_was_decided_in_one_case_does_not_count_in_another(
    handling: GatewayHandling, office: TestOffice, signed_in: SignInHere
) -> None:
    for _note in range(DECISIONS_AT_ONCE):
        handling.does("sari", NOTE)
    GatewayHandling(office, office.report(), signed_in).does("sari", NOTE)


@pytest.mark.usefixtures("monotonic")
def test_replies_count_as_decisions_do_and_what_was_refused_does_not(handling: GatewayHandling) -> None:
    sari, path = handling.of("sari"), f"{handling.path}/replies"
    early = handling.office.reply("sari", handling.case, 5, "Balasan")  # nobody has written the places before
    for _reply in range(2 * DECISIONS_AT_ONCE):
        assert_refused(sari.post(path, early), 409, "conflict")
    for place in range(2, 2 + DECISIONS_AT_ONCE):
        reply = handling.office.reply("sari", handling.case, place, "Balasan")
        assert sari.post(path, reply).status_code == 201
    assert_refused(handling.tries("sari", NOTE), 429, "too-often")
