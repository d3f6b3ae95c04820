"""A certificate is one primary key, public, and exactly the one that was named."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from crypto.gpg.certificate import MAX_CERTIFICATE_BYTES, CertificateFolder, inspect
from crypto.gpg.errors import CertificateError
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import NO_HOME, end_of
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner
from tests.gnupg_keys import secret_fingerprints

NOW = end_of(TODAY)


def test_what_a_certificate_can_do_is_known(owner: KeyOwner) -> None:
    info = inspect(owner.certificate.read_bytes())
    assert info.fingerprint == owner.fingerprint
    assert info.can_encrypt(NOW)
    assert info.can_sign(NOW)
    assert not info.can_encrypt(NOW + timedelta(days=4 * 365))
    assert not info.revoked


def test_a_key_without_encryption_cannot_encrypt(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        subprocess.run(
            [
                "gpg",
                "--homedir",
                str(home.path),
                "--batch",
                "--pinentry-mode",
                "loopback",
                "--passphrase",
                "",
                "--quick-generate-key",
                "Hanya Tanda <s@contoh.invalid>",
                "ed25519",
                "sign",
                "1y",
            ],
            check=True,
            capture_output=True,
        )
        info = inspect(home.certificate(secret_fingerprints(home)[0]))
    assert info.can_sign(NOW)
    assert not info.can_encrypt(NOW)


def test_two_keys_a_secret_key_armor_rubbish_and_too_much_are_refused(
    owner: KeyOwner, stranger: KeyOwner
) -> None:
    good = owner.certificate.read_bytes()
    export = [
        "gpg",
        "--homedir",
        str(owner.home.path),
        "--batch",
        "--pinentry-mode",
        "loopback",
        "--passphrase-fd",
        "0",
    ]
    secret = subprocess.run(
        [*export, "--export-secret-keys"], input=f"{PHRASE}\n".encode(), check=True, capture_output=True
    ).stdout
    armored = subprocess.run(
        [*export, "--armor", "--export"], check=True, capture_output=True, input=b""
    ).stdout
    assert secret
    assert armored
    doubled = good + stranger.certificate.read_bytes()
    for data in (
        doubled,
        secret,
        armored,
        b"",
        b"\x99rubbish",
        good[:40],
        good + bytes(MAX_CERTIFICATE_BYTES),
    ):
        with pytest.raises(CertificateError):
            inspect(data)


def test_a_secret_key_starts_no_agent_for_a_home_that_is_thrown_away(owner: KeyOwner) -> None:
    export = ["gpg", "--homedir", str(owner.home.path), "--batch", "--pinentry-mode", "loopback"]
    secret = subprocess.run(
        [*export, "--passphrase-fd", "0", "--export-secret-keys"],
        input=f"{PHRASE}\n".encode(),
        check=True,
        capture_output=True,
    ).stdout
    before = agents_without_a_home()
    for _ in range(3):
        with pytest.raises(CertificateError):
            inspect(secret)
        assert not agents_without_a_home() - before


def test_a_folder_keeps_certificates_by_fingerprint_alone(owner: KeyOwner, tmp_path: Path) -> None:
    folder = CertificateFolder(tmp_path / "folder")
    data = owner.certificate.read_bytes()
    for _ in range(2):
        folder.add(owner.fingerprint, data)
    assert folder.path_of(owner.fingerprint).read_bytes() == data
    assert [path.name for path in (tmp_path / "folder").iterdir()] == [f"{owner.fingerprint}.gpg"]
    for name in ("../x", "", owner.fingerprint.lower(), owner.fingerprint + "0"):
        with pytest.raises(CertificateError):
            folder.path_of(name)


def agents_without_a_home() -> set[bytes]:
    """Command lines of agents that gpg started for a secret key in a home that does not exist."""
    found = set()
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes()
        except OSError:  # it ended meanwhile
            continue
        if line.startswith(b"gpg-agent") and os.fsencode(NO_HOME) in line:
            found.add(line)
    return found
