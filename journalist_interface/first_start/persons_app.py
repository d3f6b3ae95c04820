"""The WSGI application of one person: a first start until there is a configuration, and then the workstation.

It goes on in the same process, for the same browsers: no secret has to be handed over a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from journalist_interface.app import create_app
from journalist_interface.config import Config, LoopbackConfig, configuration_file, load_any
from journalist_interface.first_start.app import create_first_start
from journalist_interface.first_start.services import FirstStart, FirstStartPaths
from journalist_interface.officer_app import OfficerApp
from journalist_interface.web.guard import BrowserSessions
from store.web.gateway_client_file import GATEWAY_CLIENT_FILE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_GNUPG: Final = ".gnupg"


class PersonsApp:
    """The application that gunicorn calls; it hands each request on.

    `read` returns the configuration, or the settings of a first start where there is none. `app` is the application of
    the moment.
    """

    def __init__(self, paths: FirstStartPaths, read: Callable[[], LoopbackConfig]) -> None:
        self._paths = paths
        self._read = read
        self._browsers = BrowserSessions()
        self.app = self._made()

    @classmethod
    def of_this_person(cls) -> PersonsApp:
        """Return the application of the person who runs this process."""
        paths = FirstStartPaths(configuration_file(), Path.home() / _GNUPG, GATEWAY_CLIENT_FILE)
        return cls(paths, load_any)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        return self.app(environ, start_response)

    def close(self) -> None:
        """Lock the officer's key when the process ends."""
        self.app.close()

    def _made(self) -> OfficerApp:
        config = self._read()
        if isinstance(config, Config):
            return create_app(config, self._browsers)
        return create_first_start(FirstStart(config, self._paths, self._begin_work), self._browsers)

    def _begin_work(self) -> None:
        """Go on as the workstation, whose configuration has just been written."""
        self.app = self._made()
