"""The cost of a visit over a slow line: everything that a browser receives, and what a long upload adds."""

import time
from itertools import pairwise
from math import ceil
from pathlib import Path

from source_interface.uploads.progress import Transfer
from store.cases.records import case_names
from tests.browsers.interface import Browser
from tests.source_interface.box import Box
from tests.source_interface.reporter import Reporter
from tests.source_interface.slow_way import SlowWay
from tests.source_interface.watched_upload import enter, file_of, watch

MEBIBYTE = 1024 * 1024
VISIT = 250_000
HALF_A_MINUTE, A_LOOK, BETWEEN_LOOKS = 34, 4_000, 7
"""An upload takes longer on a busy machine: its frame is then looked at again, so many bytes each so many seconds."""
HOUR, HOUR_OF_SENDING = 3_600, 350_000
HALF_AN_HOUR_OF_WAITING = 350_000


def test_a_visit_with_an_upload_stays_under_250_kb_and_so_does_coming_back(
    firefox: Browser, box: Box, tmp_path: Path
) -> None:
    with box.serve() as served, SlowWay(served.port, bytes_per_second=MEBIBYTE) as way:
        firefox.open(way.url)
        firefox.click("[href='/id/']")
        code = enter(firefox, way.url)
        firefox.choose_files("files", [file_of(tmp_path, "rekaman.mp4", 32 * MEBIBYTE)])
        began = time.monotonic()
        firefox.click("#files-form .primary")
        watched = watch(firefox)
        seconds = time.monotonic() - began
        assert seconds > 30
        assert len(watched.percents) >= 8
        firefox.click("[action='/id/mailbox/leave'] .button")
        reporting = way.received
        firefox.open(f"{way.url}/id/open")
        firefox.fill("code", code)
        firefox.click("#open .primary")
        assert "Harga di kuitansi" in firefox.text()
        firefox.click("[action='/id/mailbox/leave'] .button")
    assert reporting < VISIT + A_LOOK * ceil(max(0.0, seconds - HALF_A_MINUTE) / BETWEEN_LOOKS)
    assert way.received - reporting < VISIT


def looked_at(
    reporter: Reporter, monotonic: list[float], seconds: float, transfer: Transfer | None = None
) -> tuple[int, list[float]]:
    """Bytes that the frame receives in so many seconds, and when it asks, the first time after included."""
    total, asked, began = 0, [], monotonic[0]
    while (age := monotonic[0] - began) < seconds:
        asked.append(age)
        if transfer is not None and transfer.expected is not None:
            transfer.arrived = round(transfer.expected * age / seconds)
        page = reporter.client.get("/id/mailbox/files/progress")
        total += (
            len(page.data) + sum(len(f"{name}: {value}\r\n") for name, value in page.headers.items()) + 100
        )
        if "Refresh" not in page.headers:
            break
        monotonic[0] += int(page.headers["Refresh"])
    return total, [*asked, monotonic[0] - began]


def test_an_upload_of_an_hour_adds_little_and_is_looked_at_ever_more_rarely(
    inside: Reporter, box: Box, monotonic: list[float]
) -> None:
    inside.files_page()
    transfers = box.services().transfers
    (case,) = case_names(box.office.database)
    with transfers.track(case, 1_000_000_000) as transfer:
        transfer.upload.arriving = "rekaman rapat pembahasan anggaran 2026.mp4"
        total, asked = looked_at(inside, monotonic, HOUR, transfer)
    waits = [after - before for before, after in pairwise(asked)]
    assert waits[0] <= 20
    assert max(waits) <= 60
    assert asked[-1] - HOUR <= 3, "no reporter looks for long at a full bar"
    assert total < HOUR_OF_SENDING


def test_a_page_for_files_that_is_left_open_costs_little_and_asks_no_more_in_the_end(
    inside: Reporter, monotonic: list[float]
) -> None:
    inside.files_page()
    total, asked = looked_at(inside, monotonic, 10 * HOUR)
    assert asked[1] <= 3
    assert asked[-1] < HOUR
    assert total < HALF_AN_HOUR_OF_WAITING
