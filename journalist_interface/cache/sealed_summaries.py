"""The summaries of all cases in one sealed file beside the index: what the list and the search need of each.

The file is sealed like those of the cases: under the same key, padded, and bound to its purpose. A summary counts only
while the case's file in the index is the very one from which it was made, and the roster is the same. So the index
alone decides what is known. Whatever deletes a case from the index deletes this file too.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

import msgspec

from journalist_interface.cache.case_cache import (
    MOST_FILE_BYTES,
    SUMMARIES,
    CacheNotice,
    CaseCache,
)
from journalist_interface.cache.sealing import seal, unseal
from store.domain.envelope import AttentionKind
from store.domain.fields import CaseId, Digest, Struct
from store.web.durable import replace_file
from store.web.file_stamp import FileStamp

_PURPOSE: Final = b"kentongan/index-summaries/1\n"


class CaseSummary(Struct, frozen=True, gc=False):
    """A case as it was last read; `last_sequence` and `head` say how far.

    `attention` is what the reporter asked and the office has not seen to, `first_line` begins the report, `files`
    counts the reporter's files, `risk_until` is the day on which the risk to the reporter is to be assessed again, and
    `mentioned` the number of the last note that was pointed out to this person. `text` is all that the search looks
    through, folded, one text a line; None if it is too long to be kept here.
    """

    last_sequence: int
    head: str
    category: str | None
    threatened: bool
    attention: tuple[AttentionKind, ...]
    first_line: str
    files: int
    risk_until: date | None
    labels: tuple[str, ...]
    mentioned: int
    text: str | None

    def __repr__(self) -> str:
        return "CaseSummary(…)"  # it holds what the reporter wrote


class _KeptSummary(Struct, frozen=True, gc=False):
    case: CaseId
    made_from: FileStamp
    summary: CaseSummary


class _KeptSummaries(Struct, frozen=True):
    """`roster` is the SHA-256 of the roster by which the cases were read."""

    roster: Digest
    cases: tuple[_KeptSummary, ...]


def without_text(summary: CaseSummary) -> CaseSummary:
    """Return a summary for which the search opens the case."""
    return msgspec.structs.replace(summary, text=None)


def load_summaries(cache: CaseCache, roster: str) -> dict[str, CaseSummary]:
    """Return the summaries that still hold; none from a file that is missing, damaged or made by another roster."""
    folder, key = cache.sealed_beside()
    if key is None:
        return {}
    try:
        kept = msgspec.msgpack.decode(
            unseal(key, (folder / SUMMARIES).read_bytes(), _PURPOSE), type=_KeptSummaries
        )
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, msgspec.MsgspecError, RecursionError):
        cache.drop_summaries()  # they are made anew from the cases' files
        return {}
    if kept.roster != roster:
        return {}
    now = cache.look_at_files()
    return {each.case: each.summary for each in kept.cases if now.get(each.case) == each.made_from}


def save_summaries(cache: CaseCache, roster: str, summaries: Mapping[str, CaseSummary]) -> None:
    """Keep the summaries of cases whose file in the index this session read or wrote, or found unchanged.

    The texts are kept up to the size of the index's largest file; the search then opens the other cases.
    """
    folder, key = cache.sealed_beside()
    if key is None:
        return
    room = MOST_FILE_BYTES
    kept = []
    for case, stamp in cache.known_stamps().items():
        summary = summaries.get(case)
        if summary is None:
            continue
        size = len((summary.text or "").encode())
        if size > room:  # those after it may fit
            summary, size = without_text(summary), 0
        room -= size
        kept.append(_KeptSummary(case, stamp, summary))
    sealed = seal(key, msgspec.msgpack.encode(_KeptSummaries(roster, tuple(kept))), _PURPOSE)
    try:
        replace_file(folder / SUMMARIES, sealed, 0o600)
    except OSError:
        cache.tell(CacheNotice.UNUSABLE)
