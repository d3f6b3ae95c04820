"""The application that gunicorn serves, see `gunicorn_conf`."""

import gc

from journalist_interface.app import create_app
from journalist_interface.config import load

gc.freeze()  # as in store.server.gunicorn_settings, for what only the worker loads
app = create_app(load())
