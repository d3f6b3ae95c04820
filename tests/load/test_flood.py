"""The short flood of the suite; `python -m tests.load flood` is the long one."""

import contextlib
import stat

from tests.load.flood import TARGET_SHARE, Crowd
from tests.load.socket_flood import MARGIN_BYTES, MOST_PROCESSES, measure
from tests.load.unix_server import unix_server
from tests.office import TestOffice

SECONDS = 5
CROWD = Crowd(
    submissions=6,
    wrong_codes=6,
    slow_bodies=20,
    slow_heads=20,
    silences=20,
    slow_uploads=10,
    huge_uploads=2,
    honest=2,
)


def test_honest_reports_get_through_a_flood_and_the_server_is_small_again(office: TestOffice) -> None:
    measured = measure(office, SECONDS, CROWD)
    assert measured.outcome.sent >= 2
    assert measured.outcome.share >= TARGET_SHARE, measured.lines()
    assert measured.after <= measured.idle + MARGIN_BYTES, measured.lines()
    assert measured.processes <= MOST_PROCESSES, measured.lines()
    log = (office.folder / "source.log").read_text()
    for trace in ("dead:beef", "fc00", "PROXY"):
        assert trace not in log


def test_the_socket_is_for_tors_group_and_a_greedy_circuit_is_told_what_to_do(office: TestOffice) -> None:
    with unix_server(office) as server, contextlib.ExitStack() as open_ones:
        assert stat.S_IMODE(server.path.stat().st_mode) == 0o660
        for _connection in range(16):
            open_ones.enter_context(server.connect("greedy"))
        with server.connect("greedy") as one_more:
            answer = b"".join(iter(lambda: one_more.recv(65_536), b"")).decode()
        assert answer.startswith("HTTP/1.1 429 ")
        assert "“Sirkuit Tor Baru untuk Situs Ini”" in answer
        assert "“New Tor circuit for this site”" in answer
        with server.connect("another") as stranger:
            stranger.sendall(b"GET /id/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert stranger.recv(100).startswith(b"HTTP/1.1 200 ")
