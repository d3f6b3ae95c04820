"""The onion services' folders: whom the gateway's lets through, and that it never stands open."""

import base64
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from install.server import onions
from install.server.layout import TOR_USER, ServerLayout
from install.server.onions import OnionError, make_client_key, onion_address, wait_for_address
from install.server.system import owner_of
from tests.store.processes import require_root


def decoded(text: str) -> bytes:
    return base64.b32decode(f"{text}====")


def test_the_halves_of_a_pair_belong_together_and_the_private_one_is_not_shown() -> None:
    key = make_client_key()
    assert bytes(PrivateKey(decoded(key.private)).public_key) == decoded(key.public)
    assert key.private not in repr(key)


def test_an_address_is_told_as_soon_as_tor_made_it(tmp_path: Path) -> None:
    assert onion_address(tmp_path) is None
    with pytest.raises(OnionError, match="Tor has made no address"):
        wait_for_address(tmp_path, seconds=0)
    (tmp_path / "hostname").write_text(f"{'a' * 56}.onion\n")
    assert wait_for_address(tmp_path) == f"{'a' * 56}.onion"
    (tmp_path / "hostname").write_text("root:$y$j9T$abc\n")
    assert onion_address(tmp_path) is None


def test_without_an_address_the_setup_is_named(tmp_path: Path) -> None:
    with pytest.raises(OnionError, match="kentongan init"):
        onions.require_onion(tmp_path)


@pytest.mark.parametrize("name", ["", "locked", "Sari", "../sari", "sari.auth", "-sari", "s" * 33, "sari\n"])
def test_a_name_that_could_mislead_is_refused(tmp_path: Path, name: str) -> None:
    layout = ServerLayout(tmp_path)
    with pytest.raises(OnionError, match="is no name of a workstation"):
        onions.add_client(layout, name, make_client_key().public)
    with pytest.raises(OnionError, match="is no name of a workstation"):
        onions.remove_client(layout, name)


@pytest.mark.parametrize("public", ["", "A" * 51, "A" * 53, "1" * 52])
def test_what_is_no_public_key_is_refused(tmp_path: Path, public: str) -> None:
    with pytest.raises(OnionError, match="no public x25519 key"):
        onions.add_client(ServerLayout(tmp_path), "sari", public)


@pytest.fixture
def layout() -> Iterator[ServerLayout]:
    """A server whose folder of Tor is Tor's own, where Tor's user can reach it."""
    require_root()
    with tempfile.TemporaryDirectory(prefix="kentongan-") as name:
        made = ServerLayout(Path(name))
        made.root.chmod(0o755)
        made.gateway_onion.parent.mkdir(parents=True)
        shutil.chown(made.gateway_onion.parent, TOR_USER, TOR_USER)
        yield made


def test_the_onion_of_the_gateway_is_locked_before_a_workstation_is_let_through(layout: ServerLayout) -> None:
    onions.lock_gateway_onion(layout)
    locked = layout.gateway_clients / "locked.auth"
    first = locked.read_text()
    assert re.fullmatch(r"descriptor:x25519:[A-Z2-7]{52}\n", first)
    assert [owner_of(path) for path in (layout.gateway_onion, locked)] == [
        (TOR_USER, TOR_USER, 0o700),
        (TOR_USER, TOR_USER, 0o600),
    ]
    assert onions.clients(layout) == []
    onions.lock_gateway_onion(layout)
    assert locked.read_text() == first


def test_a_workstation_is_let_through_listed_and_shut_out(layout: ServerLayout) -> None:
    onions.lock_gateway_onion(layout)
    public = make_client_key().public
    onions.add_client(layout, "sari", f"{public.lower()}====")
    assert (layout.gateway_clients / "sari.auth").read_text() == f"descriptor:x25519:{public}\n"
    assert onions.clients(layout) == ["sari"]
    onions.add_client(layout, "sari", public)  # the same again
    with pytest.raises(OnionError, match="has another key already"):
        onions.add_client(layout, "sari", make_client_key().public)
    onions.remove_client(layout, "sari")
    assert onions.clients(layout) == []


def test_a_link_that_the_user_of_tor_put_there_leads_root_nowhere(layout: ServerLayout) -> None:
    victim = layout.root / "etc"
    victim.mkdir()
    layout.gateway_onion.symlink_to(victim)
    with pytest.raises(PermissionError):
        onions.lock_gateway_onion(layout)
    layout.gateway_onion.unlink()
    onions.lock_gateway_onion(layout)
    shutil.rmtree(layout.gateway_clients)
    layout.gateway_clients.symlink_to(victim)
    with pytest.raises(PermissionError):
        onions.add_client(layout, "sari", make_client_key().public)
    assert list(victim.iterdir()) == []
    assert owner_of(victim)[0] == "root"
    assert os.geteuid() == 0


def test_a_workstation_that_is_not_there_cannot_be_removed(layout: ServerLayout) -> None:
    onions.lock_gateway_onion(layout)
    with pytest.raises(OnionError, match="There is no workstation called sari"):
        onions.remove_client(layout, "sari")
