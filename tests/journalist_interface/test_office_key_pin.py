"""A workstation goes to the office's new key: nothing of it changes before both keys and the paper agree."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from crypto.gpg.certificate import grouped
from install.kentongan import main
from install.roster.key_change import hand_over
from install.roster.office_key import OfficeKey, make_office_key
from journalist_interface.config import Config
from journalist_interface.office_key_pin import PinFilesError, PinLineError, pin_office_key
from store.domain.errors import NotHandedOverError, OlderKeyChangeError, OtherOfficeKeyError
from store.domain.roster_verification import SeenRoster
from store.web.configuration import read_config
from store.web.roster_keeper import RosterStateError
from store.web.toml_text import Value, toml_text
from tests.clocks import TODAY
from tests.install.offices import PHRASE

Capture = pytest.CaptureFixture[str]


class Moving:
    """A workstation's configuration, the old key that it pins, and the statement about a new one."""

    def __init__(self, folder: Path, old: OfficeKey, new: OfficeKey) -> None:
        self.old, self.new = old, new
        self.brought = folder / "brought"
        hand_over(old, PHRASE, new, PHRASE, self.brought, TODAY)
        self.data = (self.brought / "office-key.json").read_bytes()
        self.file = folder / "workstation.toml"
        certificate = folder / "office.gpg"
        certificate.write_bytes(old.certificate.read_bytes())
        settings: dict[str, Value] = {
            "person": "sari", "host": "sari.localhost", "port": 8082, "gateway": "http://127.0.0.1:8081",
            "office_fingerprint": old.fingerprint, "office_certificate": certificate,
            "gnupg_home": folder / "gnupg", "state": folder / "state",
        }  # fmt: skip
        self.file.write_text(f"# Komputer kerja Sari\n{toml_text(settings)}", "utf-8")
        self.before = self.file.read_bytes()

    @property
    def config(self) -> Config:
        return read_config(self.file, Config)

    def pin(self, typed: str = "", *, lost: bool = False) -> None:
        pin_office_key(self.file, self.config, self.data, typed or self.new.fingerprint, lost=lost)

    def is_unchanged(self) -> bool:
        state = self.config.state / "roster"
        return (
            self.file.read_bytes() == self.before
            and self.config.office_certificate.read_bytes() == self.old.certificate.read_bytes()
            and not (state / "office-key.json").exists()
        )

    def remember(self, seen: SeenRoster) -> None:
        (self.config.state / "roster").mkdir(parents=True, exist_ok=True)
        (self.config.state / "roster" / "seen.json").write_bytes(msgspec.json.encode(seen))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[OfficeKey, OfficeKey]:
    folder = tmp_path_factory.mktemp("kunci")
    old, new = (make_office_key(folder / name, "Kantor Contoh", PHRASE) for name in ("old", "new"))
    return old, new


@pytest.fixture
def moving(tmp_path: Path, keys: tuple[OfficeKey, OfficeKey]) -> Iterator[Moving]:
    old, new = keys
    yield Moving(tmp_path, old, new)
    new.memory.unlink()  # it has not been used yet


def test_the_pin_and_the_certificate_change_and_nothing_else_does(moving: Moving) -> None:
    moving.pin()
    assert moving.config.office_fingerprint == moving.new.fingerprint
    assert moving.config.office_certificate.read_bytes() == moving.new.certificate.read_bytes()
    text = moving.file.read_bytes()
    assert text == moving.before.replace(moving.old.fingerprint.encode(), moving.new.fingerprint.encode())
    moving.pin()  # a run that broke off is ended by another
    assert moving.file.read_bytes() == text


def test_what_is_not_on_paper_not_handed_over_or_older_changes_nothing(moving: Moving) -> None:
    with pytest.raises(OtherOfficeKeyError):
        moving.pin("A" * 40)
    moving.remember(SeenRoster(1, "", moving.old.fingerprint))
    with pytest.raises(OlderKeyChangeError):
        moving.pin()
    moving.file.write_bytes(moving.before.replace(moving.old.fingerprint.encode(), b"A" * 40))
    with pytest.raises(NotHandedOverError):
        moving.pin()
    moving.file.write_bytes(moving.before)
    (moving.config.state / "roster" / "seen.json").write_text("{")
    with pytest.raises(RosterStateError):
        moving.pin()
    assert moving.is_unchanged()
    moving.pin(lost=True)
    assert moving.config.office_fingerprint == moving.new.fingerprint


@pytest.mark.parametrize("line", ["office_fingerprint = '''{}'''", '"office_fingerprint" = "{}"'])
def test_a_configuration_that_is_written_otherwise_is_left_to_its_administrator(
    moving: Moving, line: str
) -> None:
    plain = f'office_fingerprint = "{moving.old.fingerprint}"'
    moving.before = moving.before.replace(plain.encode(), line.format(moving.old.fingerprint).encode())
    moving.file.write_bytes(moving.before)
    assert tomllib.loads(moving.file.read_text())["office_fingerprint"] == moving.old.fingerprint
    with pytest.raises(PinLineError):
        moving.pin()
    assert moving.is_unchanged()


def test_a_certificate_that_cannot_be_written_leaves_the_old_pin_and_another_run_can_end_it(
    moving: Moving,
) -> None:
    moving.config.office_certificate.unlink()
    moving.config.office_certificate.mkdir()
    with pytest.raises(PinFilesError):
        moving.pin()
    assert moving.file.read_bytes() == moving.before
    moving.config.office_certificate.rmdir()
    moving.pin()
    assert moving.config.office_fingerprint == moving.new.fingerprint


def test_the_command_asks_for_the_fingerprint_until_it_is_one_and_after_a_loss_for_the_paper(
    moving: Moving, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def typed(*answers: str) -> None:
        given = iter(answers)
        monkeypatch.setattr("click.termui.visible_prompt_func", lambda _prompt: next(given))

    words = ["pin-office-key", str(moving.brought), "--config", str(moving.file)]
    typed("bukan ini", grouped(moving.old.fingerprint))
    assert main(words) == 2
    assert "not the fingerprint of the new office key in this file" in capsys.readouterr().err
    typed("no")
    assert main([*words, "--old-key-lost"]) == 2
    assert moving.is_unchanged()
    typed(grouped(moving.new.fingerprint).lower())
    assert main(words) == 0
    assert moving.config.office_fingerprint == moving.new.fingerprint
    assert main(["pin-office-key", str(moving.file.parent), "--config", str(moving.file)]) == 2
    assert "office-key.json is missing" in capsys.readouterr().err
