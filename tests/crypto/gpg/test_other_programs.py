"""Our messages are plain OpenPGP: another front of GnuPG, which shares no code with ours, reads and verifies them."""

from pathlib import Path

import gnupg
import pytest

from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.signatures import sign_detached
from tests.crypto.gpg.conftest import TODAY, KeyOwner

TEXT = b"Laporan contoh: kuitansi palsu."


@pytest.fixture
def front(owner: KeyOwner) -> gnupg.GPG:
    return gnupg.GPG(gnupghome=str(owner.home.path), gpgbinary="/usr/bin/gpg")


def test_python_gnupg_decrypts_our_messages(front: gnupg.GPG, owner: KeyOwner, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    found = front.decrypt(encrypt_bytes(TEXT, [owner.certificate], TODAY), output=str(plain))
    assert (found.ok, plain.read_bytes()) == (True, TEXT)


def test_python_gnupg_verifies_our_signatures(front: gnupg.GPG, owner: KeyOwner, tmp_path: Path) -> None:
    signature = tmp_path / "signature"
    signature.write_bytes(sign_detached(owner.home, owner.fingerprint, TEXT, TODAY))
    assert front.verify_data(str(signature), TEXT).fingerprint == owner.fingerprint
    assert not front.verify_data(str(signature), TEXT + b".").valid
