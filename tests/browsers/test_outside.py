"""The world outside answers nothing, and notes who was asked for."""

import socket

import httpx

from tests.browsers.outside import Outside


def test_a_host_outside_is_noted_and_not_reached() -> None:
    with (
        Outside() as outside,
        httpx.Client(proxy=f"http://127.0.0.1:{outside.proxy.port}", trust_env=False) as client,
    ):
        assert client.get("http://contoh.invalid/berkas").status_code == 502
        assert outside.asked() == ["GET http://contoh.invalid/berkas HTTP/1.1"]
        assert outside.asked() == []


def test_a_connection_that_says_nothing_is_no_request() -> None:
    with Outside() as outside:
        socket.create_connection(("127.0.0.1", outside.proxy.port)).close()
        assert outside.asked() == []
