"""gunicorn's settings for the gateway: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

from store.contract.serving import gunicorn_settings
from store.gateway.config import config_from_environment

_config = config_from_environment()

globals().update(gunicorn_settings.apply())
bind = _config.bind
workers = _config.workers
threads = _config.threads
proc_name = "kentongan-gateway"
