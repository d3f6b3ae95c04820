"""A body ends whole and within its limit, or with the error of its reader."""

from io import BytesIO

import pytest
from werkzeug import Request

from crypto.errors import KentonganError
from store.server.request_body import RequestBody


class BrokenError(KentonganError):
    """Broken."""


class LargeError(KentonganError):
    """Too large."""


class Breaking(BytesIO):
    """A socket that breaks where its data ends."""

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        if not data:
            raise ConnectionResetError
        return data


def body(
    sent: bytes, environ: dict[str, object], limit: int = 100, stream: type[BytesIO] = BytesIO
) -> RequestBody:
    return RequestBody(Request({"wsgi.input": stream(sent), **environ}), limit, BrokenError, LargeError)


def announced(length: int) -> dict[str, object]:
    return {"CONTENT_LENGTH": str(length)}


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


@pytest.mark.parametrize("environ", [announced(7), CHUNKED])
def test_a_body_is_read_in_pieces_until_it_ends(environ: dict[str, object]) -> None:
    seen: list[int] = []
    arriving = body(b"satudua", environ)
    arriving.watcher = seen.append
    assert list(arriving.pieces(4)) == [b"satu", b"dua"]
    assert sum(seen) == 7


def test_nothing_of_the_next_request_is_read() -> None:
    assert b"".join(body(b"satuGET / HTTP/1.1", announced(4)).pieces()) == b"satu"
    assert list(body(b"GET / HTTP/1.1", {}).pieces()) == []


@pytest.mark.parametrize("stream", [BytesIO, Breaking])
def test_a_body_that_breaks_off_is_no_end(stream: type[BytesIO]) -> None:
    arriving = body(b"satu", announced(7), stream=stream)
    assert arriving.read(4) == b"satu"
    with pytest.raises(BrokenError):
        arriving.read(4)


def test_what_fits_is_handed_over_before_the_error_of_what_does_not() -> None:
    arriving = body(b"satudua", CHUNKED, limit=4)
    assert arriving.read(100) == b"satu"
    with pytest.raises(LargeError):
        arriving.read(100)


def test_a_body_that_announces_too_much_is_refused_before_it_is_read() -> None:
    body(b"satu", announced(4), limit=4).require_fitting()
    with pytest.raises(LargeError):
        body(b"satud", announced(5), limit=4).require_fitting()


@pytest.mark.parametrize("stream", [BytesIO, Breaking])
def test_what_is_left_is_dropped_even_from_a_sender_who_is_gone(stream: type[BytesIO]) -> None:
    arriving = body(b"satudua", announced(9), stream=stream)
    arriving.discard(5.0)
    with pytest.raises(BrokenError):
        arriving.read(1)


def test_nothing_is_dropped_after_the_time_for_it() -> None:
    arriving = body(b"satudua", announced(7))
    arriving.discard(0.0)
    assert arriving.read(7) == b"satudua"
