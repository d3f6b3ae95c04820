"""What doctor sees of the onion services through a running Tor, for which it opens a door of its own."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from nacl.signing import SigningKey

from install.doctor.host import HostError, NotYetError
from install.doctor.onions import wrong_headers
from install.doctor.tor_control import TorControl
from tests.header_set import check_headers
from tests.tor.conftest import Surroundings
from tests.tor.tor_client import NOT_AUTHORIZED
from tests.tor.tor_process import TorProcess

NOT_FOUND = 0xF0
pytestmark = pytest.mark.timeout(300)
PUBLIC = bytes(SigningKey(bytes(range(32))).verify_key)
VERSION = b"\x03"
CHECKSUM = hashlib.sha3_256(b".onion checksum" + PUBLIC + VERSION).digest()[:2]
NOWHERE = f"{base64.b32encode(PUBLIC + CHECKSUM + VERSION).decode().lower()}.onion"
"""An address as rend-spec-v3 makes them, of a key that no one has."""
SINCE_LONG_AGO = 1e9
"""However slow this machine is, no Tor here runs for as many seconds."""


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
    with closing(TorControl(folder, warm_up=0)) as control:
        assert control.visit(NOWHERE, "/").code == NOT_FOUND


def test_a_tor_that_has_just_been_started_may_not_have_announced_its_onions_yet(folder: Path) -> None:
    with (
        closing(TorControl(folder, warm_up=SINCE_LONG_AGO)) as control,
        pytest.raises(NotYetError, match="not announced"),
    ):
        control.visit(NOWHERE, "/")


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Path]:
    """The folder of the control socket of a Tor that never finds a network."""
    nobody = f"DirAuthority nobody orport=1 v3ident={'F' * 40} 127.0.0.1:1 {'F' * 40}"
    made = TorProcess(tmp_path / "t", ["SocksPort 0", "DisableNetwork 1", nobody])
    try:
        yield let_by_cookie(made)
    finally:
        made.stop()


def test_a_tor_without_circuits_is_named_at_once(alone: Path) -> None:
    with closing(TorControl(alone, warm_up=0)) as control, pytest.raises(HostError, match="0 %") as refused:
        control.visit(NOWHERE, "/id/")
    assert not isinstance(refused.value, NotYetError)


def test_a_tor_that_has_just_been_started_gets_a_minute_to_connect(alone: Path) -> None:
    with (
        closing(TorControl(alone, warm_up=SINCE_LONG_AGO)) as control,
        pytest.raises(NotYetError, match=r"0 %.*Wait a minute"),
    ):
        control.visit(NOWHERE, "/id/")


def test_without_a_control_socket_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(HostError, match="control"):
        TorControl(tmp_path)
