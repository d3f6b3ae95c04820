"""Any request at all, to any address of any app: never an error of ours, and nothing of it in the log."""

import logging
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journalist_interface.app import create_app
from journalist_interface.config import load
from journalist_interface.services import EXTENSION
from tests.every_route import METHODS, every_address
from tests.header_set import DOWNLOAD, FRAMED, FRAMING, PAGE, check_headers, framed_with_its_style
from tests.hostile.conftest import AttackedServer
from tests.office import TestOffice
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter, form_to

PLANTED = "Rahasia7f3c kuitansi ganda"
KINDS = (
    "",
    "application/x-www-form-urlencoded",
    "application/json",
    "application/octet-stream",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "text/plain; charset=utf-7",
)
_NAMES = st.sampled_from(
    ["what", "who", "when", "how", "text", "code", "shown", "seen", "excluded", "anonymous", "name", "switch",
     "category", "csrf_token", "person", "passphrase", "files", "\udcff"]
)  # fmt: skip
_VALUES = st.one_of(st.text(max_size=30), st.just(PLANTED), st.just("y"), st.just("{token}"))
_FORMS = st.lists(st.tuples(_NAMES, _VALUES), max_size=8)
_JSON = st.sampled_from(
    [b"{}", b"[]", b'{"sequence":1}', b'{"sequence":1e99}', b'{"person":"sari","ticket":"","signature":"","code":"1"}',
     b'{"a":' * 500, b"\xff", b'"\\ud800"', f'{{"{PLANTED}":1}}'.encode()]
)  # fmt: skip


@dataclass(frozen=True)
class SentRequest:
    """A request of hypothesis."""

    method: str
    address: int
    kind: str
    form: list[tuple[str, str]]
    raw: bytes | None
    query: str
    signed_in: bool


_REQUESTS = st.builds(
    SentRequest,
    st.sampled_from(METHODS + ("POST",) * 8 + ("GET",) * 4),
    st.integers(0, 10_000),
    st.sampled_from(KINDS),
    _FORMS,
    st.one_of(st.none(), st.binary(max_size=200), _JSON),
    st.one_of(st.just(""), st.text(max_size=20), st.just("cursor=x&after=1"), st.just("after=1&after=2")),
    st.booleans(),
)


def body_of(sent: SentRequest, token: str) -> bytes:
    if sent.raw is not None:
        return sent.raw
    filled = [(name, token if value == "{token}" else value) for name, value in sent.form]
    if sent.kind.startswith("multipart"):
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in filled
        ]
        return "".join([*parts, "--b--\r\n"]).encode("utf-8", "surrogateescape")
    return "&".join(f"{name}={value}" for name, value in filled).encode("utf-8", "surrogateescape")


def try_any(
    app: Flask, addresses: list[str], headers: dict[str, str], token: str, policies: tuple[str, ...]
) -> None:
    """Two hundred of them, from a visitor who is signed in by `headers`, or by nothing."""

    @settings(max_examples=200, suppress_health_check=list(HealthCheck))
    @given(_REQUESTS)
    def ask(sent: SentRequest) -> None:
        client = app.test_client(use_cookies=False)
        answer = client.open(
            addresses[sent.address % len(addresses)],
            method=sent.method,
            data=body_of(sent, token),
            query_string=sent.query.encode("utf-8", "surrogatepass").decode("latin-1"),
            headers=[*(headers if sent.signed_in else {}).items(), ("Content-Type", sent.kind)],
        )
        assert answer.status_code < 500, answer.text
        check_headers(answer.headers.items(), *policies)
        answer.close()

    ask()


@pytest.fixture(autouse=True)
def quiet_log(caplog: pytest.LogCaptureFixture) -> object:
    """Whatever is logged meanwhile repeats nothing, and is no error."""
    with caplog.at_level(logging.INFO):
        yield
    assert "Rahasia7f3c" not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_the_reporters_pages_answer_anything(box: Box) -> None:
    app = box.app()
    reporter = Reporter(app.test_client())
    reporter.enter()
    mailbox = form_to(reporter.mailbox(), "/mailbox/message")
    cookie = reporter.client.get_cookie("kentongan")
    assert cookie is not None
    progress = reporter.open("/mailbox/files/progress")
    addresses = [address for address in every_address(app) if not address.endswith(("/leave", "/erase"))]
    try_any(
        app,
        addresses,
        {"Cookie": f"kentongan={cookie.value}"},
        mailbox.fields["csrf_token"][0],
        (PAGE, FRAMING, FRAMED, framed_with_its_style(progress.text), DOWNLOAD),
    )


def test_the_gateway_answers_anything(office: TestOffice) -> None:
    app = office.gateway()
    case = office.report().case
    token = office.sign_in(app.test_client(), "sari")
    addresses = [
        address.replace("0" * 32, case, 1)
        for address in every_address(app)
        if not address.endswith("/sign-out")
    ]
    try_any(app, addresses, {"Authorization": f"Bearer {token}"}, token, (DOWNLOAD,))


def test_the_officers_pages_answer_anything(
    servers: dict[str, AttackedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = servers["workstation"]
    monkeypatch.setenv("KENTONGAN_WORKSTATION_CONFIG", str(server.log_file.with_name("workstation.toml")))
    config = load()
    app = create_app(config)
    try:
        cookie, visit = app.extensions[EXTENSION].guard.browser_sessions.open()
        headers = {
            "Host": config.authority,
            "Origin": config.origin,
            "Cookie": f"kentongan-{config.port}={cookie}",
        }
        addresses = [address for address in every_address(app) if not address.startswith("/start/")]
        try_any(app, addresses, headers, visit.token_for("BrowserToken"), (PAGE, DOWNLOAD))
    finally:
        app.extensions[EXTENSION].close()
