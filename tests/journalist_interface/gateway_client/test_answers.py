"""An answer may be long on a slow circuit, and may not keep anyone waiting for ever."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat

import httpx
import pytest

from journalist_interface.gateway_client.answers import LEAST_BYTES_PER_SECOND, pieces_in_time
from journalist_interface.gateway_client.errors import GatewayDownError, HostileGatewayError

STRETCH = 30.0


@dataclass
class Circuit(httpx.SyncByteStream):
    """A body in pieces of this size, each of which comes after so many seconds."""

    pieces: Iterable[tuple[int, float]]
    now: float = 0.0

    def __iter__(self) -> Iterator[bytes]:
        for size, seconds in self.pieces:
            self.now += seconds
            yield bytes(size)

    def read(self, most: int) -> int:
        answer = httpx.Response(200, stream=self)
        return sum(map(len, pieces_in_time(answer, most, STRETCH, lambda: self.now)))


def test_an_answer_that_takes_minutes_at_a_slow_and_steady_pace_comes_whole() -> None:
    circuit = Circuit([(16_000, 2.0)] * 200)
    assert circuit.read(3_200_000) == 3_200_000
    assert circuit.now == 400.0


def test_an_answer_that_rests_shorter_than_a_stretch_comes_whole() -> None:
    assert Circuit([(100_000, 1.0), (100_000, 28.0), (100_000, 1.0)]).read(300_000) == 300_000


@pytest.mark.parametrize("before", [0, 100])
def test_an_answer_that_drips_is_given_up_after_one_stretch(before: int) -> None:
    circuit = Circuit([*[(100_000, 1.0)] * before, *[(1, 0.5)] * 1_000])
    with pytest.raises(GatewayDownError):
        circuit.read(100_000_000)
    assert circuit.now <= before + 2 * STRETCH


def test_no_answer_holds_anyone_longer_than_the_least_pace_needs_for_all_that_it_may_hold() -> None:
    circuit = Circuit(repeat((LEAST_BYTES_PER_SECOND, 1.0)))
    with pytest.raises(HostileGatewayError):
        circuit.read(1_000_000)
    assert circuit.now <= 1_000_000 / LEAST_BYTES_PER_SECOND + 1
