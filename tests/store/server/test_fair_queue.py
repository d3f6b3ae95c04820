"""The order of serving: streams never take the last threads; newcomers go before a circuit that sends without pause."""

from dataclasses import dataclass, replace

import pytest

from store.server.fair_queue import (
    MOST_BEHIND_SECONDS,
    MOST_CIRCUITS,
    FairQueue,
    Priority,
    QueueBounds,
    Usage,
)

BOUNDS = QueueBounds(threads=6, streams=2, turned_away=1, of_circuit=2, streams_of_circuit=1, codes=2)


@dataclass(frozen=True)
class QueuedRequest:
    name: str


@pytest.fixture
def queue() -> FairQueue[QueuedRequest]:
    return FairQueue(BOUNDS, now=0.0)


def join(
    queue: FairQueue[QueuedRequest], priority: Priority, circuit: bytes | None, count: int, now: float = 0.0
) -> list[QueuedRequest]:
    requests = [QueuedRequest(f"{priority.value} {circuit!r} {number}") for number in range(count)]
    for request in requests:
        queue.join(request, priority, circuit, now)
    return requests


def taken(queue: FairQueue[QueuedRequest], now: float = 0.0) -> list[QueuedRequest]:
    found = []
    while (served := queue.take(now)) is not None:
        found.append(served[0])
    return found


def test_streams_leave_the_other_threads_to_texts(queue: FairQueue[QueuedRequest]) -> None:
    streams = join(queue, Priority.STREAM, None, 10)
    assert taken(queue) == streams[:2]
    texts = join(queue, Priority.TEXT, None, 10)
    assert taken(queue) == texts[:4]
    queue.done(texts[0], 1.0)
    assert taken(queue) == [texts[4]]
    assert (queue.serving, queue.waiting) == (6, 13)


def test_one_circuit_has_so_many_threads_and_no_more(queue: FairQueue[QueuedRequest]) -> None:
    texts = join(queue, Priority.TEXT, b"one", 5)
    streams = join(queue, Priority.STREAM, b"one", 5)
    assert taken(queue) == [texts[0], texts[1], streams[0]]


def test_a_stranger_never_takes_the_last_place_for_files_and_counts_once_known_as_who_they_are() -> None:
    strangers, names = b"strangers", dict[QueuedRequest, bytes]()
    bounds = replace(BOUNDS, streams=4, streams_of_circuit=3)
    queue = FairQueue[QueuedRequest](bounds, 0.0, strangers)
    named = join(queue, Priority.STREAM, b"sari", 2)
    unknown = join(queue, Priority.STREAM, strangers, 2)
    assert set(taken(queue)) == {*named, unknown[0]}
    names |= dict.fromkeys(named, b"sari") | {unknown[0]: b"sari"}
    queue.rename(names.__getitem__)
    join(queue, Priority.STREAM, b"sari", 1)
    assert taken(queue) == []
    assert taken_by(queue, b"budi") == 1


def taken_by(queue: FairQueue[QueuedRequest], circuit: bytes) -> int:
    requests = join(queue, Priority.STREAM, circuit, 2)
    return len(set(taken(queue)) & set(requests))


def test_a_newcomer_goes_before_the_heaviest_user(queue: FairQueue[QueuedRequest]) -> None:
    first = join(queue, Priority.TEXT, b"flood", 50)
    for request in taken(queue):
        queue.done(request, 5.0)
    newcomer = join(queue, Priority.TEXT, b"newcomer", 1, now=5.0)
    found = queue.take(5.0)
    assert found is not None
    assert found[0] == newcomer[0]
    assert queue.take(5.0) == (first[2], Priority.TEXT)


def test_usage_is_forgotten_with_time_and_bounded() -> None:
    usage = Usage(0.0)
    usage.add(b"one", 8.0, 1.0)
    usage.add(b"two", 1.0, 31.0)
    assert usage.of(b"one") == 4.0
    for number in range(2 * MOST_CIRCUITS):
        usage.add(number.to_bytes(4), 1.0, 32.0)
    assert len(usage) == MOST_CIRCUITS
    assert usage.of(b"one") == usage.of(None) == 0.0


def test_a_request_that_leaves_is_not_served_and_a_stream_can_change_lanes(
    queue: FairQueue[QueuedRequest],
) -> None:
    streams = join(queue, Priority.STREAM, b"one", 3)
    assert taken(queue) == [streams[0]]
    queue.leave(streams[1])
    queue.join(streams[1], Priority.TURNED_AWAY, b"one", 1.0)
    assert list(queue.waiting_for_few()) == [streams[2]]
    assert queue.take(1.0) == (streams[1], Priority.TURNED_AWAY)
    assert queue.take(1.0) is None


def test_the_heaviest_is_the_circuit_that_used_most_and_none_if_all_are_light(
    queue: FairQueue[QueuedRequest],
) -> None:
    join(queue, Priority.TEXT, None, 20)
    assert queue.heaviest() is None
    join(queue, Priority.TEXT, b"light", 1)
    assert queue.heaviest() is None
    [person] = join(queue, Priority.CODE, b"person", 1)
    assert queue.take(0.0) == (person, Priority.CODE)
    queue.done(person, 0.5)  # for a page, before the code
    join(queue, Priority.CODE, b"person", 1)
    assert queue.heaviest() is None
    heavy = join(queue, Priority.TEXT, b"heavy", 4)
    assert queue.heaviest() == heavy[-1]


def test_codes_have_a_few_threads_which_texts_without_end_cannot_take(
    queue: FairQueue[QueuedRequest],
) -> None:
    texts = join(queue, Priority.TEXT, None, 20)
    codes = join(queue, Priority.CODE, None, 20)
    assert taken(queue) == [*codes[:2], *texts[:4]]
    queue.done(codes[0], 1.0)
    queue.done(texts[0], 1.0)
    assert taken(queue, 1.0) == [codes[2], texts[4]]
    assert list(queue.waiting_for_few()) == codes[3:]
    queue.leave(codes[3])
    queue.join(codes[3], Priority.TURNED_AWAY, None, 2.0)
    queue.done(texts[1], 2.0)
    assert taken(queue, 2.0) == [codes[3]]


def test_a_circuit_with_many_codes_waits_behind_itself(queue: FairQueue[QueuedRequest]) -> None:
    many = join(queue, Priority.CODE, b"many", 10)
    once = [join(queue, Priority.CODE, bytes([circuit]), 1)[0] for circuit in range(5)]
    order = [served for turn in range(1, 6) for served in served_now(queue, turn)]
    assert order[:6] == [many[0], *once]


def test_the_page_that_asks_for_a_code_puts_no_circuit_behind_with_the_code(
    queue: FairQueue[QueuedRequest],
) -> None:
    [page] = join(queue, Priority.TEXT, b"person", 1)
    [code] = join(queue, Priority.CODE, b"often", 1)
    assert taken(queue) == [code, page]
    queue.done(page, 1.0)
    queue.done(code, 1.0)
    [behind] = join(queue, Priority.CODE, b"often", 1, now=1.0)
    [first] = join(queue, Priority.CODE, b"person", 1, now=1.1)
    [newer] = join(queue, Priority.CODE, b"newer", 1, now=1.2)
    assert taken(queue, 1.2) == [first, newer]
    assert queue.waiting == 1
    queue.done(first, 1.3)
    assert taken(queue, 1.3) == [behind]


@pytest.mark.parametrize("priority", [Priority.CODE, Priority.TEXT])
def test_no_circuit_waits_longer_than_a_bound_behind_ever_newer_ones(
    queue: FairQueue[QueuedRequest], priority: Priority
) -> None:
    first = join(queue, priority, b"person", 1)
    assert taken(queue) == first
    queue.done(first[0], 1_000.0)  # however much this circuit used before
    [again] = join(queue, priority, b"person", 1, now=1_000.0)
    now, before = 1_000.0, list[QueuedRequest]()
    newest, served = list[QueuedRequest](), list[QueuedRequest]()
    while again not in served:
        now += 1.0
        newest = [join(queue, priority, f"{now} {number}".encode(), 1, now)[0] for number in range(10)]
        if now <= 1_000.0 + MOST_BEHIND_SECONDS:
            before += newest
        served += served_now(queue, now)
        assert set(served[: -BOUNDS.threads]) <= {*before}
    assert not {*newest} & {*served}


def served_now(queue: FairQueue[QueuedRequest], now: float) -> list[QueuedRequest]:
    """Serve all who may be served at this moment."""
    found = taken(queue, now)
    for request in found:
        queue.done(request, now)
    return found
