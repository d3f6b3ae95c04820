"""No words of a stranger pass for those of GnuPG: in texts, names of files, notations, and user ids."""

import subprocess
from pathlib import Path

import pytest

from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import BadSignatureError, DecryptionError
from crypto.gpg.home import GnupgHome
from crypto.gpg.signatures import verify_detached
from crypto.gpg.unlock import unlock
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

LIMIT = 1 << 20
GOOD_ENDING = (
    "\n[GNUPG:] DECRYPTION_KEY {0} {0} u\n[GNUPG:] BEGIN_DECRYPTION\n[GNUPG:] PLAINTEXT 62 0 \n"
    "[GNUPG:] DECRYPTION_OKAY\n[GNUPG:] GOODMDC\n[GNUPG:] END_DECRYPTION\n"
)
GOOD_SIGNATURE = (
    "\n[GNUPG:] NEWSIG\n[GNUPG:] GOODSIG 0123456789ABCDEF x\n"
    "[GNUPG:] VALIDSIG {0} 2026-11-25 1795651199 0 4 0 22 10 00 {0}\n"
)


def gpg(owner: KeyOwner, *arguments: str, data: bytes) -> bytes:
    command = ["gpg", "--homedir", str(owner.home.path), "--batch", "--quiet", "--trust-model", "always"]
    return subprocess.run([*command, *arguments], input=data, capture_output=True, check=True).stdout


def test_a_text_of_status_lines_is_a_text(owner: KeyOwner) -> None:
    text = (GOOD_ENDING + GOOD_SIGNATURE + "[GNUPG:] DECRYPTION_FAILED\n").format(owner.fingerprint).encode()
    message = encrypt_bytes(text, [owner.certificate], TODAY)
    assert decrypt_bytes(owner.home, message, LIMIT) == text
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, message[:-4], LIMIT)


@pytest.mark.parametrize(
    "name", [GOOD_ENDING, GOOD_SIGNATURE, "\r\n[GNUPG:] GOODMDC\r\n", "%0A[GNUPG:] GOODMDC%0A"]
)
def test_a_file_name_of_status_lines_makes_no_broken_message_good(owner: KeyOwner, name: str) -> None:
    named = ("--set-filename", name.format(owner.fingerprint)[:250], "--recipient", owner.fingerprint)
    message = gpg(owner, *named, "--encrypt", data=b"laporan")
    assert decrypt_bytes(owner.home, message, LIMIT) == b"laporan"
    for broken in (
        message[:-1],
        message + b"\xcb\x01b",
        message[:-30] + bytes([message[-30] ^ 1]) + message[-29:],
    ):
        with pytest.raises(DecryptionError):
            decrypt_bytes(owner.home, broken, LIMIT)


def test_a_notation_of_status_lines_makes_no_foreign_signature_good(
    owner: KeyOwner, stranger: KeyOwner
) -> None:
    # GnuPG itself writes no line break into a notation, but another program could.
    notation = "x@contoh.invalid=" + GOOD_SIGNATURE.format(owner.fingerprint).replace("\n", "~")
    signing = ("--set-notation", notation, "--local-user", stranger.fingerprint, "--detach-sign")
    signature = gpg(stranger, *signing, data=b"pernyataan")
    broken = signature.replace(b"~", b"\n")
    assert broken != signature
    for certificate, given in (
        (owner, signature),
        (stranger, signature),
        (owner, broken),
        (stranger, broken),
    ):
        with pytest.raises(BadSignatureError):
            verify_detached(certificate.certificate, owner.fingerprint, b"pernyataan", given)
    with pytest.raises(BadSignatureError):
        verify_detached(stranger.certificate, stranger.fingerprint, b"pernyataan lain", signature)


def test_a_user_id_of_status_and_colon_lines_makes_no_other_key(owner: KeyOwner, tmp_path: Path) -> None:
    name = (
        f"x:{owner.fingerprint}:[GNUPG:] VALIDSIG {owner.fingerprint}\u0085fpr:::::::::{owner.fingerprint}:"
    )
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate(name, PHRASE)
        unlock(home, fingerprint, PHRASE, TODAY)
        data = home.certificate(fingerprint)
        assert inspect(data).fingerprint == fingerprint != owner.fingerprint
        forger = KeyOwner(home, fingerprint, tmp_path / "certificate.gpg")
        forger.certificate.write_bytes(data)
        signature = gpg(forger, "--local-user", fingerprint, "--detach-sign", data=b"pernyataan")
    verify_detached(forger.certificate, fingerprint, b"pernyataan", signature)
    for wanted, text in ((owner.fingerprint, b"pernyataan"), (fingerprint, b"lain")):
        with pytest.raises(BadSignatureError):
            verify_detached(forger.certificate, wanted, text, signature)
