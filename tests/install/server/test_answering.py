"""A server is believed to work when it answers behind its socket, and no sooner."""

from contextlib import closing
from pathlib import Path

import pytest

from install.server.answering import ServerEndpoint, ServerSilentError, answer_of, wait_until_answering
from tests.load.unix_server import unix_server
from tests.office import TestOffice
from tests.office_people import OfficeKeys

pytestmark = pytest.mark.slow


def door(socket: Path, *, circuits: bool = True, page: str = "/") -> ServerEndpoint:
    log = Path("/var/log/kentongan/source.log")
    return ServerEndpoint("kentongan-source.service", socket, page, log, circuits)


def test_the_reporters_pages_answer_as_to_tor(office_keys: OfficeKeys, tmp_path: Path) -> None:
    with closing(TestOffice(tmp_path / "office", office_keys)) as office, unix_server(office) as server:
        wait_until_answering(door(server.path))
        assert answer_of(door(server.path, circuits=False)) != 200
        (office.folder / "roster" / "roster.sig").unlink()
        with pytest.raises(ServerSilentError, match=r"answers that it cannot work \(503\).*source\.log"):
            wait_until_answering(door(server.path, page="/en/report"))


def test_a_server_that_is_silent_is_named_with_its_log(tmp_path: Path) -> None:
    with pytest.raises(ServerSilentError, match=r"source\.service does not answer.*source\.log"):
        wait_until_answering(door(tmp_path / "none.sock"), seconds=0)
