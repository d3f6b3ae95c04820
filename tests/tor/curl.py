"""A reporter with curl: a cookie jar, and a circuit of the private network."""

import re
import subprocess
from pathlib import Path

from tests.load.visits import UnexpectedAnswerError, token_of
from tests.source_interface.reporter import ANSWERS, ENTRY


class Curl:
    """curl over one circuit; `jar` keeps the cookies."""

    def __init__(self, proxy: str, onion: str, jar: Path) -> None:
        self._proxy = proxy
        self._onion = onion
        self._jar = jar

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the page; with fields, a form is posted."""
        form = [
            word for name, value in (fields or {}).items() for word in ("--data-urlencode", f"{name}={value}")
        ]
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--max-time", "60", "--proxy", self._proxy, "--cookie", self._jar,
             "--cookie-jar", self._jar, "--write-out", "\n%{http_code}", *form, f"http://{self._onion}{path}"],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        page, _, status = done.stdout.rpartition("\n")
        return int(status), page

    def form(self, path: str) -> str:
        """The token of the form on this page."""
        status, page = self.ask(path)
        return token_of(page, status)

    def report(self, **answers: str) -> str:
        """Send a report without a name and return its codename."""
        fields = {"csrf_token": self.form("/id/report"), "anonymous": "y"} | ANSWERS | answers
        status, page = self.ask("/id/report", fields)
        shown = re.search(r'name="shown" value="([a-z ]+)"', page)
        if shown is None:
            raise UnexpectedAnswerError(f"{status} instead of a codename: {page}")
        return shown[1]

    def open_mailbox(self, code: str) -> str:
        """The mailbox that this codename opens."""
        status, page = self.ask("/id/open", {"csrf_token": self.form("/id/open"), "code": code})
        if status != 303:
            raise UnexpectedAnswerError(f"{status} instead of the mailbox: {page}")
        return self.ask(f"/id{ENTRY}")[1]
