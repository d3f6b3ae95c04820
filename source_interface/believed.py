"""The case as its reporter's side believes it: the chain of events, each verified before it counts.

The store is not believed. A person of the roster must have signed each event, nobody whom the reporter excluded, and
as an officer only who is one; the reporter's own acts must be signed by the mailbox's voice; each must follow the one
before it by the procedure's table. At the first that does not, the chain ends here: whoever it or a later one brings
in gets nothing, and the officers of the roster read on.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from typing import Final

from crypto.errors import CryptoError, ReplyError
from crypto.event import Event, Part, SignedEvent
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
    state = first_state(mailbox.case, received)
    for signed in events:
        key = (current.roster.serial, signed.digest)
        try:
            act = signed.read()
            if key not in memory.verified:
                _verify(current, mailbox, excluded, act, signed)
            state = apply(state, act, signed.digest)
        except GpgFaultError:
            raise
        except (CryptoError, ProcedureError) as error:
            if memory.named.add(key):
                _logger.warning(
                    "An event of a case is not believed, nor what follows it (%s). The audit names it.",
                    type(error).__name__,
                )
            return state
        memory.verified.add(key)
    return state


def _verify(
    current: CurrentRoster,
    mailbox: Mailbox,
    excluded: tuple[Excluded, ...],
    act: Event,
    signed: SignedEvent,
) -> None:
    """The exclusions need not be part of what is remembered: a case's never change."""
    if act.part is Part.REPORTER:
        verify_voice(mailbox.voice_key, signed.statement, signed.signature)
        return
    person = current.roster.person(act.actor)
    if person is None or is_excluded(person, excluded):
        raise ReplyError
    if act.part is Part.OFFICER and not answers_reporters(person):
        raise ReplyError
    current.verify_by(act.actor, signed.statement, signed.signature, act.day)
