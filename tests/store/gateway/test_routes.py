"""Each route lets in exactly whom it should. The table is the promise; nothing of it is read from the code."""

from collections.abc import Callable

import pytest
from flask import Flask

from store.api.messages import Seen
from store.api.sealed_records import NewSealedRecord
from store.domain.event import CaseRole, EventKind
from store.gateway.auth.access import ANYONE, GatewayApp, Role
from store.gateway.errors import UndeclaredRouteError
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient, SignInHere, assert_refused, challenge

# Who asks: a stranger, then one person of each role.
WHO = ("stranger", "officer", "alternate", "investigator", "leadership", "custodian")
PERSON = {
    "officer": "sari",
    "alternate": "tono",
    "investigator": "joko",
    "leadership": "dewi",
    "custodian": "rina",
}
PARTS = {"investigator": CaseRole.LEAD, "leadership": CaseRole.LEADERSHIP, "custodian": CaseRole.CUSTODIAN}
EXPECTED: dict[tuple[str, str], tuple[int, int, int, int, int, int]] = {
    ("GET", "/v1/roster"): (200, 200, 200, 200, 200, 200),
    ("GET", "/v1/office-certificate"): (200, 200, 200, 200, 200, 200),
    ("GET", "/v1/version"): (200, 200, 200, 200, 200, 200),
    ("POST", "/v1/challenge"): (200, 200, 200, 200, 200, 200),
    ("POST", "/v1/sign-in"): (200, 200, 200, 200, 200, 200),
    ("GET", "/v1/cases"): (401, 200, 200, 200, 200, 200),  # each their own
    ("GET", "/v1/cases/<hex:case>"): (401, 200, 200, 404, 404, 404),
    ("GET", "/v1/cases/<hex:case>/events"): (401, 200, 200, 404, 404, 404),
    ("POST", "/v1/cases/<hex:case>/events"): (401, 201, 201, 404, 404, 404),
    ("GET", "/v1/cases/<hex:case>/blobs/<hex:blob>"): (401, 200, 200, 404, 404, 404),
    ("GET", "/v1/cases/<hex:case>/blobs/<hex:blob>/head"): (401, 200, 200, 404, 404, 404),
    ("POST", "/v1/cases/<hex:case>/blobs"): (401, 201, 201, 404, 404, 404),
    ("POST", "/v1/cases/<hex:case>/replies"): (401, 201, 201, 404, 404, 404),
    ("POST", "/v1/cases/<hex:case>/seen"): (401, 204, 204, 404, 404, 404),
    ("GET", "/v1/cases/<hex:case>/restores"): (401, 200, 200, 404, 404, 404),
    ("GET", "/v1/identity-requests"): (401, 404, 404, 404, 404, 200),
    ("GET", "/v1/cases/<hex:case>/identity"): (401, 404, 404, 404, 404, 404),  # this custodian was not asked
    ("GET", "/v1/cases/<hex:case>/tombstone"): (401, 404, 404, 404, 404, 404),  # it is not destroyed
    ("GET", "/v1/destructions"): (401, 404, 200, 404, 200, 404),  # each their own
    ("GET", "/v1/statistics"): (401, 404, 404, 404, 200, 404),
    ("GET", "/v1/private-record"): (401, 200, 200, 200, 200, 200),  # each their own
    ("POST", "/v1/private-record"): (401, 201, 201, 201, 201, 201),
    ("GET", "/v1/office-texts"): (401, 200, 200, 404, 404, 404),
    ("POST", "/v1/office-texts"): (401, 201, 201, 404, 404, 404),
    ("POST", "/v1/sign-out"): (401, 204, 204, 204, 204, 204),  # last: it ends the session
}


class Scene:
    """A case that this visitor reads if a person of their role does: an alternate needs one without officers."""

    def __init__(self, office: TestOffice, who: str) -> None:
        self.office = office
        self.author = PERSON.get(who, "sari")
        excluded = ["petugas-1", "petugas-2"] if who == "alternate" else []
        self.case: GenuineCase = office.report(excluded=excluded)
        self.move = drafted(EventKind.MOVE, PARTS.get(who, CaseRole.OFFICER), target="verification")
        self.blob = self.case.attaches(b"evidence", "bukti.txt").name

    def ask(self, visitor: SignedInClient, method: str, rule: str) -> int:
        """A request that is good in every respect but perhaps who makes it."""
        path = rule.replace("<hex:case>", self.case.case).replace("<hex:blob>", self.blob)
        if method == "GET":
            return visitor.get(path).status_code
        bodies: dict[str, Callable[[], int]] = {
            "sign-in": lambda: (
                visitor.post(path, self.office.proof("budi", challenge(visitor.client))).status_code
            ),
            "blobs": lambda: visitor.blob(self.case.case, stand_ins.stream()).status_code,
            "replies": lambda: (
                visitor.post(path, self.office.reply(self.author, self.case, 3, "answer")).status_code
            ),
            "events": lambda: (
                visitor.post(
                    path, EventSigner(self.office, self.case).decision(self.author, self.move)
                ).status_code
            ),
            "private-record": lambda: (
                visitor.post(path, NewSealedRecord(stand_ins.message(), None)).status_code
            ),
            "office-texts": lambda: (
                visitor.post(path, NewSealedRecord(stand_ins.message(), None)).status_code
            ),
            "seen": lambda: visitor.post(path, Seen(1)).status_code,
        }
        last = rule.rsplit("/", 1)[1]
        return bodies.get(last, lambda: visitor.post(path).status_code)()


@pytest.mark.parametrize("who", WHO)
def test_every_route_answers_each_role_as_the_table_says(
    office: TestOffice, stranger: SignedInClient, signed_in: SignInHere, who: str
) -> None:
    scene = Scene(office, who)
    visitor = stranger if who == "stranger" else signed_in(PERSON[who])
    found = {route: scene.ask(visitor, *route) for route in EXPECTED}
    assert found == {route: row[WHO.index(who)] for route, row in EXPECTED.items()}


def test_no_route_is_missing_from_the_table(gateway: GatewayApp) -> None:
    declared = {
        (method, rule.rule) for rule in gateway.url_map.iter_rules() for method in (rule.methods or set())
    }
    assert {route for route in declared if route[0] != "HEAD"} == set(EXPECTED)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_no_other_method_does_anything(office: TestOffice, signed_in: SignInHere, method: str) -> None:
    officer, case = signed_in("sari"), office.report().case
    for _, rule in EXPECTED:
        path = rule.replace("<hex:case>", case).replace("<hex:blob>", "0" * 32)
        response = officer.client.open(path, method=method, headers=officer.headers())
        assert response.status_code == 405, (method, rule)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v1/cases/",
        "//v1/cases",
        "/static/x",
        "/v1/cases/../cases",
        "/v1/cases/ABCDEF",
        "/v1/cases/%00",
    ],
)
def test_any_other_address_does_not_exist(signed_in: SignInHere, path: str) -> None:
    assert_refused(signed_in("sari").get(path), 404, "not-found")


def test_only_whole_files_take_the_places_of_streams(office: TestOffice) -> None:
    streamed = office.config.connection_limits(lambda _status: b"").streamed_path
    blob = f"/v1/cases/{'a' * 32}/blobs/{'b' * 32}".encode()
    assert streamed.match(b"GET " + blob + b" HTTP/1.1\r\n")
    assert streamed.match(b"GET " + blob + b"?x HTTP/1.1\r\n")
    assert not streamed.match(b"GET " + blob + b"/head HTTP/1.1\r\n")


def test_no_address_without_a_session_takes_a_place_of_streams(office: TestOffice) -> None:
    taken = office.config.connection_limits(lambda _status: b"").stream_path
    case = f"/v1/cases/{'a' * 32}".encode()
    for path in (case + b"/blobs", case + b"/events", case + b"/replies", b"/v1/private-record"):
        assert taken.match(b"POST " + path + b" HTTP/1.1\r\n")
    for (method, rule), (stranger, *_others) in EXPECTED.items():
        assert stranger == 401 or not taken.match(f"{method} {rule} HTTP/1.1\r\n".encode()), rule
    for hidden in (b"/v1/sign%2din", b"//v1/sign-in", b"http://x/v1/sign-in", b"/v1/cases/../sign-in"):
        assert not taken.match(b"POST " + hidden + b" HTTP/1.1\r\n")


def test_an_app_with_a_route_without_roles_cannot_be_built() -> None:
    app = GatewayApp(__name__)
    with pytest.raises(UndeclaredRouteError):
        app.add_url_rule("/v1/secret", "secret", lambda: "")
    with pytest.raises(UndeclaredRouteError):
        app.get("/v1/secret", roles=frozenset())(lambda: "")
    app.get("/v1/open", roles=ANYONE)(lambda: "")
    with pytest.raises(UndeclaredRouteError):  # the second would take the roles of the first over
        app.add_url_rule("/v1/other", "<lambda>", lambda: "", roles=frozenset({Role.OFFICER}))
    assert isinstance(app, Flask)
    assert [rule.rule for rule in app.url_map.iter_rules()] == ["/v1/open"]
