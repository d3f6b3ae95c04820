"""While the server is upgraded the gateway shows the roster, and neither reads nor writes for anyone."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest

from store.api.messages import Refusal, Seen
from store.gateway.auth.access import GatewayApp
from store.web.gate import VARIABLE, Gate, GateState
from tests.loopback import NO_AUTHORITIES
from tests.office import TestOffice
from tests.running_gateway import RunningGateway
from tests.store.gateway.conftest import SignedInClient, assert_refused


@pytest.fixture
def app(gate: Gate, office: TestOffice) -> GatewayApp:
    assert gate.is_open
    return office.gateway()


def test_whoever_is_signed_in_is_refused_until_the_gate_is_open(
    app: GatewayApp, gate: Gate, office: TestOffice
) -> None:
    case = office.report().case
    client = app.test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    gate.shut(GateState.TRIAL)
    for refused in (
        sari.get("/v1/cases"),
        sari.post(f"/v1/cases/{case}/seen", Seen(1)),
        sari.blob(case, b"x" * 1_000),
        sari.post("/v1/sign-out"),
        client.post("/v1/challenge"),
        client.get("/nowhere"),
    ):
        assert_refused(refused, 503, "upgrading")
    assert client.get("/v1/roster").status_code == 200
    gate.open()
    assert sari.get("/v1/cases").status_code == 200


@pytest.fixture
def away(gate: Gate, office: TestOffice) -> Iterator[RunningGateway]:
    gate.shut(GateState.AWAY)
    store = Path(office.config.store.database.removeprefix("sqlite:///"))
    store.rename(store.with_name("away"))
    with RunningGateway(office, environment={VARIABLE: str(gate.folder)}) as running:
        yield running
    assert not store.exists()


def test_a_gateway_whose_data_are_away_refuses_everything_and_touches_no_database(
    away: RunningGateway,
) -> None:
    with httpx.Client(base_url=away.url, trust_env=False, verify=NO_AUTHORITIES) as http:
        for answer in (
            http.get("/v1/roster"),
            http.post("/v1/challenge"),
            http.post("/x", content=b"x" * 300_000),
        ):
            assert answer.status_code == 503
            assert msgspec.json.decode(answer.content, type=Refusal) == Refusal("upgrading")
            assert answer.headers["Cache-Control"] == "no-store"
    assert away.log() == ""
