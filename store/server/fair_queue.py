"""The queue in front of the threads, which decides who is served next.

Codes, texts and streams wait in separate lanes. Codes and streams may hold a fixed number of threads; texts may hold
all the others, so that neither takes the last thread from a report. Within a lane, requests are served in order of
arrival, with two exceptions. A circuit that recently used threads, for codes or for everything else, stands behind by a
multiple of that time. Several requests of one circuit wait behind each other. So a newcomer goes before a circuit that
sends without pause, however many connections it has. The time to stand behind has a maximum, so that no request stays
behind ever newer circuits. Streams have no such maximum, because they are turned away after a while.
"""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

REMEMBERED: Final = 4096
FORGET_EVERY_SECONDS: Final = 30.0
BEHIND: Final = 4.0
MOST_BEHIND_SECONDS: Final = 10.0
_CODES_OF_CIRCUIT: Final = 1
_STANDS_OUT: Final = 2.0


class Lane(Enum):
    """The kinds of thread that a request may need. The first lane with room and a waiting request is served first."""

    CODE = "code"
    """A slow derivation. This lane and the next come first: endless texts would leave none of their few threads."""
    TURNED_AWAY = "turned away"
    """Codes and streams that waited in vain: they get a thread for the answer that says so."""
    TEXT = "text"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class QueueBounds:
    """The most requests that may be served at a time: in all, in each of the other lanes, and of one circuit."""

    threads: int
    streams: int
    turned_away: int
    of_circuit: int
    streams_of_circuit: int
    codes: int = 0

    def of_lane(self, lane: Lane) -> int:
        """Return how many threads this lane may hold; texts are bounded by what the others leave."""
        few = {Lane.CODE: self.codes, Lane.STREAM: self.streams, Lane.TURNED_AWAY: self.turned_away}
        return few.get(lane, self.threads)

    def of_one_circuit(self, lane: Lane) -> int:
        """Return how many threads one circuit may hold in this lane."""
        return {Lane.CODE: _CODES_OF_CIRCUIT, Lane.TEXT: self.of_circuit}.get(lane, self.streams_of_circuit)


class Usage:
    """The time for which each circuit recently held threads, halved every half minute; bounded in size."""

    def __init__(self, now: float) -> None:
        self._seconds: OrderedDict[bytes, float] = OrderedDict()
        self._halved = now

    def __len__(self) -> int:
        return len(self._seconds)

    def of(self, circuit: bytes | None) -> float:
        """Return the seconds of this circuit; 0 for an unknown one."""
        return 0.0 if circuit is None else self._seconds.get(circuit, 0.0)

    def add(self, circuit: bytes | None, seconds: float, now: float) -> None:
        """Add the seconds for which a request of this circuit was served."""
        if now - self._halved > FORGET_EVERY_SECONDS:
            self._halved = now
            halves = ((one, used / 2) for one, used in self._seconds.items())
            self._seconds = OrderedDict((one, used) for one, used in halves if used > 0.001)
        if circuit is None:
            return
        self._seconds[circuit] = self._seconds.pop(circuit, 0.0) + seconds
        if len(self._seconds) > REMEMBERED:
            self._seconds.popitem(last=False)


class FairQueue(Generic[T]):
    """Requests that wait or are served. Not thread-safe: the worker's loop owns it."""

    def __init__(self, bounds: QueueBounds, now: float) -> None:
        self._bounds = bounds
        self._waiting: dict[Lane, OrderedDict[Hashable, deque[T]]] = {lane: OrderedDict() for lane in Lane}
        self._circuit: dict[T, bytes | None] = {}
        self._lane: dict[T, Lane] = {}
        self._joined: dict[T, float] = {}
        self._served: dict[T, float] = {}
        rest = Usage(now)
        self._usage = {lane: Usage(now) if lane is Lane.CODE else rest for lane in Lane}

    @property
    def serving(self) -> int:
        """The number of requests served now."""
        return len(self._served)

    @property
    def waiting(self) -> int:
        """The number of requests waiting."""
        return len(self._lane) - len(self._served)

    def join(self, request: T, lane: Lane, circuit: bytes | None, now: float) -> None:
        """Add a request to its lane."""
        self._lane[request], self._circuit[request], self._joined[request] = lane, circuit, now
        self._waiting[lane].setdefault(circuit or request, deque()).append(request)

    def take(self, now: float) -> tuple[T, Lane] | None:
        """Start serving the next request and return it, or None when none may be served."""
        if len(self._served) >= self._bounds.threads:
            return None
        for lane in Lane:
            if self._has_room(lane) and (key := self._next_in(lane)) is not None:
                request = self._remove_first(lane, key, now)
                self._served[request] = now
                return request, lane
        return None

    def done(self, request: T, now: float) -> None:
        """Remove a request that was served, or whose sender has gone."""
        circuit = self._circuit.pop(request)
        del self._joined[request]
        self._usage[self._lane.pop(request)].add(circuit, now - self._served.pop(request), now)

    def leave(self, request: T) -> None:
        """Remove a request that no longer waits."""
        lane, circuit = self._lane.pop(request), self._circuit.pop(request)
        del self._joined[request]
        queue = self._waiting[lane][circuit or request]
        queue.remove(request)
        if not queue:
            del self._waiting[lane][circuit or request]

    def heaviest(self) -> T | None:
        """Return the last waiting request of the circuit that used most, or None if no circuit stands out."""
        heavy = [
            (self._usage[lane].of(circuit) + len(queue), queue)
            for lane, queues in self._waiting.items()
            for queue in queues.values()
            if (circuit := self._circuit[queue[0]]) is not None
        ]
        weight, queue = max(heavy, key=lambda one: one[0], default=(0.0, None))
        return queue[-1] if queue is not None and weight >= _STANDS_OUT else None

    def waiting_for_few(self) -> Iterator[T]:
        """Yield all requests in the lanes with few places, where a wait may be in vain."""
        for lane in (Lane.CODE, Lane.STREAM):
            for queue in self._waiting[lane].values():
                yield from queue

    def _has_room(self, lane: Lane) -> bool:
        held = sum(1 for request in self._served if self._lane[request] is lane)
        return held < self._bounds.of_lane(lane)

    def _next_in(self, lane: Lane) -> Hashable | None:
        most = self._bounds.of_one_circuit(lane)
        held: dict[bytes | None, int] = {}
        for request in self._served:
            if self._lane[request] is lane:
                held[self._circuit[request]] = held.get(self._circuit[request], 0) + 1
        allowed = [
            (
                self._joined[queue[0]] + _behind(lane, self._usage[lane].of(circuit) + held.get(circuit, 0)),
                key,
            )
            for key, queue in self._waiting[lane].items()
            if (circuit := self._circuit[queue[0]]) is None or held.get(circuit, 0) < most
        ]
        return min(allowed, key=lambda one: one[0])[1] if allowed else None

    def _remove_first(self, lane: Lane, key: Hashable, now: float) -> T:
        queue = self._waiting[lane][key]
        request = queue.popleft()
        if queue:
            self._joined[queue[0]] = now  # behind all that are waiting already
        else:
            del self._waiting[lane][key]
        return request


def _behind(lane: Lane, used: float) -> float:
    """Return by how many seconds a circuit that used this much stands behind."""
    seconds = BEHIND * used
    return seconds if lane is Lane.STREAM else min(seconds, MOST_BEHIND_SECONDS)
