"""A file that took days to arrive is as safe from the sweep as any other, also before its row is there."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from source_interface.uploads.attachment_sink import AttachmentSink
from store.api.messages import BlobReceipt
from store.maintenance.sweep import sweep
from store.model import Blob
from tests import stand_ins
from tests.install.backups.backed_up import whenever_opened
from tests.office import TestOffice

DAYS = 3


class SlowBody(BytesIO):
    """A body whose second half comes days after its first."""

    def __init__(self, data: bytes, office: TestOffice) -> None:
        super().__init__(data)
        self._office = office
        self.waits = True

    def read(self, size: int | None = -1) -> bytes:
        if self.waits and self.tell() >= len(self.getvalue()) // 2:
            self.waits = False
            self._office.move(days=DAYS)
        return super().read(size)


@pytest.fixture
def swept(office: TestOffice) -> Iterator[list[str]]:
    """Sweep whenever the folder of blobs is opened, as it is between a rename and its row; yields what stood there."""
    folder, seen = office.folder / "blobs", list[str]()

    def sweep_here() -> None:
        seen.extend(path.name for path in folder.iterdir() if path.suffix != ".part")
        sweep(office.database, office.blobs, office.clock)

    with whenever_opened(folder, sweep_here):
        yield seen


def files(office: TestOffice) -> set[str]:
    folder: Path = office.folder / "blobs"
    return {path.name for path in folder.iterdir()}


def test_an_officers_file_of_days_outlives_a_sweep_before_its_row(
    office: TestOffice, swept: list[str]
) -> None:
    case, data = office.report().case, stand_ins.stream(size=400_000)
    body = SlowBody(data, office)
    client = office.gateway().test_client()
    headers = {"Authorization": f"Bearer {office.sign_in(client, 'sari')}"}
    answer = client.post(
        f"/v1/cases/{case}/blobs",
        input_stream=body,
        headers=headers | {"Content-Type": "application/octet-stream", "Content-Length": str(len(data))},
    )
    assert answer.status_code == 201
    blob = msgspec.json.decode(answer.data, type=BlobReceipt).blob
    assert not body.waits
    assert blob in swept  # the sweep met it without its row
    assert office.blobs.size(blob) == len(data)


def test_a_reporters_file_of_days_outlives_a_sweep_before_its_row(
    office: TestOffice, swept: list[str]
) -> None:
    case = office.report()
    sink = AttachmentSink(case.services.uploads, case.mailbox, case.recipients(), "bukti.bin")
    sink.write(b"x" * 100_000)
    office.move(days=DAYS)
    sink.write(b"y" * 1000)
    sink.finish()
    with office.database.read() as session:
        rows = set(session.scalars(select(Blob.name)))
    assert len(rows) == 1
    assert rows <= set(swept)
    assert rows == files(office)
