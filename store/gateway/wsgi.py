"""The app that gunicorn serves: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

import gc

from store.gateway.app import create_app
from store.gateway.config import config_from_environment
from store.gateway.services import EXTENSION

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
app = create_app(config_from_environment())
housekeeping = app.extensions[EXTENSION].housekeeping()
housekeeping.start()
