"""Many envelopes decrypted at a time: order kept, errors told, nothing done that nobody asks for."""

import threading
import time
from contextlib import closing
from datetime import date

from crypto.gpg.errors import DecryptionError
from journalist_interface.keyring import AT_ONCE, opened
from store.api.messages import EntryRow


def rows(count: int) -> list[EntryRow]:
    return [EntryRow(number, "reporter", date(2026, 11, 1), b"%d" % number) for number in range(1, count + 1)]


def test_what_decrypts_late_still_comes_in_its_place() -> None:
    second = threading.Event()

    def decrypt(row: EntryRow) -> bytes:
        if row.envelope == b"1" and AT_ONCE > 1:
            assert second.wait(10), "the second did not start while the first was under way"
        second.set()
        return row.envelope * 2

    with closing(opened(decrypt, rows(20))) as found:
        assert [(row.sequence, content) for row, content in found] == [
            (number, b"%d" % number * 2) for number in range(1, 21)
        ]


def test_an_envelope_that_does_not_open_hides_no_other() -> None:
    def decrypt(row: EntryRow) -> bytes:
        if row.envelope == b"2":
            raise DecryptionError
        return row.envelope

    with closing(opened(decrypt, rows(3))) as found:
        kinds = [type(content) for _row, content in found]
    assert kinds == [bytes, DecryptionError, bytes]


def test_who_stops_asking_stops_the_work() -> None:
    started: list[bytes] = []

    def decrypt(row: EntryRow) -> bytes:
        started.append(row.envelope)
        if row.envelope != b"1":
            time.sleep(0.02)
        return row.envelope

    with closing(opened(decrypt, rows(500))) as found:
        next(found)
    assert len(started) < 500
