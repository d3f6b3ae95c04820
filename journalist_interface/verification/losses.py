"""Histories that a restore shortened: what a workstation offers to sign, and when it accepts that something is gone.

A store that lost events looks like one that hides them. So a workstation that remembers more goes on warning until two
readers of the case have signed the same loss, one of whom saw what is gone. The office must have signed a note that a
backup was restored, and that it left this case at an end through which the chain now goes.

What the store showed in the lost places by the day of the restore is forgotten then, even if others are in them by now.
Each loss counts once: with the same signatures a store could take back what comes later on that day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import msgspec

from crypto.errors import StatementError
from crypto.signing import Signed
from journalist_interface.gateway_client.errors import GatewayError
from journalist_interface.verification.case_file import BadRow, CaseFile, Entry, WithdrawnEntry
from journalist_interface.verification.chain import Proposal, ReadEvent
from journalist_interface.verification.chain_reader import ReadingServices
from journalist_interface.verification.pins import Pin
from journalist_interface.verification.problems import CaseProblem, RowProblem
from store.api.messages import MOST_RESTORES
from store.domain.errors import NoReaderError
from store.domain.event import NO_EVENT, SignedEvent
from store.domain.procedure.chain_verification import parsed
from store.domain.procedure.restored import SignedLoss
from store.domain.restored_history import (
    MOST_LOST,
    HistoryEnd,
    Loss,
    LostEvent,
    RestoreNote,
    read_note,
    taken_off,
)

_NO_END: Final = 2**63


@dataclass(frozen=True, slots=True)
class _Gone:
    """The part of a case that this workstation remembers and the store lacks; `known` are all remembered events."""

    pin: Pin
    events: bool
    messages: bool
    known: tuple[SignedEvent, ...]

    @property
    def anything(self) -> bool:
        return self.events or self.messages

    def old_end(self, note: RestoreNote) -> HistoryEnd:
        """Return where the history ended; no messages count as lost once there are as many again."""
        pin = self.pin
        messages = pin.highest if self.messages else note.end.messages
        return HistoryEnd(pin.events, pin.head, pin.statement, messages)

    def after(self, note: RestoreNote) -> tuple[LostEvent, ...]:
        """Return the remembered events after the end that the note names."""
        if not self.events:
            return ()
        later = [_lost(signed) for signed in self.known[note.end.events :]]
        if not later or None in later:
            return ()
        lost = [event for event in later if event is not None]
        # The pin may have another spelling of the last event's signature.
        return (*lost[:-1], msgspec.structs.replace(lost[-1], digest=self.pin.head))

    def is_explained_by(self, note: RestoreNote) -> bool:
        """Return whether the restore of this note can have lost all of it: what was seen later, it cannot."""
        end, pin = note.end, self.pin
        return (
            end.events <= pin.events
            and (not self.events or (end.events < pin.events and _seen_by(pin.events_day, note)))
            and (not self.messages or (end.messages < pin.highest and _seen_by(pin.highest_day, note)))
        )

    def is_settled_by(self, loss: Loss) -> bool:
        """Return whether the loss includes all of it, and names no other events than are remembered here."""
        pin = self.pin
        known = {event.sequence: event.digest for event in map(_lost, self.known) if event is not None}
        known[pin.events] = pin.head
        agrees = all(known.get(lost.sequence, lost.digest) == lost.digest for lost in loss.lost)
        return (not self.events or (loss.includes(pin.events, pin.head, pin.statement) and agrees)) and (
            not self.messages or pin.highest <= loss.old.messages
        )


class Losses:
    """A judge of what is gone, for one signed-in person; `keep` writes to the index what is known of each place."""

    def __init__(self, services: ReadingServices, keep: Callable[[CaseFile], None]) -> None:
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
        if chain.broken is not None and not chain.unlike_pin:
            return False
        gone = _gone(file, pin)
        signed = list(self._signed(file, gone))
        new = [found for found in signed if found.is_accepted and found.loss.digest not in pin.settled]
        explained = any(gone.is_explained_by(found.note) and gone.is_settled_by(found.loss) for found in new)
        if new and (explained or not gone.anything) and self._accept(file, gone, new):
            return True
        if signed or gone.anything:
            chain.proposals = tuple(self._proposals(file, gone, signed))
        return False

    def _signed(self, file: CaseFile, gone: _Gone) -> Iterator[SignedLoss]:
        """Yield what readers of the case signed, with a note of the office on an end in this chain."""
        found: dict[Loss, list[ReadEvent]] = defaultdict(list)
        for read in file.events:
            if read.event.loss is not None:
                found[read.event.loss.values].append(read)
        readers = self._readers(file) if found else frozenset()
        looked_at = set(list(dict.fromkeys(loss.note for loss in found))[:MOST_RESTORES])
        for loss, signatures in found.items():
            note = _note_of(file, loss.note)
            if note is None or loss.note not in looked_at or not self._is_of_office(loss.note):
                file.chain.unproven |= {read.sequence for read in signatures}
                continue
            counted = readers - taken_off(loss.lost) - taken_off(gone.after(note))
            good = [read.event for read in signatures if not read.remarks and read.event.actor in counted]
            yield SignedLoss.of(loss, note, good)

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

    def _accept(self, file: CaseFile, gone: _Gone, losses: Sequence[SignedLoss]) -> bool:
        """Remember the history as it is now: nothing is gone any more. Return whether to read its places again."""
        pins, known = self._services.pins, file.known_places()
        left = known
        for found in losses:
            left = left.without_lost(*_lost_places(found, gone), found.note.day)
        is_news, highest = gone.anything or left != known, file.highest_verified
        if is_news:
            file.known = left
            _drop_messages_after(file, min(found.note.end.messages for found in losses))
            self._keep(file)  # before the pins: what breaks off in between is settled by the next reading
        if gone.messages:
            pins.accept_messages(file.case, max(min(highest, file.row.last_sequence), 1))
            file.problems.discard(CaseProblem.SHORTENED)
        if gone.events:
            pins.accept_chain(file.case, file.chain.signed)
            file.chain.broken, file.chain.unlike_pin = None, False
        pins.settle(file.case, [found.loss.digest for found in losses])
        return is_news

    def _proposals(self, file: CaseFile, gone: _Gone, signed: Sequence[SignedLoss]) -> Iterator[Proposal]:
        me = self._services.person
        if me not in self._readers(file):
            return
        settled = False
        for found in signed:
            fits = not gone.anything or (gone.is_explained_by(found.note) and gone.is_settled_by(found.loss))
            if fits and found.signers and not found.is_accepted:
                settled = True
                loss = msgspec.structs.replace(
                    found.loss, seen=gone.anything and gone.old_end(found.note) == found.loss.old
                )
                yield Proposal(loss, found.note, found.signers, mine=me in found.signers)
        if gone.anything and not settled:
            yield from self._own(file, gone)

    def _own(self, file: CaseFile, gone: _Gone) -> Iterator[Proposal]:
        """Yield the loss of what this workstation remembers, by the newest restore that explains it."""
        notes = [
            (note, signed) for signed in self._notes(file) if (note := _note_of(file, signed)) is not None
        ]
        for note, signed in sorted(notes, key=lambda pair: (pair[0].day, pair[0].end.events), reverse=True):
            if gone.is_explained_by(note) and self._is_of_office(signed):
                lost = gone.after(note)[-MOST_LOST:]
                yield Proposal(Loss(signed, gone.old_end(note), lost, seen=True), note, (), mine=False)
                return

    def _notes(self, file: CaseFile) -> tuple[Signed, ...]:
        try:
            return self._services.client.restores(self._services.token, file.case).notes
        except GatewayError:
            return ()  # the warning stays, and nothing more can be said


def _gone(file: CaseFile, pin: Pin) -> _Gone:
    known = _known(file.remembered, pin) if file.chain.unlike_pin else ()
    return _Gone(pin, file.chain.unlike_pin, file.row.last_sequence < pin.highest, known)


def _lost_places(found: SignedLoss, gone: _Gone) -> tuple[int, int]:
    """Return the places after and through which a loss reaches; all of them if events alone were still gone."""
    end, last = found.note.end.messages, found.loss.old.messages
    return end, last if last > end or not gone.events else _NO_END


def _drop_messages_after(file: CaseFile, last: int) -> None:
    """Make room for the messages that came in the places of lost ones."""
    file.entries = {
        number: entry
        for number, entry in file.entries.items()
        if number <= last and not _was_withdrawn_after(file, entry, last)
    }
    file.digests = {digest: number for digest, number in file.digests.items() if number in file.entries}
    file.tried = {number: name for number, name in file.tried.items() if number in file.entries}


def _was_withdrawn_after(file: CaseFile, entry: Entry, last: int) -> bool:
    """Return whether a place was judged by a withdrawal that is lost: then it is read again."""
    if isinstance(entry, BadRow):
        return entry.problem is RowProblem.PUT_BACK and entry.sequence not in file.known.withdrawn_places
    return isinstance(entry, WithdrawnEntry) and entry.reason.entry > last


def _known(remembered: Sequence[SignedEvent], pin: Pin) -> tuple[SignedEvent, ...]:
    """Return the events up to the pinned one, if each names the one before: the index alone is no authority."""
    events = tuple(remembered[: pin.events])
    if len(events) < pin.events or not events or not events[-1].matches(pin.head, pin.statement):
        return ()
    before = NO_EVENT
    for signed in events:
        event = parsed(signed)
        if event is None or event.previous != before:
            return ()
        before = signed.digest
    return events


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


def _lost(signed: SignedEvent) -> LostEvent | None:
    event = parsed(signed)
    if event is None:
        return None
    return LostEvent(event.sequence, signed.digest, event.actor, event.kind.value, event.day, event.person)


def _seen_by(day: date | None, note: RestoreNote) -> bool:
    return day is None or day <= note.day
