"""Keys and signatures of other kinds than the usual one: which are good, and which only look so."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.gpg.certificate import inspect
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    BadSignatureError,
    CertificateError,
    DecryptionError,
    SigningError,
    UnusableRecipientError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import end_of, faked_time
from crypto.gpg.process import GpgProcess
from crypto.gpg.signatures import sign_detached, verify_detached
from crypto.gpg.status import Finished
from crypto.gpg.unlock import unlock
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

NOW = end_of(TODAY)
IN_2020 = faked_time(date(2020, 1, 1))


def gpg(
    home: GnupgHome, *arguments: str, data: bytes = b"", phrase: str | None = PHRASE
) -> tuple[bytes, Finished]:
    with GpgProcess(home.path, arguments, passphrase=phrase) as process:
        output = process.exchange(iter((data,)))
        return output, process.wait()


def key(home: GnupgHome, name: str, algorithm: str, expire: str, *options: str) -> str:
    usage = "sign" if algorithm == "ed25519" else "default"
    home.generate("membangunkan agen", PHRASE)
    _, end = gpg(home, *options, "--quick-generate-key", "--", name, algorithm, usage, expire)
    return end.arguments("KEY_CREATED")[1]


def laid_out(home: GnupgHome, fingerprint: str, folder: Path) -> Path:
    path = folder / f"{fingerprint}.gpg"
    path.write_bytes(home.certificate(fingerprint))
    return path


def test_an_expired_key_is_no_recipient_and_signs_nothing_more(tmp_path: Path, owner: KeyOwner) -> None:
    with GnupgHome(tmp_path / "home") as home:
        old = key(home, "Lama", "future-default", "1y", *IN_2020)
        path = laid_out(home, old, tmp_path)
        info = inspect(path.read_bytes())
        assert not info.can_encrypt(NOW)
        assert not info.can_sign(NOW)
        for recipients in ([path], [owner.certificate, path], [path, owner.certificate]):
            with pytest.raises(UnusableRecipientError):
                encrypt_bytes(b"x", recipients, TODAY)
        with pytest.raises(SigningError):
            sign_detached(home, old, b"x", TODAY, PHRASE)
        of_its_time = sign_detached(home, old, b"x", date(2020, 6, 1), PHRASE)
    verify_detached(path, old, b"x", of_its_time, date(2020, 6, 1))
    for day in (None, date(2022, 6, 1)):
        with pytest.raises(BadSignatureError):
            verify_detached(path, old, b"x", of_its_time, day)


def test_a_revoked_key_is_no_recipient_and_its_signatures_count_on_no_day(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Dicabut", PHRASE)
        signature = sign_detached(home, fingerprint, b"x", TODAY, PHRASE)
        before = laid_out(home, fingerprint, tmp_path)
        verify_detached(before, fingerprint, b"x", signature, TODAY)
        prepared = tmp_path / "home" / "openpgp-revocs.d" / f"{fingerprint}.rev"
        gpg(home, "--import", data=prepared.read_bytes().replace(b"\n:-----BEGIN", b"\n-----BEGIN"))
        after = laid_out(home, fingerprint, tmp_path)
    info = inspect(after.read_bytes())
    assert info.revoked
    assert not info.can_encrypt(NOW)
    assert not info.can_sign(NOW)
    with pytest.raises(UnusableRecipientError):
        encrypt_bytes(b"x", [after], TODAY)
    for day in (None, TODAY, date(TODAY.year - 1, 1, 1)):
        with pytest.raises(BadSignatureError):
            verify_detached(after, fingerprint, b"x", signature, day)


def test_a_key_that_only_signs_is_no_recipient(tmp_path: Path, owner: KeyOwner) -> None:
    with GnupgHome(tmp_path / "home") as home:
        path = laid_out(home, key(home, "Hanya tanda", "ed25519", "1y"), tmp_path)
    for recipients in ([path], [owner.certificate, path]):
        with pytest.raises(UnusableRecipientError):
            encrypt_bytes(b"x", recipients, TODAY)


def test_an_old_subkey_beside_a_good_one_does_no_harm(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = key(home, "Diperbarui", "ed25519", "never", *IN_2020)
        gpg(home, *IN_2020, "--quick-add-key", fingerprint, "cv25519", "encr", "1y")
        expired_only = laid_out(home, fingerprint, tmp_path)
        assert not inspect(expired_only.read_bytes()).can_encrypt(NOW)
        with pytest.raises(UnusableRecipientError):
            encrypt_bytes(b"x", [expired_only], TODAY)
        gpg(home, "--quick-add-key", fingerprint, "cv25519", "encr", "1y")
        renewed = laid_out(home, fingerprint, tmp_path)
        assert inspect(renewed.read_bytes()).can_encrypt(NOW)
        assert decrypt_bytes(home, encrypt_bytes(b"x", [renewed], TODAY), 10, PHRASE) == b"x"


def test_a_signing_subkey_signs_for_its_primary_key(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Dengan subkunci", PHRASE)
        gpg(home, "--quick-add-key", fingerprint, "ed25519", "sign", "1y")
        subkey = home.secret_parts(fingerprint)[-1]
        path = laid_out(home, fingerprint, tmp_path)
        signature = sign_detached(home, fingerprint, b"x", TODAY, PHRASE)
        unlock(home, fingerprint, PHRASE, TODAY)
        assert sign_detached(home, fingerprint, b"x", TODAY)
    verify_detached(path, fingerprint, b"x", signature)
    with pytest.raises(BadSignatureError):  # the name in the roster is the primary key's
        verify_detached(path, subkey, b"x", signature)


def test_an_rsa_key_does_all_the_same(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = key(home, "Lama tetapi baik", "rsa2048", "1y")
        gpg(home, "--quick-add-key", fingerprint, "rsa2048", "encr", "1y")
        path = laid_out(home, fingerprint, tmp_path)
        unlock(home, fingerprint, PHRASE, TODAY)
        assert decrypt_bytes(home, encrypt_bytes(b"x", [path], TODAY), 10) == b"x"
        verify_detached(path, fingerprint, b"x", sign_detached(home, fingerprint, b"x", TODAY))


def test_a_text_signature_is_refused_because_line_ends_are_not_signed(owner: KeyOwner) -> None:
    made, end = gpg(
        owner.home, "--textmode", "-u", owner.fingerprint, "-o", "-", "--detach-sign", data=b"a\nb\n"
    )
    assert end.has("SIG_CREATED")
    for data in (b"a\nb\n", b"a\r\nb\r\n"):
        with pytest.raises(BadSignatureError):
            verify_detached(owner.certificate, owner.fingerprint, data, made)


@pytest.mark.parametrize("digest", ["SHA1", "RIPEMD160", "SHA224"])
def test_a_signature_over_a_weak_digest_is_refused(owner: KeyOwner, digest: str) -> None:
    made, end = gpg(
        owner.home, "--digest-algo", digest, "-u", owner.fingerprint, "-o", "-", "--detach-sign", data=b"x"
    )
    assert end.has("SIG_CREATED")
    with pytest.raises(BadSignatureError):
        verify_detached(owner.certificate, owner.fingerprint, b"x", made)


def test_a_file_of_two_keys_lends_neither_the_others_name(
    owner: KeyOwner, stranger: KeyOwner, tmp_path: Path
) -> None:
    both = tmp_path / "both.gpg"
    both.write_bytes(owner.certificate.read_bytes() + stranger.certificate.read_bytes())
    foreign = sign_detached(stranger.home, stranger.fingerprint, b"x", TODAY)
    with pytest.raises(BadSignatureError):
        verify_detached(both, owner.fingerprint, b"x", foreign)


def test_a_damaged_certificate_is_never_called_usable(owner: KeyOwner, tmp_path: Path) -> None:
    """Else the office would lay it into a roster, and every report would be refused."""
    good, damaged = owner.certificate.read_bytes(), tmp_path / "damaged.gpg"
    refused = 0
    for place in range(0, len(good), 9):
        data = bytearray(good)
        data[place] ^= 4
        damaged.write_bytes(data)
        try:
            usable = inspect(bytes(data)).can_encrypt(NOW)
        except CertificateError:
            usable = False
        if usable:
            assert encrypt_bytes(b"x", [damaged], TODAY)
        refused += not usable
    assert refused > len(good) / 9 / 2


@settings(max_examples=40)
@given(st.binary(min_size=1, max_size=200), st.integers(0, 60))
def test_rubbish_is_no_certificate_and_no_signature(owner: KeyOwner, rubbish: bytes, kept: int) -> None:
    with pytest.raises(CertificateError):
        inspect(owner.certificate.read_bytes()[:kept] + rubbish)
    with pytest.raises(BadSignatureError):
        verify_detached(owner.certificate, owner.fingerprint, b"x", rubbish)


def test_what_a_passphrase_alone_opens_is_refused(owner: KeyOwner) -> None:
    symmetric, _ = gpg(owner.home, "-o", "-", "--symmetric", data=b"x")
    assert symmetric
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, symmetric, 100, PHRASE)


def test_a_message_in_a_message_is_not_opened_twice(owner: KeyOwner) -> None:
    """A file that a reporter encrypted beforehand comes out as it went in."""
    inner = encrypt_bytes(b"sudah terenkripsi", [owner.certificate], TODAY)
    outer = encrypt_bytes(inner, [owner.certificate], TODAY)
    assert decrypt_bytes(owner.home, outer, 10_000) == inner


def test_what_follows_a_good_message_spoils_it(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"x", [owner.certificate], TODAY)
    literal, _ = gpg(owner.home, "-o", "-", "--store", data=b"tambahan", phrase=None)
    for more in (b"\0", b"rubbish", literal, message):
        for spoilt in (message + more, more + message):
            with pytest.raises(DecryptionError):
                decrypt_bytes(owner.home, spoilt, 10_000)


def test_a_recipient_file_that_is_missing_or_rubbish_refuses_everything(
    owner: KeyOwner, tmp_path: Path
) -> None:
    (tmp_path / "rubbish").write_bytes(b"not a key")
    for path in (tmp_path / "missing", tmp_path / "rubbish"):
        with pytest.raises(UnusableRecipientError):
            encrypt_bytes(b"x", [owner.certificate, path], TODAY)
