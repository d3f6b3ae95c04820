"""Two reporters at the same moment: nothing of one is ever in an answer to the other."""

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.loopback import NO_AUTHORITIES
from tests.source_interface.box import Box, Served
from tests.source_interface.visitor import Visitor

ROUNDS = 12


def converse(visitor: Visitor, own: str, foreign: str, start: threading.Barrier) -> int:
    """Write and read over one connection that stays open, as fast as it goes; how many pages were read."""
    start.wait()
    read = 0
    with httpx.Client(
        base_url=visitor.served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60
    ) as client:
        client.cookies.set("kentongan", visitor.cookie)
        for number in range(ROUNDS):
            form = {"csrf_token": visitor.token, "text": f"{own} {number}", "seen": str(number + 1)}
            sent = client.post("/id/mailbox/message", data=form)
            page = client.get("/id/mailbox")
            assert (sent.status_code, page.status_code) == (303, 200)
            assert f"{own} {number}" in page.text
            assert foreign not in page.text + sent.text
            read += 1
    return read


def test_two_in_two_threads_never_see_each_other(box: Box) -> None:
    with box.serve(threads=8) as served:
        visitors = [Visitor.enter(served) for _ in range(2)]
        words = [f"kata-{secrets.token_hex(8)}" for _ in visitors]
        start = threading.Barrier(4)
        with ThreadPoolExecutor(4) as pool:
            jobs = [
                pool.submit(converse, visitors[number], words[number], words[1 - number], start)
                for number in (0, 1)
            ]
            jobs += [pool.submit(strangers, served, words, start) for _ in range(2)]
            assert [job.result(110) for job in jobs] == [ROUNDS] * 4


def strangers(served: Served, words: list[str], start: threading.Barrier) -> int:
    """A person without a cookie, on connections that others used before."""
    start.wait()
    with httpx.Client(base_url=served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
        for _ in range(ROUNDS):
            page = client.get("/id/mailbox", follow_redirects=True)
            assert "kentongan" not in page.cookies
            assert not [word for word in words if word in page.text]
    return ROUNDS


@pytest.mark.parametrize("swap", ["cookie", "token"])
def test_a_cookie_or_a_token_of_another_reporter_opens_nothing(box: Box, swap: str) -> None:
    with box.serve() as served:
        one, other = Visitor.enter(served), Visitor.enter(served)
        cookie = other.cookie if swap == "cookie" else one.cookie
        token = other.token if swap == "token" else one.token
        with httpx.Client(base_url=served.url, trust_env=False, verify=NO_AUTHORITIES, timeout=60) as client:
            client.cookies.set("kentongan", cookie)
            form = {"csrf_token": token, "text": "Pesan yang tersesat", "seen": "1"}
            assert client.post("/id/mailbox/message", data=form).status_code == 403
        assert "Pesan yang tersesat" not in one.page() + other.page()
