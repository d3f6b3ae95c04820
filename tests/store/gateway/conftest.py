"""A gateway in this process, and people who are signed in to it."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store.contract.messages import Challenge, Problem, Refusal, SignIn
from store.gateway.access import GatewayApp
from tests.office import TestOffice

SignInHere = Callable[[str], "SignedInClient"]


@dataclass
class SignedInClient:
    """Requests of one signed-in person (nobody's without a token)."""

    client: FlaskClient
    token: str | None

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers())

    def post(self, path: str, body: bytes | msgspec.Struct = b"", kind: str = "") -> TestResponse:
        """A Struct goes as JSON; bytes as `kind`."""
        if isinstance(body, msgspec.Struct):
            body, kind = msgspec.json.encode(body), kind or "application/json"
        headers = self.headers() | ({"Content-Type": kind} if kind else {})
        return self.client.post(path, data=body, headers=headers)

    def blob(self, case: str, body: bytes) -> TestResponse:
        return self.post(f"/v1/cases/{case}/blobs", body, "application/octet-stream")

    def headers(self) -> dict[str, str]:
        return {} if self.token is None else {"Authorization": f"Bearer {self.token}"}


@pytest.fixture
def gateway(office: TestOffice) -> GatewayApp:
    return office.gateway()


@pytest.fixture
def client(gateway: GatewayApp) -> FlaskClient:
    return gateway.test_client()


@pytest.fixture
def nobody(client: FlaskClient) -> SignedInClient:
    """Whoever finds the gateway's address."""
    return SignedInClient(client, None)


@pytest.fixture
def signed_in(office: TestOffice, client: FlaskClient) -> SignInHere:
    """signed_in(person): their client, after both factors."""
    return lambda person: SignedInClient(client, office.sign_in(client, person))


def challenge(client: FlaskClient) -> Challenge:
    return msgspec.json.decode(client.post("/v1/challenge").data, type=Challenge)


def try_to_sign_in(client: FlaskClient, proof: SignIn) -> TestResponse:
    return client.post("/v1/sign-in", data=msgspec.json.encode(proof), content_type="application/json")


def refusal(response: TestResponse) -> Refusal:
    """What was refused; every answer that is not a success has this form."""
    assert response.status_code >= 400
    assert response.mimetype == "application/json"
    return msgspec.json.decode(response.data, type=Refusal)


def assert_refused(response: TestResponse, status: int, problem: Problem) -> None:
    assert (response.status_code, refusal(response).problem) == (status, problem)
