"""What doctor sees of the onion services through a running Tor, for which it opens a door of its own."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from install.doctor.host import HostError
from install.doctor.onions import wrong_headers
from install.doctor.tor_control import TorControl
from tests.header_set import check_headers
from tests.tor.conftest import Surroundings
from tests.tor.tor_client import NOT_AUTHORIZED
from tests.tor.tor_process import TorProcess

pytestmark = pytest.mark.timeout(300)


def let_by_cookie(tor: TorProcess) -> Path:
    """Let this Tor be controlled as Debian's is; return the folder of its socket."""
    folder = tor.folder / "run"
    folder.mkdir(mode=0o700)
    tor.control.ask(
        f'SETCONF CookieAuthentication=1 CookieAuthFile="{folder}/control.authcookie" '
        f'ControlSocket="unix:{folder}/control"'
    )
    return folder


@pytest.fixture(scope="module")
def tor(surroundings: Surroundings) -> Iterator[TorProcess]:
    """A Tor of the network without a way in, as on the server."""
    made = surroundings.network.join("SocksPort 0")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def folder(tor: TorProcess) -> Path:
    """The folder of its control socket."""
    return let_by_cookie(tor)


def test_the_reporters_pages_answer_with_exactly_their_headers(
    surroundings: Surroundings, tor: TorProcess, folder: Path
) -> None:
    with closing(TorControl(folder)) as control:
        answer = control.visit(surroundings.source, "/id/")
    assert (answer.code, answer.status) == (0, 200)
    check_headers(answer.headers)
    assert wrong_headers(answer.headers) == []
    assert tor.control.info("net/listeners/socks") == ""
    assert list(folder.glob("*doctor*")) == []


def test_the_gateway_is_found_and_asks_for_a_key(surroundings: Surroundings, folder: Path) -> None:
    with closing(TorControl(folder)) as control:
        assert control.visit(surroundings.gateway, "/").code == NOT_AUTHORIZED


def test_an_onion_that_no_one_serves_is_not_reached(folder: Path) -> None:
    nowhere = f"{'a' * 55}d.onion"
    with closing(TorControl(folder)) as control:
        assert control.visit(nowhere, "/").code not in {0, NOT_AUTHORIZED}


def test_a_tor_without_circuits_is_named_at_once(tmp_path: Path) -> None:
    nobody = f"DirAuthority nobody orport=1 v3ident={'F' * 40} 127.0.0.1:1 {'F' * 40}"
    alone = TorProcess(tmp_path / "t", ["SocksPort 0", "DisableNetwork 1", nobody])
    try:
        with closing(TorControl(let_by_cookie(alone))) as control, pytest.raises(HostError, match="0 %"):
            control.visit(f"{'a' * 55}d.onion", "/id/")
    finally:
        alone.stop()


def test_without_a_control_socket_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="control"):
        TorControl(tmp_path)
