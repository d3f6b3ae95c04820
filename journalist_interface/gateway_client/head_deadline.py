"""A bound on the total time that the head of an answer may take.

httpx bounds each single read; a gateway that sends a byte now and then would hold a thread of the workstation for ever.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any, Final

import httpcore
import httpx


class _Clock:
    """A clock that runs from the first read after the last write."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end: float | None = None

    def stop(self) -> None:
        self._end = None

    def left(self) -> float:
        now = time.monotonic()
        self._end = self._end or now + self._seconds
        if self._end <= now:
            raise httpcore.ReadTimeout
        return self._end - now


_clock: Final[ContextVar[_Clock | None]] = ContextVar("head", default=None)


@contextmanager
def head_within(seconds: float) -> Iterator[None]:
    """Allow an answer read in this block so many seconds from its request; raises `httpx.ReadTimeout`."""
    token = _clock.set(_Clock(seconds))
    try:
        yield
    finally:
        _clock.reset(token)


class _Stream(httpcore.NetworkStream):
    def __init__(self, plain: httpcore.NetworkStream) -> None:
        self._plain = plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        clock = _clock.get()
        if clock is not None:
            left = clock.left()
            timeout = left if timeout is None else min(timeout, left)
        return self._plain.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        clock = _clock.get()
        if clock is not None:
            clock.stop()
        self._plain.write(buffer, timeout)

    def close(self) -> None:
        self._plain.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._plain.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's
        return self._plain.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


def bounded_transport(proxy: httpx.Proxy | str | None, limits: httpx.Limits) -> httpx.HTTPTransport:
    """Return a transport under which `head_within` works; httpx has no setting for it, only its pool has."""
    transport = httpx.HTTPTransport(proxy=proxy, limits=limits, trust_env=False)
    transport._pool._network_backend = _Backend()
    return transport
