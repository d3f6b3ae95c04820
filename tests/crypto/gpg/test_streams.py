"""Large and broken streams: flat memory, nothing left behind, and no bad end taken for a good one."""

import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import crypto
from crypto.gpg.decrypt import decrypt_stream
from crypto.gpg.encrypt import EncryptionStream, encrypt_bytes
from crypto.gpg.errors import DecryptionError, EncryptionError, GpgDiedError, NotForThisKeyError
from tests.crypto.gpg.conftest import TODAY, KeyOwner

_CHECKOUT = Path(crypto.__file__).parent.parent
_MIB = 1 << 20
# The kernel lets one user's pipes have 64 MiB (pipe-user-pages-soft); here others of the same user took it all.
_CROWDED = """
import fcntl, os, sys, tempfile
from datetime import date
from pathlib import Path
from crypto.gpg.encrypt import EncryptionStream
certificate, folder = Path(sys.argv[1]), sys.argv[2]
tempfile.tempdir = folder
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
held, refused = [], False
while not refused and len(held) < 2000:
    held.append(os.pipe())
    try:
        fcntl.fcntl(held[-1][1], fcntl.F_SETPIPE_SZ, 1 << 20)
    except PermissionError:
        refused = True
assert refused, "this user's pipes have no bound"
with open(os.path.join(folder, "blob"), "wb") as blob:
    with EncryptionStream([certificate], blob.fileno(), date(*map(int, sys.argv[3].split("-")))) as stream:
        stream.write(bytes(3_000_000))
        stream.finish()
print(os.path.getsize(os.path.join(folder, "blob")))
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this test alone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def threads_now() -> set[threading.Thread]:
    return set(threading.enumerate())


def test_a_large_attachment_is_encrypted_and_decrypted_in_flat_memory(
    owner: KeyOwner, tmp_path: Path
) -> None:
    piece, count = os.urandom(_MIB), 192
    path = tmp_path / "blob"
    encrypt_bytes(b"warm", [owner.certificate], TODAY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("wb") as file, EncryptionStream([owner.certificate], file.fileno(), TODAY) as stream:
        for _ in range(count):
            stream.write(piece)
        stream.finish()
    with path.open("rb") as blob:
        seen = sum(len(piece) for piece in decrypt_stream(owner.home, iter(lambda: blob.read(_MIB), b"")))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB
    assert seen == count * _MIB
    assert grown < 32 * 1024
    path.unlink()


def test_many_uploads_at_once_do_not_exhaust_the_users_share_of_pipes(owner: KeyOwner) -> None:
    with tempfile.TemporaryDirectory() as folder:
        certificate = Path(folder) / "certificate.gpg"
        certificate.write_bytes(owner.certificate.read_bytes())
        Path(folder).chmod(0o777)
        child = subprocess.run(
            [sys.executable, "-c", _CROWDED, str(certificate), folder, TODAY.isoformat()],
            capture_output=True,
            check=False,
            cwd=_CHECKOUT,
            timeout=60,
        )
    assert child.returncode == 0, child.stderr.decode()
    assert int(child.stdout) > 3_000_000


def test_nothing_is_left_in_the_temporary_folder(owner: KeyOwner, temporary: Path, tmp_path: Path) -> None:
    before = threads_now()
    encrypt_bytes(b"x", [owner.certificate], TODAY)
    with (tmp_path / "blob").open("wb") as file:
        with EncryptionStream([owner.certificate], file.fileno(), TODAY) as stream:
            stream.write(b"x")
            assert not list(temporary.iterdir()), "a kill at this moment would leave it there for ever"
        stream.abort()  # again: no harm
    assert not list(temporary.iterdir())
    assert threads_now() <= before


def test_a_full_disk_is_an_error(owner: KeyOwner) -> None:
    with Path("/dev/full").open("wb") as full:
        for size in (10, 8 * _MIB):  # noticed at the end, and in the middle
            with pytest.raises(EncryptionError):
                _send(bytes(size), owner, full.fileno())
    assert not _children()


def test_a_killed_gpg_is_an_error_whatever_it_had_written(owner: KeyOwner, tmp_path: Path) -> None:
    with (
        (tmp_path / "blob").open("wb") as file,
        EncryptionStream([owner.certificate], file.fileno(), TODAY) as stream,
    ):
        stream.write(b"x")
        stream.process.interrupt()
        with pytest.raises(GpgDiedError):
            stream.finish()


def test_an_empty_file_is_a_message_too(owner: KeyOwner) -> None:
    message = encrypt_bytes(b"", [owner.certificate], TODAY)
    assert b"".join(decrypt_stream(owner.home, [message])) == b""


def test_a_download_that_is_given_up_leaves_no_thread_and_no_process(owner: KeyOwner) -> None:
    message = encrypt_bytes(bytes(8 * _MIB), [owner.certificate], TODAY)
    before = threads_now()

    def pieces() -> Iterator[bytes]:
        yield from (message[start : start + 1000] for start in range(0, len(message), 1000))

    plaintext = decrypt_stream(owner.home, pieces())
    assert next(plaintext)
    children = _children()
    assert children
    plaintext.close()  # type: ignore[attr-defined] # a generator, which is how a web server gives up
    assert not _children() & children
    assert threads_now() <= before


def test_a_stream_for_a_stranger_ends_early_although_more_would_come(
    owner: KeyOwner, stranger: KeyOwner
) -> None:
    message = encrypt_bytes(bytes(8 * _MIB), [stranger.certificate], TODAY)
    pieces = (message[start : start + 1000] for start in range(0, len(message), 1000))
    with pytest.raises(NotForThisKeyError):
        list(decrypt_stream(owner.home, pieces))


def test_no_bad_end_of_a_long_stream_is_taken_for_a_good_one(owner: KeyOwner) -> None:
    message = encrypt_bytes(os.urandom(300_000), [owner.certificate], TODAY)
    flipped = bytearray(message)
    flipped[200_000] ^= 0x40
    for bad in (message[:-1], message[:200_000], bytes(flipped), message + message, message + b"\0"):
        with pytest.raises(DecryptionError):
            list(decrypt_stream(owner.home, [bad]))


def _send(data: bytes, owner: KeyOwner, out: int) -> None:
    with EncryptionStream([owner.certificate], out, TODAY) as stream:
        stream.write(data)
        stream.finish()


def _children() -> set[str]:
    """Processes named gpg that this one started."""
    listing = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "pid=,comm="], capture_output=True, check=False, timeout=10
    )
    return {line for line in listing.stdout.decode().splitlines() if line.split()[1:] == ["gpg"]}
