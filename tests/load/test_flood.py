"""The short flood of the suite; `python -m tests.load.socket_flood` is the long one."""

from tests.load.flood import TARGET_SHARE, Crowd
from tests.load.socket_flood import MARGIN_BYTES, MOST_PROCESSES, measure
from tests.office import TestOffice

SECONDS = 10
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
