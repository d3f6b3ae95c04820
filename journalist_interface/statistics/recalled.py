"""The figures of the last reading, without asking the store or GnuPG: from the sealed file of this workstation."""

import hashlib
from collections.abc import Mapping, Sequence

import msgspec

from crypto.padding import pad
from crypto.signing import unpack
from journalist_interface.cache.case_cache import KeptMessage, KeptProof
from journalist_interface.cache.statistics_cache import KeptStatistics, KeptStatisticsRow
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.statistics.records import CaseStatistics, StatisticsReading, may_write
from store.api.messages import StatisticsRow
from store.domain.current_roster import CurrentRoster
from store.domain.event import chain_digest


def reading_to_keep(
    reading: StatisticsReading, rows: Sequence[StatisticsRow], cache: VerificationCache
) -> KeptStatistics:
    """Return what is to be kept of a reading that has come to its end."""
    kept, messages, proofs = [], [], []
    for case, row in zip(reading.cases, rows, strict=True):
        if case.record is None:
            continue
        name = hashlib.sha256(row.record).hexdigest()
        opened = cache.opened[name]
        messages.append(KeptMessage(name, opened.message, opened.key.text))
        digest = None
        if case.record.keys is None:
            signed = unpack(pad(opened.message))
            digest = chain_digest(signed.text, signed.signature)
            proofs.append(KeptProof(digest, tuple(sorted(cache.proven[digest]))))
        kept.append(KeptStatisticsRow(case.record, digest, row.due, tuple(sorted(case.recipients))))
    whole = len(kept) == len(rows)
    sealed = msgspec.Raw(msgspec.msgpack.encode(messages))
    return KeptStatistics(reading.day, whole, tuple(kept), sealed, tuple(proofs))


def recall(
    kept: KeptStatistics, current: CurrentRoster, counted: Mapping[str, int]
) -> StatisticsReading | None:
    """Return the reading that was kept; None if a row did not count, or a signer's certificates changed since.

    All is read anew then. `counted` is the length of each case's chain at the record that counted last: nothing older
    counts.
    """
    if not kept.whole:
        return None
    cases, cache = [], kept.proven()
    for row in kept.rows:
        record, signed = row.record, row.signed
        if record.events < counted.get(record.case, 0):
            return None
        if signed is not None and not (
            cache.is_proven(current, record.author, signed, record.day) and may_write(current, record)
        ):
            return None
        cases.append(CaseStatistics(record.case, record, row.due, recipients=frozenset(row.recipients)))
    return StatisticsReading(tuple(cases), len(cases), kept.day)
