"""Who is served next: streams never take the last threads, and a newcomer goes before whoever sends without pause."""

from dataclasses import dataclass

import pytest

from store.serving.line import REMEMBERED, Bounds, Lane, Usage, WaitingLine

BOUNDS = Bounds(threads=6, streams=2, turned_away=1, of_circuit=2, streams_of_circuit=1)


@dataclass(frozen=True)
class Request:
    name: str


@pytest.fixture
def line() -> WaitingLine[Request]:
    return WaitingLine(BOUNDS, now=0.0)


def join(line: WaitingLine[Request], lane: Lane, circuit: bytes | None, count: int) -> list[Request]:
    requests = [Request(f"{lane.value} {circuit!r} {number}") for number in range(count)]
    for request in requests:
        line.join(request, lane, circuit)
    return requests


def taken(line: WaitingLine[Request], now: float = 0.0) -> list[Request]:
    found = []
    while (one := line.take(now)) is not None:
        found.append(one[0])
    return found


def test_streams_leave_the_other_threads_to_texts(line: WaitingLine[Request]) -> None:
    streams = join(line, Lane.STREAM, None, 10)
    assert taken(line) == streams[:2]
    texts = join(line, Lane.TEXT, None, 10)
    assert taken(line) == texts[:4]
    line.done(texts[0], 1.0)
    assert taken(line) == [texts[4]]
    assert (line.serving, line.waiting) == (6, 13)


def test_one_circuit_has_so_many_threads_and_no_more(line: WaitingLine[Request]) -> None:
    texts = join(line, Lane.TEXT, b"one", 5)
    streams = join(line, Lane.STREAM, b"one", 5)
    assert taken(line) == [texts[0], texts[1], streams[0]]


def test_a_newcomer_goes_before_whoever_used_most(line: WaitingLine[Request]) -> None:
    first = join(line, Lane.TEXT, b"flood", 50)
    for request in taken(line):
        line.done(request, 5.0)
    newcomer = join(line, Lane.TEXT, b"newcomer", 1)
    found = line.take(5.0)
    assert found is not None
    assert found[0] == newcomer[0]
    assert line.take(5.0) == (first[2], Lane.TEXT)


def test_usage_is_forgotten_with_time_and_bounded() -> None:
    usage = Usage(0.0)
    usage.add(b"one", 8.0, 1.0)
    usage.add(b"two", 1.0, 31.0)
    assert usage.of(b"one") == 4.0
    for number in range(2 * REMEMBERED):
        usage.add(number.to_bytes(4), 1.0, 32.0)
    assert len(usage) == REMEMBERED
    assert usage.of(b"one") == usage.of(None) == 0.0


def test_whoever_leaves_is_not_served_and_a_stream_can_change_lanes(line: WaitingLine[Request]) -> None:
    streams = join(line, Lane.STREAM, b"one", 3)
    assert taken(line) == [streams[0]]
    line.leave(streams[1])
    line.join(streams[1], Lane.TURNED_AWAY, b"one")
    assert list(line.streams_waiting()) == [streams[2]]
    assert line.take(1.0) == (streams[1], Lane.TURNED_AWAY)
    assert line.take(1.0) is None


def test_the_heaviest_is_the_circuit_that_used_most_and_nobody_if_all_are_light(
    line: WaitingLine[Request],
) -> None:
    join(line, Lane.TEXT, None, 20)
    assert line.heaviest() is None
    join(line, Lane.TEXT, b"light", 1)
    assert line.heaviest() is None
    heavy = join(line, Lane.TEXT, b"heavy", 4)
    assert line.heaviest() == heavy[-1]
