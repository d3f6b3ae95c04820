"""The three servers as they run, for requests that only an attacker makes."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.header_set import DOWNLOAD, PAGE
from tests.journalist_interface.workstation import workstation_process
from tests.office import TestOffice
from tests.office_people import OfficeKeys
from tests.running_gateway import RunningGateway
from tests.source_interface.box import Box

SERVERS = ("source", "gateway", "workstation")


@dataclass(frozen=True)
class AttackedServer:
    """One of the three. `open` is an address that answers everybody with 200, `post` one that takes a body."""

    name: str
    port: int
    host: str
    open: str
    post: str
    policy: str
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text("utf-8", "replace")


@pytest.fixture(scope="session")
def servers(
    tmp_path_factory: pytest.TempPathFactory, office_keys: OfficeKeys
) -> Iterator[dict[str, AttackedServer]]:
    """All three of one office, started once."""
    office = TestOffice(tmp_path_factory.mktemp("servers") / "office", office_keys)
    with ExitStack() as stack:
        stack.callback(office.close)
        gateway = stack.enter_context(RunningGateway(office))
        source = stack.enter_context(Box(office).serve(forked=False))
        workstation = stack.enter_context(workstation_process(office, gateway.url))
        authority = f"sari.localhost:{workstation.port}"
        yield {
            server.name: server
            for server in (
                AttackedServer("source", source.port, "x", "/id/", "/id/report", PAGE, source.log),
                AttackedServer(
                    "gateway", gateway.port, "x", "/v1/roster", "/v1/challenge", DOWNLOAD, gateway.log_file
                ),
                AttackedServer(
                    "workstation", workstation.port, authority, "/static/officer.css", "/id/sign-in", PAGE,
                    workstation.log,
                ),
            )
        }  # fmt: skip


@pytest.fixture
def box(office: TestOffice) -> Iterator[Box]:
    """A source interface in this process."""
    made = Box(office)
    yield made
    made.close()


@pytest.fixture(params=SERVERS)
def server(request: pytest.FixtureRequest, servers: dict[str, AttackedServer]) -> AttackedServer:
    """The test runs against each of them."""
    found: AttackedServer = servers[request.param]
    return found
