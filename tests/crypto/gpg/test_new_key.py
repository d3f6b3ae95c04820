"""A key that GnuPG cannot read back is deleted and made anew, before anybody encrypts to it."""

import os
from pathlib import Path

import pytest

from crypto.gpg.errors import KeyLockedError, UnreadableKeyError
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import sign_detached
from crypto.gpg.unlock import unlock
from tests.clocks import TODAY
from tests.crypto.gpg.conftest import PHRASE
from tests.gnupg_keys import secret_fingerprints

GPG = "/usr/bin/gpg"
NAME = "Contoh <contoh@contoh.invalid>"
CORRUPTED = "[GNUPG:] ERROR key_generate 67108970"  # libgpg-error: the agent's "Corrupted protection"
NOT_DECRYPTED = "*--decrypt*) FAIL; exit 2 ;;"
NOT_MADE = f"*--gen-key*) FAIL; cat > /dev/null; echo '{CORRUPTED}' >&2; exit 2 ;;"

either_part = pytest.mark.parametrize(
    "what", [NOT_DECRYPTED, NOT_MADE], ids=["the part that decrypts", "the part that signs"]
)


def fail(monkeypatch: pytest.MonkeyPatch, folder: Path, what: str, times: int) -> None:
    """Let runs of gpg like this fail so many times."""
    program = folder / "bin" / "gpg"
    program.parent.mkdir()
    count = f'echo >> "{folder}/failed"'
    run = f'exec {GPG} "$@"'
    program.write_text(
        f"#!/bin/sh\ntouch {folder}/failed\n[ $(wc -l < {folder}/failed) -ge {times} ] && {run}\n"
        f'case "$*" in\n{what.replace("FAIL", count)}\n*) {run} ;;\nesac\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(os, "defpath", f"{program.parent}:{os.defpath}")


@either_part
def test_a_key_that_gpg_cannot_read_back_is_made_anew_and_leaves_nothing(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, tmp_path, what, times=2)
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate(NAME, PHRASE)
        assert secret_fingerprints(home) == [fingerprint]
        unlock(home, fingerprint, PHRASE, TODAY)


@either_part
def test_after_three_keys_that_gpg_cannot_read_it_is_said_and_there_is_no_key(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(monkeypatch, tmp_path, what, times=99)
    with GnupgHome(tmp_path / "home") as home:
        with pytest.raises(UnreadableKeyError):
            home.generate(NAME, PHRASE)
        assert secret_fingerprints(home) == []
    assert (tmp_path / "failed").read_text() == "\n" * 3


def test_a_new_key_is_locked(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate(NAME, PHRASE)
        with pytest.raises(KeyLockedError):
            sign_detached(home, fingerprint, b"x", TODAY)
