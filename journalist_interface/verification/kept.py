"""The part of a case that the index keeps once it was read, and the check whether a reading brought it anything new."""

import msgspec

from journalist_interface.cache.case_cache import KeptCase, KeptEntry, KeptExtent, KeptMessage, KeptProof
from journalist_interface.verification.case_file import BadRow, CaseFile
from journalist_interface.verification.problems import CaseProblem
from store.domain.envelope import Excluded
from store.domain.withdrawal import Withdrawal


def has_news(file: CaseFile, before: KeptCase | None) -> bool:
    """Return whether a reading brought something that is not kept yet."""
    seen = KeptExtent.of(
        file.row,
        file.cache.opened,
        len(file.cache.proven),
        _excluded(file),
        file.known.withdrawn.values(),
    )
    if before is not None:
        file.kept = KeptExtent.of(
            before.row,
            (kept.ciphertext for kept in before.messages),
            len(before.proofs),
            before.excluded,
            before.withdrawn,
        )
    news, file.kept = seen != file.kept, seen
    return news


def to_keep(file: CaseFile, before: KeptCase | None) -> KeptCase | None:
    """Return what the index is to keep of the case from now on; None if it keeps what it has, which is `before`.

    Of a case that was altered in the store or cannot be proved, it keeps no more than the exclusions, and those once,
    and which files were withdrawn: a store could alter it to have that forgotten.
    """
    if file.introduction is None or CaseProblem.FIRST_CHANGED in file.problems:
        return None
    if not file.is_sound:
        return _least(file, before)
    cache = file.cache
    return KeptCase(
        file.case,
        file.row,
        _entries(file, () if before is None else before.entries),
        tuple(file.chain.signed),
        tuple(
            KeptMessage(name, opened.message, opened.key.text)
            for name, opened in sorted(cache.opened.items())
        ),
        tuple(KeptProof(name, tuple(sorted(held))) for name, held in sorted(cache.proven.items())),
        _excluded(file),
        _withdrawn(file),
    )


def _least(file: CaseFile, before: KeptCase | None) -> KeptCase | None:
    if before is None:
        return KeptCase(file.case, file.row, (), (), (), (), _excluded(file), _withdrawn(file))
    if before.withdrawn == _withdrawn(file):
        return None
    gone = {place.ciphertext for place in before.entries if place.sequence in file.known.withdrawn}
    messages = tuple(
        kept for kept in before.messages if kept.ciphertext not in gone
    )  # a file has its name there
    return msgspec.structs.replace(before, messages=messages, withdrawn=_withdrawn(file))


def _withdrawn(file: CaseFile) -> tuple[Withdrawal, ...]:
    return tuple(found for _place, found in sorted(file.known.withdrawn.items()))


def _entries(file: CaseFile, before: tuple[KeptEntry, ...]) -> tuple[KeptEntry, ...]:
    """Return what is at each place, or was: one reading of an emptied place or of junk makes nothing forgotten."""
    found = {
        number: KeptEntry(number, entry.author, file.tried[number], entry.blob)
        for number, entry in file.entries.items()
        if not isinstance(entry, BadRow) and number in file.tried
    }
    for kept in before:
        unread = isinstance(file.entries.get(kept.sequence), BadRow | None)
        if unread and kept.sequence in file.known.blobs:  # not what a restore lost, by two signatures
            found[kept.sequence] = kept
    return tuple(kept for _number, kept in sorted(found.items()))


def _excluded(file: CaseFile) -> tuple[Excluded, ...]:
    return () if file.introduction is None else file.introduction.excluded
