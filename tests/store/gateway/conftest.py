"""A gateway in this process, and people who are signed in to it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from store.api.messages import (
    BlobReceipt,
    CasePage,
    CaseRow,
    Challenge,
    Decision,
    DecisionReceipt,
    EventPage,
    EventRow,
    Refusal,
    RefusalKind,
    ReplySubmission,
    SignIn,
)
from store.domain.event import CaseRole, Check, EventKind, Paper
from store.gateway.auth.access import GatewayApp
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import CONTENT, DraftedEvent, EventSigner, drafted

SignInHere = Callable[[str], "SignedInClient"]


@dataclass
class SignedInClient:
    """Requests of one signed-in person (a stranger's without a token)."""

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


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """Return the store of this test; a test about what the database decides says `ON_BOTH` in its file."""
    return str(request.param)


@pytest.fixture
def gateway(office: TestOffice) -> GatewayApp:
    return office.gateway()


@pytest.fixture
def client(gateway: GatewayApp) -> FlaskClient:
    return gateway.test_client()


@pytest.fixture
def stranger(client: FlaskClient) -> SignedInClient:
    """A stranger who finds the gateway's address."""
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
    """Return what was refused; every answer that is not a success has this form."""
    assert response.status_code >= 400
    assert response.mimetype == "application/json"
    return msgspec.json.decode(response.data, type=Refusal)


def assert_refused(response: TestResponse, status: int, problem: RefusalKind) -> None:
    assert (response.status_code, refusal(response).problem) == (status, problem)


@dataclass
class GatewayHandling:
    """The office's work on a case through the gateway, each person at their own workstation."""

    office: TestOffice
    case: GenuineCase
    signed_in: SignInHere
    clients: dict[str, SignedInClient] = field(default_factory=dict)

    @property
    def signer(self) -> EventSigner:
        return EventSigner(self.office, self.case)

    @property
    def path(self) -> str:
        return f"/v1/cases/{self.case.case}"

    def of(self, person: str) -> SignedInClient:
        """This person, signed in."""
        if person not in self.clients:
            self.clients[person] = self.signed_in(person)
        return self.clients[person]

    def sends(self, person: str, decision: Decision) -> TestResponse:
        return self.of(person).post(f"{self.path}/events", decision)

    def tries(self, person: str, *events: DraftedEvent, reply: ReplySubmission | None = None) -> TestResponse:
        return self.sends(person, self.signer.decision(person, *events, reply=reply))

    def does(self, person: str, *events: DraftedEvent, reply: ReplySubmission | None = None) -> int:
        """The events, which are accepted; gives the length of the chain."""
        answer = self.tries(person, *events, reply=reply)
        assert answer.status_code == 201, answer.data
        return msgspec.json.decode(answer.data, type=DecisionReceipt).events

    def history(self, person: str) -> tuple[EventRow, ...]:
        """The events that this person is shown."""
        answer = self.of(person).get(f"{self.path}/events")
        assert answer.status_code == 200
        return msgspec.json.decode(answer.data, type=EventPage).events

    def row(self, person: str) -> CaseRow | None:
        """The case in this person's list."""
        page = msgspec.json.decode(self.of(person).get("/v1/cases").data, type=CasePage)
        return next((row for row in page.cases if row.case == self.case.case), None)

    def has_team(self, *, declared: bool = True) -> None:
        """The case comes to `assignment`, with joko as lead and agus as member."""
        self.does("sari", drafted(EventKind.MOVE, target="verification"))
        self.does(
            "sari",
            drafted(EventKind.MOVE, target="review", checks=tuple(Check)),
            drafted(EventKind.PAPER, content=CONTENT, paper=Paper.REVIEW_SHEET),
            drafted(EventKind.ASSIGN, content=CONTENT, person="joko", role=CaseRole.LEAD),
            drafted(EventKind.ASSIGN, content=CONTENT, person="agus", role=CaseRole.MEMBER),
            drafted(EventKind.ADMIT, content=CONTENT, person="joko", role=CaseRole.LEAD),
            drafted(EventKind.ADMIT, content=CONTENT, person="agus", role=CaseRole.MEMBER),
            drafted(EventKind.MOVE, target="assignment"),
        )
        if declared:
            self.does("joko", drafted(EventKind.DECLARE, CaseRole.LEAD))
            self.does("agus", drafted(EventKind.DECLARE, CaseRole.MEMBER))

    def is_with_leadership(self) -> None:
        """The team has reported to dewi."""
        self.has_team()
        self.does(
            "joko",
            drafted(EventKind.MOVE, CaseRole.LEAD, target="investigation"),
            drafted(EventKind.PAPER, CaseRole.LEAD, CONTENT, paper=Paper.FINDINGS),
            drafted(EventKind.ADMIT, CaseRole.LEAD, CONTENT, person="dewi", role=CaseRole.LEADERSHIP),
            drafted(EventKind.MOVE, CaseRole.LEAD, target="leadership"),
        )


@pytest.fixture
def handling(office: TestOffice, signed_in: SignInHere) -> GatewayHandling:
    """An identified case, with everybody."""
    office.with_everybody()
    return GatewayHandling(office, office.report(name="Nama Pelapor"), signed_in)


def assert_against_procedure(response: TestResponse, reason: str) -> None:
    found = refusal(response)
    assert (response.status_code, found.problem, found.reason) == (422, "procedure", reason)


def sent_reply(office: TestOffice, officer: SignedInClient, case: GenuineCase, file: bytes) -> str:
    """The blob of a file that an officer sent with a reply."""
    uploaded = officer.blob(case.case, file)
    blob = msgspec.json.decode(uploaded.data, type=BlobReceipt).blob
    submission = office.reply("sari", case, case.last_sequence + 1, "Jawaban")
    answered = officer.post(
        f"/v1/cases/{case.case}/replies", msgspec.structs.replace(submission, blobs=(blob,))
    )
    assert answered.status_code == 201, answered.data
    return blob
