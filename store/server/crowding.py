"""The choice of the connections to give up when there are too many, or when texts or answers hold too much memory.

Whoever has most goes first, so that no sender's connections, texts or unread answers cost another sender theirs.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from heapq import nsmallest
from typing import Final

from store.server.connection import Connection, ConnectionStage
from store.server.sender_names import SenderNames

SPARED: Final = 4
"""The number of connections of one sender that count for nothing: a browser opens some side by side."""
NEW_SECONDS: Final = 1.0
_AT_ONCE: Final = 50  # when there is no room, a fiftieth of all connections closes
_OURS: Final = frozenset({ConnectionStage.IN_LINE, ConnectionStage.SERVED})
_UNSERVED: Final = frozenset({ConnectionStage.ARRIVING, ConnectionStage.IN_LINE})
_LATE, _NEW = 1.5, 3.5  # between the stages
_Worth = tuple[float, float]


class Crowding:
    """The open connections as they compare. A reader who takes nothing for `unread_seconds` may be given up first."""

    def __init__(self, peers: Iterable[Connection], senders: SenderNames, unread_seconds: float) -> None:
        self._peers = peers
        self._senders = senders
        self._unread_seconds = unread_seconds

    def least(self, accepting_since: float) -> list[Connection]:
        """Return the connections that may go: of those with most beyond `SPARED`, then those that wait for nothing.

        Then go those that keep us waiting for long, then by stage. A request that is served stays, and so does a
        connection that this turn accepted.
        """
        return self._first(accepting_since, also_new=False)

    def oldest_of_the_new(self, accepting_since: float) -> list[Connection]:
        """Return those to go when `least` finds none but new ones, which have had little time to ask for something."""
        return self._first(accepting_since, also_new=True)[:1]

    def largest(self) -> Connection | None:
        """Return the largest unserved request, of the sender whose unserved requests hold most in all."""
        return self._of_heaviest(lambda peer: peer.held if peer.stage in _UNSERVED else 0)

    def fullest(self) -> Connection | None:
        """Return the connection with most of its answer left to take, of the sender who leaves most in all."""
        return self._of_heaviest(
            lambda peer: len(peer.sock.outgoing) if peer.stage is ConnectionStage.SENDING else 0
        )

    def _first(self, accepting_since: float, *, also_new: bool) -> list[Connection]:
        now, theirs = time.monotonic(), defaultdict[Hashable, list[tuple[_Worth, Connection]]](list)
        for peer in self._peers:
            theirs[self._sender(peer)].append((self._worth(peer, now), peer))
        count, found = 0, []
        for ranked in theirs.values():
            ranked.sort(key=lambda pair: pair[0], reverse=True)
            for place, (worth, peer) in enumerate(ranked, 1):
                count += 1
                beyond = max(0, place - SPARED)
                spared = not beyond and (peer.stage in _OURS or (worth[0] == _NEW and not also_new))
                is_accepted_now = peer.stage is ConnectionStage.ARRIVING and peer.since >= accepting_since
                if peer.stage is not ConnectionStage.SERVED and not spared and not is_accepted_now:
                    found.append(((-beyond, *worth), peer))
        return [peer for _key, peer in nsmallest(max(1, count // _AT_ONCE), found, key=lambda pair: pair[0])]

    def _worth(self, peer: Connection, now: float) -> _Worth:
        stage, since = peer.stage, peer.since
        if stage is ConnectionStage.IN_LINE:
            return stage.value, -since  # the last in line goes first
        if stage is ConnectionStage.SENDING:
            since = max(since, peer.sock.leaves_at)
        is_arriving = stage is ConnectionStage.ARRIVING
        keeps_waiting = stage is ConnectionStage.SENDING or (is_arriving and peer.arrival is None)
        if keeps_waiting and now - since > self._unread_seconds:
            return _LATE, since
        return _NEW if is_arriving and now - since < NEW_SECONDS else stage.value, since

    def _of_heaviest(self, size_of: Callable[[Connection], int]) -> Connection | None:
        sizes = [(size, self._sender(peer), peer) for peer in self._peers if (size := size_of(peer))]
        of_sender = Counter[Hashable]()
        for size, sender, _peer in sizes:
            of_sender[sender] += size
        heaviest = max(sizes, key=lambda found: (of_sender[found[1]], found[0]), default=None)
        return None if heaviest is None else heaviest[2]

    def _sender(self, peer: Connection) -> Hashable:
        """Return the sender, by themselves if nothing tells; where tokens do, all who have not asked yet are one."""
        if self._senders.by_token and not peer.has_asked:
            return None
        return self._senders.sender_of(peer.sock) or peer
