"""No officer fills the disk with files: what nothing names yet, and what comes in a day, is bounded for each person."""

from collections.abc import Iterator

import msgspec
import pytest
from flask.testing import FlaskClient

from crypto.attachment_stream import sealed_size
from store.api.messages import BlobReceipt
from store.cases.case_list import still_unbound
from store.domain.event import EventKind, Paper
from store.engine.database import Database
from store.gateway.config import GatewayConfig
from store.gateway.upload_quota import LEAST_BYTES
from store.maintenance.sweep import sweep
from store.web.configuration import ConfigurationError, read_config
from tests import stand_ins
from tests.genuine_case import GenuineCase
from tests.office import TestOffice
from tests.signed_events import CONTENT, EventSigner, drafted
from tests.store.gateway.conftest import SignedInClient, assert_refused

MIB = 1024 * 1024
FILE = stand_ins.stream(size=2_000_000)  # a little less than two MiB


@pytest.fixture
def case(office: TestOffice) -> GenuineCase:
    return office.report()


@pytest.fixture
def small(office: TestOffice) -> FlaskClient:
    """A gateway with room for five MiB a person that nothing names, and for nine a day."""
    app = office.gateway(max_file_bytes=3 * MIB, unsent_bytes=5 * MIB, day_bytes=9 * MIB)
    return app.test_client()


@pytest.fixture
def sari(office: TestOffice, small: FlaskClient) -> SignedInClient:
    return SignedInClient(small, office.sign_in(small, "sari"))


def uploads(person: SignedInClient, case: GenuineCase, data: bytes = FILE) -> str:
    response = person.blob(case.case, data)
    assert response.status_code == 201, response.data
    return msgspec.json.decode(response.data, type=BlobReceipt).blob


def replies(
    office: TestOffice, person: SignedInClient, case: GenuineCase, sequence: int, *blobs: str
) -> None:
    submission = msgspec.structs.replace(office.reply("sari", case, sequence, "answer"), blobs=blobs)
    assert person.post(f"/v1/cases/{case.case}/replies", submission).status_code == 201


def blob_count(office: TestOffice) -> int:
    return len(list((office.folder / "blobs").iterdir()))


def test_what_no_message_names_is_bounded_and_a_refused_file_leaves_nothing(
    office: TestOffice, case: GenuineCase, sari: SignedInClient
) -> None:
    uploads(sari, case)
    uploads(sari, case)
    for _ in range(3):
        assert_refused(sari.blob(case.case, FILE), 429, "unsent-files")
    assert blob_count(office) == 2
    uploads(sari, case, stand_ins.stream(size=1_000_000))  # what still fits is taken


def test_the_bound_is_of_the_person_whatever_the_case(office: TestOffice, sari: SignedInClient) -> None:
    uploads(sari, office.report())
    uploads(sari, office.report())
    assert_refused(sari.blob(office.report().case, FILE), 429, "unsent-files")


def test_no_colleague_is_refused_for_it(
    office: TestOffice, case: GenuineCase, small: FlaskClient, sari: SignedInClient
) -> None:
    uploads(sari, case)
    uploads(sari, case)
    assert_refused(sari.blob(case.case, FILE), 429, "unsent-files")
    uploads(SignedInClient(small, office.sign_in(small, "budi")), case)


def test_what_a_reply_or_a_paper_names_makes_room_again(
    office: TestOffice, case: GenuineCase, sari: SignedInClient
) -> None:
    replies(office, sari, case, 2, uploads(sari, case), uploads(sari, case))
    blob = uploads(sari, case)
    note = EventSigner(office, case).decision(
        "sari", drafted(EventKind.PAPER, content=CONTENT, paper=Paper.NOTE)
    )
    [event] = note.events
    named = msgspec.structs.replace(note, events=(msgspec.structs.replace(event, blobs=(blob,)),))
    assert sari.post(f"/v1/cases/{case.case}/events", named).status_code == 201
    uploads(sari, case)


def test_what_is_swept_makes_room_again(
    office: TestOffice, case: GenuineCase, small: FlaskClient, sari: SignedInClient
) -> None:
    uploads(sari, case)
    uploads(sari, case)
    office.move(days=2)
    sweep(office.database, office.config.store.open_blobs(), office.clock)
    uploads(SignedInClient(small, office.sign_in(small, "sari")), case)


def test_a_day_is_bounded_whatever_became_of_the_files_and_the_next_day_begins_anew(
    office: TestOffice, case: GenuineCase, small: FlaskClient, sari: SignedInClient
) -> None:
    for sequence in range(2, 6):
        replies(office, sari, case, sequence, uploads(sari, case))
    assert_refused(sari.blob(case.case, FILE), 429, "day-used-up")
    office.move(days=1)
    uploads(SignedInClient(small, office.sign_in(small, "sari")), case)


def test_the_smallest_files_run_out_too(case: GenuineCase, sari: SignedInClient) -> None:
    for _ in range(5 * MIB // LEAST_BYTES):
        uploads(sari, case, stand_ins.stream(size=1))
    assert_refused(sari.blob(case.case, stand_ins.stream(size=1)), 429, "unsent-files")


def test_an_upload_that_broke_off_counts_for_nothing(case: GenuineCase, sari: SignedInClient) -> None:
    for _ in range(5):
        broken = sari.client.post(
            f"/v1/cases/{case.case}/blobs",
            data=FILE,
            content_type="application/octet-stream",
            headers=sari.headers(),
            environ_overrides={"CONTENT_LENGTH": str(len(FILE) + 1)},
        )
        assert_refused(broken, 422, "invalid")
    uploads(sari, case)
    uploads(sari, case)


def test_uploads_at_the_same_moment_share_one_bound(
    office: TestOffice, case: GenuineCase, small: FlaskClient, sari: SignedInClient
) -> None:
    class During:
        """A body in whose middle the same person's other window sends files."""

        def __init__(self) -> None:
            self._pieces: Iterator[bytes] = iter((FILE, b""))

        def read(self, _size: int = -1) -> bytes:
            piece = next(self._pieces)
            if not piece:
                uploads(sari, case)
                assert_refused(sari.blob(case.case, FILE), 429, "unsent-files")
            return piece

    response = small.post(
        f"/v1/cases/{case.case}/blobs",
        content_type="application/octet-stream",
        headers=sari.headers(),
        environ_overrides={
            "wsgi.input": During(),
            "wsgi.input_terminated": True,
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert response.status_code == 201
    assert blob_count(office) == 2


def test_with_the_settings_as_they_are_a_report_of_several_hundred_megabytes_gets_in_after_broken_attempts(
    office: TestOffice,
) -> None:
    allowance, largest = office.config.allowance, office.config.max_blob_bytes
    assert allowance.unsent_bytes >= 2 * largest  # two whole failures of the largest there can be
    assert allowance.unsent_bytes >= 8 * sealed_size(700 * MIB)
    assert allowance.day_bytes >= 2 * allowance.unsent_bytes


@pytest.mark.parametrize("setting", ["unsent_bytes", "day_bytes"])
def test_a_gateway_whose_largest_file_could_never_come_in_does_not_start(
    office: TestOffice, setting: str
) -> None:
    path = office.gateway_configuration("127.0.0.1:8001")
    limit = getattr(office.config, setting)
    path.write_text(path.read_text().replace(f"{setting} = {limit}", f"{setting} = {3 * MIB}"))
    with pytest.raises(ConfigurationError, match="must let the largest file in"):
        read_config(path, GatewayConfig)


def test_of_many_blobs_those_are_told_that_nothing_names(
    office: TestOffice, case: GenuineCase, sari: SignedInClient
) -> None:
    named, unnamed = case.attaches(b"evidence", "bukti.txt").name, uploads(sari, case)
    strangers = [f"{number:032x}" for number in range(1_200)]
    database: Database = office.database
    assert still_unbound(database, [*strangers, named, unnamed]) == {unnamed}
