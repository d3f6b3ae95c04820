"""What this process may log: the kind of an error and our own lines. Never its text, its values or an address.

gunicorn has no setting for that, nor for the `Server` header; both are changed here, in this process alone.
"""

import logging
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from gunicorn.http import wsgi

_PROJECT: Final = Path(__file__).resolve().parent.parent


def places(trace: TracebackType | None) -> str:
    """Where an error passed through our code, innermost first; relative, so that no machine is named."""
    ours = [
        f"{path.relative_to(_PROJECT)}:{line}"
        for frame, line in traceback.walk_tb(trace)
        if (path := Path(frame.f_code.co_filename)).is_relative_to(_PROJECT)
        and "site-packages" not in path.parts
    ]
    return " < ".join(reversed(ours)) or "no line of ours"


class QuietFilter(logging.Filter):
    """Rewrites what gunicorn would log of an error or of a request that is not HTTP."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = f"{record.exc_info[0].__name__} at {places(record.exc_info[2])}", ()
            record.exc_info = record.exc_text = record.stack_info = None
        elif str(record.msg).startswith("Invalid request from ip="):
            record.msg, record.args = "A request that is not good HTTP was refused.", ()
        return True


def hush_gunicorn() -> None:
    """Quiet its log, and keep its name out of answers."""
    logging.getLogger("gunicorn.error").addFilter(QuietFilter())
    wsgi.Response.default_headers = _without_server(wsgi.Response.default_headers)


def _without_server(default_headers: Any) -> Any:  # noqa: ANN401 - gunicorn has no types
    def shorter(response: Any) -> list[str]:  # noqa: ANN401 - gunicorn has no types
        return [line for line in default_headers(response) if not line.startswith("Server:")]

    return shorter
