"""A leader's statistics records as they were last read, in one sealed file beside the index of the cases.

It is sealed like the cases' files, under the same key, padded, and bound to its purpose. It saves decrypting and asking
GnuPG again, so that the figures are there at once at the next sign-in.
"""

import contextlib
import dataclasses
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from crypto.gpg.decrypt import SessionKey
from journalist_interface.cache.case_cache import MOST_FILE_BYTES, KeptMessage, KeptProof
from journalist_interface.cache.sealing import seal, unseal
from journalist_interface.cache.verification_cache import Opened, VerificationCache
from store.domain.fields import Digest, Struct
from store.domain.statistics import StatisticsRecord
from store.web.durable import replace_file

FILE: Final = "figures.sealed"
_PURPOSE: Final = b"kentongan/index-figures/1\n"


class KeptStatisticsRow(Struct, frozen=True, gc=False):
    """A row that counted: its record, the keys to which that is encrypted, and the day that the store said.

    `signed` is the digest of the record's text and signature; None where the reporter's mailbox proved it.
    """

    record: StatisticsRecord
    signed: Digest | None
    due: date | None
    recipients: tuple[str, ...]


class KeptStatistics(Struct, frozen=True):
    """The rows of one reading that counted, what they held, and which signatures were good.

    `whole` unless a row did not count, which must be told again. The messages are only looked at for the next reading.
    """

    day: date
    whole: bool
    rows: tuple[KeptStatisticsRow, ...]
    messages: msgspec.Raw
    proofs: tuple[KeptProof, ...]

    def proven(self) -> VerificationCache:
        """Return the proofs that need not be verified again."""
        return VerificationCache(
            proven={proof.signed: frozenset(proof.certificates) for proof in self.proofs}
        )

    def verified(self) -> VerificationCache:
        """Return the messages too, that need not be opened again. Raises `MsgspecError` if they are none."""
        messages = msgspec.msgpack.decode(self.messages, type=tuple[KeptMessage, ...])
        opened = {kept.ciphertext: Opened(kept.message, SessionKey(kept.key)) for kept in messages}
        return dataclasses.replace(self.proven(), opened=opened)


class StatisticsCache:
    """The one file. `key` is None where there can be no index: then nothing is kept. Nothing here raises."""

    def __init__(self, folder: Path, key: bytes | None) -> None:
        self._path = folder / FILE
        self._key = key

    def __repr__(self) -> str:
        return "StatisticsCache(…)"  # its key opens what was kept

    def load(self) -> KeptStatistics | None:
        """Return what was kept; None if there is nothing, or nothing that this key opens: it is deleted then."""
        if self._key is None:
            return None
        try:
            plain = unseal(self._key, self._path.read_bytes(), _PURPOSE)
            return msgspec.msgpack.decode(plain, type=KeptStatistics)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
            self.clear()
            return None

    def save(self, kept: KeptStatistics) -> None:
        """Keep a reading in place of the one before; a disk that cannot be written costs the session nothing."""
        if self._key is None:
            return
        plain = msgspec.msgpack.encode(kept)
        if len(plain) > MOST_FILE_BYTES:
            self.clear()
            return
        with contextlib.suppress(OSError):
            replace_file(self._path, seal(self._key, plain, _PURPOSE), 0o600)

    def clear(self) -> None:
        """Delete the file."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)
