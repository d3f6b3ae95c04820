"""The onion services' folders: whom the gateway's lets through, and that it never stands open."""

import base64
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from install.server import onions
from install.server.layout import ServerLayout
from install.server.onions import OnionError, make_client_key, onion_address, wait_for_address


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


def test_a_workstation_that_is_not_there_cannot_be_removed(tmp_path: Path) -> None:
    with pytest.raises(OnionError, match="There is no workstation called sari"):
        onions.remove_client(ServerLayout(tmp_path), "sari")
