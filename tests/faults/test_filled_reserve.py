"""A disk that files filled as far as they may, and valid reports the rest: whoever was told a code loses nothing."""

from collections.abc import Iterator

import msgspec
import pytest

from tests.faults.mounts import small_disk
from tests.office import TestOffice
from tests.own_namespaces import own_mounts
from tests.source_interface.attached import blobs_of
from tests.source_interface.box import Box
from tests.source_interface.handling import Handling
from tests.source_interface.report_reader import Reader, count_cases
from tests.source_interface.reporter import ANSWERS, Reporter, form_to, shown_code

pytestmark = pytest.mark.slow
MEBIBYTE = 1024 * 1024
DISK_BYTES = 40 * MEBIBYTE
RESERVE_BYTES = 16 * MEBIBYTE
FILE = ("bukti.bin", bytes(range(256)) * 8192)
LONG = "Kuitansi yang panjang sekali. " * 3_000
MOST = 60


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
    while (page := files.attaches(FILE)).status_code == 200:
        assert len(blobs_of(box)) < MOST
    assert page.status_code == 507
    assert blobs_of(box)

    codes: dict[str, str] = {}
    sender = Reporter(files.client.application.test_client())
    form, number = sender.report_form(), 0
    while (answer := _sent(sender, form := sender.report_form(), number)).status_code == 200:
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
        assert mark in visitor.mailbox().text
    sari = Reader(box.office, "sari")
    read = {sari.read(case)[0].report.what[:20] for case in sari.cases() if sari.read(case)[0].report}  # type: ignore[union-attr]  # asked just now
    assert {mark[:20] for mark in codes.values()} <= read

    blobs_of(box)[0].unlink()
    blobs_of(box)[0].unlink()
    again = sender.send(form_to(answer, "/report"))
    assert shown_code(again)


def _marked(number: int) -> str:
    return f"Laporan nomor {number:06}"


def _sent(sender: Reporter, form: object, number: int):  # noqa: ANN202
    texts = {field: LONG for field in ANSWERS} | {"what": f"{_marked(number)} {LONG}"}
    return sender.send(form, **texts)  # type: ignore[arg-type]


UNUSED = (Handling, form_to)
