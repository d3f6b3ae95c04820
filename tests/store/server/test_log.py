"""The log's lines about requests that are none: how many, now and then, and the day."""

import logging
import re
from pathlib import Path

import pytest

from store.server.logs import RefusedRequests, our_lines
from tests.store.server.test_connection_loop import ROOT, started

NONE_AT_ALL = b"GE{T / HTTP/1.1\r\nHost: rahasia-kepala\r\n\r\n"
TOLD = re.compile(
    r"\[\d{4}-\d\d-\d\d\] \[\d+\] \[WARNING\] Requests that were not good HTTP, and were refused: (\d+)"
)


def test_a_server_counts_the_requests_that_are_none_and_tells_their_number_once(tmp_path: Path) -> None:
    with started(tmp_path) as echo:
        for _each in range(30):
            assert echo.ask(NONE_AT_ALL).startswith(b"HTTP/1.1 400 ")
        assert echo.log.read_text() == ""
    told = TOLD.fullmatch(echo.log.read_text().rstrip("\n"))
    assert told is not None, echo.log.read_text()
    assert told[1] == "30"


def test_the_number_is_told_at_most_once_an_interval_and_begins_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = logging.getLogger("test of refused requests")
    hourly, always = RefusedRequests(), RefusedRequests(every_seconds=0)
    for refused in (hourly, always):
        log.addFilter(refused)
        for _each in range(3):
            log.warning("Invalid request from ip=127.0.0.1: rahasia-kepala")
        for _again in range(3):
            refused.tell_when_due(log)
        log.removeFilter(refused)
    log.warning("Something else")
    assert caplog.messages == [
        "Requests that were not good HTTP, and were refused: 3",
        "Something else",
    ]
    hourly.tell(log)
    assert caplog.messages[-1].endswith(": 3")


@pytest.mark.parametrize(
    ("place", "told"),
    [("store/engine/database.py", "store/engine/database.py:1"), ("flask/app.py", "no line of ours")],
)
def test_a_line_of_a_library_beside_our_packages_is_not_told(place: str, told: str) -> None:
    there = compile("raise ValueError('rahasia')", str(ROOT / place), "exec")
    with pytest.raises(ValueError, match="rahasia") as raised:
        exec(there)  # noqa: S102 - the line above
    assert our_lines(raised.value.__traceback__) == told
