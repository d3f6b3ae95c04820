"""The telling apart of senders in the queue: by Tor circuit, or at the gateway by the person who is signed in.

A request's head is read before anyone knows whether its token is good. So a token counts as a person's once the app has
said whose it is. Requests without one, or with any other, count as one sender together: who makes tokens up wins no
place by it. Tokens and people are kept as keyed hashes. The key is random, belongs to this process and lives in memory
only.
"""

import re
import secrets
from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Final

from store.server.paced_socket import PacedSocket

MOST_TOKENS: Final = 4096
_AUTHORIZATION: Final = re.compile(rb"\r\nauthorization:[ \t]*([^\r\n]*?)[ \t]*\r\n", re.IGNORECASE)


class SenderNames:
    """A maker of names of senders: 16 bytes each, the same for the same person while this process lives."""

    def __init__(self, *, by_token: bool) -> None:
        self.by_token: Final = by_token
        self._key = secrets.token_bytes(32)
        self.strangers: Final = secrets.token_bytes(16) if by_token else None
        self._people: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = Lock()

    def __repr__(self) -> str:
        return "SenderNames(…)"

    def look_at(self, sock: PacedSocket, arrived: bytearray, head_bytes: int) -> None:
        """Give the connection the name of the token in the head of its request, or None without one."""
        found = _AUTHORIZATION.search(arrived, 0, head_bytes) if self.by_token else None
        sock.token = None if found is None else self._name(b"token", bytes(found[1]))

    def sender_of(self, sock: PacedSocket) -> bytes | None:
        """Return the person whose token came, or all strangers as one; the circuit where there are no tokens."""
        if not self.by_token:
            return sock.circuit
        with self._lock:
            return self._people.get(sock.token or b"", self.strangers)

    def belongs(self, sock: PacedSocket, person: str, authorization: str | None = None) -> None:
        """Remember whose token came, or whose a new one in such a header will be; any thread may call it.

        The tokens that were unused longest are forgotten.
        """
        token = sock.token if authorization is None else self._name(b"token", authorization.encode())
        if token is None:
            return
        with self._lock:
            self._people[token] = self._name(b"person", person.encode())
            self._people.move_to_end(token)
            if len(self._people) > MOST_TOKENS:
                self._people.popitem(last=False)

    def _name(self, kind: bytes, value: bytes) -> bytes:
        return blake2b(value, key=self._key, digest_size=16, person=kind).digest()
