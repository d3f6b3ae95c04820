"""The backup key that is brought to a server: taken if backups can be encrypted to it, else refused with the reason."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.gpg.certificate import inspect
from crypto.gpg.home import GnupgHome
from install.server.answers import BackupRecipient
from install.server.backup_certificate import BackupCertificateError, brought_certificate
from tests.clocks import STILL
from tests.install.offices import PHRASE, OfflineOffice, gpg, in_days
from tests.kept_certificates import kept


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    return tmp_path / "backup.gpg"


def key_of(path: Path) -> BackupRecipient:
    return BackupRecipient(path, inspect(path.read_bytes()).fingerprint)


def test_a_good_key_is_taken_as_it_is(brought: Path) -> None:
    brought.write_bytes(kept("lender"))
    assert brought_certificate(key_of(brought), STILL.now()) == kept("lender")


def test_a_secret_half_is_named_and_must_leave_the_machine(
    brought: Path, office: OfflineOffice, home_of_satu: GnupgHome
) -> None:
    fingerprint = inspect((office.certificates / "satu.gpg").read_bytes()).fingerprint
    unlocked = ("--pinentry-mode", "loopback", "--passphrase", PHRASE)
    secret = gpg(home_of_satu, *unlocked, "--export-secret-keys")
    for half in (secret, secret + (office.certificates / "satu.gpg").read_bytes()):
        brought.write_bytes(half)
        with pytest.raises(
            BackupCertificateError, match=r"holds the secret half.*Delete it from this machine"
        ):
            brought_certificate(BackupRecipient(brought, fingerprint), STILL.now())


def test_another_key_than_the_one_on_paper_is_refused_and_named(brought: Path) -> None:
    brought.write_bytes(kept("lender"))
    with pytest.raises(BackupCertificateError, match=inspect(kept("lender")).fingerprint):
        brought_certificate(BackupRecipient(brought, "A" * 40), STILL.now())


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("ahead", "cannot encrypt"),
        ("adsk", "cannot encrypt"),
        ("rsa1024", "too short"),
        ("sha1", "weak digest"),
    ],
)
def test_a_key_to_which_no_backup_should_be_encrypted_is_refused(
    brought: Path, kind: str, reason: str
) -> None:
    brought.write_bytes(kept(kind))
    with pytest.raises(BackupCertificateError, match=reason):
        brought_certificate(key_of(brought), STILL.now())


def test_a_key_that_only_signs_is_refused(brought: Path, home_of_satu: GnupgHome) -> None:
    brought.write_bytes(gpg(home_of_satu, "--export-filter", "drop-subkey=usage=~e", "--export"))
    with pytest.raises(BackupCertificateError, match="cannot encrypt"):
        brought_certificate(key_of(brought), STILL.now())


def test_an_expired_key_is_refused(brought: Path, office: OfflineOffice) -> None:
    home, _ = office.add_key("tiga", expire=in_days(30))
    home.close()
    brought.write_bytes((office.certificates / "tiga.gpg").read_bytes())
    key = key_of(brought)
    assert brought_certificate(key, STILL.now())
    with pytest.raises(BackupCertificateError, match="has expired"):
        brought_certificate(key, datetime(STILL.today().year + 2, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n", b"\x88\x00" * 40])
def test_what_is_no_binary_certificate_is_refused_with_how_to_make_one(brought: Path, content: bytes) -> None:
    brought.write_bytes(content)
    with pytest.raises(BackupCertificateError, match="gpg --export FINGERPRINT"):
        brought_certificate(BackupRecipient(brought, "A" * 40), STILL.now())


def test_a_file_that_is_gone_is_named(brought: Path) -> None:
    with pytest.raises(BackupCertificateError, match=str(brought)):
        brought_certificate(BackupRecipient(brought, "A" * 40), STILL.now())
