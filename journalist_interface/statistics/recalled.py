"""The figures of the last reading, without asking the store or GnuPG: from the sealed file of this workstation."""

import hashlib
from collections.abc import Sequence

from crypto.errors import CryptoError
from crypto.padding import pad
from crypto.signing import unpack
from journalist_interface.cache.case_cache import KeptMessage, KeptProof
from journalist_interface.cache.statistics_cache import KeptStatistics, KeptStatisticsRow
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.statistics.records import CaseStatistics, StatisticsReading, require_author
from store.api.messages import StatisticsRow
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from store.domain.event import chain_digest
from store.domain.statistics import StatisticsRecord, read_statistics


def keep(
    reading: StatisticsReading, rows: Sequence[StatisticsRow], cache: VerificationCache
) -> KeptStatistics:
    """Return what is to be kept of a reading that has come to its end."""
    kept, messages, proofs = [], [], []
    for case, row in zip(reading.cases, rows, strict=True):
        if case.record is None:
            continue
        name = hashlib.sha256(row.record).hexdigest()
        opened = cache.opened[name]
        kept.append(KeptStatisticsRow(row.case, name, row.events, row.due, tuple(sorted(case.recipients))))
        messages.append(KeptMessage(name, opened.message, opened.key.text))
        signed = unpack(pad(opened.message))
        digest = chain_digest(signed.text, signed.signature)
        if digest in cache.proven:  # a reporter's record is proven by its mailbox
            proofs.append(KeptProof(digest, tuple(sorted(cache.proven[digest]))))
    whole = len(kept) == len(rows)
    return KeptStatistics(reading.day, whole, tuple(kept), tuple(messages), tuple(proofs))


def recall(
    kept: KeptStatistics, cache: VerificationCache, current: CurrentRoster, counted: dict[str, int]
) -> StatisticsReading | None:
    """Return the reading that was kept; None if a row did not count, or a signer's certificates changed since.

    All is read anew then. `counted` is the length of each case's chain at the record that counted last: nothing older
    counts.
    """

    def verify(record: StatisticsRecord, text: bytes, signature: bytes) -> None:
        if not cache.is_proven(current, record.author, text, signature, record.day):
            raise AuthorError
        require_author(current, record)

    if not kept.whole:
        return None
    cases = []
    try:
        for row in kept.rows:
            record = read_statistics(pad(cache.opened[row.ciphertext].message), row.case, verify)
            if record.events < counted.get(row.case, 0):
                return None
            cases.append(CaseStatistics(row.case, record, row.due, recipients=frozenset(row.recipients)))
    except (CryptoError, KeyError):
        return None
    return StatisticsReading(tuple(cases), len(cases), kept.day)
