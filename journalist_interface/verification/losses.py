"""Histories that a restore shortened: what a workstation offers to sign, and when it accepts that something is gone.

A store that lost events looks like one that hides them. So a workstation that remembers more goes on warning until two
readers of the case have signed the same loss, one of whom saw what is gone. The office must have signed a note that a
backup was restored, and that it left this case at an end through which the chain now goes. After several restores it
may miss several ends: it goes on once losses in force include each of them, and offers to sign what others miss too.

What the store showed in the lost places by the day of the restore is forgotten then, even if others are in them by now.
Each loss counts once, and each note explains nothing that goes after a loss by it was settled: with the same note or
signatures a store could take back what comes later on that day.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import msgspec

from crypto.errors import StatementError
from crypto.signing import Signed
from journalist_interface.cache.known_places import KnownPlaces
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import CaseFile
from journalist_interface.verification.chain import Proposal, ReadEvent
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.gone import Gone, gone_of, still_open
from journalist_interface.verification.office_notes import notes_in_losses
from journalist_interface.verification.problems import CaseProblem
from store.domain.errors import NoReaderError
from store.domain.procedure.restored import SignedLoss
from store.domain.restored_history import (
    MOST_LOST,
    Loss,
    LossValues,
    RestoreNote,
    digest_of_note,
    read_note,
    taken_off,
)

MOST_OFFERED: Final = 20  # of one signer; without it, one person fills the page of every reader


@dataclass(frozen=True, slots=True)
class _ProvenNote:
    """A note as the office signed it."""

    signed: Signed
    note: RestoreNote


class Losses:
    """A judge of what is gone, for one signed-in person.

    `keep` writes to the index what is known of each place, and returns whether the next session will find it there.
    """

    def __init__(self, services: ReadingServices, keep: Callable[[CaseFile], bool]) -> None:
        self._services = services
        self._keep = keep
        self._judged: dict[Signed, bool] = {}

    def settle(self, file: CaseFile) -> bool:
        """Accept what two people signed, and note what this person can sign; the caller holds the case's lock.

        Return whether something was accepted: then the messages after the restore have to be read again.
        """
        chain, pin = file.chain, self._services.pins.of(file.case)
        chain.proposals, chain.unproven = (), frozenset()
        if chain.state is None or pin is None or CaseProblem.FIRST_CHANGED in file.problems:
            return False
        if not chain.holds_to_its_end:
            return False
        if closed := still_open(file, pin):
            self._services.pins.settle(file.case, (), closed)
            pin = self._services.pins.of(file.case) or pin
        gone = gone_of(file, pin)
        signed, off = self._counted(file, gone)
        new = [found for found in signed if found.is_accepted and found.loss.digest not in pin.settled]
        if new and not gone.beyond(new).anything and self._accept(file, gone, new):
            return True
        if signed or gone.needs_a_loss:
            chain.proposals = tuple(self._proposals(file, gone, signed, off))
        return False

    def _counted(self, file: CaseFile, gone: Gone) -> tuple[list[SignedLoss], frozenset[str]]:
        """Return what readers signed, and whom missing events took off: their signatures do not count.

        Once others have signed the loss of these events, they count for the rest, as where nothing was missing.
        """
        off = gone.off
        while True:
            signed = list(self._signed(file, off))
            left = gone.beyond(found for found in signed if found.is_accepted).off
            if left == off:
                return signed, off
            off = left

    def _signed(self, file: CaseFile, off: frozenset[str]) -> Iterator[SignedLoss]:
        """Yield what readers of the case signed, with a note of the office on an end in this chain."""
        found: dict[LossValues, list[ReadEvent]] = defaultdict(list)
        for read in file.events:
            if read.event.loss is not None:
                found[read.event.loss.values].append(read)
        readers = self._readers(file) - off if found else frozenset()
        notes = self._proven_notes(file)
        for values, signatures in found.items():
            proven = notes.get(values.note)
            if proven is not None:
                counted = readers - taken_off(values.lost)
                good = [read.event for read in signatures if not read.remarks and read.event.actor in counted]
                yield SignedLoss.of(Loss(proven.signed, values.old, values.lost), proven.note, good)

    def _proven_notes(self, file: CaseFile) -> dict[str, _ProvenNote]:
        """Return the office's notes in what people signed, by statement, and name the events with others."""
        signed = [(read, read.event.loss.note) for read in file.events if read.event.loss is not None]
        found: dict[str, _ProvenNote | None] = {}
        for note in notes_in_losses(file):
            found[note.statement] = found.get(note.statement) or self._proven_note(file, note)
        refused = {statement for statement, proven in found.items() if proven is None}
        file.chain.unproven = frozenset(read.sequence for read, note in signed if note.statement in refused)
        return {statement: proven for statement, proven in found.items() if proven is not None}

    def _proven_note(self, file: CaseFile, signed: Signed) -> _ProvenNote | None:
        note = _note_of(file, signed)
        if note is None or not self._is_of_office(signed):
            return None
        return _ProvenNote(signed, note)

    def _readers(self, file: CaseFile) -> frozenset[str]:
        excluded = () if file.introduction is None else file.introduction.excluded
        try:
            readers = file.chain.readers(self._services.roster.current(), excluded)
        except NoReaderError:
            return frozenset()
        return frozenset(person.id for person in readers)

    def _is_of_office(self, signed: Signed) -> bool:
        """Return whether the office signed it; GnuPG is asked once a session, whatever a reader signs beside it."""
        if signed not in self._judged:
            self._judged[signed] = self._services.roster.current().is_of_office(signed)
        return self._judged[signed]

    def _accept(self, file: CaseFile, gone: Gone, losses: Sequence[SignedLoss]) -> bool:
        """Remember the history as it is now: nothing is gone any more. Return whether to read its places again."""
        pins, known = self._services.pins, file.known_places()
        left = known
        for found in losses:
            left = left.without_lost(partial(_is_lost, found, gone), found.note.day)
        left_open = {
            digest: gone.left_open(left, digest) for digest in {found.loss.note_digest for found in losses}
        }
        # The index before the pins: what breaks off in between, or finds a full disk, is settled by a later reading.
        if not self._forget(file, left):
            return False
        if gone.messages:
            # Not what the store has: it could drop more than was lost. Nor what another restore left.
            restored = min(found.note.end.messages for found in losses if gone.are_messages_lost_by(found))
            highest = max(restored, left.highest)
            pins.accept_messages(file.case, highest, left.shown_on(highest))
            file.problems.discard(CaseProblem.SHORTENED)
        if gone.ends:
            pins.accept_chain(file.case, file.chain.signed)
            file.chain.broken, file.chain.unlike_pin, file.chain.unlike_course = None, False, False
        pins.settle(file.case, [found.loss.digest for found in losses], left_open)
        return True

    def _forget(self, file: CaseFile, left: KnownPlaces) -> bool:
        """Keep what is left of the places, and have all be read again; nothing if it cannot be written."""
        before = file.memory.known, file.entries, file.memory.digests, file.tried
        file.memory.known = left
        _drop_messages(file)
        if self._keep(file):
            return True
        file.memory.known, file.entries, file.memory.digests, file.tried = before
        return False

    def _proposals(
        self, file: CaseFile, gone: Gone, signed: Sequence[SignedLoss], off: frozenset[str]
    ) -> Iterator[Proposal]:
        me = self._services.person
        if me not in self._readers(file) - off:
            return
        settling = [found for found in signed if found.is_accepted]
        left, is_told = gone.beyond(settling), False
        later: list[Proposal] = []
        for found in _offered(gone, signed):
            if me in taken_off(found.loss.lost):  # by what is lost: then this signature would not count
                continue
            touched = gone.is_touched_by(found)
            seen = touched and found.loss.old in gone.old_ends(found.note, found.loss.note_digest)
            # A loss that no one saw would not count with this signature either.
            if touched and (found.seen or seen):
                settling, is_told = [*settling, found], True
            loss = msgspec.structs.replace(found.loss, seen=seen)
            leaves_more = left.beyond([found]).anything
            proposal = Proposal(loss, found.note, found.signers, me in found.signers, leaves_more)
            if touched or not gone.anything:
                yield proposal
            else:
                later.append(proposal)
        if gone.anything or (gone.contradicted and not is_told):
            yield from self._own(file, gone, settling)
        yield from later

    def _own(self, file: CaseFile, gone: Gone, settling: Sequence[SignedLoss]) -> Iterator[Proposal]:
        """Yield losses of what this workstation remembers and none of these explains, each by its newest restore."""
        notes = [
            (note, signed) for signed in self._notes(file) if (note := _note_of(file, signed)) is not None
        ]
        left, found = gone.beyond(each for each in settling if each.is_accepted), list(settling)
        for note, signed in sorted(notes, key=lambda pair: (pair[0].day, pair[0].end.events), reverse=True):
            for old, lost in gone.old_ends(note, digest_of_note(signed)).items():
                mine = SignedLoss(Loss(signed, old, lost[-MOST_LOST:], seen=True), note, (), seen=True)
                rest = gone.beyond(found) if gone.anything else gone
                if rest.needs_a_loss and rest.is_touched_by(mine) and self._is_of_office(signed):
                    found.append(mine)
                    yield Proposal(mine.loss, note, (), False, left.beyond([mine]).anything)
                    if not gone.anything:
                        return

    def _notes(self, file: CaseFile) -> tuple[Signed, ...]:
        try:
            return self._services.client.restores(self._services.token, file.case).notes
        except GatewayError:
            return ()  # the warning stays, and nothing more can be said


def _offered(gone: Gone, signed: Sequence[SignedLoss]) -> list[SignedLoss]:
    """Return what can be signed beside others: of each signer the newest, and nothing that one in force includes.

    What explains anything that is missing here goes before what colleagues alone miss.
    """
    accepted = [found.loss for found in signed if found.is_accepted]
    touched = {number for number, found in enumerate(signed) if gone.is_touched_by(found)}
    offered: dict[int, SignedLoss] = {}
    given: Counter[str] = Counter()
    for number in sorted(range(len(signed)), key=lambda number: (number not in touched, -number)):
        found = signed[number]
        is_needed = gone.anything and number in touched
        is_needed |= not any(loss.outdoes(found.loss, found.note.end) for loss in accepted)
        has_room = any(given[signer] < MOST_OFFERED for signer in found.signers)
        if is_needed and has_room and not found.is_accepted:
            given.update(found.signers)
            offered[number] = found
    return [offered[number] for number in sorted(offered)]


def _is_lost(found: SignedLoss, gone: Gone, place: int) -> bool:
    """Return whether a loss takes out this place; all later ones if it names none and events were still gone.

    Of a note that was settled here these are the places alone that were missing then.
    """
    end, last = found.note.end.messages, found.loss.old.messages
    within = end < place <= last or (last <= end < place and gone.events)
    return within and gone.is_open(place, found.loss.note_digest)


def _drop_messages(file: CaseFile) -> None:
    """Make room for all after the report: this session may have read it before a restore that lost it."""
    file.entries = {number: entry for number, entry in file.entries.items() if number == 1}
    file.memory.digests = {digest: number for digest, number in file.memory.digests.items() if number == 1}
    file.tried = {number: name for number, name in file.tried.items() if number == 1}


def _note_of(file: CaseFile, signed: Signed) -> RestoreNote | None:
    """Return a note of this case on an end through which the chain goes; its signature is not verified."""
    try:
        note = read_note(signed)
    except StatementError:
        return None
    end, chain = note.end, file.chain.signed
    if note.case != file.case or end.events > len(chain):
        return None
    return note if end.events == 0 or chain[end.events - 1].matches(end.head, end.statement) else None
