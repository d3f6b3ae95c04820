"""The keys of a home of our own: python-gnupg handles them with our gpg, learns no secret, and cannot hang."""

import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import crypto.gpg.process
from crypto.gpg.errors import (
    GpgDiedError,
    GpgError,
    GpgFaultError,
    GpgMissingError,
    GpgTimeoutError,
    MissingSecretKeyError,
    PassphraseFormError,
)
from crypto.gpg.home import GnupgHome, OwnKeyring
from tests.crypto.gpg.conftest import PHRASE, KeyOwner
from tests.end_to_end.scan import search
from tests.gnupg_keys import secret_fingerprints

GPG = "/usr/bin/gpg"
SECRET = "zamrudlautan-kelapagading-pintujendela"
NAME = "Contoh <contoh@contoh.invalid>"
RECORDING = f"""
cat /proc/$$/cmdline /proc/$$/environ >> "$0.seen"
case "$*" in
*--gen-key*) tee -a "$0.seen" | {GPG} "$@" ;;
*) {GPG} "$@" ;;
esac
"""
WAYS: tuple[Callable[[OwnKeyring, str], object], ...] = (
    lambda keyring, fingerprint: keyring.secret_parts(fingerprint),
    lambda keyring, fingerprint: keyring.certificate(fingerprint),
    lambda keyring, _: keyring.make(NAME, PHRASE, "1y"),
)
every_way = pytest.mark.parametrize("way", WAYS, ids=["list", "export", "make"])


class Instead:
    """A program that runs instead of gpg, where the system's default path finds it first."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = folder / "gpg"
        monkeypatch.setattr(os, "defpath", f"{folder}:{os.defpath}")

    def write(self, words: str) -> None:
        self.path.write_text(f"#!/bin/sh\n{words}\n")
        self.path.chmod(0o755)

    def left(self, name: str) -> bytes:
        return self.path.with_name(f"gpg.{name}").read_bytes()


@pytest.fixture
def instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instead:
    return Instead(tmp_path, monkeypatch)


@pytest.fixture
def listened(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that is logged, by python-gnupg too, whose logger says nothing otherwise."""
    logger = logging.getLogger("gnupg")
    before = (logger.disabled, logger.propagate)
    logger.disabled, logger.propagate = False, True
    with caplog.at_level(logging.DEBUG):
        yield caplog
    logger.disabled, logger.propagate = before


def test_no_passphrase_is_in_arguments_environment_input_output_or_log(
    tmp_path: Path,
    instead: Instead,
    listened: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DEBUG_IPC", "1")  # python-gnupg would have gpg print what it says to the agent
    instead.write(RECORDING)
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate(NAME, SECRET)
        assert home.secret_parts(fingerprint)[0] == fingerprint
        assert home.certificate(fingerprint)
    seen, said = instead.left("seen").decode(), capfd.readouterr()
    logged = "\n".join(record.getMessage() for record in listened.records)
    assert "--gen-key" in seen
    assert f"Name-Real: {NAME}" in seen
    assert f"KEY_CREATED B {fingerprint}" in logged
    assert "--debug" not in seen
    everything = tmp_path / "everything"
    everything.write_text(seen + said.out + said.err + logged, "utf-8")
    assert search([everything], {SECRET, *SECRET.split("-")}) == []


def test_python_gnupg_logs_nothing_unless_its_log_is_enabled(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), GnupgHome(tmp_path / "home") as home:
        home.certificate(home.generate(NAME, PHRASE))
    assert [record for record in caplog.records if record.name == "gnupg"] == []


def test_gpg_runs_with_our_options_and_in_no_environment_but_ours(
    tmp_path: Path, instead: Instead, owner: KeyOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNUPGHOME", str(tmp_path))
    instead.write(RECORDING)
    OwnKeyring(owner.home.path).certificate(owner.fingerprint)
    words = instead.left("seen").split(b"\0")
    for option in (b"--no-options", b"--batch", b"--disable-dirmngr", b"--no-auto-key-locate"):
        assert words.count(option) == 2  # asked for its version first
    assert words.count(bytes(owner.home.path)) == 2
    names = {word.partition(b"=")[0] for word in words if b"=" in word and not word.startswith(b"-")}
    assert names == {b"LC_ALL", b"PATH"}


@every_way
@pytest.mark.parametrize("hanging", ["exec sleep 1000", "sleep 1000 & wait"])
def test_a_gpg_that_hangs_is_ended_with_a_clear_error(
    way: Callable[[OwnKeyring, str], object],
    hanging: str,
    instead: Instead,
    owner: KeyOwner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring = OwnKeyring(owner.home.path)
    monkeypatch.setattr(crypto.gpg.process, "PATIENCE", 0.5)
    instead.write(f'echo $$ >> "$0.pids"\n{hanging}')
    with pytest.raises(GpgTimeoutError, match="The encryption program took too long and was stopped"):
        way(keyring, owner.fingerprint)
    for pid in instead.left("pids").split():
        assert not Path(f"/proc/{pid.decode()}").exists()


@every_way
@pytest.mark.parametrize(
    ("words", "error"),
    [
        ("head -c 20 /dev/zero; kill -9 $$", GpgDiedError),
        ("echo sec:u:255; echo fpr; exit 1", GpgFaultError),
        ("exit 127", GpgFaultError),
    ],
)
def test_a_gpg_that_does_not_work_is_never_taken_for_a_key_that_is_not_here(
    way: Callable[[OwnKeyring, str], object],
    words: str,
    error: type[GpgError],
    instead: Instead,
    owner: KeyOwner,
) -> None:
    instead.write(words)
    with pytest.raises(error):
        way(OwnKeyring(owner.home.path), owner.fingerprint)


def test_a_listing_that_is_none_is_a_fault(instead: Instead, owner: KeyOwner) -> None:
    instead.write("echo fpr:x; echo cfg:version:2.4.7")
    with pytest.raises(GpgFaultError):
        OwnKeyring(owner.home.path).secret_parts(owner.fingerprint)


@every_way
def test_a_gpg_that_is_gone_is_named(
    way: Callable[[OwnKeyring, str], object],
    tmp_path: Path,
    owner: KeyOwner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring = OwnKeyring(owner.home.path)
    monkeypatch.setattr(os, "defpath", str(tmp_path))
    with pytest.raises(GpgMissingError):
        way(keyring, owner.fingerprint)


@pytest.mark.parametrize("name", ["Siti\n[GNUPG:] GOODSIG 0 Budi", "x\nKey-Type: RSA", "x\0", "x\r%commit"])
def test_a_name_of_more_than_one_line_makes_no_key(name: str, tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        with pytest.raises(GpgError):
            home.generate(name, PHRASE)
        assert secret_fingerprints(home) == []


def test_a_passphrase_that_gpg_would_read_in_part_makes_no_key(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        with pytest.raises(PassphraseFormError):
            home.generate(NAME, "dua\nbaris")
        assert secret_fingerprints(home) == []


def test_a_key_that_could_not_be_made_is_an_error_that_notes_gnupgs_numbers_alone(tmp_path: Path) -> None:
    (tmp_path / "private-keys-v1.d").touch()
    with GnupgHome(tmp_path) as home, pytest.raises(GpgError) as failed:
        home.generate(NAME, PHRASE)
    (note,) = failed.value.__notes__
    assert re.fullmatch(r"exit 2 error key_generate \d+ error gpg-exit \d+", note)


def test_a_key_without_its_secret_has_no_parts_and_an_unknown_one_no_certificate(
    tmp_path: Path, owner: KeyOwner
) -> None:
    with GnupgHome(tmp_path / "home") as home:
        assert home.secret_parts(owner.fingerprint) == []
        with pytest.raises(MissingSecretKeyError):
            home.certificate(owner.fingerprint)


def test_no_descriptor_is_left(owner: KeyOwner) -> None:
    def open_descriptors() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    keyring = OwnKeyring(owner.home.path)
    before = open_descriptors()
    for _ in range(3):
        keyring.certificate(owner.fingerprint)
        keyring.secret_parts(owner.fingerprint)
        with pytest.raises(GpgError):
            keyring.make("two\nlines", PHRASE, "1y")
        with pytest.raises(GpgError):
            keyring.make(NAME, PHRASE, "no day")
    assert open_descriptors() == before
