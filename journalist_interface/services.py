"""The services of one running workstation, made once by the application factory and handed to every request.

Pages find them here. Each package below gets as an argument only what it may know.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from flask import current_app

from crypto.gpg.home import GnupgHome
from journalist_interface.config import Config
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.keyring import Keyring
from journalist_interface.reply_templates import TemplateFile, read_templates
from journalist_interface.session.desktop_notice import DesktopNotice
from journalist_interface.session.officer_session import CaseServices
from journalist_interface.session.session_manager import SessionManager
from journalist_interface.session.sign_in import SignInServices
from journalist_interface.verification.pins import Pins
from journalist_interface.web.guard import BrowserSessions, Guard
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines
from store.domain.roster import answers_reporters

EXTENSION: Final = "kentongan"


@dataclass(frozen=True, slots=True)
class WorkstationServices:
    """The services that outlive a request."""

    config: Config
    client: GatewayClient
    rosters: Rosters
    pins: Pins
    guard: Guard
    clock: Clock
    sessions: SessionManager
    keyring: Keyring
    deadlines: Deadlines
    template_file: TemplateFile
    notice: DesktopNotice

    @property
    def templates(self) -> TemplateFile:
        """The texts that messages start from: those that a colleague signed last, else this workstation's file."""
        session = self.sessions.present()
        if session is None or not answers_reporters(session.person):
            return self.template_file
        return session.texts.current().file

    @property
    def cases(self) -> CaseServices:
        """The services that work on cases may use."""
        return CaseServices(self.client, self.rosters, self.clock, self.deadlines, self.templates)

    @property
    def sign_in(self) -> SignInServices:
        """The services that signing in and out may use."""
        return SignInServices(
            self.client,
            self.rosters,
            self.pins,
            self.keyring,
            self.sessions,
            self.clock,
            self.config.state,
            self.config.idle_minutes,
            self.template_file,
        )

    def close(self) -> None:
        """Lock the key, forget everything and close the connections: each step even if another fails."""
        with ExitStack() as rest:
            rest.callback(self.client.close)
            rest.callback(self.keyring.close)
            self.sessions.close()


def build(config: Config, browsers: BrowserSessions | None = None) -> WorkstationServices:
    """Return the services for this configuration. Neither the gateway nor GnuPG is asked for anything yet.

    Raises `ConfigurationError` or `HolidayFileError` if a file that the configuration names cannot be used.
    """
    client = GatewayClient(config)
    return WorkstationServices(
        config=config,
        client=client,
        rosters=Rosters(config, client),
        pins=Pins(config.state, config.clock),
        guard=Guard.of(config, browsers or BrowserSessions()),
        clock=config.clock,
        sessions=SessionManager(config.clock),
        keyring=Keyring(GnupgHome(config.gnupg_home), config.clock),
        deadlines=config.open_deadlines(),
        template_file=read_templates(config.reply_templates),
        notice=_notice(config),
    )


def _notice(config: Config) -> DesktopNotice:
    if not config.desktop_notices:
        return DesktopNotice(config.language, None)
    return DesktopNotice.of_this_desktop(config.language)


def services() -> WorkstationServices:
    """Return the workstation of the running application."""
    found: WorkstationServices = current_app.extensions[EXTENSION]
    return found
