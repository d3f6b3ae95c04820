"""The answer to what is not HTTP at all: it never reaches the app, so gunicorn would answer in its own words."""

from html import escape
from typing import Any

from gunicorn import util

from store.contract.headers import answer_headers

_PAGE = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Permintaan ini tidak dapat dibaca</title>
<link rel="stylesheet" href="/static/style.css">
</head>
<body>
<main>
<h1>Permintaan ini tidak dapat dibaca</h1>
<p>Silakan mulai lagi dari <a href="/id/">halaman depan</a>.</p>
<p lang="en">This request could not be understood. Please start again from the <a href="/en/">first page</a>.</p>
</main>
</body>
</html>
"""


def bad_http_answer(status: int, reason: str) -> bytes:
    """A whole HTTP answer; nothing of the request is echoed."""
    body = _PAGE.encode()
    headers = answer_headers() | {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [f"HTTP/1.1 {status} {escape(reason)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _write_error(sock: Any, status_int: int, reason: str, mesg: str) -> None:  # noqa: ANN401, ARG001 - gunicorn's call
    util.write_nonblock(sock, bad_http_answer(status_int, reason))


def install() -> None:
    """gunicorn has no setting for this page; changed in this process alone."""
    util.write_error = _write_error
