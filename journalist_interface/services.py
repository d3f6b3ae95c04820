"""The parts of one running workstation, made once by the application factory and handed to every request."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from flask import current_app

from crypto.gpg.home import GnupgHome
from journalist_interface.config import Config
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.keyring import Keyring
from journalist_interface.reply_templates.template_file import TemplateFile
from journalist_interface.session.session_manager import SessionManager
from journalist_interface.verification.pins import Pins
from journalist_interface.web.browser_sessions import BrowserSessions
from store.domain.deadlines import Deadlines

EXTENSION: Final = "kentongan"


@dataclass(frozen=True, slots=True)
class WorkstationServices:
    """The parts that outlive a request."""

    config: Config
    client: GatewayClient
    rosters: Rosters
    pins: Pins
    browser_sessions: BrowserSessions
    sessions: SessionManager
    keyring: Keyring
    deadlines: Deadlines
    templates: TemplateFile

    def close(self) -> None:
        """Lock the key, forget everything and close the connections: each step even if another fails."""
        with ExitStack() as rest:
            rest.callback(self.client.close)
            rest.callback(self.keyring.close)
            self.sessions.close()


def build(config: Config) -> WorkstationServices:
    """Return the parts for this configuration. Neither the gateway nor GnuPG is asked for anything yet."""
    client = GatewayClient(config)
    return WorkstationServices(
        config=config,
        client=client,
        rosters=Rosters(config, client),
        pins=Pins(config.state),
        browser_sessions=BrowserSessions(),
        sessions=SessionManager(config.clock),
        keyring=Keyring(GnupgHome(config.gnupg_home), config.clock),
        deadlines=config.open_deadlines(),
        templates=config.open_templates(),
    )


def services() -> WorkstationServices:
    """Return the workstation of the running application."""
    found: WorkstationServices = current_app.extensions[EXTENSION]
    return found
