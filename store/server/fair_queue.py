"""The line in front of the threads: who is served next.

Codes, texts and streams stand in lanes of their own. Codes and streams may hold so many threads and no more; texts may
hold all the others, so that neither takes the last thread from a report. Within a lane requests are served as they
came. Those of a circuit that used threads of late, for codes or for all else, stand behind by a multiple of that time,
and several of one circuit wait behind each other. A newcomer goes before a circuit that sends without pause, however
many connections it has. No request stays behind ever newer circuits, since there is a most to stand behind; streams
have none, for they are turned away after a while.
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
    """What kind of thread a request needs. The first lane with room and somebody in it is served first."""

    CODE = "code"
    """A slow derivation. This lane and the next may hold few threads: texts without end would leave them none."""
    TURNED_AWAY = "turned away"
    """Codes and streams that waited in vain: they get a thread for the answer that says so."""
    TEXT = "text"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class QueueBounds:
    """How many requests may be served at a time: in all, in each of the other lanes, and of one circuit."""

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
    """How long each circuit held threads of late, halved every half a minute; bounded in size."""

    def __init__(self, now: float) -> None:
        self._seconds: OrderedDict[bytes, float] = OrderedDict()
        self._halved = now

    def __len__(self) -> int:
        return len(self._seconds)

    def of(self, circuit: bytes | None) -> float:
        """Seconds; 0 for whom we do not know."""
        return 0.0 if circuit is None else self._seconds.get(circuit, 0.0)

    def add(self, circuit: bytes | None, seconds: float, now: float) -> None:
        """A request of this circuit was served."""
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
    """Requests that wait and that are served. Not for several threads: the worker's loop owns it."""

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
        """How many are served now."""
        return len(self._served)

    @property
    def waiting(self) -> int:
        """How many stand in line."""
        return len(self._lane) - len(self._served)

    def join(self, request: T, lane: Lane, circuit: bytes | None, now: float) -> None:
        """Stand in line."""
        self._lane[request], self._circuit[request], self._joined[request] = lane, circuit, now
        self._waiting[lane].setdefault(circuit or request, deque()).append(request)

    def take(self, now: float) -> tuple[T, Lane] | None:
        """Who is served now; None when nobody may be."""
        if len(self._served) >= self._bounds.threads:
            return None
        for lane in Lane:
            if self._has_room(lane) and (key := self._next_in(lane)) is not None:
                request = self._remove_first(lane, key, now)
                self._served[request] = now
                return request, lane
        return None

    def done(self, request: T, now: float) -> None:
        """Served, or gone."""
        circuit = self._circuit.pop(request)
        del self._joined[request]
        self._usage[self._lane.pop(request)].add(circuit, now - self._served.pop(request), now)

    def leave(self, request: T) -> None:
        """Not waiting any more."""
        lane, circuit = self._lane.pop(request), self._circuit.pop(request)
        del self._joined[request]
        queue = self._waiting[lane][circuit or request]
        queue.remove(request)
        if not queue:
            del self._waiting[lane][circuit or request]

    def heaviest(self) -> T | None:
        """The last one waiting of the circuit that used most; None if nobody stands out."""
        heavy = [
            (self._usage[lane].of(circuit) + len(queue), queue)
            for lane, queues in self._waiting.items()
            for queue in queues.values()
            if (circuit := self._circuit[queue[0]]) is not None
        ]
        weight, queue = max(heavy, key=lambda one: one[0], default=(0.0, None))
        return queue[-1] if queue is not None and weight >= _STANDS_OUT else None

    def waiting_for_few(self) -> Iterator[T]:
        """Return all that wait in the lanes with few places, where a wait may be in vain."""
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
            self._joined[queue[0]] = now  # behind all who wait already
        else:
            del self._waiting[lane][key]
        return request


def _behind(lane: Lane, used: float) -> float:
    """Return by how many seconds a circuit stands behind that used so much."""
    seconds = BEHIND * used
    return seconds if lane is Lane.STREAM else min(seconds, MOST_BEHIND_SECONDS)
