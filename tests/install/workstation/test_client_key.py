"""A workstation's key for the gateway's onion: made once, given to Tor, its secret shown to no one."""

import base64
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from install.server.layout import TOR_USER
from install.server.system import owner_of
from install.workstation.client_key import (
    ClientKeyError,
    WorkstationLayout,
    give_to_tor,
    make_key,
    onion_address_of,
)
from store.web.gateway_client_file import OnionClient, read_gateway_client
from tests.secret_watch import WATCH
from tests.store.processes import require_root


def address_of(key: bytes) -> str:
    """The onion address of a service with this key."""
    version = b"\x03"
    checksum = hashlib.sha3_256(b".onion checksum" + key + version).digest()[:2]
    return f"{base64.b32encode(key + checksum + version).decode().lower()}.onion"


ADDRESS = address_of(bytes(range(32)))
# Tor's own example (torspec, address-spec): an address that was not made with the code above.
OF_TOR = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"


@pytest.fixture
def layout() -> Iterator[WorkstationLayout]:
    """A workstation with Tor, whose folders are as Debian's packages make them."""
    require_root()
    with tempfile.TemporaryDirectory(prefix="kentongan-") as name:
        made = WorkstationLayout(Path(name))
        made.root.chmod(0o755)
        made.tor_folder.parent.mkdir(parents=True)
        shutil.chown(made.tor_folder.parent, TOR_USER, TOR_USER)
        made.torrc.parent.mkdir(parents=True)
        made.torrc.write_text("# Tor of this machine\nSocksPort 9050")
        yield made


def secret_of(layout: WorkstationLayout) -> str:
    found = layout.secret.read_text().strip()
    WATCH.plant(found)
    return found


def everything(layout: WorkstationLayout) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in layout.root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("typed", [OF_TOR, OF_TOR.removesuffix(".onion"), f" HTTP://{OF_TOR.upper()}/\n"])
def test_an_address_is_understood_however_it_is_typed(typed: str) -> None:
    assert onion_address_of(typed) == OF_TOR


@pytest.mark.parametrize(
    "typed",
    ["", "a" * 56, OF_TOR.replace("pg6", "pg7"), OF_TOR[1:], f"x.{OF_TOR}", f"{OF_TOR}\n{OF_TOR}", "é" * 56],
)
def test_a_mistyped_address_is_told(typed: str) -> None:
    with pytest.raises(ClientKeyError, match="no onion address"):
        onion_address_of(typed)


def test_the_key_is_made_before_the_address_is_known_and_kept(layout: WorkstationLayout) -> None:
    client = make_key(layout)
    secret = secret_of(layout)
    assert client == read_gateway_client(layout.public) == OnionClient(client.public_key)
    public = PrivateKey(base64.b32decode(f"{secret}====")).public_key
    assert base64.b32decode(f"{client.public_key}====") == bytes(public)
    assert owner_of(layout.secret) == ("root", "root", 0o600)
    assert owner_of(layout.public) == ("root", "root", 0o644)
    before = everything(layout)
    assert make_key(layout) == client
    assert everything(layout) == before


def test_tor_gets_the_key_with_the_address_and_the_same_again_changes_nothing(
    layout: WorkstationLayout,
) -> None:
    client = give_to_tor(layout, make_key(layout), ADDRESS)
    assert client == read_gateway_client(layout.public)
    assert client.address == ADDRESS
    given = layout.tor_key
    line = f"{ADDRESS.removesuffix('.onion')}:descriptor:x25519:{secret_of(layout)}\n"
    assert given.read_text() == line
    assert owner_of(given) == (TOR_USER, TOR_USER, 0o600)
    assert owner_of(layout.tor_folder) == (TOR_USER, TOR_USER, 0o700)
    assert layout.torrc.read_text() == (
        "# Tor of this machine\nSocksPort 9050\nClientOnionAuthDir /var/lib/tor/onion-auth\n"
    )
    assert owner_of(layout.torrc) == ("root", "root", 0o644)
    before = everything(layout)
    assert give_to_tor(layout, make_key(layout), ADDRESS) == client
    assert everything(layout) == before


def test_another_address_takes_the_place_of_the_first(layout: WorkstationLayout) -> None:
    give_to_tor(layout, make_key(layout), ADDRESS)
    assert give_to_tor(layout, make_key(layout), OF_TOR).address == OF_TOR
    assert len(list(layout.tor_folder.iterdir())) == 1
    assert layout.torrc.read_text().count("ClientOnionAuthDir") == 1


def test_the_secret_half_is_only_where_root_and_tor_read_it(layout: WorkstationLayout) -> None:
    give_to_tor(layout, make_key(layout), ADDRESS)
    secret = secret_of(layout).encode()
    holding = {path for path, content in everything(layout).items() if secret in content}
    assert holding == {layout.secret, layout.tor_key}


def test_a_torrc_that_names_another_folder_is_left_alone(layout: WorkstationLayout) -> None:
    layout.torrc.write_text("clientonionauthdir /srv/keys  # ours\n")
    client = make_key(layout)
    before = everything(layout)
    with pytest.raises(ClientKeyError, match="another ClientOnionAuthDir already: /srv/keys"):
        give_to_tor(layout, client, ADDRESS)
    assert everything(layout) == before


def test_a_torrc_that_only_some_may_read_and_in_any_encoding_stays_so(layout: WorkstationLayout) -> None:
    """A password for Tor's control port may stand in it."""
    before = b"# Komputer B\xe9randa\nHashedControlPassword 16:AA\n"
    layout.torrc.write_bytes(before)
    layout.torrc.chmod(0o640)
    shutil.chown(layout.torrc, "root", TOR_USER)
    give_to_tor(layout, make_key(layout), ADDRESS)
    assert layout.torrc.read_bytes() == before + b"ClientOnionAuthDir /var/lib/tor/onion-auth\n"
    assert owner_of(layout.torrc) == ("root", TOR_USER, 0o640)


def test_a_link_that_the_user_of_tor_put_there_leads_root_nowhere(layout: WorkstationLayout) -> None:
    victim = layout.root / "etc/victim"
    victim.mkdir()
    layout.tor_folder.symlink_to(victim)
    with pytest.raises(PermissionError):
        give_to_tor(layout, make_key(layout), ADDRESS)
    assert list(victim.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"A" * 51, b"\xff"])
def test_a_damaged_key_is_named_and_not_replaced_unseen(layout: WorkstationLayout, content: bytes) -> None:
    make_key(layout)
    layout.secret.write_bytes(content)
    with pytest.raises(ClientKeyError, match="is damaged"):
        make_key(layout)
    assert layout.secret.read_bytes() == content
