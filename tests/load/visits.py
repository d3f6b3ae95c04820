"""A person's browser over any connection: it asks for the form, sends a report, opens the mailbox."""

import http.client
import re
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from tests.source_interface.reporter import ANSWERS, ENTRY

Connector = Callable[[str], socket.socket]
"""Opens a connection to the source interface over the circuit with this label; what fails raises `OSError`.

Two connections with one label come over one circuit. Where no Tor does it, the connector sends the PROXY line.
"""

FORM = "application/x-www-form-urlencoded"
HOST = "kentongan.onion"


class UnexpectedAnswerError(AssertionError):
    """The server did not give the page that was expected."""


class Browser:
    """One kept-alive connection, and the cookie."""

    def __init__(self, connect: Connector, circuit: str, patience: float = 60) -> None:
        connection = connect(circuit)
        connection.settimeout(patience)
        self._http = http.client.HTTPConnection(HOST)
        self._http.auto_open = 0
        self._http.sock = connection
        self.cookie = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the page; `OSError` or `http.client.HTTPException` when there is none."""
        if fields is None:
            return self._asked(method, path, None, {})
        return self._asked(method, path, urlencode(fields).encode(), {"Content-Type": FORM})

    def send(self, path: str, body: bytes, kind: str) -> tuple[int, str]:
        """Post a body of this kind: the status and the page."""
        return self._asked("POST", path, body, {"Content-Type": kind})

    def _asked(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        if self.cookie:
            headers = {**headers, "Cookie": f"kentongan={self.cookie}"}
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        page = answer.read().decode()
        cookie = re.search(r"kentongan=([^;]+)", answer.headers.get("Set-Cookie", ""))
        if cookie is not None:
            self.cookie = cookie[1]
        return answer.status, page

    def form(self, path: str) -> str:
        """The token of the form on this page."""
        status, page = self.ask("GET", path)
        return token_of(page, status)

    def report(self, **answers: str) -> tuple[str, str]:
        """Send a report: the codename, and the token of the page that shows it."""
        fields = {"csrf_token": self.form("/id/report"), "anonymous": "y", **(ANSWERS | answers)}
        status, page = self.ask("POST", "/id/report", fields)
        code = re.search(r'name="shown" value="([a-z ]+)"', page)
        if code is None:
            raise UnexpectedAnswerError(f"{status} instead of a codename")
        return code[1], token_of(page, status)

    def open_mailbox(self, code: str) -> str:
        """Come back with a code: the page of the mailbox, in which the report stands."""
        fields = {"csrf_token": self.form("/id/open"), "code": code}
        status, _page = self.ask("POST", "/id/open", fields)
        if status != 303:
            raise UnexpectedAnswerError(f"{status} instead of the way to the mailbox")
        status, page = self.ask("GET", f"/id{ENTRY}")
        if ANSWERS["what"] not in page:
            raise UnexpectedAnswerError(f"{status} instead of the mailbox")
        return page

    def enter(self) -> str:
        """Report, and stand in the mailbox: the token of its forms."""
        code, token = self.report()
        status, _page = self.ask(
            "POST", "/id/report/code", {"csrf_token": token, "shown": code, "code": code}
        )
        if status != 303:
            raise UnexpectedAnswerError(f"{status} instead of the mailbox")
        return self.form(f"/id{ENTRY}")


def token_of(page: str, status: int) -> str:
    """The token of a page's form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if found is None:
        raise UnexpectedAnswerError(f"{status} instead of a form")
    return found[1]
