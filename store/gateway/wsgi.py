"""What gunicorn serves: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

from store.gateway.app import create_app
from store.gateway.config import config_from_environment

app = create_app(config_from_environment())
