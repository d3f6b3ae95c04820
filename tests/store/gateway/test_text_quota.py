"""No officer fills the disk with texts: what a person decides and replies in a day is bounded, whatever the case."""

import logging

import msgspec
import pytest
from flask.testing import FlaskClient

from store.api.messages import MAX_DECISION_BYTES, Decision
from store.cases.disk_room import decision_size
from store.domain.event import EventKind, Paper, SignedEvent
from store.errors import StoreError
from store.gateway.config import GatewayConfig
from store.gateway.day_counts import DayCounts
from store.gateway.errors import TextsUsedUpError
from store.gateway.event_validation import MOST_SIGNATURE_BYTES
from store.server.request_body import TURNED_AWAY
from store.web.configuration import ConfigurationError, read_config
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import CONTENT, EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient, assert_refused

DAY_BYTES = 20_000


def stuffed(signature: bytes, size: int) -> bytes:
    """A signature of this size: a subpacket for private use among those that are not signed."""
    body = signature[2:] if signature[0] == 0x88 else signature[3:]
    unsigned = 6 + int.from_bytes(body[4:6])
    end = unsigned + 2 + int.from_bytes(body[unsigned : unsigned + 2])
    room = size - 3 - len(body) - 5
    area = body[unsigned + 2 : end] + b"\xff" + room.to_bytes(4) + bytes([100]) + b"Z" * (room - 1)
    made = body[:unsigned] + len(area).to_bytes(2) + area + body[end:]
    return b"\x89" + len(made).to_bytes(2) + made


@pytest.fixture
def small(office: TestOffice) -> FlaskClient:
    """A gateway with room for a few texts of each person in a day."""
    return office.gateway(text_day_bytes=DAY_BYTES).test_client()


@pytest.fixture
def sari(office: TestOffice, small: FlaskClient) -> SignedInClient:
    return SignedInClient(small, office.sign_in(small, "sari"))


def sends_note(office: TestOffice, person: SignedInClient, case: GenuineCase, name: str = "sari") -> int:
    """Send a note that follows the case's events as they are; return the status."""
    note = EventSigner(office, case).decision(
        name, drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)
    )
    return person.post(f"/v1/cases/{case.case}/events", note).status_code


def fill_day(office: TestOffice, person: SignedInClient) -> GenuineCase:
    """Send notes in ever new cases until the day is used up; return the case of the refused one."""
    for _ in range(100):
        case = office.report()
        if (status := sends_note(office, person, case)) != 201:
            assert status == 429
            return case
    raise AssertionError("the day has no end")


def test_a_day_of_texts_is_bounded_whatever_the_case_and_the_next_day_begins_anew(
    office: TestOffice, small: FlaskClient, sari: SignedInClient
) -> None:
    case = fill_day(office, sari)
    long_reply = office.reply("sari", case, 2, "Balasan " * 3_000)
    assert_refused(sari.post(f"/v1/cases/{case.case}/replies", long_reply), 429, "texts-used-up")
    office.move(days=1)
    again = SignedInClient(small, office.sign_in(small, "sari"))
    assert sends_note(office, again, case) == 201


def test_no_colleague_is_refused_for_anothers_day_of_texts(
    office: TestOffice, small: FlaskClient, sari: SignedInClient
) -> None:
    case = fill_day(office, sari)
    budi = SignedInClient(small, office.sign_in(small, "budi"))
    assert sends_note(office, budi, case, "budi") == 201


def test_what_was_refused_for_another_reason_counts_for_nothing(
    office: TestOffice, sari: SignedInClient
) -> None:
    case = office.report()
    reply = office.reply("sari", case, 5, "Balasan")  # nobody has written the places before
    for _ in range(2 * DAY_BYTES // len(reply.envelope)):
        assert_refused(sari.post(f"/v1/cases/{case.case}/replies", reply), 409, "conflict")
    assert sends_note(office, sari, case) == 201


def test_what_of_a_signature_is_not_signed_cannot_be_stuffed(
    office: TestOffice, sari: SignedInClient
) -> None:
    """GnuPG calls it good all the same, and every reader would hold it."""
    case = office.report()
    note = EventSigner(office, case).decision(
        "sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)
    )
    [new] = note.events
    for size, status in ((MOST_SIGNATURE_BYTES + 1, 422), (MOST_SIGNATURE_BYTES, 201)):
        signed = SignedEvent(new.event.statement, stuffed(new.event.signature, size))
        decision = Decision((msgspec.structs.replace(new, event=signed),))
        assert sari.post(f"/v1/cases/{case.case}/events", decision).status_code == status
        assert decision_size(decision) >= size


def test_a_request_that_fails_after_midnight_takes_nothing_off_the_new_day(office: TestOffice) -> None:
    counts = DayCounts(DAY_BYTES, office.clock, TextsUsedUpError)

    def fill() -> None:
        with counts.counted("sari", DAY_BYTES):
            pass

    def fail_after_midnight() -> None:
        with counts.counted("sari", 1):
            office.move(days=1)
            fill()
            raise StoreError

    with pytest.raises(StoreError):
        fail_after_midnight()
    with pytest.raises(TextsUsedUpError):
        fill()


def test_a_gateway_that_could_never_take_the_largest_decision_does_not_start(office: TestOffice) -> None:
    path = office.gateway_configuration("127.0.0.1:8001")
    limit = office.config.text_day_bytes
    assert limit >= 4 * MAX_DECISION_BYTES
    path.write_text(
        path.read_text().replace(f"text_day_bytes = {limit}", f"text_day_bytes = {MAX_DECISION_BYTES - 1}")
    )
    with pytest.raises(ConfigurationError):
        read_config(path, GatewayConfig)


def test_requests_that_found_no_thread_write_nothing_into_the_log(
    office: TestOffice, small: FlaskClient, sari: SignedInClient, caplog: pytest.LogCaptureFixture
) -> None:
    """A flood of them would fill it."""
    case = office.report()
    with caplog.at_level(logging.INFO):
        response = small.get(
            f"/v1/cases/{case.case}", headers=sari.headers(), environ_base={TURNED_AWAY: True}
        )
    assert_refused(response, 503, "unavailable")
    assert caplog.records == []
