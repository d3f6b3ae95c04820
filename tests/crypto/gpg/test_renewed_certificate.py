"""A new certificate of one key must not make bad what the key has signed: that would close each case it signed in."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crypto.gpg.certificate import lost_signers
from crypto.gpg.certificate_packets import packets
from crypto.gpg.errors import BadSignatureError
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import faked_time
from crypto.gpg.signatures import sign_detached, verify_with
from tests.crypto.gpg.conftest import PHRASE, TODAY

MADE, SIGNED = date(2020, 1, 1), date(2020, 12, 1)


def gpg(home: GnupgHome, day: date, *arguments: str, typed: str = "") -> bytes:
    """Run gpg as a person does on this day; `typed` are the answers to what it asks."""
    command = [
        "gpg",
        "--homedir",
        str(home.path),
        "--quiet",
        "--no-tty",
        "--yes",
        "--pinentry-mode",
        "loopback",
    ]
    command += ["--passphrase", PHRASE, *faked_time(day), *(["--command-fd", "0"] if typed else ["--batch"])]
    return subprocess.run(
        [*command, *arguments], input=typed.encode(), check=True, capture_output=True
    ).stdout


class Signer:
    """A key of 2020 with a subkey that signed in that year, and what the certificate was like then."""

    def __init__(self, home: GnupgHome, fingerprint: str) -> None:
        self.home, self.fingerprint = home, fingerprint
        self.before = self.now

    @property
    def now(self) -> bytes:
        """The certificate as it is, with subkeys that have ended: a minimal one has none."""
        return gpg(self.home, TODAY, "--export", self.fingerprint)

    def edit(self, *answers: str, day: date = TODAY) -> None:
        """Answer `gpg --edit-key`."""
        typed = "\n".join([*answers, "save", ""])
        gpg(self.home, day, "--expert", "--edit-key", self.fingerprint, typed=typed)

    def expire(self, end: str, day: date, *subkeys: str) -> None:
        """Give the key, or these subkeys, another end."""
        gpg(self.home, day, "--quick-set-expire", self.fingerprint, end, *subkeys)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signer") / "home"
    with GnupgHome(folder) as home:
        home.generate("membangunkan agen", PHRASE)
        gpg(home, MADE, "--quick-generate-key", "Penanda tangan", "ed25519", "sign", "never")
        fingerprint = home.secret_keys()[-1]
        gpg(home, MADE, "--quick-add-key", fingerprint, "ed25519", "sign", "1y")
        return folder, fingerprint


@pytest.fixture
def signer(made: tuple[Path, str], tmp_path: Path) -> Iterator[Signer]:
    folder, fingerprint = made
    shutil.copytree(folder, tmp_path / "home", ignore=shutil.ignore_patterns("S.*"))
    with GnupgHome(tmp_path / "home") as home:
        home.start_agent()
        yield Signer(home, fingerprint)


def is_good(signer: Signer, certificate: bytes, signature: bytes) -> bool:
    try:
        verify_with(certificate, signer.fingerprint, b"x", signature, SIGNED)
    except BadSignatureError:
        return False
    return True


@pytest.mark.parametrize("how", ["revoked", "for another use", "ends before", "whole key ends before"])
def test_a_certificate_that_takes_back_a_subkeys_signatures_is_known(how: str, signer: Signer) -> None:
    signature = sign_detached(signer.home, signer.fingerprint, b"x", SIGNED, PHRASE)
    subkey = signer.home.secret_parts(signer.fingerprint)[1]
    if how == "revoked":
        signer.edit("key 1", "revkey", "y", "0", "", "y")
    elif how == "for another use":
        signer.edit("key 1", "change-usage", "s", "a", "q")
    elif how == "ends before":
        signer.expire("2020-06-01", date(2020, 3, 1), subkey)
    else:
        signer.expire("2020-06-01", date(2020, 3, 1))
    assert is_good(signer, signer.before, signature)
    assert not is_good(signer, signer.now, signature)
    assert subkey[-16:] in lost_signers(signer.before, signer.now, TODAY)


def test_a_primary_key_that_signs_no_more_is_known(signer: Signer) -> None:
    signer.edit("change-usage", "s", "q")
    assert lost_signers(signer.before, signer.now, TODAY) == {signer.fingerprint[-16:]}


@pytest.mark.parametrize(
    "how", ["as before", "extended", "another subkey", "whole key ends later", "new name"]
)
def test_an_honest_renewal_takes_nothing_back(how: str, signer: Signer) -> None:
    signature = sign_detached(signer.home, signer.fingerprint, b"x", SIGNED, PHRASE)
    subkey = signer.home.secret_parts(signer.fingerprint)[1]
    if how == "extended":
        signer.expire("9y", TODAY, subkey)
    elif how == "another subkey":
        gpg(signer.home, TODAY, "--quick-add-key", signer.fingerprint, "ed25519", "sign", "1y")
    elif how == "whole key ends later":
        signer.expire("9y", TODAY)
    elif how == "new name":
        gpg(signer.home, TODAY, "--quick-add-uid", signer.fingerprint, "Nama lain")
    assert (signer.before == signer.now) is (how == "as before")
    assert is_good(signer, signer.now, signature)
    assert lost_signers(signer.before, signer.now, TODAY) == frozenset()


def without_agreement(certificate: bytes, how: str) -> bytes:
    """The certificate with its last subkey's back signature taken out, altered, or put behind a bad one."""
    *_others, (_kind, binding) = packets(certificate)
    start = 6 + int.from_bytes(binding[4:6])
    end = start + 2 + int.from_bytes(binding[start : start + 2])
    area = binding[start + 2 : end]
    at = area.index(b"\x20\x04\x19") - 1
    good = area[at : at + 1 + area[at]]
    bad = good[:-1] + bytes([good[-1] ^ 1])
    instead = {"none": b"", "bad": bad, "bad before good": bad + good}[how]
    area = area.replace(good, instead)
    body = binding[:start] + len(area).to_bytes(2) + area + binding[end:]
    header = b"\x89" + len(body).to_bytes(2) if len(body) > 255 else bytes([0x88, len(body)])
    return certificate[: certificate.rindex(binding) - 2] + header + body


@pytest.mark.parametrize("how", ["none", "bad", "bad before good"])
def test_a_subkey_that_no_longer_agrees_to_its_primary_key_is_known(how: str, signer: Signer) -> None:
    """GnuPG lists it as one that signs all the same."""
    signature = sign_detached(signer.home, signer.fingerprint, b"x", SIGNED, PHRASE)
    subkey = signer.home.secret_parts(signer.fingerprint)[1]
    after = without_agreement(signer.before, how)
    assert is_good(signer, signer.before, signature)
    assert not is_good(signer, after, signature)
    assert lost_signers(signer.before, after, TODAY) == {subkey[-16:]}


def test_of_several_agreements_none_may_change(signer: Signer) -> None:
    """Else a certificate could bring a bad one first, and lose the good one later."""
    subkey = signer.home.secret_parts(signer.fingerprint)[1]
    *_others, (_kind, binding) = packets(signer.before)
    *_others, (_kind, bad) = packets(without_agreement(signer.before, "bad"))
    at = signer.before.rindex(binding)
    both = signer.before + signer.before[at - 2 : at] + bad
    assert len(bad) == len(binding)
    assert lost_signers(both, both, TODAY) == frozenset()
    assert subkey[-16:] in lost_signers(both, signer.before, TODAY)
