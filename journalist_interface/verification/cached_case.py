"""Conversion between a case as a session holds it and what the index keeps of it."""

from collections.abc import Iterable

from crypto.gpg.session_key import SessionKey
from journalist_interface.cache.case_cache import KeptCase, KeptEntry, KeptMessage, KeptProof
from journalist_interface.cache.verification_cache import Opened, VerificationCache
from journalist_interface.verification.case_file import CaseFile, Entry, FromOffice, FromReporter, KeptExtent
from store.api.messages import CaseRow
from store.domain.roster import REPORTER


def memo_of(kept: KeptCase) -> VerificationCache:
    """Return the messages and proofs that need not be opened or verified again."""
    return VerificationCache(
        {one.ciphertext: Opened(one.message, SessionKey(one.key)) for one in kept.messages},
        {one.signed: frozenset(one.certificates) for one in kept.proofs},
    )


def kept_of(file: CaseFile) -> KeptCase | None:
    """Return what to keep of a case; None if it was altered in the store or cannot be proved."""
    if file.problems or file.chain.broken is not None or file.state is None:
        return None
    return KeptCase(
        file.case,
        file.row,
        tuple(_places(file)),
        tuple(file.chain.signed),
        tuple(
            KeptMessage(name, file.memo.opened[name].message, file.memo.opened[name].key.text)
            for name in sorted(file.memo.opened)
        ),
        tuple(KeptProof(name, tuple(sorted(held))) for name, held in sorted(file.memo.proven.items())),
    )


def is_news(file: CaseFile, before: KeptCase | None) -> bool:
    """Return whether a reading brought something that is not kept yet."""
    seen = _extent(file.row, file.memo.opened, len(file.memo.proven))
    if before is not None:
        file.kept = _extent(before.row, (one.ciphertext for one in before.messages), len(before.proofs))
    news, file.kept = seen != file.kept, seen
    return news


def prune(file: CaseFile) -> None:
    """Drop what the last reading did not use: a store could send other ciphertexts for ever."""
    file.tried = {number: name for number, name in file.tried.items() if number in file.entries}
    used = _ciphertexts(file)
    file.memo.opened = {name: one for name, one in file.memo.opened.items() if name in used}


def _extent(row: CaseRow, opened: Iterable[str], proofs: int) -> KeptExtent:
    return KeptExtent(row.last_sequence, row.head, frozenset(opened), proofs)


def _places(file: CaseFile) -> list[KeptEntry]:
    return [
        KeptEntry(number, _author(one), file.tried[number])
        for number, one in sorted(file.entries.items())
        if isinstance(one, FromReporter | FromOffice)
    ]


def _author(one: Entry) -> str:
    return one.reply.officer if isinstance(one, FromOffice) else REPORTER


def _ciphertexts(file: CaseFile) -> set[str]:
    """Return the ciphertexts of every row that was judged, and of the events' contents."""
    return {*file.tried.values(), *(one.event.content for one in file.events if one.event.content)}
