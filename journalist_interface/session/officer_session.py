"""One officer at work: the gateway's token, the unlocked key, and what was decrypted, in memory only."""

import threading
from dataclasses import dataclass
from datetime import date

from journalist_interface.cache.verification_cache import Closed, Refused, VerificationCache
from journalist_interface.forms.officer_forms import Drafts
from journalist_interface.gateway_client.client import GatewayClient
from journalist_interface.gateway_client.errors import CaseNotFoundError
from journalist_interface.gateway_client.rosters import Rosters
from journalist_interface.keyring import OpenKey
from journalist_interface.reply_templates import TemplateFile
from journalist_interface.session.background_job import BackgroundJob, JobRunningError
from journalist_interface.session.held_cases import HeldCases, memory_of
from journalist_interface.session.previews import AttachmentPreviews, PreviewKey
from journalist_interface.session.ready_export import ReadyExport
from journalist_interface.session.selection import MOST_SELECTIONS, Selection
from journalist_interface.session.session_parts import SessionParts
from journalist_interface.session.spoilt_files import SpoiltFiles
from journalist_interface.statistics.records import StatisticsReading
from journalist_interface.verification.case_attachments import case_attachments
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.case_memory import CaseMemory
from store.api.messages import CaseRow
from store.api.sign_in_notice import NOTHING_TO_TELL, SignInNotice
from store.domain.clock import Clock
from store.domain.deadlines import Deadlines
from store.domain.roster import Person
from store.web.bounded_cache import BoundedCache


@dataclass(frozen=True, slots=True)
class CaseServices:
    """The services for work on cases: the gateway, the roster, the day, and the office's deadlines and texts."""

    client: GatewayClient
    rosters: Rosters
    clock: Clock
    deadlines: Deadlines
    templates: TemplateFile


class OfficerSession:
    """A signed-in officer, from the sign-in to `close`.

    `finished` says where each sent form led. `acting` is held while a form is looked up there and carried out, so that
    one sent twice is carried out once.
    `statistics` are those of the cases as they were last read; `statistics_recalled` says whether they were looked for
    on the disk. `statistics_cache` has what was opened and proved for them, `requests_cache` the same for the requests
    for identities.
    `background_job` is the work that runs in the background, or ran last; `opening` is the same for cases that open
    unasked. `over` is set once the session ends. `export` are the files that were made last, `previews` those that were
    opened to look at, `spoilt` those at which an archive broke off. `selections` are reports chosen by a rule, by the
    key that a form has in their place.
    """

    def __init__(
        self,
        person: Person,
        token: str,
        key: OpenKey,
        parts: SessionParts,
        idle_seconds: int,
        notice: SignInNotice = NOTHING_TO_TELL,
    ) -> None:
        self.person = person
        self.token = token
        self.notice = notice
        self.key = key
        self._reader = parts.reader
        self.case_cache = parts.cache
        self.summaries = parts.summaries
        self.missing = parts.missing
        self.private = parts.private
        self.texts = parts.texts
        self._idle_seconds = idle_seconds
        self.drafts = Drafts()
        self.finished: dict[str, str] = {}
        self.acting = threading.Lock()
        self.statistics: StatisticsReading | None = None
        self.statistics_recalled = False
        self.statistics_cache = VerificationCache()
        self.requests_cache = VerificationCache()
        self.background_job: BackgroundJob | None = None
        self.opening: BackgroundJob | None = None
        self.over = parts.over
        self.export: ReadyExport | None = None
        self.previews = AttachmentPreviews()
        self.spoilt = SpoiltFiles()
        self.selections = BoundedCache[str, Selection](MOST_SELECTIONS)
        self._held = HeldCases()
        self._memories: dict[str, CaseMemory] = {}
        self._refused: Refused = {}
        self._closed: Closed = {}
        self._lock = threading.Lock()
        self._last_use = 0

    def __repr__(self) -> str:
        return "OfficerSession(…)"  # a token in a traceback or a log would be a session

    def case(self, case: str) -> CaseFile:
        """Return a case, brought up to date; raises what the gateway, the roster or the pins raise."""
        memory, first = self._memory(case), None
        try:
            with memory.lock:
                file = self.known_case(case)
                if file is None or not self._reader.is_of_today(file):
                    file, first = self._reader.begin(case, memory)
                    with self._lock:
                        self._held.begin(file)
                try:
                    self._reader.read(file, first)
                finally:
                    self._weigh(file)
                shown = {PreviewKey.of(case, found) for found in case_attachments(file)}
                self.previews.retain(case, shown)
                self.summaries.take(file)
        except CaseNotFoundError:
            self._let_go_of_texts(case)  # the case may have been taken from this officer, or a store hides it
            raise
        if self.export is not None and self.export.is_older(file):
            self.export = None
        return file

    def let_go_of_destroyed(self, row: CaseRow) -> None:
        """Drop the texts kept of a case before messages of it were destroyed: it is decrypted again without them.

        That any were is the store's word until the next reading, so what was at each place stays known.
        """
        file = self.known_case(row.case)
        is_older = file is not None and file.row.destroyed_parts < row.destroyed_parts
        if not self.case_cache.is_older(row) and not is_older:
            return
        self._let_go_of_texts(row.case)

    def at_hand(self, case: str) -> CaseFile | None:
        """Return a case as this session or the index knows it, without asking the store; None if never opened."""
        with self._lock:
            if case in self._held:
                return self._held.of(case)
        found = self._reader.recall(case)
        size = 0 if found is None else memory_of(found)
        with self._lock:
            return self._held.recall(case, found, size)

    def read_again(self, file: CaseFile) -> None:
        """Bring a case up to date; the caller holds its lock."""
        try:
            self._reader.read(file)
        finally:
            self._weigh(file)
        self.summaries.take(file)

    def last_restore(self, file: CaseFile) -> date:
        """Return the day of the newest restore of a case that the office noted; raises a `GatewayError`."""
        return self._reader.last_restore(file)

    def note_fetched(self, case: str, blob: str) -> None:
        """Remember that this session fetched a file of the reporter, whatever becomes of the case meanwhile."""
        self._memory(case).fetched.add(blob)

    def known_case(self, case: str) -> CaseFile | None:
        """Return a case that this session opened before, as it was then, unless it was too large to hold."""
        with self._lock:
            return self._held.read(case)

    def forget(self, case: str) -> None:
        """Drop what was decrypted of a case and typed about it."""
        self._drop(case)
        self.drafts.forget(case)

    def begin_anew(self, case: str) -> None:
        """Drop the texts of a case that opens anew to this person, and what was typed about it.

        What was at each place stays known: a new assignment of one who has read the case says nothing about it.
        """
        self._let_go_of_texts(case)
        self.drafts.forget(case)

    def leave(self, case: str) -> None:
        """Forget a case that is no longer this person's, and know why it is not listed any more."""
        self.forget(case)
        self.missing.leave(case)
        self.private.forget([case])

    def unexplained(self, listed: frozenset[str], today: date) -> frozenset[str]:
        """Return the remembered cases that are not listed and were not destroyed; forget those that were."""
        destroyed, unexplained = self.missing.find(listed, today, self.private.entries().cases)
        for case in destroyed:
            self.forget(case)
        self.private.forget(destroyed)
        return unexplained

    def leave_missing(self, cases: list[str]) -> None:
        """Forget those of these missing cases of which this person says that they know why."""
        left = self.missing.leave_all(cases)
        for case in left:
            self.forget(case)
        self.private.forget(left)

    def start_job(self, job: BackgroundJob) -> None:
        """Start long work in the background; raises `JobRunningError` while other such work goes on."""
        with self._lock:
            if self.background_job is not None and self.background_job.running:
                raise JobRunningError
            self.background_job = job
            job.start()

    def start_opening(self, job: BackgroundJob) -> None:
        """Start to open cases unasked; do nothing while that goes on already, or once the session is over."""
        with self._lock:
            if self.over.is_set() or (self.opening is not None and self.opening.running):
                return
            self.opening = job
            job.start()

    def used_at(self, now: int) -> None:
        """Note that the officer did something at this second of the clock."""
        self._last_use = now

    def idle_since(self, now: int) -> bool:
        """Return whether nothing was done for the idle time (also when the clock was set back)."""
        return not 0 <= now - self._last_use < self._idle_seconds

    def close(self) -> None:
        """Lock the key and forget what was decrypted, even if GnuPG fails: it then raises a `GpgFaultError`."""
        try:
            self.key.lock()
        finally:
            try:
                self.summaries.close()
            finally:
                self._forget_all()

    def _forget_all(self) -> None:
        with self._lock:
            self.over.set()
            self.case_cache.close()
            for job in (self.background_job, self.opening):
                if job is not None:
                    job.cancel()
            self.private.close()
            self._held.clear()
            self._memories.clear()
            self._refused.clear()
            self._closed.clear()
            self.drafts.clear()
            self.selections = BoundedCache(MOST_SELECTIONS)
            self.export = None
            self.previews.close()
            self.statistics = None
            self.statistics_cache, self.requests_cache = VerificationCache(), VerificationCache()

    def _drop(self, case: str) -> None:
        self.case_cache.forget(case)
        self._let_go(case)
        with self._lock:
            self._memories.pop(case, None)

    def _let_go_of_texts(self, case: str) -> None:
        """Drop what was decrypted of a case, and remember what was at each place: a store may lie about it later."""
        self.case_cache.drop_texts(case)
        self._let_go(case)

    def _let_go(self, case: str) -> None:
        with self._lock:
            self._held.drop(case)
            self.summaries.forget(case)
            if self.export is not None and self.export.case == case:
                self.export = None
            self.previews.forget(case)

    def _weigh(self, file: CaseFile) -> None:
        size = memory_of(file)
        with self._lock:
            self._held.weigh(file, size)

    def _memory(self, case: str) -> CaseMemory:
        with self._lock:
            return self._memories.setdefault(case, CaseMemory(refused=self._refused, closed=self._closed))
