"""Letting connections in when the process has no descriptor left for one more."""

import os
import resource
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from gunicorn.config import Config

from store.server.connection import Connection
from store.server.connection_limits import ConnectionLimits
from store.server.connection_loop import ConnectionLoop
from store.server.gunicorn_adapter import ServedConnection


def serve(_connection: Connection) -> None:
    raise AssertionError("nothing was asked")


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    next_one = os.dup(0)
    os.close(next_one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (next_one, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_without_a_descriptor_left_newcomers_wait_and_no_client_is_thrown_out(tmp_path: Path) -> None:
    settings = ConnectionLimits(refusal=lambda _status: b"", threads=4, streams=1)
    with (
        socket.socket(socket.AF_UNIX) as listener,
        socket.socket(socket.AF_UNIX) as newcomer,
        selectors.DefaultSelector() as poller,
    ):
        listener.bind(str(tmp_path / "front.sock"))
        listener.listen()
        listener.setblocking(False)
        loop = ConnectionLoop(settings, poller, serve)
        newcomer.connect(str(tmp_path / "front.sock"))
        with no_descriptor_left():
            loop.accept(listener, partial(ServedConnection, Config()))
        assert (loop.admits, len(loop)) == (False, 0)
        loop.check_timeouts()
        assert loop.admits
        loop.accept(listener, partial(ServedConnection, Config()))
        assert len(loop) == 1
        loop.closing = True
        newcomer.close()
        for key, _events in poller.select(1):
            key.data(key.fileobj)
        assert len(loop) == 0
