"""The case as its reporter's side believes it: the chain of events, each verified before it counts.

The store is not believed. A person of the roster must have signed each event, nobody whom the reporter excluded, and
as an officer only who is one; the reporter's own acts must be signed by the mailbox's voice; each must follow the one
before it by the procedure's table. At the first that does not, the chain ends here: whoever it or a later one brings
in gets nothing, and the officers of the roster read on, but for those whom it or a later one takes off.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from crypto.errors import AuthorError, CryptoError
from crypto.event import Action, Event, Part, SignedEvent
from crypto.gpg.errors import GpgFaultError
from crypto.mailbox import Mailbox, verify_voice
from crypto.roster import answers_reporters, is_excluded
from crypto.voice import Excluded
from store.contract.procedure.errors import ProcedureError
from store.contract.procedure.rules import apply
from store.contract.procedure.state import CaseState, first_state
from store.contract.roster_keeper import CurrentRoster

_REMEMBERED: Final = 50_000  # of some 200 bytes each
_logger: Final = logging.getLogger("kentongan")

Key = tuple[int, str]
"""A roster's serial, which names one roster only, and an event's chain digest, which covers its signature."""


class Remembered:
    """The latest keys of this process that were added; thread-safe."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._size = size
        self._keys: OrderedDict[Key, None] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: Key) -> bool:
        with self._lock:
            if key not in self._keys:
                return False
            self._keys.move_to_end(key)
            return True

    def add(self, key: Key) -> bool:
        """Whether it was new."""
        with self._lock:
            new = key not in self._keys
            self._keys[key] = None
            self._keys.move_to_end(key)
            if len(self._keys) > self._size:
                self._keys.popitem(last=False)
            return new


class EventMemory:
    """Which signatures were found good under which roster, so that no message asks GnuPG about old events again."""

    def __init__(self) -> None:
        self.verified = Remembered()
        self.named = Remembered()


def believed_state(
    memory: EventMemory,
    current: CurrentRoster,
    mailbox: Mailbox,
    excluded: tuple[Excluded, ...],
    received: date,
    events: Iterable[SignedEvent],
) -> CaseState:
    """What the verified events add up to. Raises a `GpgFaultError` when nobody can tell."""
    judge = _Judge(memory, current, mailbox, excluded)
    state = first_state(mailbox.case, received)
    following = iter(events)
    for signed in following:
        try:
            act = judge.believed(signed)
            state = apply(state, act, signed.digest)
        except GpgFaultError:
            raise
        except (CryptoError, ProcedureError) as error:
            if memory.named.add((current.roster.serial, signed.digest)):
                _logger.warning(
                    "An event of a case is not believed, nor what follows it (%s). The audit names it.",
                    type(error).__name__,
                )
            return _without(state, _taken_off(judge, state, (signed, *following)))
    return state


@dataclass(frozen=True, slots=True)
class _Judge:
    """Whom the roster and the reporter let decide, and whose signature is good."""

    memory: EventMemory
    current: CurrentRoster
    mailbox: Mailbox
    excluded: tuple[Excluded, ...]

    def believed(self, signed: SignedEvent) -> Event:
        """What an event says that counts; a `CryptoError` otherwise."""
        act = signed.read()
        if act.part is Part.OFFICER:
            person = self.current.roster.person(act.actor)
            if person is None or not answers_reporters(person):
                raise AuthorError
        self._require_signer(signed, act)
        return act

    def removal(self, signed: SignedEvent) -> Event | None:
        """An event of this case that takes somebody off, or brings an officer back; None if it is nothing of that."""
        try:
            act = signed.read()
            if act.case != self.mailbox.case or act.person is None:
                return None
            if act.action is Action.DISMISS and (act.part is Part.OFFICER or act.person == act.actor):
                self._require_signer(signed, act)
                return act
            if act.action is Action.ADMIT and (act.part, act.role) == (Part.OFFICER, Part.OFFICER):
                return self.believed(signed)
        except GpgFaultError:
            raise
        except CryptoError:
            pass  # nobody of the office said so
        return None

    def _require_signer(self, signed: SignedEvent, act: Event) -> None:
        """Signed by the voice, or by somebody of the roster whom the reporter did not exclude."""
        key = (self.current.roster.serial, signed.digest)
        if act.part is not Part.REPORTER:
            person = self.current.roster.person(act.actor)
            if person is None or is_excluded(person, self.excluded):
                raise AuthorError
        if key in self.memory.verified:
            return
        if act.part is Part.REPORTER:
            verify_voice(self.mailbox.voice_key, signed.statement, signed.signature)
        else:
            self.current.verify_by(act.actor, signed.statement, signed.signature, act.day)
        self.memory.verified.add(key)


def _taken_off(judge: _Judge, state: CaseState, events: Iterable[SignedEvent]) -> frozenset[str]:
    """Whom events beyond the believed end take off: that an officer's role changes later undoes no dismissal.

    What was signed as the later one counts, wherever the store puts it; only an officer of today brings one back.
    """
    latest: dict[str, tuple[int, bool]] = {}
    for act in filter(None, map(judge.removal, events)):
        if act.sequence > state.sequence:
            said = (act.sequence, act.action is Action.DISMISS)
            latest[act.person or ""] = max(said, latest.get(act.person or "", said))
    return frozenset(person for person, (_place, gone) in latest.items() if gone)


def _without(state: CaseState, people: frozenset[str]) -> CaseState:
    return replace(state, dismissed=state.dismissed | people)
