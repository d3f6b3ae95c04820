"""A small app behind the connection loop, for tests: it says what it was told, sends much, or takes what streams."""

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from store.server.request_body import CIRCUIT, TURNED_AWAY, leave_at_next

MUCH = 3 * 1024 * 1024  # as a long text is that comes back escaped
STEP = 0.6
GO_ON = "go-on"


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer as the paths say.

    `/much` answers three megabytes, `/slow` takes half a second, `/held?NAME` makes a file of this name beside the
    socket and waits for another, `/code?NAME` does so with a file `NAME-go-on`, `/kept` and `/kept/slow` leave at
    whole steps, `/stream` reads its body to the end.
    """
    path = environ["PATH_INFO"]
    body = b"".join(f"{name}={value!r}\n".encode() for name, value in sorted(environ.items()))
    if path == "/much":
        body = bytes(MUCH)
    elif path == "/slow":
        time.sleep(0.5)
    elif path == "/held":
        beside = Path(os.environ["ECHO_SOCKET"])
        beside.with_name(environ["QUERY_STRING"]).touch()
        wait_for(beside.with_name(GO_ON))
    elif path == "/code":
        body = b"turned away" if environ[TURNED_AWAY] else _held_code(environ["QUERY_STRING"])
    elif path.startswith("/kept"):
        time.sleep(0.3 if path.endswith("slow") else 0)
        leave_at_next(environ, STEP)
    elif path == "/stream":
        body = b"turned away" if environ[TURNED_AWAY] else b"%d bytes" % _size_of(environ)
    elif path == "/circuit":
        body = repr(environ[CIRCUIT]).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _held_code(name: str) -> bytes:
    beside = Path(os.environ["ECHO_SOCKET"])
    beside.with_name(name).touch()
    wait_for(beside.with_name(f"{name}-{GO_ON}"))
    return b"tried"


def wait_for(file: Path, seconds: float = 20) -> None:
    """Until it is there."""
    end = time.monotonic() + seconds
    while not file.exists() and time.monotonic() < end:
        time.sleep(0.02)


def _size_of(environ: dict[str, Any]) -> int:
    size = 0
    while piece := environ["wsgi.input"].read(1000):
        size += len(piece)
    return size
