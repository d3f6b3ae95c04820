"""A tiny site on loopback that the drivers are tried on."""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Self

from flask import Flask, Response, redirect, request
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as BaseResponse

from tests.serving import serving

MIB = 1024 * 1024
FORM = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title>
<style>body { margin: 0 } .tall { height: 3000px; background: #28f } .hidden { display: none }</style>
<noscript><p>No scripts here</p></noscript><script>document.write('<p>scripts ran</p>')</script>
<p>It's "the form"</p>
<form method="post" enctype="multipart/form-data" action="/send">
  <textarea name="story"></textarea> <input name="short" maxlength="5">
  <input type="checkbox" name="agree" value="yes"> <input type="checkbox" name="extra" value="yes" checked>
  <input type="radio" name="way" value="a"> <input type="radio" name="way" value="b">
  <select name="place"><option value="x">Kantor X</option><option value="y">Kantor Y</option></select>
  <input type="file" name="files" multiple>
  <button id="send">Send it</button> <button id="framed" formtarget="inner">Send into the frame</button>
  <input type="submit" value="It's &quot;sent&quot; too" formaction="/slow">
</form>
<iframe name="inner" id="inner"></iframe>
<a class="hidden" href="/nowhere">Next page</a> <a href="/next">Next page</a> <a href="#end">Jump</a>
<a id="big" href="/big">100 MiB</a> <a id="empty" href="/empty">Nothing</a>
<a id="broken" href="/broken">Broken</a>
<a id="pdf" href="/pdf">PDF</a>
<div class="tall"></div><p id="end">End</p></html>"""
BIG = 100 * MIB


def big_part(number: int) -> bytes:
    """The number-th MiB of the large file: no two alike."""
    return hashlib.shake_128(number.to_bytes(4, "big")).digest(1024) * 1024


def _attachment(body: bytes | Iterator[bytes], name: str, length: int, kind: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Content-Length": str(length)}
    return Response(body, headers=headers, content_type=kind)


def _broken() -> Iterator[bytes]:
    yield os.urandom(MIB)
    raise ConnectionAbortedError("the half-sent file of the tests")


def _add_pages(app: Flask) -> None:
    @app.get("/")
    def form() -> Response:
        answer = Response(FORM)
        answer.set_cookie("visit", "1", httponly=True, samesite="Strict")
        return answer

    @app.post("/send")
    @app.post("/slow")
    def send() -> str:
        if request.path == "/slow":
            time.sleep(6)  # longer than the five seconds in which Marionette waits by itself
        fields = [f"{name}={value!r}" for name, value in sorted(request.form.items())]
        for file in request.files.getlist("files"):
            digest = hashlib.sha256(file.read()).hexdigest()
            fields.append(f"{file.filename} {file.stream.tell()} {digest}")
        return "<!doctype html><title>Got</title><p>Received</p>" + "".join(
            f"<p>{line}</p>" for line in fields
        )

    @app.get("/next")
    def follow() -> BaseResponse:
        return redirect("/arrived")

    @app.get("/arrived")
    def arrived() -> str:
        return (
            "<!doctype html><title>Next</title><p>Arrived</p><iframe id=f srcdoc='<p>In the frame'></iframe>"
        )

    @app.get("/outside")
    def outside() -> str:
        return "<!doctype html><title>Out</title><p>Leaky</p><img src='http://elsewhere.example/spy.png'>"


def _add_files(app: Flask) -> None:
    @app.get("/big")
    def big() -> Response:
        parts = (big_part(number) for number in range(BIG // MIB))
        return _attachment(parts, "big.bin", BIG, "application/octet-stream")

    @app.get("/empty")
    def empty() -> Response:
        return _attachment(b"", "empty.txt", 0, "text/plain")

    @app.get("/broken")
    def broken() -> Response:
        return _attachment(_broken(), "broken.bin", 2 * MIB, "application/octet-stream")

    @app.get("/pdf")
    def pdf() -> Response:
        return _attachment(b"%PDF-1.4\n", "a.pdf", 9, "application/pdf")


class Site:
    """A context manager; `url` is the site's first page, under a name of its own; `asked` are paths with Referer."""

    def __enter__(self) -> Self:
        app = Flask(__name__)
        self.asked: list[tuple[str, str | None]] = []
        app.before_request(lambda: self.asked.append((request.path, request.headers.get("Referer"))))
        _add_pages(app)
        _add_files(app)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def url(self, path: str = "/", name: str = "site.localhost") -> str:
        """The address of a page."""
        return f"http://{name}:{self._server.server_port}{path}"
