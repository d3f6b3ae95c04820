"""The files of root and of Tor go into a backup by path or as credentials, and back where the machine lacks them."""

from pathlib import Path

import pytest

from install.server.layout import ServerLayout
from install.server.machine_files import MACHINE_FILES, read_machine_files, restore_machine_files

ONION = {"hs_ed25519_secret_key": b"secret", "hs_ed25519_public_key": b"public", "hostname": b"x.onion\n"}


@pytest.fixture
def layout(tmp_path: Path) -> ServerLayout:
    """A server's files below a folder."""
    made = ServerLayout(tmp_path / "server")
    for file in MACHINE_FILES:
        path = file.path(made)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.name.encode())
    for folder in (made.source_onion, made.gateway_onion):
        folder.mkdir(parents=True)
        for name, data in ONION.items():
            (folder / name).write_bytes(data + folder.name.encode())
    made.gateway_clients.mkdir()
    (made.gateway_clients / "sari.auth").write_bytes(b"descriptor:x25519:A\n")
    return made


def files_below(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_was_read_from_one_machine_is_put_back_on_an_empty_one(
    layout: ServerLayout, tmp_path: Path
) -> None:
    read = read_machine_files(layout)
    assert read.absent == ()
    empty = ServerLayout(tmp_path / "empty")
    for folder in (empty.configuration, empty.source_onion.parent):
        folder.mkdir(parents=True)
    written = restore_machine_files(empty, read.contents)
    assert (set(written.written), written.kept) == (set(read.contents), ())
    assert files_below(empty.root) == files_below(layout.root)
    for private in (empty.source_onion, empty.gateway_onion, empty.gateway_clients):
        assert private.stat().st_mode & 0o077 == 0
        assert all(path.stat().st_mode & 0o077 == 0 for path in private.iterdir())
    assert empty.answers.stat().st_mode & 0o077 == 0
    again = restore_machine_files(empty, read.contents)
    assert (again.written, again.kept) == ((), ())


def test_a_unit_without_rights_gets_them_as_credentials(layout: ServerLayout, tmp_path: Path) -> None:
    expected = read_machine_files(layout)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    for name, data in expected.contents.items():
        service, _, rest = name.partition("/")
        file = f"{service}_{rest.replace('/', '_')}" if rest else name
        (credentials / file).write_bytes(data)
    assert read_machine_files(ServerLayout(tmp_path / "nothing"), credentials) == expected


def test_what_is_absent_is_named(layout: ServerLayout) -> None:
    layout.answers.unlink()
    (layout.source_onion / "hs_ed25519_secret_key").unlink()
    assert read_machine_files(layout).absent == ("server.toml", "source-onion/hs_ed25519_secret_key")


def test_a_note_that_the_office_never_signed_is_not_missed(layout: ServerLayout) -> None:
    layout.backup_check.unlink()
    read = read_machine_files(layout)
    assert read.absent == ()
    assert "backup-check.json" not in read.contents


def test_nothing_on_the_machine_is_written_over_and_what_differs_is_named(layout: ServerLayout) -> None:
    brought = dict(read_machine_files(layout).contents)
    before = files_below(layout.root)
    brought["source.toml"] = b"other"
    brought["gateway-onion/hs_ed25519_secret_key"] = b"other"
    brought["gateway-onion/authorized_clients/budi.auth"] = b"descriptor:x25519:B\n"
    restored = restore_machine_files(layout, brought)
    assert (restored.written, restored.kept) == ((), ("source.toml", "gateway-onion"))
    assert files_below(layout.root) == before


@pytest.mark.parametrize(
    "name",
    [
        "gateway-onion/../../../etc/cron.d/x",
        "gateway-onion/authorized_clients/../../x",
        "source-onion/x",
        "x/y",
    ],
)
def test_a_backup_that_lies_writes_no_other_file(layout: ServerLayout, tmp_path: Path, name: str) -> None:
    empty = ServerLayout(tmp_path / "deep" / "empty")
    for folder in (empty.configuration, empty.source_onion.parent):
        folder.mkdir(parents=True)
    brought = {**read_machine_files(layout).contents, name: b"evil"}
    restore_machine_files(empty, brought)
    assert b"evil" not in files_below(tmp_path / "deep").values()
