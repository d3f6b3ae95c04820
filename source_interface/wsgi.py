"""`source_interface.wsgi:app` for gunicorn, with the configuration named by `KENTONGAN_SOURCE_CONFIG`."""

import gc
from typing import TYPE_CHECKING

from source_interface.app import create_app
from source_interface.config import config_from_environment
from source_interface.services import EXTENSION
from source_interface.upgrade_page import UpgradePages
from store.web.gate import GateState, gate_of_this_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
state = gate_of_this_server().state()
app: "WSGIApplication"
if state is GateState.AWAY:  # during an upgrade, whose data no server may touch
    app = UpgradePages(config_from_environment())
else:
    source = create_app(config_from_environment())
    services = source.extensions[EXTENSION]
    if state is GateState.TRIAL:
        services.prove_fit()
    app = source
    housekeeping = services.housekeeping()
    housekeeping.start()
