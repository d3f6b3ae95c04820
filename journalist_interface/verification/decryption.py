"""Decryption of many envelopes: some at a time, handed on in their order."""

import os
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from crypto.errors import CryptoError
from store.api.messages import EntryRow

AT_ONCE: Final = min(4, os.cpu_count() or 1)  # each is a separate gpg process, and all ask one agent

OpenedRow = tuple[EntryRow, bytes | CryptoError]
"""A row with its padded content, or with the error that GnuPG gave."""


def opened(decrypt: Callable[[EntryRow], bytes], rows: Iterable[EntryRow]) -> Generator[OpenedRow]:
    """Yield the rows in order while later ones are being decrypted; closing it gives up rows not asked for."""

    def attempt(row: EntryRow) -> OpenedRow:
        try:
            return row, decrypt(row)
        except CryptoError as error:
            return row, error

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="decrypt") as threads:
        yield from threads.map(attempt, rows)
