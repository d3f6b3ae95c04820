"""`source_interface.wsgi:app` for gunicorn, with the configuration named by `KENTONGAN_SOURCE_CONFIG`."""

import gc

from source_interface.app import create_app
from source_interface.config import config_from_environment
from source_interface.services import EXTENSION

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
app = create_app(config_from_environment())
housekeeping = app.extensions[EXTENSION].housekeeping()
housekeeping.start()
