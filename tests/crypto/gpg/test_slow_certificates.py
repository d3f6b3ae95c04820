"""A certificate that makes each run of gpg slow is refused: its owner could close the cases they write in."""

from pathlib import Path

import pytest

from crypto.gpg.certificate import listing
from crypto.gpg.certificate_packets import packets, read_cost
from crypto.gpg.errors import CertificateError
from crypto.gpg.home import GnupgHome
from crypto.gpg.process import GpgProcess
from crypto.gpg.status import Finished
from crypto.gpg.strength import MOST_SIGNATURES, FaultKind, KeyFault, find_fault, find_slowness
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner
from tests.kept_certificates import kept


def number(bits: int) -> bytes:
    return bits.to_bytes(2) + (1 << (bits - 1)).to_bytes((bits + 7) // 8)


def packet(kind: int, body: bytes) -> bytes:
    return bytes([0xC0 | kind, 255]) + len(body).to_bytes(4) + body


def gpg(home: GnupgHome, *arguments: str) -> Finished:
    with GpgProcess(home.path, arguments, passphrase=PHRASE) as process:
        process.exchange(iter((b"",)))
        return process.wait()


def key_with_subkeys(home: GnupgHome, curve: str, signing: int) -> str:
    """Make a key, one subkey that encrypts, and so many that sign."""
    home.generate("Membangunkan Agen", PHRASE)
    end = gpg(home, "--quick-generate-key", "--", "Wati", curve, "sign,cert", "never")
    fingerprint = end.arguments("KEY_CREATED")[1]
    subkey(home, fingerprint, "cv25519" if curve == "ed25519" else curve, "encr")
    for _ in range(signing):
        subkey(home, fingerprint, curve, "sign")
    return fingerprint


def subkey(home: GnupgHome, fingerprint: str, curve: str, usage: str) -> None:
    algorithm = f"{curve}/ecdsa" if usage == "sign" and curve != "ed25519" else curve
    gpg(home, "--quick-add-key", "--", fingerprint, algorithm, usage, "never")


def with_subkey(algorithm: int, *sizes: int) -> bytes:
    """A good certificate and a subkey behind it that nothing binds, with numbers of these sizes."""
    head = b"\x04\x67\x75\x2e\x40" + bytes([algorithm])
    return kept("rsa2048") + packet(14, head + b"".join(map(number, sizes)))


def test_a_usual_certificate_is_not_slow(owner: KeyOwner) -> None:
    assert find_slowness(owner.certificate.read_bytes()) is None
    assert find_slowness(kept("rsa2048")) is None


def test_an_rsa_exponent_as_long_as_the_key_is_refused() -> None:
    assert find_fault(kept("exponent"), TODAY) == KeyFault(FaultKind.RSA_EXPONENT, bits=2047)


@pytest.mark.parametrize(
    ("algorithm", "sizes", "fault"),
    [
        (1, (8192, 32), None),
        (1, (8192, 33), KeyFault(FaultKind.RSA_EXPONENT, bits=33)),
        (1, (8193, 17), KeyFault(FaultKind.RSA_TOO_LONG, bits=8193)),
        (1, (8192,), KeyFault(FaultKind.PACKETS)),
        (17, (3072, 256, 3072, 3072), None),
        (17, (8192, 512, 8192, 8192), KeyFault(FaultKind.ALGORITHM, algorithm="DSA")),
    ],
)
def test_a_subkey_that_nobody_uses_must_not_be_slow_either(
    algorithm: int, sizes: tuple[int, ...], fault: KeyFault | None
) -> None:
    """GnuPG checks the signature by which a subkey binds itself, of a revoked one too."""
    assert find_slowness(with_subkey(algorithm, *sizes)) == fault


@pytest.mark.parametrize(
    ("curve", "most"), [("nistp384", 7), ("nistp521", 3), ("brainpoolP384r1", 4), ("brainpoolP512r1", 1)]
)
def test_a_certificate_of_slow_curves_has_few_subkeys_that_sign(
    tmp_path: Path, curve: str, most: int
) -> None:
    """Each costs two checks at each use: one of its binding, and one that it made itself."""
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = key_with_subkeys(home, curve, most)
        assert find_fault(home.certificate(fingerprint), TODAY) is None
        subkey(home, fingerprint, curve, "sign")
        found = find_fault(home.certificate(fingerprint), TODAY)
    assert found is not None
    assert found.kind is FaultKind.CHECKS


@pytest.mark.parametrize("curve", ["ed25519", "nistp256"])
def test_a_usual_key_with_ten_years_of_subkeys_that_sign_is_good(tmp_path: Path, curve: str) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = key_with_subkeys(home, curve, 10)
        assert find_fault(home.certificate(fingerprint), TODAY) is None


def test_an_unlisted_curve_of_a_subkey_counts_as_the_slowest() -> None:
    some = b"\x04\x67\x75\x2e\x40\x13\x05\x2b\x81\x04\x00\x0a"
    unlisted = [packet(14, some + bytes([number])) for number in range(6)]
    assert find_slowness(kept("rsa2048") + b"".join(unlisted[:5])) is None
    assert find_slowness(kept("rsa2048") + b"".join(unlisted)) == KeyFault(FaultKind.CHECKS, count=34)


def test_signatures_that_gnupg_checks_and_does_not_list_count() -> None:
    good = kept("rsa2048")
    bad = bytearray(good[good.rindex(b"\x89\x01\x36") :])
    bad[-1] ^= 1
    held = read_cost(good).signatures
    most = good + bytes(bad) * (MOST_SIGNATURES - held)
    assert len(listing(most, "--fast-list-mode", "--with-sig-list")) < MOST_SIGNATURES
    assert find_fault(most, TODAY) is None
    assert find_fault(most + bytes(bad), TODAY) == KeyFault(FaultKind.SIGNATURES, count=MOST_SIGNATURES + 1)


@pytest.mark.parametrize(
    "more",
    [
        b"\xca\x03PGP",  # a marker
        b"\x8b\x04",  # to the end of the file
        b"\xc2\xe1\x04",  # a part
        b"\xc2",
        b"\xc2\xff\x00",
        b"\x89\xff\xff\x04",
        b"\xce\x06\x05\x00\x00\x00\x00\x01",  # of version 5
        b"\x04",
    ],
)
def test_packets_that_gnupg_does_not_export_are_refused(more: bytes) -> None:
    assert find_slowness(kept("rsa2048") + more) == KeyFault(FaultKind.PACKETS)
    with pytest.raises(CertificateError):
        read_cost(kept("rsa2048") + more)


def test_one_subkey_twice_is_refused() -> None:
    """GnuPG lists it once, with the signatures of both; it works with the first alone."""
    good = kept("rsa2048")
    *_others, (kind, subkey), (_kind, _binding) = packets(good)
    twice = good + packet(kind, subkey)
    assert len(listing(twice)) == len(listing(good))
    assert find_slowness(twice) == KeyFault(FaultKind.PACKETS)
