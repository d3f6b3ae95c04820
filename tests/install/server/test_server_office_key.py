"""A server goes to the office's new key with a later roster by it, and to nothing that it knows to be older."""

import shutil
from pathlib import Path

import msgspec
import pytest

from install.errors import InstallError
from install.kentongan import main
from install.roster.key_change import hand_over
from install.roster.office_key import OfficeKey, make_office_key
from install.roster.signing import SignedRoster, read_signed
from install.server.answers import ServerAnswers
from install.server.layout import ServerLayout
from install.server.office_key_change import brought_key_change, newest_seen, require_later
from install.server.setup import ServerSetup
from store.domain.errors import NotHandedOverError, OlderKeyChangeError, OtherOfficeKeyError
from store.domain.roster_verification import SeenRoster
from store.web.roster_keeper import RosterStateError
from tests.clocks import STILL, TODAY
from tests.install.offices import PHRASE, OfflineOffice


@pytest.fixture
def layout(office: OfflineOffice, tmp_path: Path) -> ServerLayout:
    """A server with this office's first roster."""
    assert office.sign() == 0
    layout = ServerLayout(tmp_path / "server")
    layout.roster.parent.mkdir(parents=True)
    shutil.copytree(office.output, layout.roster)
    shutil.copyfile(office.key.certificate, layout.roster / "office.gpg")
    return layout


@pytest.fixture
def new(office: OfflineOffice, layout: ServerLayout, tmp_path: Path) -> OfficeKey:
    """The key to which the office has handed over."""
    assert layout.roster.exists()
    key = make_office_key(tmp_path / "new", "Kantor Contoh", PHRASE)
    hand_over(office.key, PHRASE, key, PHRASE, office.output, TODAY)
    return key


def signed(office: OfflineOffice, key: OfficeKey) -> SignedRoster:
    """What lies in the folder that is brought."""
    return read_signed(office.output, key.certificate, key.fingerprint)


def remember(layout: ServerLayout, seen: SeenRoster) -> None:
    layout.gateway_state.mkdir(parents=True, exist_ok=True)
    (layout.gateway_state / "roster-seen.json").write_bytes(msgspec.json.encode(seen))


def test_a_server_is_set_up_anew_with_the_pin_the_certificate_and_the_roster_of_the_new_key(
    office: OfflineOffice, layout: ServerLayout, new: OfficeKey
) -> None:
    data = (office.output / "office-key.json").read_bytes()
    change = brought_key_change(layout, data, new.fingerprint, office.key.fingerprint, lost=False)
    with pytest.raises(InstallError, match="the old key has signed serial 1 already"):
        require_later(signed(office, office.key), change, office.output)
    assert OfflineOffice(office.folder, new).sign() == 0
    require_later(signed(office, new), change, office.output)
    setup = ServerSetup(layout, ServerAnswers(office.output, new.fingerprint), STILL)
    changed = {
        layout.answers,
        layout.gateway_config,
        layout.source_config,
        layout.roster / "office.gpg",
        layout.roster / "office-key.json",
    }
    assert changed <= set(setup.changes())
    assert setup.roster.roster.serial == 2


def test_it_follows_no_hand_over_that_knows_less_than_the_server(
    office: OfflineOffice, layout: ServerLayout, new: OfficeKey
) -> None:
    data = (office.output / "office-key.json").read_bytes()
    old = office.key.fingerprint
    assert newest_seen(layout, old) == 1
    remember(layout, SeenRoster(7, "", "A" * 40))  # by another key
    brought_key_change(layout, data, new.fingerprint, old, lost=False)
    for seen in (SeenRoster(2, ""), SeenRoster(2, "", old)):
        remember(layout, seen)
        with pytest.raises(OlderKeyChangeError):
            brought_key_change(layout, data, new.fingerprint, old, lost=False)
    (layout.gateway_state / "roster-seen.json").write_text("{")
    with pytest.raises(RosterStateError):
        brought_key_change(layout, data, new.fingerprint, old, lost=False)
    remember(layout, SeenRoster(1, "", old))
    with pytest.raises(NotHandedOverError):
        brought_key_change(layout, data, new.fingerprint, "A" * 40, lost=False)
    for lost in (False, True):
        with pytest.raises(OtherOfficeKeyError):
            brought_key_change(layout, data, old, old, lost=lost)


def test_after_a_loss_the_paper_alone_decides_and_a_run_that_broke_off_can_be_ended(
    office: OfflineOffice, layout: ServerLayout, new: OfficeKey
) -> None:
    remember(layout, SeenRoster(900, ""))  # by a thief
    data = (office.output / "office-key.json").read_bytes()
    brought_key_change(layout, data, new.fingerprint, office.key.fingerprint, lost=True)
    brought_key_change(layout, data, new.fingerprint, new.fingerprint, lost=False)


def test_the_command_refuses_a_machine_that_is_no_server(
    office: OfflineOffice, new: OfficeKey, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.folder.exists()
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert main(["office-key", str(office.output)]) == 2
    assert "Only root can do this" in capsys.readouterr().err
