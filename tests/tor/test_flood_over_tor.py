"""A short flood through the network; the long one is `python -m tests.load flood --tor`."""

import pytest

from tests.load.flood import TARGET_SHARE, Crowd
from tests.load.socket_flood import MARGIN_BYTES, measure_through
from tests.tor.conftest import Surroundings

pytestmark = [pytest.mark.timeout(300), pytest.mark.thorough]  # the short form: tests/load/test_flood.py

SECONDS = 6.0
CROWD = Crowd(
    submissions=3,
    wrong_codes=3,
    slow_bodies=4,
    slow_heads=4,
    silences=4,
    slow_uploads=2,
    huge_uploads=1,
    honest=2,
    circuits=8,
)


def test_honest_reports_get_through_a_flood_over_other_circuits(surroundings: Surroundings) -> None:
    clients = {True: surroundings.reporters, False: surroundings.officers}
    measured = measure_through(
        lambda label: clients[label.startswith("honest")].connect(surroundings.source, label),
        surroundings.server,
        SECONDS,
        CROWD,
    )
    assert measured.outcome.sent > 0
    assert measured.outcome.flood.total() > 0
    assert measured.outcome.share >= TARGET_SHARE, measured.lines()
    assert measured.after <= measured.idle + MARGIN_BYTES, measured.lines()
