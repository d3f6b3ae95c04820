"""A signature counts only by exactly the expected key, over exactly these bytes, once."""

import subprocess
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from crypto.gpg.errors import BadSignatureError, KeyLockedError, MissingSecretKeyError, WrongPassphraseError
from crypto.gpg.home import GnupgHome
from crypto.gpg.invocation import faked_time
from crypto.gpg.process import GpgProcess
from crypto.gpg.signatures import sign_detached, verify_detached
from crypto.gpg.unlock import unlock
from crypto.signing import MAX_SIGNATURE_BYTES
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

TEXT = b"kentongan/reply/1\n{}"


def refused(owner: KeyOwner, data: bytes, signature: bytes, day: date | None = None) -> bool:
    try:
        verify_detached(owner.certificate, owner.fingerprint, data, signature, day)
    except BadSignatureError:
        return True
    return False


def gpg(owner: KeyOwner, *arguments: str, data: bytes = TEXT) -> bytes:
    command = [
        "gpg",
        "--homedir",
        str(owner.home.path),
        "--batch",
        "--no-options",
        "-u",
        owner.fingerprint,
        *arguments,
    ]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def created_at(owner: KeyOwner, signature: bytes) -> int:
    """Seconds since 1970 that stand in a signature."""
    listing = subprocess.run(
        ["gpg", "--homedir", str(owner.home.path), "--list-packets"],
        input=signature,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return int(listing.split("created ")[1].split(",")[0])


def test_a_good_signature_of_today_is_good_today(owner: KeyOwner) -> None:
    signature = sign_detached(owner.home, owner.fingerprint, TEXT, TODAY)
    assert not refused(owner, TEXT, signature)
    assert not refused(owner, TEXT, signature, TODAY)


def test_only_the_day_stands_in_a_signature(owner: KeyOwner) -> None:
    signature = sign_detached(owner.home, owner.fingerprint, TEXT, TODAY)
    assert created_at(owner, signature) % 86_400 == 86_399


def test_a_slow_run_does_not_tick_into_the_next_day(owner: KeyOwner) -> None:
    arguments = [*faked_time(TODAY), "--local-user", owner.fingerprint, "--output", "-", "--detach-sign"]

    def slowly() -> Iterator[bytes]:
        yield TEXT[:5]
        time.sleep(1.5)
        yield TEXT[5:]

    with GpgProcess(owner.home.path, arguments) as gpg_process:
        signature = gpg_process.exchange(slowly(), MAX_SIGNATURE_BYTES)
        gpg_process.wait()
    assert created_at(owner, signature) % 86_400 == 86_399


def test_other_bytes_are_not_signed(owner: KeyOwner) -> None:
    signature = sign_detached(owner.home, owner.fingerprint, TEXT, TODAY)
    assert refused(owner, TEXT + b" ", signature)
    assert refused(owner, b"", signature)


def test_a_signature_by_another_key_is_refused(owner: KeyOwner, stranger: KeyOwner) -> None:
    foreign = sign_detached(stranger.home, stranger.fingerprint, TEXT, TODAY)
    assert refused(owner, TEXT, foreign)
    with pytest.raises(BadSignatureError):  # a certificate under a wrong name does not help
        verify_detached(stranger.certificate, owner.fingerprint, TEXT, foreign)


def test_several_signatures_an_inline_one_and_rubbish_are_refused(
    owner: KeyOwner, stranger: KeyOwner
) -> None:
    good = sign_detached(owner.home, owner.fingerprint, TEXT, TODAY)
    foreign = sign_detached(stranger.home, stranger.fingerprint, TEXT, TODAY)
    inline = gpg(owner, "--sign")
    clear = gpg(owner, "--clearsign")
    for signature in (
        good + good,
        good + foreign,
        foreign + good,
        inline,
        clear,
        b"",
        b"x",
        good[:-1],
        b"x" * 9000,
    ):
        assert refused(owner, TEXT, signature)
    assert len(good) < MAX_SIGNATURE_BYTES


def test_a_signature_with_its_own_expiry_is_refused_afterwards(owner: KeyOwner) -> None:
    signature = gpg(owner, "--default-sig-expire", "1d", "--detach-sign")
    assert refused(owner, TEXT, signature, TODAY + timedelta(days=3))


def test_an_expired_key_signs_nothing_new_but_its_old_signatures_stay_good(owner: KeyOwner) -> None:
    signature = sign_detached(owner.home, owner.fingerprint, TEXT, TODAY)
    assert refused(owner, TEXT, signature, TODAY + timedelta(days=4 * 365))
    assert not refused(owner, TEXT, signature, TODAY)


def test_a_revoked_key_signs_nothing(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Dicabut <r@contoh.invalid>", PHRASE)
        signature = sign_detached(home, fingerprint, TEXT, TODAY, PHRASE)
        certificate = (tmp_path / "home" / "openpgp-revocs.d" / f"{fingerprint}.rev").read_text()
        subprocess.run(
            ["gpg", "--homedir", str(home.path), "--batch", "--import"],
            input=certificate.replace(":-----BEGIN", "-----BEGIN").encode(),
            check=True,
            capture_output=True,
        )
        (tmp_path / "revoked.gpg").write_bytes(home.certificate(fingerprint))
        with pytest.raises(BadSignatureError):
            verify_detached(tmp_path / "revoked.gpg", fingerprint, TEXT, signature)


def test_wrong_passphrase_locked_key_and_missing_key_are_told_apart(tmp_path: Path, owner: KeyOwner) -> None:
    with GnupgHome(tmp_path / ("panjang" * 20)) as home:  # beyond the length of a socket's name
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        home.lock()
        with pytest.raises(KeyLockedError):
            sign_detached(home, fingerprint, TEXT, TODAY)
        with pytest.raises(WrongPassphraseError):
            unlock(home, fingerprint, "bukan ini", TODAY)
        with pytest.raises(MissingSecretKeyError):
            unlock(home, owner.fingerprint, PHRASE, TODAY)
        unlock(home, fingerprint, PHRASE, TODAY)
        assert sign_detached(home, fingerprint, TEXT, TODAY)


def test_a_wrong_passphrase_is_refused_even_while_the_right_one_is_remembered(owner: KeyOwner) -> None:
    with pytest.raises(WrongPassphraseError):
        unlock(owner.home, owner.fingerprint, "bukan ini", TODAY)
    unlock(owner.home, owner.fingerprint, PHRASE, TODAY)


def test_closing_a_home_ends_its_agent(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        unlock(home, fingerprint, PHRASE, TODAY)
        link = str(home.path).encode()
        assert any(link in command_line for command_line in command_lines())
    assert not any(link in command_line for command_line in command_lines())
    assert not home.path.parent.exists()


def command_lines() -> list[bytes]:
    lines = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(entry.read_bytes())
        except OSError:
            continue
    return lines
