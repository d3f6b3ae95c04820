"""The app that gunicorn serves: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

from store.gateway.app import create_app
from store.gateway.config import config_from_environment
from store.gateway.services import EXTENSION

app = create_app(config_from_environment())
housekeeping = app.extensions[EXTENSION].housekeeping()
housekeeping.start()
