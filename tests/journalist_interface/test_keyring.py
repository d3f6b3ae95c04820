"""Many envelopes decrypted at a time: order kept, errors told, nothing done unasked."""

import threading
import time
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from crypto.gpg.decrypt import decrypt_bytes_with_key
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import DecryptionError, KeyLockedError, NotForThisKeyError, TooLargeError
from crypto.gpg.home import GnupgHome
from journalist_interface.keyring import AT_ONCE, Keyring, opened
from store.api.messages import EntryRow
from tests.clocks import MovableClock
from tests.hostile_packets import encrypted_raw, swelling_packets


def rows(count: int) -> list[EntryRow]:
    return [EntryRow(number, "reporter", date(2026, 11, 1), b"%d" % number) for number in range(1, count + 1)]


def test_what_decrypts_late_still_comes_in_its_place() -> None:
    second = threading.Event()

    def decrypt(row: EntryRow) -> bytes:
        if row.envelope == b"1" and AT_ONCE > 1:
            assert second.wait(10), "the second did not start while the first was under way"
        second.set()
        return (row.envelope or b"") * 2

    with closing(opened(decrypt, rows(20))) as found:
        assert [(row.sequence, content) for row, content in found] == [
            (number, b"%d" % number * 2) for number in range(1, 21)
        ]


def test_an_envelope_that_does_not_open_hides_no_other() -> None:
    def decrypt(row: EntryRow) -> bytes:
        if row.envelope == b"2":
            raise DecryptionError
        return row.envelope or b""

    with closing(opened(decrypt, rows(3))) as found:
        kinds = [type(content) for _row, content in found]
    assert kinds == [bytes, DecryptionError, bytes]


def test_who_stops_asking_stops_the_work() -> None:
    started: list[bytes] = []

    def decrypt(row: EntryRow) -> bytes:
        started.append(row.envelope or b"")
        if row.envelope != b"1":
            time.sleep(0.02)
        return row.envelope or b""

    with closing(opened(decrypt, rows(500))) as found:
        next(found)
    assert len(started) < 500


def test_a_file_to_an_older_key_of_the_officer_ends_no_session(tmp_path: Path) -> None:
    """A stranger can encrypt a file to it beforehand; its passphrase is not the one that was typed."""
    clock = MovableClock(tmp_path / "clock").clock
    with GnupgHome(tmp_path / "gnupg") as home:
        older, newer = (home.generate("Sari", phrase) for phrase in ("frasa lama", "frasa baru"))
        key = Keyring(home, clock).unlock(newer, "frasa baru")
        files = []
        for name in (older, newer):
            certificate = tmp_path / f"{name}.gpg"
            certificate.write_bytes(home.certificate(name))
            files.append(encrypt_bytes(b"isi", [certificate], clock.today()))
        to_older, to_newer = files
        for stream in (key.decrypt_stream, key.decrypt_foreign_stream):
            with pytest.raises(NotForThisKeyError):
                list(stream(iter((to_older,))))
        assert b"".join(key.decrypt_stream(iter((to_newer,)))) == b"isi"
        key.lock()
        with pytest.raises(KeyLockedError):
            list(key.decrypt_stream(iter((to_newer,))))


def test_what_would_unpack_to_more_than_it_is_long_is_not_opened(tmp_path: Path) -> None:
    """Nobody here compresses; what is kept of a case is bounded by the length of what the store has of it."""
    clock = MovableClock(tmp_path / "clock").clock
    with GnupgHome(tmp_path / "gnupg") as home:
        name = home.generate("Sari", "frasa sandi")
        key = Keyring(home, clock).unlock(name, "frasa sandi")
        certificate = tmp_path / "sari.gpg"
        certificate.write_bytes(home.certificate(name))
        swelling = encrypted_raw(swelling_packets(100_000), [certificate], clock.today())
        honest = encrypt_bytes(bytes(100_000), [certificate], clock.today())
        _text, its_key = decrypt_bytes_with_key(home, swelling, 1_000_000)
        for unpack in (key.decrypt, key.open, lambda data: key.open(data, [its_key])):
            with pytest.raises(TooLargeError):
                unpack(swelling)
        assert key.decrypt(honest) == key.open(honest)[0] == bytes(100_000)
