"""Whatever is sent, the answer is the message that was asked for or a refusal, and never an error of ours."""

import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.api.messages import MAX_EVENTS_AT_ONCE, ReplySubmission, Seen
from store.domain.event import EventKind, Paper
from store.gateway.routes.cases import MAX_REPLY_JSON_BYTES
from tests import stand_ins
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.signed_events import CONTENT, EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient, SignInHere, assert_refused, challenge, refusal

MIB = 1024 * 1024
JSON = "application/json"
POSTS = ("/v1/challenge", "/v1/sign-in", "/v1/sign-out", "/blobs", "/replies", "/seen")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = ("person", "ticket", "signature", "code", "sequence", "envelope", "sealed", "blobs", "more")
ALMOST = st.dictionaries(st.sampled_from(FIELDS), ANYTHING)
BODIES = (
    st.binary(min_size=1)
    | (ANYTHING | ALMOST).map(lambda value: json.dumps(value).encode())
    | st.sampled_from(
        [
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b'{"sequence":1e400}',
            b'{"sequence":' + b"9" * 5_000 + b"}",
            b'{"sequence":"1"}',
            b'{"sequence":1.5}',
            b'{"sequence":true}',
            b'{"sequence":0}',
            b'{"sequence":1,"more":2}',
            b'{"sequence":1}{"sequence":1}',
            b'\xef\xbb\xbf{"sequence":1}',
            b'{"sequence":\xff}',
            '{"sequence":1}'.encode("utf-16"),
            b'{"person":"\\ud800","ticket":"","signature":"","code":"000000"}',
            b'{"person":"sari","ticket":"","signature":"","code":"\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5\xd9\xa6"}',
            b'{"person":"sari","ticket":"","signature":"","code":"123456\\n"}',
            b'{"person":"sari","ticket":"","signature":"=","code":"123456"}',
        ]
    )
)


@pytest.fixture(scope="module")
def known(
    tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys
) -> Iterator[tuple[SignedInClient, str]]:
    """A signed-in officer and a case, for many examples."""
    folder: Path = tmp_path_factory.mktemp("bodies")
    office = TestOffice(folder / "office", office_keys)
    client = office.gateway().test_client()
    yield SignedInClient(client, office.sign_in(client, "sari")), office.report().case
    office.close()


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
@given(body=BODIES, post=st.sampled_from(POSTS))
def test_a_malformed_body_is_refused_as_the_senders_mistake(
    known: tuple[SignedInClient, str], body: bytes, post: str
) -> None:
    officer, case = known
    path = post if post.startswith("/v1/") else f"/v1/cases/{case}{post}"
    response = officer.post(path, body, JSON)
    if body == b'{"sequence": 1}' and post == "/seen":
        assert response.status_code == 204
        return
    assert 400 <= response.status_code < 500
    assert refusal(response).problem in {"invalid", "too-large", "refused"}


@settings(max_examples=60)
@given(
    query=st.text() | st.sampled_from(["after", "cursor", "after=", "after=1&after=2", "x=1", "after=1.5"])
)
def test_a_malformed_query_is_refused_as_the_senders_mistake(
    known: tuple[SignedInClient, str], query: str
) -> None:
    officer, case = known
    for path in ("/v1/cases", f"/v1/cases/{case}"):
        response = officer.client.get(path, query_string=query, headers=officer.headers())
        assert response.status_code == 200 or refusal(response).problem == "invalid"


@pytest.mark.parametrize(
    "query", ["after=-1", "after=1000001", "after=x", "after=1&after=1", "after=", "before=1", "after=1.5"]
)
def test_an_entry_page_takes_one_good_place_only(known: tuple[SignedInClient, str], query: str) -> None:
    officer, case = known
    assert_refused(officer.get(f"/v1/cases/{case}?{query}"), 422, "invalid")


@pytest.mark.parametrize("cursor", ["", "x", "A" * 56, "A" * 200, "MjAyNi0xMS0yNQ=="])
def test_a_made_up_cursor_is_refused(known: tuple[SignedInClient, str], cursor: str) -> None:
    officer, _ = known
    assert_refused(officer.get(f"/v1/cases?cursor={cursor}"), 422, "invalid")


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_what_a_form_in_some_browser_can_send_is_not_read(
    office: TestOffice, client: FlaskClient, kind: str
) -> None:
    proof = msgspec.json.encode(office.proof("sari", challenge(client)))
    response = client.post("/v1/sign-in", data=proof, headers={"Content-Type": kind} if kind else {})
    assert_refused(response, 422, "invalid")


def test_a_compressed_body_is_not_read(known: tuple[SignedInClient, str]) -> None:
    officer, case = known
    headers = officer.headers() | {"Content-Type": JSON, "Content-Encoding": "gzip"}
    body = msgspec.json.encode(Seen(1))
    assert_refused(officer.client.post(f"/v1/cases/{case}/seen", data=body, headers=headers), 422, "invalid")


@pytest.mark.parametrize("post", ["/v1/challenge", "/v1/sign-in", "/v1/sign-out", "/seen"])
def test_small_messages_have_a_small_limit(known: tuple[SignedInClient, str], post: str) -> None:
    officer, case = known
    path = post if post.startswith("/v1/") else f"/v1/cases/{case}{post}"
    assert_refused(officer.post(path, b" " * (64 * 1024 + 1), JSON), 413, "too-large")


def test_a_reply_has_the_limit_of_the_contract(known: tuple[SignedInClient, str]) -> None:
    officer, case = known
    path = f"/v1/cases/{case}/replies"
    assert_refused(officer.post(path, b" " * (MAX_REPLY_JSON_BYTES + 1), JSON), 413, "too-large")
    assert_refused(officer.post(path, b" " * (MAX_REPLY_JSON_BYTES // 8), JSON), 422, "invalid")


def long_names(first: bytes, more: bytes) -> bytes:
    """A decision for which a name stands among the readers of its statistics, and others as often as fit."""
    opening, end = b'{"statistics":{"record":"AA==","readers":["%b"' % first, b']},"events":[]}'
    return opening + more * ((8 * MIB - len(opening) - len(end)) // len(more or b" ")) + end


HUGE_ONCE_DECODED = {
    "a name and many more": ("events", long_names(b"ab", b',"ab"')),
    "lists in lists": ("events", long_names(b"ab", b",[]")),
    "fields of one name": ("replies", b'{"sequence":2' + b',"sequence":2' * (8 * MIB // 13) + b"}"),
    "files and many more": ("replies", b'{"blobs":["' + b'a","' * (8 * MIB // 4) + b'"]}'),
    "one wide letter": ("events", long_names(b"\xf0\x9f\x98\x80" + b"a" * (7 * MIB), b"")),
    "one wide letter as JSON escapes it": ("events", long_names(b"\\ud83d\\ude00" + b"a" * (7 * MIB), b"")),
}


def test_no_body_takes_many_times_its_size_in_memory(known: tuple[SignedInClient, str]) -> None:
    officer, case = known
    for kind, (route, body) in HUGE_ONCE_DECODED.items():
        tracemalloc.start()
        try:
            answer = officer.post(f"/v1/cases/{case}/{route}", body, JSON)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert_refused(answer, 422, "invalid")
        assert peak < 4 * len(body), kind


def test_the_decision_of_the_most_papers_and_files_is_read(office: TestOffice, signed_in: SignInHere) -> None:
    case = office.report()
    names = tuple(f"{number:032x}" for number in range(100))
    paper = drafted(EventKind.PAPER, content=CONTENT, blobs=names, paper=Paper.NOTE)
    decision = EventSigner(office, case).decision("sari", *[paper] * MAX_EVENTS_AT_ONCE)
    assert_refused(signed_in("sari").post(f"/v1/cases/{case.case}/events", decision), 410, "attachment")


@pytest.mark.parametrize("route", ["events", "replies"])
def test_of_a_case_that_does_not_concern_its_sender_no_body_is_read(
    known: tuple[SignedInClient, str], route: str
) -> None:
    officer, _ = known
    wrong = officer.client.post(
        f"/v1/cases/{'0' * 32}/{route}", data=b"{", content_type=JSON, headers=officer.headers()
    )
    assert_refused(wrong, 404, "not-found")


def test_a_body_that_breaks_off_is_not_read(known: tuple[SignedInClient, str]) -> None:
    officer, case = known
    body = msgspec.json.encode(Seen(1))
    response = officer.client.post(
        f"/v1/cases/{case}/seen",
        data=body,
        content_type=JSON,
        headers=officer.headers(),
        environ_overrides={"CONTENT_LENGTH": str(len(body) + 1)},
    )
    assert_refused(response, 422, "invalid")


def test_the_largest_envelopes_are_taken(office: TestOffice, signed_in: SignInHere) -> None:
    case = office.report()
    large = ReplySubmission(2, stand_ins.message(size=8 * MIB), stand_ins.sealed(size=4 * MIB))
    assert signed_in("sari").post(f"/v1/cases/{case.case}/replies", large).status_code == 201
