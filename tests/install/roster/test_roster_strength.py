"""The office signs no roster with a key that is weak, that others read along with, or that would stop all reports."""

import pytest

from crypto.gpg.certificate import inspect
from crypto.gpg.home import GnupgHome
from store.domain.roster import MOST_CERTIFICATE_BYTES
from tests.install.offices import OfflineOffice, gpg
from tests.kept_certificates import kept

Capture = pytest.CaptureFixture[str]


def hand_in(office: OfflineOffice, kind: str) -> None:
    (office.certificates / "satu.gpg").write_bytes(kept(kind))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("rsa1024", "is RSA with 1024 bits, which is too short. Its owner makes a new one."),
        ("rsa1024-subkey", "is RSA with 1024 bits, which is too short."),
        ("dsa", "uses DSA."),
        ("elgamal", "uses ElGamal."),
        ("secp256k1", "uses an unusual algorithm."),
        ("sha1", "is signed with SHA-1 or another weak digest."),
        (
            "exponent",
            "is RSA with a public exponent of 2047 bits, which would make each check of its signatures slow.",
        ),
        (
            "names",
            "carries 25 signatures, more than 24: each use of it would be slow. Its owner deletes names",
        ),
        (
            "checks",
            "makes each check of its signatures slow: about 33 milliseconds for its names and subkeys.",
        ),
        ("adsk", "asks every sender to encrypt to another key as well (GnuPG calls it ADSK)."),
        ("ahead", "cannot encrypt, or has expired."),
    ],
)
def test_a_weak_or_shared_key_is_refused_and_the_reason_named(
    kind: str, sentence: str, office: OfflineOffice, capsys: Capture
) -> None:
    hand_in(office, kind)
    assert office.sign() == 1
    assert sentence in capsys.readouterr().err
    assert not office.output.exists()


def test_a_certificate_with_a_colleagues_key_in_it_is_refused(office: OfflineOffice, capsys: Capture) -> None:
    """Access that is renewed after a new key goes by whose keys a report was encrypted to."""
    for name, kind in (("satu", "lender"), ("dua", "borrower")):
        (office.certificates / f"{name}.gpg").write_bytes(kept(kind))
    assert inspect(kept("lender")).keys & inspect(kept("borrower")).keys
    assert office.sign() == 1
    assert "A certificate of dua has a key of satu in it." in capsys.readouterr().err


def test_a_key_that_is_good_enough_for_now_is_pointed_out(office: OfflineOffice, capsys: Capture) -> None:
    hand_in(office, "rsa2048")
    assert office.sign() == 0
    assert "is RSA with 2048 bits. The next one should have 3072" in capsys.readouterr().err


def test_a_certificate_stuffed_with_signatures_is_refused(
    office: OfflineOffice, home_of_satu: GnupgHome, capsys: Capture
) -> None:
    certificate = gpg(home_of_satu, "--export")
    subkey = gpg(home_of_satu, "--export-filter", "drop-subkey=usage=~e", "--export")
    repeated = certificate[len(subkey) :]
    (office.certificates / "satu.gpg").write_bytes(
        certificate + repeated * (MOST_CERTIFICATE_BYTES // len(repeated))
    )
    assert office.sign() == 1
    assert (
        f"does not hold exactly one public key of at most {MOST_CERTIFICATE_BYTES} bytes"
        in capsys.readouterr().err
    )
