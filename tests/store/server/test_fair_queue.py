"""Who is served next: streams never take the last threads, and a newcomer goes before whoever sends without pause."""

from dataclasses import dataclass

import pytest

from store.server.fair_queue import MOST_BEHIND_SECONDS, REMEMBERED, FairQueue, Lane, QueueBounds, Usage

BOUNDS = QueueBounds(threads=6, streams=2, turned_away=1, of_circuit=2, streams_of_circuit=1, codes=2)


@dataclass(frozen=True)
class QueuedRequest:
    name: str


@pytest.fixture
def line() -> FairQueue[QueuedRequest]:
    return FairQueue(BOUNDS, now=0.0)


def join(
    line: FairQueue[QueuedRequest], lane: Lane, circuit: bytes | None, count: int, now: float = 0.0
) -> list[QueuedRequest]:
    requests = [QueuedRequest(f"{lane.value} {circuit!r} {number}") for number in range(count)]
    for request in requests:
        line.join(request, lane, circuit, now)
    return requests


def taken(line: FairQueue[QueuedRequest], now: float = 0.0) -> list[QueuedRequest]:
    found = []
    while (one := line.take(now)) is not None:
        found.append(one[0])
    return found


def test_streams_leave_the_other_threads_to_texts(line: FairQueue[QueuedRequest]) -> None:
    streams = join(line, Lane.STREAM, None, 10)
    assert taken(line) == streams[:2]
    texts = join(line, Lane.TEXT, None, 10)
    assert taken(line) == texts[:4]
    line.done(texts[0], 1.0)
    assert taken(line) == [texts[4]]
    assert (line.serving, line.waiting) == (6, 13)


def test_one_circuit_has_so_many_threads_and_no_more(line: FairQueue[QueuedRequest]) -> None:
    texts = join(line, Lane.TEXT, b"one", 5)
    streams = join(line, Lane.STREAM, b"one", 5)
    assert taken(line) == [texts[0], texts[1], streams[0]]


def test_a_newcomer_goes_before_whoever_used_most(line: FairQueue[QueuedRequest]) -> None:
    first = join(line, Lane.TEXT, b"flood", 50)
    for request in taken(line):
        line.done(request, 5.0)
    newcomer = join(line, Lane.TEXT, b"newcomer", 1, now=5.0)
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


def test_whoever_leaves_is_not_served_and_a_stream_can_change_lanes(line: FairQueue[QueuedRequest]) -> None:
    streams = join(line, Lane.STREAM, b"one", 3)
    assert taken(line) == [streams[0]]
    line.leave(streams[1])
    line.join(streams[1], Lane.TURNED_AWAY, b"one", 1.0)
    assert list(line.waiting_for_few()) == [streams[2]]
    assert line.take(1.0) == (streams[1], Lane.TURNED_AWAY)
    assert line.take(1.0) is None


def test_the_heaviest_is_the_circuit_that_used_most_and_nobody_if_all_are_light(
    line: FairQueue[QueuedRequest],
) -> None:
    join(line, Lane.TEXT, None, 20)
    assert line.heaviest() is None
    join(line, Lane.TEXT, b"light", 1)
    assert line.heaviest() is None
    [person] = join(line, Lane.CODE, b"person", 1)
    assert line.take(0.0) == (person, Lane.CODE)
    line.done(person, 0.5)  # for a page, before the code
    join(line, Lane.CODE, b"person", 1)
    assert line.heaviest() is None
    heavy = join(line, Lane.TEXT, b"heavy", 4)
    assert line.heaviest() == heavy[-1]


def test_codes_have_a_few_threads_which_texts_without_end_cannot_take(line: FairQueue[QueuedRequest]) -> None:
    texts = join(line, Lane.TEXT, None, 20)
    codes = join(line, Lane.CODE, None, 20)
    assert taken(line) == [*codes[:2], *texts[:4]]
    line.done(codes[0], 1.0)
    line.done(texts[0], 1.0)
    assert taken(line, 1.0) == [codes[2], texts[4]]
    assert list(line.waiting_for_few()) == codes[3:]
    line.leave(codes[3])
    line.join(codes[3], Lane.TURNED_AWAY, None, 2.0)
    line.done(texts[1], 2.0)
    assert taken(line, 2.0) == [codes[3]]


def test_a_circuit_with_many_codes_waits_behind_itself(line: FairQueue[QueuedRequest]) -> None:
    many = join(line, Lane.CODE, b"many", 10)
    once = [join(line, Lane.CODE, bytes([circuit]), 1)[0] for circuit in range(5)]
    order = [served for turn in range(1, 6) for served in served_now(line, turn)]
    assert order[:6] == [many[0], *once]


def test_the_page_that_asks_for_a_code_puts_nobody_behind_with_the_code(
    line: FairQueue[QueuedRequest],
) -> None:
    [page] = join(line, Lane.TEXT, b"person", 1)
    [code] = join(line, Lane.CODE, b"often", 1)
    assert taken(line) == [code, page]
    line.done(page, 1.0)
    line.done(code, 1.0)
    [behind] = join(line, Lane.CODE, b"often", 1, now=1.0)
    [first] = join(line, Lane.CODE, b"person", 1, now=1.1)
    [newer] = join(line, Lane.CODE, b"newer", 1, now=1.2)
    assert taken(line, 1.2) == [first, newer]
    assert line.waiting == 1
    line.done(first, 1.3)
    assert taken(line, 1.3) == [behind]


@pytest.mark.parametrize("lane", [Lane.CODE, Lane.TEXT])
def test_nobody_waits_longer_than_a_bound_behind_ever_newer_circuits(
    line: FairQueue[QueuedRequest], lane: Lane
) -> None:
    first = join(line, lane, b"person", 1)
    assert taken(line) == first
    line.done(first[0], 1_000.0)  # however much this circuit used before
    [again] = join(line, lane, b"person", 1, now=1_000.0)
    now, before = 1_000.0, list[QueuedRequest]()
    newest, served = list[QueuedRequest](), list[QueuedRequest]()
    while again not in served:
        now += 1.0
        newest = [join(line, lane, f"{now} {number}".encode(), 1, now)[0] for number in range(10)]
        if now <= 1_000.0 + MOST_BEHIND_SECONDS:
            before += newest
        served += served_now(line, now)
        assert set(served[: -BOUNDS.threads]) <= {*before}
    assert not {*newest} & {*served}


def served_now(line: FairQueue[QueuedRequest], now: float) -> list[QueuedRequest]:
    """Serve all who may be served at this moment."""
    found = taken(line, now)
    for request in found:
        line.done(request, now)
    return found
