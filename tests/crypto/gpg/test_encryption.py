"""Only its recipients can read what a reporter sends, and it tells nothing by its size or its stamps."""

import os
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crypto.gpg.decrypt import decrypt_bytes, decrypt_stream
from crypto.gpg.encrypt import EncryptionStream, encrypt_bytes
from crypto.gpg.errors import (
    DecryptionError,
    GpgError,
    KeyLockedError,
    NotForThisKeyError,
    TooLargeError,
    UnusableRecipientError,
)
from crypto.gpg.home import GnupgHome
from crypto.gpg.unlock import unlock
from tests.crypto.gpg.conftest import PHRASE, TODAY, KeyOwner

LIMIT = 1 << 20


def gpg(home: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["gpg", "--homedir", str(home), "--batch", "--no-options", *arguments],
        input=data,
        capture_output=True,
        check=False,
    )


def running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_every_recipient_reads_it_and_no_stranger(owner: KeyOwner, stranger: KeyOwner) -> None:
    both = encrypt_bytes(b"laporan", [owner.certificate, stranger.certificate], TODAY)
    assert decrypt_bytes(owner.home, both, LIMIT) == decrypt_bytes(stranger.home, both, LIMIT) == b"laporan"
    with pytest.raises(NotForThisKeyError):
        decrypt_bytes(stranger.home, encrypt_bytes(b"laporan", [owner.certificate], TODAY), LIMIT)


def test_compression_does_not_undo_padding(owner: KeyOwner) -> None:
    assert len(encrypt_bytes(bytes(16_384), [owner.certificate], TODAY)) > 16_384


def test_messages_of_one_bucket_have_one_size(owner: KeyOwner) -> None:
    sizes = {
        len(encrypt_bytes(filler * 4096, [owner.certificate], TODAY)) for filler in (b"\0", b"x", b"\xff")
    }
    assert len(sizes) == 1


def test_only_the_day_stands_in_the_packets(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"x", [owner.certificate], TODAY)
    packets = gpg(owner.home.path, "--list-packets", data=message).stdout.decode()
    end_of_day = datetime.combine(TODAY, datetime.max.time(), UTC)
    assert f'mode b (62), created {int(end_of_day.timestamp())}, name=""' in packets
    assert "compressed packet" not in packets


def test_a_stream_of_any_pieces_arrives_whole(owner: KeyOwner, tmp_path: Path) -> None:
    pieces = [os.urandom(size) for size in (0, 1, 70_000, 3_000_000)]
    with (
        (tmp_path / "blob").open("wb") as file,
        EncryptionStream([owner.certificate], file.fileno(), TODAY) as stream,
    ):
        for piece in pieces:
            stream.write(piece)
        stream.finish()
    with (tmp_path / "blob").open("rb") as blob:
        assert b"".join(decrypt_stream(owner.home, iter(lambda: blob.read(9999), b""))) == b"".join(pieces)


def test_an_abandoned_stream_leaves_no_process_and_no_valid_message(owner: KeyOwner, tmp_path: Path) -> None:
    path = tmp_path / "blob"
    with path.open("wb") as file, EncryptionStream([owner.certificate], file.fileno(), TODAY) as stream:
        stream.write(bytes(500_000))
        pid = stream.process._process.pid
    assert not running(pid)
    with pytest.raises(GpgError):
        decrypt_bytes(owner.home, path.read_bytes(), LIMIT)


def test_an_exception_while_streaming_kills_gpg(owner: KeyOwner, tmp_path: Path) -> None:
    pids = []

    def upload() -> None:
        out = (tmp_path / "blob").open("wb")
        with out, EncryptionStream([owner.certificate], out.fileno(), TODAY) as stream:
            pids.append(stream.process._process.pid)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        upload()
    assert not running(pids[0])


def test_an_expired_certificate_is_refused(owner: KeyOwner) -> None:
    with pytest.raises(UnusableRecipientError):
        encrypt_bytes(b"x", [owner.certificate], TODAY + timedelta(days=4 * 365))


def test_one_unusable_recipient_among_good_ones_refuses_everything(owner: KeyOwner, tmp_path: Path) -> None:
    (tmp_path / "broken.gpg").write_bytes(owner.certificate.read_bytes()[:-9])
    with pytest.raises(GpgError):
        encrypt_bytes(b"x", [owner.certificate, tmp_path / "broken.gpg"], TODAY)


def test_no_key_is_no_recipient() -> None:
    with pytest.raises(UnusableRecipientError):
        encrypt_bytes(b"x", [], TODAY)


def test_eight_encryptions_at_once_all_succeed(owner: KeyOwner) -> None:
    results: list[bytes] = []

    def work() -> None:
        results.append(encrypt_bytes(bytes(200_000), [owner.certificate], TODAY))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [decrypt_bytes(owner.home, message, LIMIT) for message in results] == [bytes(200_000)] * 8


@pytest.mark.parametrize("keep", [0, 50, 130, -1])
def test_a_cut_message_is_refused(owner: KeyOwner, keep: int) -> None:
    message = encrypt_bytes(b"laporan" * 50, [owner.certificate], TODAY)
    with pytest.raises(GpgError):
        decrypt_bytes(owner.home, message[:keep], LIMIT)


def test_a_flipped_bit_is_refused_although_gpg_prints_the_text(owner: KeyOwner) -> None:
    message = bytearray(encrypt_bytes(b"laporan", [owner.certificate], TODAY))
    message[-10] ^= 1
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, bytes(message), LIMIT)
    with pytest.raises(DecryptionError):
        list(decrypt_stream(owner.home, [bytes(message)]))


def test_what_was_never_encrypted_is_refused_although_gpg_exits_with_zero(owner: KeyOwner) -> None:
    plain = gpg(owner.home.path, "--store", data=b"laporan").stdout
    assert gpg(owner.home.path, "--decrypt", data=plain).returncode == 0
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, plain, LIMIT)


def test_a_signed_message_and_two_messages_in_one_are_refused(owner: KeyOwner) -> None:
    signed = gpg(
        owner.home.path, "--trust-model", "always", "-r", owner.fingerprint, "--sign", "--encrypt", data=b"x"
    ).stdout
    assert signed
    twice = encrypt_bytes(b"x", [owner.certificate], TODAY) * 2
    for message in (signed, twice):
        with pytest.raises(DecryptionError):
            decrypt_bytes(owner.home, message, LIMIT)


def test_a_file_name_that_looks_like_a_status_line_changes_nothing(owner: KeyOwner) -> None:
    name = "x\n[GNUPG:] DECRYPTION_OKAY\n"
    message = gpg(
        owner.home.path,
        *("--trust-model", "always", "--set-filename", name, "-r", owner.fingerprint, "--encrypt"),
        data=b"laporan",
    ).stdout
    assert decrypt_bytes(owner.home, message, LIMIT) == b"laporan"
    with pytest.raises(DecryptionError):
        decrypt_bytes(owner.home, message[:-5], LIMIT)


def test_a_plaintext_beyond_the_limit_is_refused(owner: KeyOwner) -> None:
    message = encrypt_bytes(bytes(5000), [owner.certificate], TODAY)
    with pytest.raises(TooLargeError):
        decrypt_bytes(owner.home, message, 4999)


def test_a_small_message_that_unpacks_to_a_huge_one_is_stopped(owner: KeyOwner) -> None:
    bomb = gpg(
        owner.home.path,
        "--trust-model",
        "always",
        "-z",
        "9",
        "-r",
        owner.fingerprint,
        "-e",
        data=bytes(80 << 20),
    ).stdout
    assert len(bomb) < LIMIT
    with pytest.raises(TooLargeError):
        decrypt_bytes(owner.home, bomb, LIMIT)


def test_a_source_that_fails_in_the_middle_is_named_and_kills_gpg(owner: KeyOwner) -> None:
    message = encrypt_bytes(bytes(500_000), [owner.certificate], TODAY)

    def broken() -> list[bytes]:
        raise ConnectionResetError

    def pieces() -> object:
        yield message[:200_000]
        yield from broken()

    with pytest.raises(ConnectionResetError):
        list(decrypt_stream(owner.home, pieces()))  # type: ignore[arg-type] # a generator is an iterable


def test_a_locked_key_decrypts_nothing_until_it_is_unlocked(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"laporan", [owner.certificate], TODAY)
    owner.home.lock()
    with pytest.raises(KeyLockedError):
        decrypt_bytes(owner.home, message, LIMIT)
    unlock(owner.home, owner.fingerprint, PHRASE, TODAY)
    assert decrypt_bytes(owner.home, message, LIMIT) == b"laporan"


def test_no_secret_is_an_argument_or_in_the_environment(tmp_path: Path) -> None:
    with GnupgHome(tmp_path / "home") as home:
        seen: list[bytes] = []
        done = threading.Event()

        def watch() -> None:
            while not done.is_set():
                for entry in Path("/proc").glob("[0-9]*"):
                    try:
                        seen.append((entry / "cmdline").read_bytes() + (entry / "environ").read_bytes())
                    except OSError:
                        continue

        watcher = threading.Thread(target=watch)
        watcher.start()
        fingerprint = home.generate("Contoh <c@contoh.invalid>", PHRASE)
        for _attempt in range(50):  # a busy machine may look away while gpg runs
            unlock(home, fingerprint, PHRASE, TODAY)
            if any(b"--passphrase-fd" in command_line for command_line in seen.copy()):
                break
            home.lock()
        done.set()
        watcher.join()
    assert any(b"--passphrase-fd" in command_line for command_line in seen)
    assert not any(PHRASE.encode() in command_line for command_line in seen)
