"""gunicorn's settings: `gunicorn -c python:source_interface.gunicorn_conf source_interface.wsgi:app`."""

from source_interface.config import config_from_environment
from source_interface.web import bad_http
from store.server import gunicorn_settings
from store.server.gunicorn_adapter import answer_bad_http, connection_loop_worker

_config = config_from_environment()

answer_bad_http(bad_http.UNREADABLE, bad_http.BROKEN)
globals().update(gunicorn_settings.apply())
worker_class = connection_loop_worker(_config.connection_limits(bad_http.refusal))
bind = _config.bind
workers = 1  # rate limits, sessions and progress live in the memory of this one process
threads = _config.threads
proc_name = "kentongan-source"
