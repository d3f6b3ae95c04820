"""Whatever was acknowledged is there after all kills: every code opens its report, every file is whole."""

import random
from functools import partial

import pytest

from tests.faults.acknowledged import LargeFile, Senders, kept_digests, killable, killed, served_at, unopened
from tests.office import TestOffice
from tests.source_interface.report_reader import count_cases
from tests.source_interface.visitor import Visitor

pytestmark = pytest.mark.slow
MEBIBYTE = 1024 * 1024
SEED = 20261
thorough = pytest.mark.thorough


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("reports", "kills"), [(12, 2), pytest.param(700, 30, marks=thorough)], ids=["short", "long"]
)
def test_every_code_that_was_shown_opens_its_report(office: TestOffice, reports: int, kills: int) -> None:
    senders = Senders()
    dice = random.Random(SEED)  # noqa: S311 - to be repeated
    for kill in range(1, kills + 1):
        with killable(office) as server:
            senders.send_until_killed(server, office, reports * kill // kills, dice)
    assert len(senders.codes) >= reports
    with killable(office) as server:
        assert unopened(server.url, senders.codes) == []
    # What was stored and never acknowledged is at most one report of each sender a kill.
    assert len(senders.codes) <= count_cases(office) <= len(senders.codes) + 3 * kills


@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    ("mebibytes", "kills"),
    [(8, 1), pytest.param(200, 3, marks=thorough), pytest.param(2000, 1, marks=thorough)],
    ids=["short", "200 MB", "2 GB"],
)
def test_every_file_that_was_acknowledged_is_whole_and_no_other_is_there(
    office: TestOffice, mebibytes: int, kills: int
) -> None:
    file = LargeFile(mebibytes * MEBIBYTE + 12_345, SEED)
    dice = random.Random(SEED)  # noqa: S311 - to be repeated
    with killable(office) as server:
        visitor = Visitor.enter(served_at(server))
    for _kill in range(kills):
        with killable(office) as server:
            visitor.served = served_at(server)
            assert "tiba utuh" not in file.sent(
                visitor, dice.randrange(1, mebibytes), partial(killed, server, office)
            )
        assert kept_digests(office) == []
    with killable(office) as server:
        visitor.served = served_at(server)
        assert "tiba utuh" in file.sent(visitor)
        killed(server, office)
    assert kept_digests(office) == [file.digest()]
    with killable(office) as server:
        visitor.served = served_at(server)
        assert "besar.bin" in visitor.page()
