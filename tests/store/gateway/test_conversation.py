"""Officers read envelopes, reply under their own name, and exchange attachments as ciphertext, whole or not at all."""

import io
import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from crypto.attachment_stream import encrypt, new_key, sealed_size
from crypto.gpg.decrypt import decrypt_bytes
from store.api.messages import BlobReceipt, CasePage, EntryPage, ReplyReceipt, Seen
from store.cases.reporter_view import reporter_view
from store.domain.envelope import read_first_envelope
from store.domain.reply import ReplyAttachment, read_reply
from store.model import Access, Blob
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.store.gateway.conftest import SignedInClient, SignInHere, assert_refused

LIMIT = 1024 * 1024


@pytest.fixture
def case(office: TestOffice) -> GenuineCase:
    return office.report("The lamp is broken on purpose")


@pytest.fixture
def caller(signed_in: SignInHere) -> SignedInClient:
    return signed_in("sari")


def entries(visitor: SignedInClient, case: GenuineCase, after: int = 0) -> EntryPage:
    response = visitor.get(f"/v1/cases/{case.case}?after={after}")
    return msgspec.json.decode(response.data, type=EntryPage)


def uploaded(visitor: SignedInClient, case: GenuineCase, data: bytes) -> BlobReceipt:
    response = visitor.blob(case.case, data)
    assert response.status_code == 201
    return msgspec.json.decode(response.data, type=BlobReceipt)


def files(office: TestOffice) -> list[Path]:
    return list((office.folder / "blobs").iterdir())


def blob_rows(office: TestOffice) -> int:
    with office.database.read() as session:
        return len(session.scalars(select(Blob.name)).all())


def test_what_a_reporter_sent_can_be_opened_by_the_officers_key(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    [entry] = entries(caller, case).entries
    padded = decrypt_bytes(office.keys.people["sari"].home, entry.envelope or b"", LIMIT)
    report = read_first_envelope(padded, case.case).report
    assert report is not None
    assert report.what == "The lamp is broken on purpose"


def test_a_reply_is_the_signed_in_persons_and_reaches_the_reporter(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    response = caller.post(f"/v1/cases/{case.case}/replies", office.reply("sari", case, 2, "Thank you"))
    assert response.status_code == 201
    assert msgspec.json.decode(response.data, type=ReplyReceipt).sequence == 2
    entry = reporter_view(office.database, case.case).entries[1]
    assert (entry.author, entry.sequence) == ("sari", 2)
    assert entry.sealed is not None
    verify = office.keeper().current().reply_verifier(())
    assert read_reply(case.mailbox.open(entry.sealed), case.case, 2, verify).reply.text == "Thank you"


@pytest.mark.parametrize("sequence", [1, 3, 1_000_000])
def test_a_reply_at_a_place_that_is_not_the_next_one_conflicts(
    office: TestOffice, case: GenuineCase, caller: SignedInClient, sequence: int
) -> None:
    submission = office.reply("sari", case, sequence, "Thank you")
    assert_refused(caller.post(f"/v1/cases/{case.case}/replies", submission), 409, "conflict")
    assert entries(caller, case).case.last_sequence == 1


def test_having_seen_a_case_takes_the_mark_of_unread_away(case: GenuineCase, caller: SignedInClient) -> None:
    case.says("More")

    def unread() -> int:
        [row] = msgspec.json.decode(caller.get("/v1/cases").data, type=CasePage).cases
        return row.unread

    assert unread() == 2
    assert caller.post(f"/v1/cases/{case.case}/seen", Seen(2)).status_code == 204
    assert unread() == 0


def test_a_reporters_attachment_arrives_byte_for_byte(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    blob = case.attaches(secrets.token_bytes(300_000), "bukti.pdf")
    response = caller.get(f"/v1/cases/{case.case}/blobs/{blob.name}")
    assert response.status_code == 200
    assert response.mimetype == "application/octet-stream"
    assert int(response.headers["Content-Length"]) == blob.size == len(response.data)
    assert response.data == (office.folder / "blobs" / blob.name).read_bytes()


def test_an_attachment_of_a_reply_is_served_once_a_reply_speaks_of_it(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    key = new_key()
    sealed = b"".join(encrypt(key, [b"an answer" * 20_000]))
    receipt = uploaded(caller, case, sealed)
    assert receipt.size == len(sealed)
    path = f"/v1/cases/{case.case}/blobs/{receipt.blob}"
    assert_refused(caller.get(path), 404, "not-found")
    attachment = ReplyAttachment(receipt.blob, key, "jawaban.pdf", 180_000, "0" * 64)
    submission = office.reply("sari", case, 2, "See the file", (attachment,))
    assert caller.post(f"/v1/cases/{case.case}/replies", submission).status_code == 201
    assert caller.get(path).data == sealed


def test_a_blob_belongs_to_its_case_and_to_one_reply(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    other = office.report()
    blob = uploaded(caller, other, stand_ins.stream()).blob
    evidence = case.attaches(b"evidence", "bukti.txt").name

    def answer(to: GenuineCase, sequence: int, *blobs: str) -> int:
        submission = msgspec.structs.replace(office.reply("sari", to, sequence, "answer"), blobs=blobs)
        return caller.post(f"/v1/cases/{to.case}/replies", submission).status_code

    assert answer(case, 3, blob) == 410
    assert answer(case, 3, evidence) == 410
    assert answer(case, 3, secrets.token_hex(16)) == 410
    assert answer(other, 2, blob) == 201
    assert answer(other, 3, blob) == 410
    assert caller.get(f"/v1/cases/{case.case}/blobs/{blob}").status_code == 404
    assert entries(caller, case).case.last_sequence == 2


@pytest.mark.parametrize("declared", [11, 10_000_000])
@pytest.mark.parametrize("by_server", [True, False])  # whether the server says where a body ends
def test_an_upload_that_is_shorter_than_declared_leaves_nothing(
    office: TestOffice, case: GenuineCase, caller: SignedInClient, declared: int, by_server: bool
) -> None:
    response = caller.client.post(
        f"/v1/cases/{case.case}/blobs",
        data=b"0123456789",
        content_type="application/octet-stream",
        headers=caller.headers(),
        environ_overrides={"CONTENT_LENGTH": str(declared), "wsgi.input_terminated": by_server},
    )
    assert_refused(response, 422, "invalid")
    assert (files(office), blob_rows(office)) == ([], 0)


def test_an_empty_upload_leaves_nothing(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    assert_refused(caller.blob(case.case, b""), 422, "invalid")
    assert (files(office), blob_rows(office)) == ([], 0)


def test_an_upload_of_another_type_leaves_nothing(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    response = caller.post(f"/v1/cases/{case.case}/blobs", stand_ins.stream(), "text/plain")
    assert_refused(response, 422, "invalid")
    assert (files(office), blob_rows(office)) == ([], 0)


def test_the_limit_is_that_of_the_largest_attachment_encrypted(office: TestOffice, case: GenuineCase) -> None:
    client = office.gateway(max_file_bytes=100_000).test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    largest = b"".join(encrypt(new_key(), [bytes(100_000)]))
    uploaded(sari, case, largest)
    assert len(files(office)) == 1
    assert_refused(sari.blob(case.case, largest + b"x"), 413, "too-large")
    assert len(files(office)) == blob_rows(office) == 1


def chunked(visitor: SignedInClient, case: GenuineCase, body: io.RawIOBase) -> TestResponse:
    """An upload without a declared length, as a server hands it over."""
    return visitor.client.post(
        f"/v1/cases/{case.case}/blobs",
        content_type="application/octet-stream",
        headers=visitor.headers(),
        environ_overrides={
            "wsgi.input": body,
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )


class Zeros(io.RawIOBase):
    """So many zeros; `beforehand` happens when the first are read."""

    def __init__(self, size: int, beforehand: Callable[[], None] = lambda: None) -> None:
        self._left = size
        self._beforehand = beforehand

    def read(self, size: int = -1) -> bytes:
        self._beforehand()
        self._beforehand = lambda: None
        piece = bytes(min(self._left, size))
        self._left -= len(piece)
        return piece


def test_an_undeclared_length_has_the_same_limit(office: TestOffice, case: GenuineCase) -> None:
    client = office.gateway(max_file_bytes=100_000).test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    largest = sealed_size(100_000)
    assert chunked(sari, case, Zeros(largest)).status_code == 201
    assert_refused(chunked(sari, case, Zeros(largest + 1)), 413, "too-large")
    assert len(files(office)) == blob_rows(office) == 1


def test_an_upload_during_which_the_case_is_taken_away_leaves_nothing(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    def take_away() -> None:
        with office.database.write() as session:
            session.execute(delete(Access).where(Access.person == "sari"))

    assert_refused(chunked(caller, case, Zeros(sealed_size(1_000_000), take_away)), 404, "not-found")
    assert (files(office), blob_rows(office)) == ([], 0)


def test_an_upload_that_finds_no_room_leaves_nothing(office: TestOffice, case: GenuineCase) -> None:
    full = msgspec.structs.replace(office.config.store, reserve_bytes=1 << 62)
    client = office.gateway(store=full).test_client()
    sari = SignedInClient(client, office.sign_in(client, "sari"))
    assert_refused(sari.blob(case.case, stand_ins.stream()), 507, "full")
    assert (files(office), blob_rows(office)) == ([], 0)


def test_a_blob_that_was_cut_on_the_disk_is_not_sent_as_if_it_were_whole(
    office: TestOffice, case: GenuineCase, caller: SignedInClient
) -> None:
    blob = case.attaches(b"evidence", "bukti.txt")
    path = office.folder / "blobs" / blob.name
    path.write_bytes(path.read_bytes()[:-1])
    assert_refused(caller.get(f"/v1/cases/{case.case}/blobs/{blob.name}"), 503, "unavailable")


def test_under_an_expired_roster_reading_goes_on_and_writing_stops(
    office: TestOffice, case: GenuineCase, signed_in: SignInHere
) -> None:
    blob = case.attaches(b"evidence", "bukti.txt").name
    submission = office.reply("sari", case, 3, "Too late")
    office.publish(expires=office.clock.today())
    office.move(days=1)
    sari = signed_in("sari")
    base = f"/v1/cases/{case.case}"
    for path in ("/v1/roster", "/v1/cases", base, f"{base}/blobs/{blob}"):
        assert sari.get(path).status_code == 200
    assert sari.post(f"{base}/seen", Seen(2)).status_code == 204
    assert_refused(sari.post(f"{base}/replies", submission), 423, "roster-expired")
    assert_refused(sari.blob(case.case, stand_ins.stream()), 423, "roster-expired")
    assert len(files(office)) == blob_rows(office) == 1
    office.publish(expires=office.clock.today())
    assert sari.post(f"{base}/replies", submission).status_code == 201
