"""A reporter inside the mailbox of a running server, who sends files through a raw socket."""

import re
import socket
from dataclasses import dataclass

import httpx

from tests.loopback import NO_AUTHORITIES
from tests.source_interface.box import Served
from tests.source_interface.reporter import ANSWERS, ENTRY, multipart

BOUNDARY = "----batas"
ENDING = f"\r\n--{BOUNDARY}--\r\n".encode()


@dataclass
class Visitor:
    """A reporter in the mailbox of a running server, and a raw socket to it."""

    served: Served
    cookie: str
    token: str

    @classmethod
    def enter(cls, served: Served) -> "Visitor":
        with httpx.Client(base_url=served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
            token = _token(client.get("/id/report").text)
            page = client.post("/id/report", data={"csrf_token": token, "anonymous": "y", **ANSWERS}).text
            found = re.search(r'name="shown" value="([a-z ]+)"', page)
            assert found is not None
            code = found[1]
            client.post("/id/report/code", data={"csrf_token": _token(page), "shown": code, "code": code})
            return cls(served, client.cookies["kentongan"], _token(client.get(f"/id{ENTRY}").text))

    def head(self, length: int | None, path: str = "/id/mailbox/attachments") -> bytes:
        size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: kentongan={self.cookie}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n{size}\r\nConnection: close\r\n\r\n"
        ).encode()

    def opening(self, *files: tuple[str, bytes]) -> bytes:
        """A body up to the beginning of one more file, whose bytes then follow."""
        body, _kind = multipart([("csrf_token", self.token)], [*files, ("besar.bin", b"")], BOUNDARY)
        return body.removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.served.port), timeout=120)

    def page(self, path: str = "/id/mailbox") -> str:
        with httpx.Client(
            base_url=self.served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60
        ) as client:
            return client.get(path, headers={"Cookie": f"kentongan={self.cookie}"}).text

    def progress(self) -> str:
        """Return what the frame of the progress shows."""
        return self.page("/id/mailbox/files/progress")


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def answer_of(connection: socket.socket) -> str:
    return b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
