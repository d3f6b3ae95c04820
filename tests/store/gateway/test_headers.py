"""One exact header set on every answer of the gateway, refusals included."""

import msgspec
import pytest

from store.api.messages import Refusal
from store.gateway.auth.access import GatewayApp
from store.gateway.bodies import refusal
from tests.every_route import every_request
from tests.header_set import DOWNLOAD, check_headers
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient, SignInHere
from tests.wire import RawAnswer


@pytest.mark.parametrize("person", [None, "sari", "rina"])
def test_every_route_in_every_method_has_the_exact_headers(
    gateway: GatewayApp, stranger: SignedInClient, signed_in: SignInHere, person: str | None
) -> None:
    visitor = stranger if person is None else signed_in(person)
    asked = every_request(gateway)
    assert len(asked) >= 8 * 10
    asked.sort(key=lambda request: request[1].endswith("sign-out"))  # last: it ends the session
    for method, path in asked:
        answer = visitor.client.open(path, method=method, headers=visitor.headers())
        check_headers(answer.headers.items(), DOWNLOAD)
        assert answer.status_code < 500, (method, path)


def test_good_answers_and_addresses_that_do_not_exist_have_the_same(
    office: TestOffice, stranger: SignedInClient, signed_in: SignInHere
) -> None:
    case = office.report()
    blob = case.attaches(b"evidence", "bukti.txt").name
    officer = signed_in("sari")
    answers = [
        stranger.get("/v1/roster"),
        stranger.get("/nowhere"),
        officer.get("/v1/cases"),
        officer.get(f"/v1/cases/{case.case}"),
        officer.get(f"/v1/cases/{case.case}/blobs/{blob}"),
        officer.post("/v1/sign-in", b"{}"),
    ]
    for answer in answers:
        check_headers(answer.headers.items(), DOWNLOAD)
        assert not {"Set-Cookie", "Location"} & set(answer.headers.keys())


@pytest.mark.parametrize("status", [400, 408, 429, 431, 503])
def test_the_front_refuses_with_the_same_headers(status: int) -> None:
    answer = RawAnswer.read(refusal(status), closed=True)
    assert answer.statuses == [status]
    check_headers(answer.headers, DOWNLOAD)
    assert msgspec.json.decode(answer.body, type=Refusal).wait is None


@pytest.mark.parametrize("path", ["//v1//roster", "/v1/roster/", "/v1", "/v1//cases"])
def test_the_gateway_redirects_no_client(stranger: SignedInClient, path: str) -> None:
    answer = stranger.client.get(f"http://lain.contoh{path}")
    assert answer.status_code == 404
    assert "Location" not in answer.headers
    assert "lain.contoh" not in answer.text
