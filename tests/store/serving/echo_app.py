"""A small app behind the front, for tests of the front: it says what it was told, sends much, or takes what streams."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from store.serving.door import CIRCUIT, TURNED_AWAY, leave_at_next

MUCH = 3 * 1024 * 1024  # as a long text is that comes back escaped
STEP = 0.6


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """`/much` answers three megabytes, `/slow` takes half a second, `/kept` and `/kept/slow` leave at
    whole steps, `/stream` reads its body to the end."""
    path = environ["PATH_INFO"]
    body = b"".join(f"{name}={value!r}\n".encode() for name, value in sorted(environ.items()))
    if path == "/much":
        body = bytes(MUCH)
    elif path == "/slow":
        time.sleep(0.5)
    elif path.startswith("/kept"):
        time.sleep(0.3 if path.endswith("slow") else 0)
        leave_at_next(environ, STEP)
    elif path == "/stream":
        body = b"turned away" if environ[TURNED_AWAY] else b"%d bytes" % _size_of(environ)
    elif path == "/circuit":
        body = repr(environ[CIRCUIT]).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _size_of(environ: dict[str, Any]) -> int:
    size = 0
    while piece := environ["wsgi.input"].read(1000):
        size += len(piece)
    return size
