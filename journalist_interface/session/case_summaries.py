"""The summaries of one session: of cases as it read them, as the last session kept them, or as the index has them."""

import hashlib
import threading

from journalist_interface.cache.case_cache import CaseCache
from journalist_interface.cache.sealed_summaries import CaseSummary, load_summaries, save_summaries
from journalist_interface.session.held_summaries import HeldSummaries
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.case_reader import CaseReader
from journalist_interface.verification.case_summary import summary_of
from journalist_interface.verification.chain_reader import ReadingServices
from store.domain.errors import RosterError


class CaseSummaries:
    """The summaries for the list and the search of one person, who signed in under this roster. Safe with threads."""

    def __init__(
        self, services: ReadingServices, reader: CaseReader, cache: CaseCache, roster: bytes
    ) -> None:
        self._person = services.person
        self._roster = services.roster
        self._reader = reader
        self._cache = cache
        self._lock = threading.Lock()
        self._read_by = _digest(roster)
        # At once: a file that this session reads or writes must not pass for one of the last session.
        self._found = HeldSummaries(load_summaries(cache, self._read_by))
        self._of_this_session: set[str] = set()
        self._has_news = False

    def __repr__(self) -> str:
        return "CaseSummaries(…)"  # it holds what reporters wrote

    def of(self, case: str) -> CaseSummary | None:
        """Return what is known of a case without asking the store; None if it was never opened here."""
        with self._lock:
            if case in self._found:
                return self._found.get(case)
        file = self._reader.recall(case)
        made = None if file is None else summary_of(file, self._person)
        with self._lock:
            self._has_news |= made is not None
            if case not in self._found:
                self._found.set(case, made)
            return self._found.get(case)

    def known(self) -> list[CaseSummary]:
        """Return all that were found so far."""
        with self._lock:
            return list(self._found.known().values())

    def take(self, file: CaseFile) -> None:
        """Summarise a case as it was just read; the caller holds its lock.

        If anything is wrong with the case, the index may have it otherwise: then the summary ends with the session.
        """
        made = summary_of(file, self._person)
        with self._lock:
            self._has_news |= self._found.get(file.case) != made
            self._found.set(file.case, made)
            if file.is_sound:
                self._of_this_session.discard(file.case)
            else:
                self._of_this_session.add(file.case)

    def forget(self, case: str) -> None:
        """Drop what is known of a case, until it is read again or found in the index."""
        with self._lock:
            self._found.drop(case)
            self._has_news = True  # the file of all summaries went with the case's own

    def close(self) -> None:
        """Keep the summaries for the next session, unless the roster changed since the sign-in, and forget them."""
        with self._lock:
            found, self._found = self._found.known(), HeldSummaries({})
        try:
            is_same = self._read_by == _digest(self._roster.current().statement)
        except RosterError:
            return
        if self._has_news and is_same:
            self._has_news = False
            lasting = {case: each for case, each in found.items() if case not in self._of_this_session}
            save_summaries(self._cache, self._read_by, lasting)


def _digest(roster: bytes) -> str:
    return hashlib.sha256(roster).hexdigest()
