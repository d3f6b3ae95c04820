"""gunicorn's settings for the echo app: a loop with bounds small enough to see them in a test."""

import os
import re
from http import HTTPStatus

from store.server import gunicorn_settings
from store.server.connection_limits import ConnectionLimits
from store.server.fixed_page import FixedAnswer
from store.server.gunicorn_adapter import answer_bad_http, connection_loop_worker

ANSWER = FixedAnswer(b"refused", "text/plain")


def refusal(status: int) -> bytes:
    """Return it as a server process makes it."""
    return ANSWER.whole(status, HTTPStatus(status).phrase)


answer_bad_http(ANSWER, ANSWER)
globals().update(gunicorn_settings.apply())
bind = f"unix:{os.environ['ECHO_SOCKET']}"
threads = 4
worker_class = connection_loop_worker(
    ConnectionLimits(
        refusal=refusal,
        threads=threads,
        streams=1,
        code_path=re.compile(rb"POST /code[? ]"),
        codes=1,
        circuits=True,
        connections=40,
        circuit_connections=8,
        turned_away=1,
        head_seconds=1.5,
        idle_seconds=1.5,
        line_seconds=0.5,
        pace_seconds=1.5,
        bytes_per_second=200,
        body_bytes=100_000,
        held_bytes=1_000_000,
        leaving_bytes=40 * 1024 * 1024,
        rest_seconds=1.0,
    )
)
