"""gunicorn's settings for the gateway: `gunicorn -c python:store.gateway.gunicorn_conf store.gateway.wsgi:app`."""

from store.gateway.bodies import BROKEN, UNREADABLE, refusal
from store.gateway.config import config_from_environment
from store.server import gunicorn_settings
from store.server.gunicorn_adapter import answer_bad_http, connection_loop_worker

_config = config_from_environment()

answer_bad_http(UNREADABLE, BROKEN)
globals().update(gunicorn_settings.apply())
worker_class = connection_loop_worker(_config.connection_limits(refusal))
bind = _config.bind
workers = 1  # counts and memories live in the memory of this one process
threads = _config.threads
proc_name = "kentongan-gateway"
