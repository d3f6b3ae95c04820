"""Reading a case from a store that may lie: each row is decrypted once, verified, and kept or named as bad.

One bad row never hides the others. The first envelope brings the reporter's keys, to which the case's identifier
commits. Everything later is checked against them, against the roster, and against what was pinned before.
"""

import hashlib
import time
from contextlib import closing
from datetime import date
from functools import partial
from itertools import chain
from typing import Final

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.mailbox import seal_reply
from crypto.padding import pad
from journalist_interface.cache.case_cache import CaseCache, KeptCase
from journalist_interface.cache.verification_cache import VerificationCache
from journalist_interface.keyring import opened
from journalist_interface.verification import pins
from journalist_interface.verification.case_file import (
    BadRow,
    CaseFile,
    Entry,
    FromOffice,
    FromReporter,
    Proven,
    WithdrawnEntry,
)
from journalist_interface.verification.case_memory import CaseMemory
from journalist_interface.verification.chain_reader import ChainReader, ReadingServices
from journalist_interface.verification.destroyed_parts import settle_destroyed_parts
from journalist_interface.verification.entry_pages import EntryPages
from journalist_interface.verification.exchanges import Exchanges
from journalist_interface.verification.kept import has_news, to_keep, to_keep_of_part
from journalist_interface.verification.losses import Losses
from journalist_interface.verification.office_notes import OfficeNotes
from journalist_interface.verification.problems import CaseProblem, RowProblem
from journalist_interface.verification.retention import doubted_signature
from journalist_interface.verification.row_selection import keys_given, rows_within
from journalist_interface.verification.row_verdicts import unopened, verdict
from journalist_interface.verification.withdrawals import call_contradicted, miss_replies, settle_withdrawals
from store.api.messages import EntryPage, EntryRow
from store.domain.current_roster import CurrentRoster
from store.domain.envelope import Excluded, read_first_envelope
from store.domain.errors import AuthorError, ReplyError, RosterError
from store.domain.procedure.chain_verification import BrokenChainError
from store.domain.reply import Reply, read_reply
from store.domain.roster import REPORTER, is_excluded
from store.domain.withdrawal import Withdrawal, read_entry

MOST_BYTES_AT_ONCE: Final = 256 * 1024 * 1024


class CaseReader:
    """A reader of cases for one signed-in person."""

    def __init__(self, services: ReadingServices, cache: CaseCache) -> None:
        self._services = services
        self._cache = cache
        self._chains = ChainReader(services)
        self._entries = EntryPages(services)
        self._losses = Losses(services, self._keep_places)
        self._notes = OfficeNotes(services)
        self._exchanges = Exchanges(services.pins, self._notes)

    def begin(self, case: str, memory: CaseMemory) -> tuple[CaseFile, EntryPage]:
        """Return a case of which nothing is read yet, and its beginning."""
        first = self._entries.one(case, 0)
        cache = memory.beside(VerificationCache())
        return CaseFile(case, first.case, self._services.pins.today(), memory, cache=cache), first

    def is_of_today(self, file: CaseFile) -> bool:
        """Return whether its rows were read today: on which day the store showed them last is remembered."""
        return file.begun == self._services.pins.today()

    def last_restore(self, file: CaseFile) -> date:
        """Return the day of the newest restore that the office noted; raises a `GatewayError`."""
        return self._notes.last_restore(file)

    def read(self, file: CaseFile, first: EntryPage | None = None) -> None:
        """Bring a case up to date, from its first page if that is at hand; the caller holds its lock.

        What earlier sessions opened and proved is taken from the index; what is new goes into it.
        """
        before = self._cache.load(file.case) if first is not None else None
        try:
            if self._read_once(file, first, before):
                self._read_once(file, None, None)
        except KentonganError:
            # A store could break off each reading behind a message that it calls a file later.
            self._keep_part(file)
            raise

    def _read_once(self, file: CaseFile, first: EntryPage | None, before: KeptCase | None) -> bool:
        """Read a case; return whether the loss of messages was accepted, so that newer ones are in their places."""
        if before is not None:
            file.cache = file.memory.beside(before.verified())
            file.memory.add(before.known(), (*before.events, *before.other_events))
        start = file.read_through()
        bad = file.forget_bad_after(start)
        file.problems -= set(CaseProblem)
        budget = MOST_BYTES_AT_ONCE
        fetched = None
        for page in chain(self._entries.again(file, start), self._entries.all(file, start, first)):
            file.row, today = page.case, self._services.pins.today()
            if fetched is None:  # before the envelopes, because grants bring the keys to them
                fetched = self._chains.fetch(file)
            rows, budget = rows_within(file, page.entries, bad, budget)
            with closing(opened(partial(self._opened, file), rows)) as found:
                for row, content in found:
                    file.entries[row.sequence] = self._entry(file, row, content)
                    file.read_on[row.sequence] = today
        self._services.pins.require_session()
        settle_withdrawals(file)
        self._examine_first(file)
        if fetched is not None:
            self._chains.fold(file, fetched)
            settle_destroyed_parts(file, self._services, self._notes)
            call_contradicted(file)
            self._note_doubt(file)
            if self._losses.settle(file):
                return True
            self._exchanges.settle(file)
        if file.withheld_from_reporter():
            file.problems.add(CaseProblem.WITHHELD)
        miss_replies(file)
        file.prune()
        file.memory.known = file.known_places()
        if has_news(file, before):
            self._keep(to_keep(file, before or self._cache.load(file.case)))
        return False

    def _keep_part(self, file: CaseFile) -> None:
        known, file.memory.known = file.memory.known, file.known_places()
        if file.memory.known != known or file.chain.broken is not None:
            self._keep_places(file)

    def _keep_places(self, file: CaseFile) -> bool:
        file.kept = None  # what the index has is less by now than the last reading found
        return self._keep(to_keep_of_part(file, self._cache.load(file.case)))

    def _keep(self, kept: KeptCase | None) -> bool:
        return kept is None or self._cache.save(kept)

    def recall(self, case: str) -> CaseFile | None:
        """Return a case from the index alone; None if the index has nothing of it, or it no longer holds."""
        kept = self._cache.load(case)
        return None if kept is None else self._recalled(kept)

    def _recalled(self, kept: KeptCase) -> CaseFile | None:
        memory = CaseMemory(kept.known())
        cache = memory.beside(kept.verified())
        file = CaseFile(kept.case, kept.row, self._services.pins.today(), memory, cache=cache)
        for place in kept.entries:
            found = file.cache.opened.get(place.ciphertext)
            if found is None:  # what was there is gone, or the texts are, and then the report as well
                continue
            entry = self._judged(file, place.sequence, place.author, pad(found.message))
            if not isinstance(entry, RowProblem):  # what no longer proves itself is left to the next reading
                file.entries[place.sequence] = entry
                file.tried[place.sequence] = place.ciphertext
        settle_withdrawals(file)
        me = self._services.roster.current().roster.person(self._services.person)
        if me is None or file.introduction is None or is_excluded(me, file.introduction.excluded):
            return None  # a position that the reporter excluded may be new to this person
        try:
            self._chains.recall(file, kept.events)
        except BrokenChainError:
            return None
        settle_destroyed_parts(file, self._services, self._notes)
        call_contradicted(file)
        return file

    def _opened(self, file: CaseFile, row: EntryRow) -> bytes:
        """Return the row's plaintext, opened with a key that a grant gave for its place if one fits."""
        if row.digest is not None and (known := file.cache.opened.get(row.digest)) is not None:
            return pad(known.message)
        given = keys_given(file, file.given.entries, row.sequence)
        return file.cache.open(row.envelope or b"", given, self._services.opener, row.author)[0]

    def _entry(self, file: CaseFile, row: EntryRow, padded: bytes | CryptoError) -> Entry:
        if isinstance(padded, KeyLockedError | GpgFaultError):
            raise padded  # not the row's fault
        found: Proven | WithdrawnEntry | RowProblem
        if isinstance(padded, CryptoError):
            found = unopened(padded)
        else:
            found = self._judged(file, row.sequence, row.author, padded)
            if isinstance(found, FromOffice) and not _was_sent(file, row, padded):
                found = RowProblem.SENT_OTHERWISE
        return BadRow(row.sequence, row.author, row.day, found) if isinstance(found, RowProblem) else found

    def _judged(
        self, file: CaseFile, sequence: int, author: str, padded: bytes
    ) -> Proven | WithdrawnEntry | RowProblem:
        digest = pins.digest(padded)
        if file.memory.digests.get(digest, sequence) != sequence:
            return RowProblem.REPEATED
        if sequence > 1 and file.introduction is None:
            return RowProblem.UNPROVEN
        try:
            entry = self._verified(file, sequence, author, padded)
        except (RosterError, GpgFaultError):
            raise  # not the row's fault: without a roster or GnuPG nothing can be judged
        except CryptoError as error:
            return verdict(error)
        file.memory.digests.pop(digest, None)
        file.memory.digests[digest] = sequence  # the newest of a place is the last
        if sequence == 1:
            file.first_digest = digest
        return entry

    def _verified(self, file: CaseFile, sequence: int, author: str, padded: bytes) -> Proven | WithdrawnEntry:
        introduction = file.introduction
        if sequence == 1 or introduction is None:
            return FromReporter(1, read_first_envelope(padded, file.case))
        if author != REPORTER:
            verify = partial(self._verify_reply, file, introduction.excluded, (sequence, author))
            signed = read_reply(padded, file.case, sequence, verify)
            return FromOffice(sequence, signed.reply, signed.digest)
        found = read_entry(padded, introduction.voice_key, file.case, sequence)
        return (
            WithdrawnEntry(sequence, found)
            if isinstance(found, Withdrawal)
            else FromReporter(sequence, found)
        )

    def _verify_reply(
        self,
        file: CaseFile,
        excluded: tuple[Excluded, ...],
        place: tuple[int, str],
        reply: Reply,
        statement: bytes,
        signature: bytes,
    ) -> None:
        sequence, author = place
        if reply.officer != author:
            raise ReplyError
        # The index may have opened it in an earlier session: nothing kept GnuPG from its signature then.
        not_given_up = partial(file.cache.failures.refuse_known, file.tried.get(sequence, ""), author)

        took = 0.0  # without the fetching of a roster, which no author makes slow

        def check(current: CurrentRoster) -> None:
            nonlocal took
            began = time.monotonic()  # a single run is too short to measure by processor time
            try:
                file.cache.verify(
                    current, reply.officer, statement, signature, reply.day, before_gpg=not_given_up
                )
            finally:
                took += time.monotonic() - began
            if not current.may_reply(reply.officer, excluded):
                raise ReplyError

        try:
            self._services.roster.require(check)
        except AuthorError:
            file.cache.failures.charge_all(author, took)
            raise

    def _examine_first(self, file: CaseFile) -> None:
        """Name a list of exclusions that is too long, and compare the first report and the end with the pin."""
        if file.introduction is not None and file.introduction.excludes_too_many:
            file.problems.add(CaseProblem.MANY_EXCLUDED)
        pin = self._services.pins.of(file.case)
        if pin is not None and file.row.last_sequence < pin.highest:
            file.problems.add(CaseProblem.SHORTENED)
        if file.first_digest is None:
            return
        if pin is not None and file.first_digest != pin.first:
            file.problems.add(CaseProblem.FIRST_CHANGED)
            return
        highest = file.highest_verified
        self._services.pins.remember(file.case, file.first_digest, highest, file.read_on.get(highest))

    def _note_doubt(self, file: CaseFile) -> None:
        """Note if this workstation objects to a destruction, unless a store broke what would tell of it."""
        if file.chain.broken is not None or CaseProblem.FIRST_CHANGED in file.problems:
            return
        doubted = doubted_signature(file, self._services.roster.current().roster.retention)
        if doubted is not None:
            self._services.pins.note_doubt(file.case, doubted)


def _was_sent(file: CaseFile, row: EntryRow, padded: bytes) -> bool:
    """Return whether the mailbox got this very reply: an officer could show colleagues a different one."""
    if file.introduction is None:
        return False
    sealed = seal_reply(file.introduction.sealing_key, padded)
    return row.sealed == hashlib.sha256(sealed).hexdigest()
