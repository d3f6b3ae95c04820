"""The part of a case that the index keeps once it was read, and the check whether a reading brought it anything new."""

from journalist_interface.cache.case_cache import KeptCase, KeptEntry, KeptExtent, KeptMessage, KeptProof
from journalist_interface.verification.case_file import BadRow, CaseFile
from store.domain.envelope import Excluded


def has_news(file: CaseFile, before: KeptCase | None) -> bool:
    """Return whether a reading brought something that is not kept yet."""
    seen = KeptExtent.of(file.row, file.cache.opened, len(file.cache.proven), _excluded(file))
    if before is not None:
        file.kept = KeptExtent.of(
            before.row,
            (kept.ciphertext for kept in before.messages),
            len(before.proofs),
            before.excluded,
        )
    news, file.kept = seen != file.kept, seen
    return news


def to_keep(file: CaseFile) -> KeptCase | None:
    """Return what the index keeps of the case; None if it was altered in the store or cannot be proved."""
    if file.problems or file.chain.broken is not None or file.state is None or file.introduction is None:
        return None
    cache = file.cache
    return KeptCase(
        file.case,
        file.row,
        tuple(
            KeptEntry(number, entry.author, file.tried[number], entry.blob)
            for number, entry in sorted(file.entries.items())
            if not isinstance(entry, BadRow) and number in file.tried
        ),
        tuple(file.chain.signed),
        tuple(
            KeptMessage(name, opened.message, opened.key.text)
            for name, opened in sorted(cache.opened.items())
        ),
        tuple(KeptProof(name, tuple(sorted(held))) for name, held in sorted(cache.proven.items())),
        _excluded(file),
    )


def _excluded(file: CaseFile) -> tuple[Excluded, ...]:
    return () if file.introduction is None else file.introduction.excluded
