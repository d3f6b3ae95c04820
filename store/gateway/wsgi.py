"""The app that gunicorn serves: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

import gc
from typing import TYPE_CHECKING

from store.gateway.app import create_app
from store.gateway.bodies import refuse_during_upgrade
from store.gateway.config import config_from_environment
from store.gateway.services import EXTENSION
from store.web.gate import GateState, gate_of_this_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
state = gate_of_this_server().state()
app: "WSGIApplication"
if state is GateState.AWAY:  # during an upgrade, whose data no server may touch
    app = refuse_during_upgrade
else:
    gateway = create_app(config_from_environment())
    services = gateway.extensions[EXTENSION]
    if state is GateState.TRIAL:
        services.prove_fit()
    app = gateway
    housekeeping = services.housekeeping()
    housekeeping.start()
