"""The files at which an archive of a case broke off: they stay out of the next ones, until the session ends.

A colleague can name files in a reply or a paper that lie nowhere, and can name thousands. So after one of them none of
that colleague's files of this case is in an archive any more. Each can still be saved by itself.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from journalist_interface.verification.case_attachments import CaseAttachment
from store.domain.roster import REPORTER


@dataclass(slots=True)
class SpoiltFiles:
    """What archives leave out, by case: single files of reporters, and all files of a colleague. Safe with threads."""

    _labels: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _senders: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def note(self, case: str, found: CaseAttachment) -> None:
        """Note that an archive broke off at this file."""
        with self._lock:
            if found.sender == REPORTER:  # the server made it whole: it was lost or altered there, alone
                self._labels[case].add(found.label)
            else:
                self._senders[case].add(found.sender)

    def divided(
        self, case: str, files: Iterable[CaseAttachment]
    ) -> tuple[list[CaseAttachment], list[CaseAttachment]]:
        """Return the files that an archive holds, and those that it leaves out."""
        with self._lock:
            labels, senders = frozenset(self._labels[case]), frozenset(self._senders[case])
        kept: list[CaseAttachment] = []
        left_out: list[CaseAttachment] = []
        for found in files:
            is_spoilt = found.label in labels if found.sender == REPORTER else found.sender in senders
            (left_out if is_spoilt else kept).append(found)
        return kept, left_out
