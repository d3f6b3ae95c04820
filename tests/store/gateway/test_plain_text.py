"""The gateway takes nothing that can be read without a key, whatever kind of row it would become.

It knows no key, so it judges by the form: session keys for people of its roster, one encrypted packet, nothing else.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crypto.gpg.certificate import inspect
from crypto.gpg.encrypt import encrypt_bytes
from store.api.messages import NewStatistics, ReplySubmission
from store.cases.chain import case_state
from store.cases.conversation import next_sequence
from store.domain.event import CaseRole, Check, EventKind, Paper
from store.model import Blob, Statistic
from tests import stand_ins
from tests.signed_events import DraftedEvent, drafted
from tests.store.gateway.conftest import GatewayHandling, refusal
from tests.store.gateway.test_retired_keys import retire

PLAIN = b"Atasan saya meminta uang kepada peserta pengadaan."
GOOD = stand_ins.message()
KEY, REST = stand_ins.session_key(stand_ins.FORMER_KEY), GOOD[96:]
NO_MESSAGES = {
    "plain text": PLAIN,
    "a long plain text": PLAIN * 200,
    "one octet": b"x",
    "a marker packet": bytes.fromhex("CA03504750"),
    "a marker packet before a message": bytes.fromhex("CA03504750") + GOOD,
    "a marker packet after a message": GOOD + bytes.fromhex("CA03504750"),
    "text after a message": GOOD + PLAIN,
    "text before a message": PLAIN + GOOD,
    "a message without its end": GOOD[:-1],
    "two messages": GOOD + GOOD,
    "no session key": REST,
    "session keys alone": KEY,
    "a hidden recipient": stand_ins.session_key("0" * 16) + REST,
    "a stranger's key": stand_ins.session_key("A1B2C3D4E5F60718") + REST,
    "a stranger's key beside a good one": KEY + stand_ins.session_key("A1B2C3D4E5F60718") + REST,
    "one key again and again": KEY * 20 + REST,
    "literal data": KEY + b"\xcb" + stand_ins.encrypted(PLAIN)[1:],
    "armour": b"-----BEGIN PGP MESSAGE-----\n\nhF4D\n-----END PGP MESSAGE-----\n",
}
NO_BOXES = [PLAIN, b"x", bytes(4096), stand_ins.sealed() + b"x", stand_ins.sealed()[:-1], GOOD]
NO_STREAMS = [
    PLAIN * 50,
    bytes(100_000),
    stand_ins.stream(size=5_000) + b"x",
    stand_ins.stream(size=5_000)[:-1],
]

Sending = Callable[[GatewayHandling, bytes], TestResponse]


def reply(handling: GatewayHandling, envelope: bytes, sealed: bytes) -> TestResponse:
    return handling.of("sari").post(f"{handling.path}/replies", ReplySubmission(2, envelope, sealed))


def content(draft: DraftedEvent) -> Sending:
    return lambda handling, data: handling.tries("sari", replace(draft, content=data))


def notice(handling: GatewayHandling, envelope: bytes, sealed: bytes) -> TestResponse:
    until = handling.office.clock.today() + timedelta(days=7)
    asks = drafted(EventKind.MOVE, target="clarification", until=until, entry=2)
    return handling.tries("sari", asks, reply=ReplySubmission(2, envelope, sealed))


def record(handling: GatewayHandling, data: bytes) -> TestResponse:
    classifies = drafted(EventKind.CLASSIFY, content=GOOD)
    made = handling.signer.decision("sari", classifies, statistics=NewStatistics(data, ("dewi",)))
    return handling.sends("sari", made)


def blob(handling: GatewayHandling, data: bytes) -> TestResponse:
    return handling.of("sari").blob(handling.case.case, data)


MESSAGES: dict[str, Sending] = {
    "reply": lambda handling, data: reply(handling, data, stand_ins.sealed()),
    "reply of a decision": lambda handling, data: notice(handling, data, stand_ins.sealed()),
    "paper": content(drafted(EventKind.PAPER, paper=Paper.NOTE)),
    "classification": content(drafted(EventKind.CLASSIFY)),
    "brief": content(drafted(EventKind.ASSIGN, person="joko", role=CaseRole.LEAD)),
    "grant": content(drafted(EventKind.ADMIT, person="joko", role=CaseRole.LEAD)),
    "identity request": content(drafted(EventKind.ASK, people=("rina",))),
    "statistics record": record,
}
BOXES: dict[str, Sending] = {
    "reply": lambda handling, data: reply(handling, GOOD, data),
    "reply of a decision": lambda handling, data: notice(handling, GOOD, data),
}


def begin(handling: GatewayHandling, kind: str) -> None:
    """The case comes to where a good row of this kind is taken."""
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    if kind in {"brief", "grant"}:
        handling.does("sari", drafted(EventKind.MOVE, target="review", checks=tuple(Check)))
    if kind == "grant":
        handling.does("sari", drafted(EventKind.ASSIGN, content=GOOD, person="joko", role=CaseRole.LEAD))


def stored(handling: GatewayHandling) -> tuple[object, ...]:
    """Return what such rows would change."""
    database, case = handling.office.database, handling.case.case
    with database.read() as session:
        rows = session.scalar(select(func.count()).select_from(Blob))
        statistics = session.get_one(Statistic, case).record
    files = list((handling.office.folder / "blobs").iterdir())
    return next_sequence(database, case), case_state(database, case).head, rows, statistics, files


def assert_refused_alike(handling: GatewayHandling, sending: Sending, wrong: list[bytes]) -> None:
    before = stored(handling)
    for data in wrong:
        answer = sending(handling, data)
        assert (answer.status_code, answer.data) == (422, msgspec.json.encode(refusal(answer)))
        assert answer.data == b'{"problem":"not-encrypted","wait":null,"reason":null}', data[:40]
    assert stored(handling) == before


@pytest.mark.parametrize("kind", MESSAGES)
def test_no_row_of_any_kind_takes_what_is_no_message(
    handling: GatewayHandling, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    begin(handling, kind)
    assert_refused_alike(handling, MESSAGES[kind], list(NO_MESSAGES.values()))
    assert MESSAGES[kind](handling, GOOD).status_code == 201
    assert [record for record in caplog.records if record.name.startswith("kentongan")] == []


def test_no_message_has_more_keys_than_the_roster_has_certificates(handling: GatewayHandling) -> None:
    """Each certificate has keys for signatures too: a message that names them all is no honest writer's."""
    certificates = [
        certificate.data for person in handling.office.roster.people for certificate in person.certificates
    ]
    known = [key for certificate in certificates for key in sorted(inspect(certificate).keys)]
    as_many, more = (stand_ins.message(keys=tuple(known[: len(certificates) + extra])) for extra in (0, 1))
    assert_refused_alike(handling, MESSAGES["reply"], [more])
    assert MESSAGES["reply"](handling, as_many).status_code == 201


@pytest.mark.parametrize("kind", BOXES)
def test_no_sealed_copy_has_a_size_that_no_padded_reply_has(handling: GatewayHandling, kind: str) -> None:
    begin(handling, kind)
    assert_refused_alike(handling, BOXES[kind], NO_BOXES)
    assert BOXES[kind](handling, stand_ins.sealed()).status_code == 201


def test_no_file_has_a_length_that_no_encrypted_one_has(handling: GatewayHandling) -> None:
    assert_refused_alike(handling, blob, NO_STREAMS)
    assert blob(handling, stand_ins.stream(size=5_000)).status_code == 201


@pytest.mark.parametrize("kind", ["reply", "paper", "classification", "statistics record"])
def test_what_is_encrypted_to_any_person_of_the_office_is_taken(handling: GatewayHandling, kind: str) -> None:
    """Honest writers differ for a moment: it is for the reader to judge to whom it should have gone."""
    handling.does("sari", drafted(EventKind.MOVE, target="verification"))
    certificate = handling.office.folder / "state" / "gateway-certificates" / f"{rina(handling)}.gpg"
    answer = MESSAGES[kind](handling, encrypt_bytes(PLAIN, [certificate], handling.office.clock.today()))
    assert answer.status_code == 201, answer.data


def rina(handling: GatewayHandling) -> str:
    return handling.office.keys.holder("rina").fingerprint


def test_a_message_to_a_key_that_was_just_retired_is_taken(handling: GatewayHandling) -> None:
    """Its writer may still have the roster before, and nothing that they wrote is lost."""
    to_sari = handling.case.encrypted(PLAIN)
    retire(handling.office, 0)
    sent = ReplySubmission(2, to_sari, stand_ins.sealed())
    assert handling.of("budi").post(f"{handling.path}/replies", sent).status_code == 201


def test_a_key_that_the_roster_no_longer_has_at_all_is_a_strangers(handling: GatewayHandling) -> None:
    people = tuple(person for person in handling.office.roster.people if person.id != stand_ins.FORMER.id)
    handling.office.publish(people=people)
    answer = reply(handling, GOOD, stand_ins.sealed())
    assert (answer.status_code, refusal(answer).problem) == (422, "not-encrypted")
