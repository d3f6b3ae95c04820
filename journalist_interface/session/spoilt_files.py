"""The files at which an archive of a case broke off: they stay out of the next ones, until the session ends.

A colleague can name files in a reply or a paper that lie nowhere, and can name thousands. So after one of them none of
that colleague's files of this case is in an archive any more. Each can still be saved by itself. Of the reporter one
file is left out for each archive that broke off at one, so a page can name them all.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

from journalist_interface.verification.case_attachments import CaseAttachment
from store.domain.roster import REPORTER


@dataclass(slots=True)
class SpoiltFiles:
    """Files that archives leave out, by case: single ones of reporters, and all of a colleague. Safe with threads."""

    _labels: dict[str, set[str]] = field(default_factory=dict)
    _senders: dict[str, set[str]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, case: str, found: CaseAttachment) -> None:
        """Note that an archive broke off at this file."""
        with self._lock:
            if found.sender == REPORTER:  # the server made it whole: it was lost or altered there, alone
                self._labels.setdefault(case, set()).add(found.label)
            else:
                self._senders.setdefault(case, set()).add(found.sender)

    def divided(
        self, case: str, files: Iterable[CaseAttachment]
    ) -> tuple[list[CaseAttachment], list[CaseAttachment]]:
        """Return the files that an archive holds, and those that it leaves out."""
        with self._lock:
            labels, senders = frozenset(self._labels.get(case, ())), frozenset(self._senders.get(case, ()))
        kept: list[CaseAttachment] = []
        left_out: list[CaseAttachment] = []
        for found in files:
            is_spoilt = found.label in labels if found.sender == REPORTER else found.sender in senders
            (left_out if is_spoilt else kept).append(found)
        return kept, left_out
