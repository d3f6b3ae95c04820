"""The parts of gunicorn that the adapter uses, many private: another version that changed any of them is named here."""

import inspect
import os
import tomllib
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import gunicorn.arbiter
import gunicorn.glogging
import gunicorn.http.body
import gunicorn.http.errors
import gunicorn.http.parser
import gunicorn.http.unreader
import gunicorn.http.wsgi
import gunicorn.util
import gunicorn.workers.gthread
import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn, ThreadWorker

from store.server.gunicorn_adapter import ConnectionLoopWorker, DayLogger

PROJECT = Path(__file__).parents[3] / "pyproject.toml"
# With the arguments that the adapter gives or takes.
CALLS = {
    "glogging.Logger": "(cfg)",
    "http.body.Body.read": "(self, size=None)",
    "http.body.ChunkedReader.read": "(self, size)",
    "http.parser.Parser.finish_body": "(self, deadline=None, max_bytes=None)",
    "http.unreader.Unreader.take_buffered": "(self)",
    "http.wsgi.Response.default_headers": "(self)",
    "util.write_error": "(sock, status_int, reason, mesg)",
    "util.write_nonblock": "(sock, data, chunked=False)",
    "workers.gthread.PollableMethodQueue.close": "(self)",
    "workers.gthread.PollableMethodQueue.fileno": "(self)",
    "workers.gthread.PollableMethodQueue.run_callbacks": "(self, _fileobj, max_callbacks=50)",
    "workers.gthread.TConn": "(cfg, sock, client, server)",
    "workers.gthread.ThreadWorker._keepalive_after": "(self, conn, keepalive)",
    "workers.gthread.ThreadWorker.accept": "(self, listener)",
    "workers.gthread.ThreadWorker.enqueue_req": "(self, conn)",
    "workers.gthread.ThreadWorker.finish_request": "(self, conn, fs)",
    "workers.gthread.ThreadWorker.init_process": "(self)",
    "workers.gthread.ThreadWorker.is_parent_alive": "(self)",
    "workers.gthread.ThreadWorker.load_wsgi": "(self)",
    "workers.gthread.ThreadWorker.notify": "(self)",
    "workers.gthread.ThreadWorker.run": "(self)",
    "workers.gthread.ThreadWorker.set_accept_enabled": "(self, enabled)",
    "workers.gthread.ThreadWorker.wait_for_and_dispatch_events": "(self, timeout)",
}
OVERRIDDEN = ["_keepalive_after", "accept", "finish_request", "init_process", "load_wsgi", "run"]
WORKER_HAS = ["alive", "app", "cfg", "log", "method_queue", "poller", "sockets", "tpool", "wsgi"]
ADVICE = (
    "Read what changed there, mend store/server/gunicorn_adapter.py and typings/gunicorn, and pin it then."
)


def complaint(name: str, expected: str) -> str:
    """Return what to tell when gunicorn has this otherwise; empty while it is as expected."""
    try:
        found: Any = reduce(getattr, name.split("."), gunicorn)
    except AttributeError:
        return f"gunicorn {gunicorn.__version__} has no {name}{expected} any more. {ADVICE}"
    signature = str(inspect.signature(found))
    if signature == expected:
        return ""
    return f"gunicorn {gunicorn.__version__} has {name}{signature} instead of {name}{expected}. {ADVICE}"


@pytest.mark.parametrize(("name", "expected"), CALLS.items())
def test_what_the_adapter_calls_is_there_with_the_same_arguments(name: str, expected: str) -> None:
    assert complaint(name, expected) == ""


def test_a_part_that_went_or_changed_is_told_in_a_sentence() -> None:
    assert complaint("util.no_such_thing", "(sock)") == (
        f"gunicorn {gunicorn.__version__} has no util.no_such_thing(sock) any more. {ADVICE}"
    )
    assert complaint("util.write_error", "(sock)") == (
        f"gunicorn {gunicorn.__version__} has util.write_error(sock, status_int, reason, mesg) instead of "
        f"util.write_error(sock). {ADVICE}"
    )


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_the_worker_overrides_takes_what_gunicorn_gives(name: str) -> None:
    ours: Callable[..., object] = getattr(ConnectionLoopWorker, name)
    theirs: Callable[..., object] = getattr(ThreadWorker, name)
    assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters), ADVICE


def test_a_worker_and_a_connection_have_the_parts_that_the_adapter_uses() -> None:
    config = Config()
    worker = ThreadWorker(1, os.getppid(), [], None, 30, config, DayLogger(config))
    names = {*vars(worker), *ThreadWorker.load_wsgi.__code__.co_names}  # `wsgi` comes with the app
    assert set(WORKER_HAS) - names == set(), ADVICE
    assert {"cfg", "sock", "parser", "data_ready"} - set(TConn.__init__.__code__.co_names) == set(), ADVICE
    assert "LISTENERS" in vars(gunicorn.arbiter.Arbiter), ADVICE
    assert issubclass(gunicorn.http.errors.ParseException, Exception), ADVICE


def test_the_project_pins_the_version_that_is_installed() -> None:
    project = tomllib.loads(PROJECT.read_text())["project"]
    assert f"gunicorn=={gunicorn.__version__}" in project["dependencies"]
