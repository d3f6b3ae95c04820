"""The agent keeps a passphrase for a session, and never beyond the process that asked for it."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import crypto.gpg.agent
from crypto.gpg.decrypt import decrypt_bytes
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import (
    GpgError,
    KeyLockedError,
    MissingSecretKeyError,
    PassphraseFormError,
    UnusableRecipientError,
    WrongPassphraseError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.process import GpgProcess
from crypto.gpg.signatures import sign_detached
from crypto.gpg.unlock import unlock
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner
from tests.gnupg_keys import move_to_card, secret_fingerprints

_CHECKOUT = Path(crypto.__file__).parent.parent
_CRASHING = """
import os, signal, sys
from pathlib import Path
from crypto.gpg.home import GnupgHome
from crypto.gpg.unlock import unlock
from tests.clocks import TODAY
home = GnupgHome(Path(sys.argv[1]))
unlock(home, sys.argv[2], sys.stdin.readline().rstrip("\\n"), TODAY)
print(home.path, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def agents(home: Path) -> list[bytes]:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = process.read_bytes()
        except OSError:  # it ended meanwhile
            continue
        if bytes(home) in line:
            found.append(line)
    return found


def until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_the_agent_dies_with_a_process_that_was_killed(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
    crashed = subprocess.run(
        [sys.executable, "-c", _CRASHING, str(tmp_path / "home"), fingerprint],
        input=f"{PHRASE}\n".encode(),
        capture_output=True,
        check=False,
        cwd=_CHECKOUT,
        timeout=30,
    )
    link = Path(crashed.stdout.decode().strip())
    assert link.is_symlink(), "the process did not get as far as unlocking"
    assert until(lambda: not agents(link), 20)
    link.unlink()
    link.parent.rmdir()


def test_fifty_messages_open_quickly_once_unlocked(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    start = time.monotonic()
    for _ in range(50):
        assert decrypt_bytes(owner.home, message, 100) == b"laporan"
    assert time.monotonic() - start < 10


def test_unlocking_again_and_again_always_gets_an_agent_of_ours(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        for _ in range(5):
            unlock(home, fingerprint, PHRASE, TODAY)
            assert any(b"--max-cache-ttl=" in line for line in agents(home.path))
            home.lock()
            with pytest.raises(KeyLockedError):
                sign_detached(home, fingerprint, b"x", TODAY)


def test_a_key_that_opens_only_in_part_stays_locked(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        home.start_agent()
        arguments = ["--quick-generate-key", "--", "Hanya tanda", "ed25519", "sign", "1y"]
        with GpgProcess(home.path, arguments, passphrase=PHRASE) as gpg:
            fingerprint = gpg.wait().arguments("KEY_CREATED")[1]
        with pytest.raises(UnusableRecipientError):
            unlock(home, fingerprint, PHRASE, TODAY)
        with pytest.raises(KeyLockedError):
            sign_detached(home, fingerprint, b"x", TODAY)


def test_an_agent_that_was_there_before_is_replaced(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        home.lock()
        assert until(lambda: not agents(home.path), 5)  # one that is ending has its socket for a moment
        subprocess.run(
            ["gpg-agent", "--homedir", str(home.path), "--daemon"],
            check=True,
            capture_output=True,
            timeout=20,
        )
        unlock(home, fingerprint, PHRASE, TODAY)
        assert sign_detached(home, fingerprint, b"x", TODAY)
    assert until(lambda: not agents(home.path), 5)


def test_an_agent_that_another_program_started_meanwhile_ends_with_the_home(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        home.generate("Contoh <c@contoh.invalid>", PHRASE)
        home.lock()
        assert until(lambda: not agents(home.path), 5)
        command = ["gpg-agent", "--homedir", str(home.path), "--daemon"]
        subprocess.run(command, check=True, capture_output=True, timeout=20)
        assert agents(home.path)
    assert until(lambda: not agents(home.path), 5)


def test_a_long_temporary_folder_does_not_make_the_socket_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("sangat-panjang-" * 8)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        unlock(home, fingerprint, PHRASE, TODAY)
        assert sign_detached(home, fingerprint, b"x", TODAY)


def test_a_home_that_can_have_no_agent_gives_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crypto.gpg.agent, "_LONGEST", 1.0)  # as good as twenty seconds: none will ever start
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        home.lock()
        home.path.unlink()
        home.path.symlink_to(tmp_path / "nowhere")
        with pytest.raises(GpgError):
            unlock(home, fingerprint, PHRASE, TODAY)


@pytest.mark.parametrize("name", ["", "Contoh", "--version", "0" * 39, "a" * 40, "0" * 40])
def test_only_a_full_fingerprint_names_a_key(tmp_path: Path, name: str) -> None:
    with GnupgHome(tmp_path / "home") as home:
        home.generate("Contoh <c@contoh.invalid>", PHRASE)
        ways: tuple[Callable[[], object], ...] = (
            lambda: unlock(home, name, PHRASE, TODAY),
            lambda: home.certificate(name),
            lambda: sign_detached(home, name, b"x", TODAY, PHRASE),
        )
        for ask in ways:
            with pytest.raises(MissingSecretKeyError):
                ask()


@pytest.mark.parametrize(
    "name", ["--version", "%commit", "{name} (x) <[GNUPG:] KEY_CREATED>", "Ñandú \u202e ترجمة"]
)
def test_any_name_gives_a_key_and_only_that(tmp_path: Path, name: str) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate(name, PHRASE)
        assert secret_fingerprints(home) == [fingerprint]
        assert sign_detached(home, fingerprint, b"x", TODAY, PHRASE)


@pytest.mark.parametrize("phrase", ["dua\nbaris", "terpotong\0di sini", "x" * 5000])
def test_a_passphrase_that_gpg_would_read_in_part_is_refused(owner: KeyOwner, phrase: str) -> None:
    with pytest.raises(PassphraseFormError):
        unlock(owner.home, owner.fingerprint, phrase, TODAY)
    unlock(owner.home, owner.fingerprint, PHRASE, TODAY)


def test_a_passphrase_in_any_script_works_and_its_beginning_does_not(tmp_path: Path) -> None:
    phrase = "  kata – sändi 密码 "
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Contoh <c@contoh.invalid>", phrase)
        for wrong in (phrase.strip(), phrase[:-1], "", phrase + " "):
            with pytest.raises(WrongPassphraseError):
                unlock(home, fingerprint, wrong, TODAY)
        unlock(home, fingerprint, phrase, TODAY)
        assert sign_detached(home, fingerprint, b"x", TODAY)


def test_a_home_beside_tries_a_passphrase_and_the_agent_of_the_first_notices_nothing(owner: KeyOwner) -> None:
    """Both hold the same keys: only the first one's agent knows the passphrase, before and after."""
    with owner.home.beside() as twin:
        with pytest.raises(WrongPassphraseError):
            unlock(twin, owner.fingerprint, "bukan ini", TODAY)
        with pytest.raises(KeyLockedError):
            sign_detached(twin, owner.fingerprint, b"isi", TODAY)
        unlock(twin, owner.fingerprint, PHRASE, TODAY)
        assert sign_detached(twin, owner.fingerprint, b"isi", TODAY)
    assert not twin.path.exists()
    assert sign_detached(owner.home, owner.fingerprint, b"isi", TODAY)


def test_a_key_on_a_smart_card_is_known_as_such(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        fingerprint = home.generate("Pemilik Kartu <kartu@contoh.invalid>", PHRASE)
        assert not home.is_on_card(fingerprint)
        home.lock()
        move_to_card(tmp_path / "home")
        assert home.is_on_card(fingerprint)
