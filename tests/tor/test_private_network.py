"""The lines that the servers are told, and the clients that are let in."""

import ipaddress
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tor.conftest import Surroundings
from tests.tor.tor_client import NOT_AUTHORIZED, SocksRefusedError

pytestmark = pytest.mark.timeout(300)


def told(surroundings: Surroundings, circuit: str) -> str:
    """The first line that the server behind the telling onion sees of a connection over this circuit."""
    with surroundings.reporters.connect(surroundings.telling, circuit) as connection:
        assert connection.recv(1) == b"."
    return surroundings.listener.first_lines[-1]


def test_a_circuit_keeps_its_identifier_and_another_has_another(surroundings: Surroundings) -> None:
    lines = [told(surroundings, circuit) for circuit in ("one", "one", "other", "one", "other")]
    assert lines[0] == lines[1] == lines[3]
    assert lines[2] == lines[4]
    assert lines[0] != lines[2]
    for line in lines:
        addresses = [ipaddress.ip_address(word) for word in line.split()[2:4]]
        assert addresses[0] in ipaddress.ip_network("fc00:dead:beef:4dad::/64")
        assert addresses[1] == ipaddress.ip_address("::1")


def test_a_client_without_the_key_does_not_find_the_gateway(surroundings: Surroundings) -> None:
    with pytest.raises(SocksRefusedError) as refused:
        surroundings.reporters.connect(surroundings.gateway, "stranger")
    assert refused.value.code == NOT_AUTHORIZED
    with surroundings.officers.connect(surroundings.gateway, "officer") as connection:
        connection.sendall(b"GET /v1/roster HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_only_the_group_of_a_sockets_folder_may_connect_to_the_server(surroundings: Surroundings) -> None:
    for path in (surroundings.server.path, surroundings.office.folder / "gateway.sock"):
        found = path.stat()
        assert stat.S_ISSOCK(found.st_mode)
        assert stat.S_IMODE(found.st_mode) == 0o660
        assert found.st_gid == path.parent.stat().st_gid


ALONE = """
import sys, time
from pathlib import Path
from tests.tor.tor_process import TorProcess
kept = TorProcess(Path(sys.argv[1]), ["DisableNetwork 1", sys.argv[2]])  # tor ends with its control connection
print(kept.process.pid, flush=True)
time.sleep(60)
"""


def test_a_killed_test_run_leaves_no_tor_behind(tmp_path: Path) -> None:
    folder = tmp_path / "t"
    unreachable = f"DirAuthority unreachable orport=1 v3ident={'F' * 40} 127.0.0.1:1 {'F' * 40}"
    command = [sys.executable, "-c", ALONE, str(folder), unreachable]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        tor = Path("/proc", run.stdout.readline().strip())
        assert (tor / "comm").read_text() == "tor\n"
        run.kill()
    end = time.monotonic() + 10
    while tor.exists() and (tor / "cmdline").read_bytes():  # a zombie has none
        assert time.monotonic() < end
        time.sleep(0.05)
