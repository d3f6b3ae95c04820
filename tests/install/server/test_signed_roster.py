"""A roster that an administrator brings is believed by the fingerprint from paper alone, and never set back."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from install.server.layout import ServerLayout
from install.server.signed_roster import BroughtRosterError, brought_roster, require_newest
from tests.clocks import STILL
from tests.install.offices import OfflineOffice, in_days


@pytest.fixture
def folder(office: OfflineOffice, tmp_path: Path) -> Path:
    return brought(office, tmp_path / "brought")


def brought(office: OfflineOffice, folder: Path) -> Path:
    """Sign a roster, and bring it with the certificate."""
    assert office.sign() == 0
    shutil.copytree(office.output, folder)
    shutil.copyfile(office.key.certificate, folder / "office.gpg")
    return folder


def test_what_the_office_key_signed_is_taken(office: OfflineOffice, folder: Path) -> None:
    signed = brought_roster(folder, office.key.fingerprint, STILL.now())
    assert signed.roster.office.name == "Kantor Contoh"


def test_another_fingerprint_than_that_of_the_key_is_refused(folder: Path) -> None:
    with pytest.raises(BroughtRosterError, match="not signed by the office key of this fingerprint"):
        brought_roster(folder, "A" * 40, STILL.now())


@pytest.mark.parametrize("name", ["roster.txt", "office.gpg"])
def test_a_missing_file_is_named(office: OfflineOffice, folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BroughtRosterError, match=f"{name} is missing"):
        brought_roster(folder, office.key.fingerprint, STILL.now())


def test_a_changed_roster_is_refused(office: OfflineOffice, folder: Path) -> None:
    text = folder / "roster.txt"
    text.write_bytes(text.read_bytes().replace(b"Kantor Contoh", b"Kantor Contek"))
    with pytest.raises(BroughtRosterError, match="not signed"):
        brought_roster(folder, office.key.fingerprint, STILL.now())


def test_an_expired_roster_is_refused(office: OfflineOffice, folder: Path) -> None:
    late = STILL.now() + timedelta(days=366)
    with pytest.raises(BroughtRosterError, match="has passed"):
        brought_roster(folder, office.key.fingerprint, late)


def test_a_server_takes_no_older_roster_and_no_other_of_the_same_serial(
    office: OfflineOffice, folder: Path, tmp_path: Path
) -> None:
    layout, fingerprint = ServerLayout(tmp_path / "server"), office.key.fingerprint
    first = brought_roster(folder, fingerprint, STILL.now())
    require_newest(first, folder, layout, fingerprint)
    shutil.copytree(brought(office, tmp_path / "second"), layout.roster)
    with pytest.raises(BroughtRosterError, match="this server has serial 2 already"):
        require_newest(first, folder, layout, fingerprint)
    second = brought_roster(layout.roster, fingerprint, STILL.now())
    require_newest(second, layout.roster, layout, fingerprint)
    office.key.memory.unlink()
    shutil.rmtree(office.output)
    assert office.sign("--serial", "2", "--expires", in_days(30)) == 0
    shutil.copyfile(office.key.certificate, office.output / "office.gpg")
    fork = brought_roster(office.output, fingerprint, STILL.now())
    with pytest.raises(BroughtRosterError, match="with the same serial, 2"):
        require_newest(fork, office.output, layout, fingerprint)


@pytest.mark.parametrize("name", ["roster.txt", "roster.sig"])
def test_a_damaged_roster_on_the_server_is_replaced(
    name: str, office: OfflineOffice, folder: Path, tmp_path: Path
) -> None:
    layout, fingerprint = ServerLayout(tmp_path / "server"), office.key.fingerprint
    shutil.copytree(folder, layout.roster)
    path = layout.roster / name
    path.write_bytes(path.read_bytes()[:-1])
    require_newest(brought_roster(folder, fingerprint, STILL.now()), folder, layout, fingerprint)
    (layout.roster / "roster.sig").unlink()
    require_newest(brought_roster(folder, fingerprint, STILL.now()), folder, layout, fingerprint)
