"""A disk that files filled as far as they may, and valid reports the rest: whoever was told a code loses nothing."""

from collections.abc import Iterator

import msgspec
import pytest
from werkzeug.test import TestResponse

from tests.faults.mounts import small_disk
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.report_reader import Reader, count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

pytestmark = pytest.mark.slow
MEBIBYTE = 1024 * 1024
DISK_BYTES = 320 * MEBIBYTE
"""A fiftieth of it, kept free for sessions and decisions, must be more than SQLite's log grows to."""
RESERVE_BYTES = 14 * MEBIBYTE
SIZES = (16 * MEBIBYTE, MEBIBYTE)
LONG = "Kuitansi yang panjang sekali. " * 280
MOST = 300


@pytest.fixture
def box(office: TestOffice) -> Iterator[Box]:
    """A source interface whose database and files share a small disk."""
    with own_mounts():
        office.database.close()
        small_disk(office.folder, DISK_BYTES)
        store = msgspec.structs.replace(office.config.store, reserve_bytes=RESERVE_BYTES)
        made = Box(office, store=store)
        yield made
        made.close()
        office.database.close()


def test_when_valid_reports_have_filled_the_reserve_the_next_keeps_its_text_and_all_others_are_whole(
    box: Box,
) -> None:
    files = Reporter(box.app().test_client())
    files.enter()
    for size in SIZES:
        while (page := files.attaches(("bukti.bin", bytes(size)))).status_code == 200:
            assert len(blobs_of(box)) < MOST
        assert page.status_code == 507

    codes: dict[str, str] = {}
    sender = Reporter(files.client.application.test_client())
    number = 0
    while (answer := _sent(sender, number)).status_code == 200:
        codes[shown_code(answer)] = _marked(number)
        number += 1
        assert number < MOST
    assert len(codes) >= 3, "the reserve is for texts"
    assert answer.status_code == 503
    assert "Teks Anda belum dapat disimpan" in answer.text
    assert _marked(number) in answer.text
    assert count_cases(box.office) == len(codes) + 1

    for code, mark in codes.items():
        visitor = Reporter.another(sender)
        assert visitor.opens(code)
        assert mark in visitor.open("/mailbox?page=99").text  # its beginning stands on the last page
    sari = Reader(box.office, "sari")
    reports = [sari.read(case)[0].report for case in sari.cases()]
    read = {report.what[: len(_marked(0))] for report in reports if report is not None}
    assert read >= set(codes.values())

    max(blobs_of(box), key=lambda blob: blob.stat().st_size).unlink()
    again = sender.send(form_to(answer, "/report"))
    assert shown_code(again)


def _marked(number: int) -> str:
    return f"Laporan nomor {number:06}"


def _sent(sender: Reporter, number: int) -> TestResponse:
    texts = dict.fromkeys(ANSWERS, LONG) | {"what": f"{_marked(number)} {LONG}"}
    return sender.send(sender.report_form(), **texts)
