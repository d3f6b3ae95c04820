"""A site on loopback that shows one kept page at a time, with the office's own stylesheet and logo."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, Self

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from tests.pages.shown_page import ShownPage
from tests.serving import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_STATIC: Final = "/static/"
_ICON: Final = "/favicon.ico"  # which browsers ask of every site


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - Werkzeug's name
        """Say nothing: a run asks for thousands of pages."""


class Theatre:
    """A context manager; what the page asks of its own site besides is counted in `strayed`."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self._shown: ShownPage | None = None
        self.strayed: list[str] = []

    def __enter__(self) -> Self:
        self._server = make_server("127.0.0.1", 0, self._answer, threaded=True, request_handler=_Quiet)
        self._stack = ExitStack()
        self._stack.enter_context(serving(self._server))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def show(self, page: ShownPage) -> str:
        """Return the address at which this page is from now on."""
        self._shown = page
        return f"http://sumber.localhost:{self._server.server_port}{page.path}"

    def _answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(_STATIC):
            return self._app(environ, start_response)
        return self._kept(path)(environ, start_response)

    def _kept(self, path: str) -> Response:
        shown = self._shown
        page = shown if shown is None or path == shown.path else shown.frames.get(path)
        if page is None:
            if path != _ICON:
                self.strayed.append(path)
            return Response(status=404)
        return Response(page.body, page.status, list(page.headers))
