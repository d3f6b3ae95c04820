"""The parts of one running workstation, made once by the application factory and handed to every request."""

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from flask import current_app

from crypto.gpg.home import GnupgHome
from journalist_interface.config import Config
from journalist_interface.desk.desk import Desk
from journalist_interface.door.visits import Visits
from journalist_interface.gateway.client import GatewayClient
from journalist_interface.gateway.rosters import Rosters
from journalist_interface.keyring import Keyring
from journalist_interface.office_texts.reply_templates import TemplateFile
from journalist_interface.reading.pins import Pins
from store.contract.deadlines import Deadlines

EXTENSION: Final = "kentongan"


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything that outlives a request."""

    config: Config
    client: GatewayClient
    rosters: Rosters
    pins: Pins
    visits: Visits
    desk: Desk
    keyring: Keyring
    deadlines: Deadlines
    templates: TemplateFile

    def close(self) -> None:
        """Lock the key, forget everything, close the connections: each, whatever becomes of the others."""
        with ExitStack() as rest:
            rest.callback(self.client.close)
            rest.callback(self.keyring.close)
            self.desk.close()


def build(config: Config) -> Workplace:
    """The parts for this configuration. Nothing is asked of the gateway or of GnuPG yet."""
    client = GatewayClient(config)
    return Workplace(
        config=config,
        client=client,
        rosters=Rosters(config, client),
        pins=Pins(config.state),
        visits=Visits(),
        desk=Desk(config.clock),
        keyring=Keyring(GnupgHome(config.gnupg_home), config.clock),
        deadlines=config.open_deadlines(),
        templates=config.open_templates(),
    )


def workplace() -> Workplace:
    """The workstation of the running application."""
    found: Workplace = current_app.extensions[EXTENSION]
    return found
