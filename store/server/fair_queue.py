"""The queue in front of the threads, which decides who is served next.

Codes, texts and streams wait in separate queues. Codes and streams may hold a fixed number of threads; texts may hold
all the others, so that neither takes the last thread from a report. Within a queue, requests are served in order of
arrival, with two exceptions. A circuit that recently used threads, for codes or for everything else, stands behind by a
multiple of that time. Several requests of one circuit wait behind each other. So a newcomer goes before a circuit that
sends without pause, however many connections it has. The time to stand behind has a maximum, so that no request stays
behind ever newer circuits. Streams have no such maximum, because they are turned away after a while.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar

T = TypeVar("T", bound=Hashable)

MOST_CIRCUITS: Final = 4096
FORGET_EVERY_SECONDS: Final = 30.0
BEHIND: Final = 4.0
MOST_BEHIND_SECONDS: Final = 10.0
_CODES_OF_CIRCUIT: Final = 1
_STANDS_OUT: Final = 2.0


class Priority(Enum):
    """The priorities of requests. Of those with room and a waiting request, the first one here is served first."""

    CODE = "code"
    """A slow derivation. This and the next come first: endless texts would leave none of their few threads."""
    TURNED_AWAY = "turned away"
    """Codes and streams that waited in vain: they get a thread for the answer that says so."""
    TEXT = "text"
    STREAM = "stream"

    __hash__ = object.__hash__  # of an enumeration it would hash the name, in Python, at each look at a queue


_IN_ORDER: Final = tuple(Priority)


@dataclass(frozen=True, slots=True)
class QueueBounds:
    """The most requests that may be served at a time: in all, of each priority but texts, and of one circuit."""

    threads: int
    streams: int
    turned_away: int
    of_circuit: int
    streams_of_circuit: int
    codes: int = 0

    def of_priority(self, priority: Priority) -> int:
        """Return how many threads this priority may hold; texts are bounded by what the others leave."""
        few = {
            Priority.CODE: self.codes,
            Priority.STREAM: self.streams,
            Priority.TURNED_AWAY: self.turned_away,
        }
        return few.get(priority, self.threads)

    def of_one_circuit(self, priority: Priority) -> int:
        """Return how many threads one circuit may hold at this priority."""
        return {Priority.CODE: _CODES_OF_CIRCUIT, Priority.TEXT: self.of_circuit}.get(
            priority, self.streams_of_circuit
        )


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
            halves = ((circuit, used / 2) for circuit, used in self._seconds.items())
            self._seconds = OrderedDict((circuit, used) for circuit, used in halves if used > 0.001)
        if circuit is None:
            return
        self._seconds[circuit] = self._seconds.pop(circuit, 0.0) + seconds
        if len(self._seconds) > MOST_CIRCUITS:
            self._seconds.popitem(last=False)


class FairQueue(Generic[T]):
    """Requests that wait or are served. Not thread-safe: the worker's loop owns it."""

    def __init__(self, bounds: QueueBounds, now: float, strangers: bytes | None = None) -> None:
        """Begin an empty queue; `strangers` is the name of all circuits or people who have no name yet."""
        self._bounds = bounds
        self._strangers = strangers
        self._waiting: dict[Priority, OrderedDict[Hashable, deque[T]]] = {
            priority: OrderedDict() for priority in Priority
        }
        self._circuit: dict[T, bytes | None] = {}
        self._priority_of: dict[T, Priority] = {}
        self._joined: dict[T, float] = {}
        self._served: dict[T, float] = {}
        rest = Usage(now)
        self._usage = {priority: Usage(now) if priority is Priority.CODE else rest for priority in Priority}

    @property
    def serving(self) -> int:
        """The number of requests served now."""
        return len(self._served)

    @property
    def waiting(self) -> int:
        """The number of requests waiting."""
        return len(self._priority_of) - len(self._served)

    def join(self, request: T, priority: Priority, circuit: bytes | None, now: float) -> None:
        """Add a request to the queue of its priority."""
        self._priority_of[request], self._circuit[request], self._joined[request] = priority, circuit, now
        self._waiting[priority].setdefault(circuit or request, deque()).append(request)

    def take(self, now: float) -> tuple[T, Priority] | None:
        """Start serving the next request and return it, or None when none may be served."""
        if not self.waiting or len(self._served) >= self._bounds.threads:
            return None
        for priority in _IN_ORDER:
            if not self._waiting[priority] or not self._has_room(priority):
                continue
            if (key := self._next_in(priority)) is not None:
                request = self._remove_first(priority, key, now)
                self._served[request] = now
                return request, priority
        return None

    def done(self, request: T, now: float) -> None:
        """Remove a request that was served, or whose sender has gone."""
        circuit = self._circuit.pop(request)
        del self._joined[request]
        self._usage[self._priority_of.pop(request)].add(circuit, now - self._served.pop(request), now)

    def rename(self, name_of: Callable[[T], bytes | None]) -> None:
        """Count what is served now by the names that it has now: a token may have become a person's."""
        self._circuit |= {request: name_of(request) for request in self._served}

    def leave(self, request: T) -> None:
        """Remove a request that no longer waits."""
        priority, circuit = self._priority_of.pop(request), self._circuit.pop(request)
        del self._joined[request]
        queue = self._waiting[priority][circuit or request]
        queue.remove(request)
        if not queue:
            del self._waiting[priority][circuit or request]

    def heaviest(self) -> T | None:
        """Return the last waiting request of the circuit that used most, or None if no circuit stands out."""
        heavy = [
            (self._usage[priority].of(circuit) + len(queue), queue)
            for priority, queues in self._waiting.items()
            for queue in queues.values()
            if (circuit := self._circuit[queue[0]]) is not None
        ]
        weight, queue = max(heavy, key=lambda pair: pair[0], default=(0.0, None))
        return queue[-1] if queue is not None and weight >= _STANDS_OUT else None

    def waiting_for_few(self) -> Iterator[T]:
        """Yield all requests at the priorities with few places, where a wait may be in vain."""
        for priority in (Priority.CODE, Priority.STREAM):
            for queue in self._waiting[priority].values():
                yield from queue

    def _has_room(self, priority: Priority) -> bool:
        held = sum(1 for request in self._served if self._priority_of[request] is priority)
        return held < self._bounds.of_priority(priority)

    def _next_in(self, priority: Priority) -> Hashable | None:
        most = self._bounds.of_one_circuit(priority)
        held: dict[bytes | None, int] = {}
        for request in self._served:
            if self._priority_of[request] is priority:
                held[self._circuit[request]] = held.get(self._circuit[request], 0) + 1
        if priority is Priority.STREAM:  # a stranger may be anyone: the last place is for one who is known
            held[self._strangers] = sum(held.values())
        allowed = [
            (
                self._joined[queue[0]]
                + _behind(priority, self._usage[priority].of(circuit) + held.get(circuit, 0)),
                key,
            )
            for key, queue in self._waiting[priority].items()
            if (circuit := self._circuit[queue[0]]) is None or held.get(circuit, 0) < most
        ]
        return min(allowed, key=lambda pair: pair[0])[1] if allowed else None

    def _remove_first(self, priority: Priority, key: Hashable, now: float) -> T:
        queue = self._waiting[priority][key]
        request = queue.popleft()
        if queue:
            self._joined[queue[0]] = now  # behind all that are waiting already
        else:
            del self._waiting[priority][key]
        return request


def _behind(priority: Priority, used: float) -> float:
    """Return by how many seconds a circuit that used this much stands behind."""
    seconds = BEHIND * used
    return seconds if priority is Priority.STREAM else min(seconds, MOST_BEHIND_SECONDS)
