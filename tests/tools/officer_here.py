"""An officer's workstation and the gateway in this very process, each behind a server that answers from threads.

with officer_here(office) as officer:     # an `OfficerBrowser`, signed in
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

from journalist_interface.app import create_app
from journalist_interface.config import Config
from journalist_interface.services import EXTENSION
from store.web.configuration import read_config
from store.web.toml_text import toml_text
from tests.free_ports import free_port
from tests.journalist_interface.workstation import OfficerBrowser, Workstation
from tests.office import TestOffice
from tests.serving import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PERSON: Final = "sari"


class _ThreadEachRequest(WSGIRequestHandler):
    """A handler of one request for each connection: every request runs in a new thread, where a recorder sees it."""

    protocol_version = "HTTP/1.0"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def officer_here(office: TestOffice) -> Iterator[OfficerBrowser]:
    """Start both for this office, and give a browser in which an officer is signed in."""
    with ExitStack() as stack:
        gateway_port = free_port()
        stack.enter_context(_served(office.gateway(), gateway_port))
        station = _station(office, f"http://127.0.0.1:{gateway_port}")
        app = create_app(read_config(station.config, Config))
        stack.callback(app.extensions[EXTENSION].close)
        stack.enter_context(_served(app, station.port))
        yield stack.enter_context(station.signed_in())


@contextmanager
def _served(app: Flask, port: int) -> Iterator[None]:
    """Answer for this app until the block ends."""

    def at_once(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Finish the app's work before the first byte leaves, so that nothing of it runs after the answer."""
        return Response.from_app(app, environ, buffered=True)(environ, start_response)

    server = make_server("127.0.0.1", port, at_once, threaded=True, request_handler=_ThreadEachRequest)
    with serving(server):
        yield


def _station(office: TestOffice, gateway: str) -> Workstation:
    """Make the folder of a workstation, whose app does not run yet."""
    folder = office.folder / "workstation"
    state, home, config = folder / "state", folder / "gnupg", folder / "workstation.toml"
    folder.mkdir()
    state.mkdir(mode=0o700)
    sockets = shutil.ignore_patterns("S.*", "*.lock", ".#*")
    shutil.copytree(office.keys.holder(PERSON).folder, home, ignore=sockets)
    home.chmod(0o700)
    port = free_port()
    config.write_text(
        toml_text(
            {
                "person": PERSON,
                "host": f"{PERSON}.localhost",
                "port": port,
                "gateway": gateway,
                "office_fingerprint": office.keys.office.fingerprint,
                "office_certificate": office.office_certificate,
                "gnupg_home": home,
                "state": state,
                "clock_file": office.clock_file,
            }
        )
    )
    return Workstation(office, PERSON, folder, folder, port, config, folder / "workstation.log")
