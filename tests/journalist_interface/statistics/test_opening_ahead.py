"""Records opened by several in a run: hostile ones end that, and merely broken ones do not."""

from collections.abc import Sequence

from crypto.gpg.decrypt import SessionKey
from crypto.gpg.decrypt_many import MOST_AT_ONCE
from crypto.padding import pad
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.statistics.records import MOST_SECONDS_FAILED, OpeningAhead
from store.api.messages import StatisticsRow

KEY = SessionKey("9:" + "0" * 64)
GROUPS = 20


class Runs:
    """Runs that take as long as they are told, and fail over a broken record."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.clock = 0.0
        self.number = 0

    def __call__(self, ciphertexts: Sequence[bytes]) -> list[tuple[bytes, SessionKey]] | None:
        self.clock += self._seconds
        self.number += 1
        is_broken = any(each.endswith(b"!") for each in ciphertexts)
        return None if is_broken else [(pad(each), KEY) for each in ciphertexts]


def read_groups(runs: Runs, broken: set[int]) -> VerificationCache:
    """Open groups ahead in which these records are broken."""
    cache = VerificationCache()
    ahead = OpeningAhead(cache, runs, lambda: runs.clock)
    for group in range(GROUPS):
        records = [b"%d of %d%s" % (at, group, b"!" * (at in broken)) for at in range(MOST_AT_ONCE)]
        ahead.open([StatisticsRow(f"{at:032}", record, 1, None) for at, record in enumerate(records)])
    return cache


def test_a_broken_record_in_each_group_has_no_others_opened_alone() -> None:
    runs = Runs(seconds=0.05)
    assert len(read_groups(runs, {7}).opened) == GROUPS * (MOST_AT_ONCE - 2)
    assert runs.number <= GROUPS * 10


def test_runs_that_take_long_and_fail_end_the_opening_together() -> None:
    runs = Runs(seconds=3.0)
    assert not read_groups(runs, set(range(MOST_AT_ONCE))).opened
    assert runs.clock <= MOST_SECONDS_FAILED


def test_a_slow_record_has_its_group_opened_alone_and_no_other() -> None:
    runs = Runs(seconds=3.0)
    cache = VerificationCache()
    ahead = OpeningAhead(cache, runs, lambda: runs.clock)
    for end in (b"!", b""):
        records = [b"%d%s" % (at, end) for at in range(MOST_AT_ONCE)]
        ahead.open([StatisticsRow(f"{at:032}", record, 1, None) for at, record in enumerate(records)])
    assert runs.number == 2
    assert len(cache.opened) == MOST_AT_ONCE
