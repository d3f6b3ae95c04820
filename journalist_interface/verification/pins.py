"""Pins: what this workstation remembers of each case it opened, so that no store can quietly change the past.

Each case has one small file. It holds a digest of the whole first envelope, with its keys and the exclusion record: a
digest of the record alone could be guessed. It also holds the highest number ever verified, and where the chain of
decisions ended: its length, its head, and the digest of the last event's statement. Of both it holds the day on which
the store showed them last: what it showed after the day of a restore, that restore cannot have lost. While the store
shows a chain that does not go through all that was noted, each further end that it shows is noted beside it.
"""

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError
from crypto.signing import decoder_ready
from journalist_interface.gateway_client.errors import SessionEndedError
from store.domain.clock import Clock
from store.domain.event import NO_EVENT, SignedEvent
from store.domain.fields import Digest, Struct
from store.domain.fields import Sequence as Number
from store.web.durable import replace_file

T = TypeVar("T", bound=Struct)
_FOLDER: Final = "pins"
_CASE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)


class PinsError(KentonganError):
    """The record of this case on this workstation is damaged; an administrator must look at it."""


class PinsFilesError(PinsError):
    """What this workstation remembers of its cases cannot be read or written. Its disk may be full."""


MOST_COURSES: Final = 20  # as many as a gateway hands out notes of restores of one case


class CourseEnd(Struct, frozen=True):
    """The end of another course of the chain, which the store showed while the pinned end was missing.

    `day` is the last one on which it was shown.
    """

    events: Annotated[int, Meta(ge=1, le=1_000_000)]
    head: Digest
    statement: Digest
    day: date


_MORE: Final = CourseEnd(1_000_000, NO_EVENT, NO_EVENT, date.max)
"""The end that stands for further courses: no chain goes through it, and no note is of that day or later."""


class Pin(Struct, frozen=True):
    """The pinned facts of one case. `statement` is `NO_EVENT` where only the head was noted.

    The days are None where an earlier version of this program pinned, which knew of no restores. `left` is the day on
    which this person knew why the case is no longer theirs. `doubted` is the statement of the last signature, of one or
    two under its destruction, to which this workstation objected. `settled` are the digests of the losses
    that were taken into account here: a store that sends them again changes nothing. `notes` are the digests of the
    notes on which these rest, each with the places that were known then and have not been seen since: it explains no
    other. `courses` are the ends of other courses, each until the chain goes through it or its loss was signed. An
    earlier version of this program noted one at most, as `course`.
    """

    first: Digest
    highest: Number
    events: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    head: Digest = NO_EVENT
    statement: Digest = NO_EVENT
    highest_day: date | None = None
    events_day: date | None = None
    left: date | None = None
    doubted: Digest | None = None
    settled: tuple[Digest, ...] = ()
    course: CourseEnd | None = None
    notes: dict[Digest, tuple[Number, ...]] = msgspec.field(default_factory=dict)
    courses: Annotated[tuple[CourseEnd, ...], Meta(max_length=MOST_COURSES)] = ()


class _Written(Struct, frozen=True):
    pin: Pin
    version: Annotated[int, Meta(ge=1, le=1)] = 1


class Pins:
    """The pins of one workstation; cases are named by their 32 hex digits. With `over`, those of one session."""

    def __init__(self, state: Path, clock: Clock, over: threading.Event | None = None) -> None:
        self._state = state
        self._clock = clock
        self._over = over or threading.Event()
        self._folder = state / _FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def of_session(self, over: threading.Event) -> "Pins":
        """Return the same pins for a session, which writes none of them any more once it is over."""
        return Pins(self._state, self._clock, over)

    def require_session(self) -> None:
        """Raise `SessionEndedError` once the session is over: the next one may know more than a late answer tells."""
        if self._over.is_set():
            raise SessionEndedError

    def today(self) -> date:
        """Return the day by this workstation's clock."""
        return self._clock.today()

    def of(self, case: str) -> Pin | None:
        """Return what is remembered; `PinsError` if it is damaged or unreadable: then nothing may be believed."""
        return _of(self._folder, case)

    def remember(self, case: str, first: str, highest: int, shown: date | None) -> None:
        """Pin a case that was read, or raise its highest number; the first envelope's digest stays what it was.

        `shown` is the day on which the store showed that number, None if it only said that it is gone.
        Who reads a case is no longer one whom it left: if it goes missing from now on, they are told.
        """
        before, day = self.of(case), shown or self._clock.today()
        pin = Pin(first, highest, highest_day=day) if before is None else before
        seen = pin.highest_day
        is_later = highest == pin.highest and (seen is None or (shown is not None and shown > seen))
        if highest > pin.highest or is_later:
            pin = msgspec.structs.replace(pin, highest=highest, highest_day=day)
        pin = msgspec.structs.replace(pin, left=None)
        if pin != before:
            self._write(case, pin)

    def remember_chain(self, case: str, chain: Sequence[SignedEvent]) -> None:
        """Note where the chain of a pinned case ends, and the day; an end keeps its first spelling.

        Ends through which the chain goes are no others any more. Those that it lacks stay noted.
        """
        pin = self.of(case)
        if pin is None or not chain:
            return
        found, today = pin, self._clock.today()
        courses = tuple(course for course in pin.courses if not goes_through(chain, course))
        if goes_through(chain, pin):
            found = _goes_on(pin, chain, today)
        else:
            here = CourseEnd(len(chain), chain[-1].digest, chain[-1].statement_digest, today)
            for course in pin.courses:
                if course.events == here.events and goes_through(chain, course):
                    here = msgspec.structs.replace(course, day=max(course.day, today))
            courses = (*courses, here)
            if len(courses) > MOST_COURSES:
                courses = (*courses[: MOST_COURSES - 1], _MORE)
        found = msgspec.structs.replace(found, courses=courses)
        if found != pin:
            self._write(case, found)

    def note_doubt(self, case: str, doubted: str) -> None:
        """Note the signature under a destruction to which this workstation objects.

        It stays noted: a store could hide again what the objection rests on.
        """
        pin = self.of(case)
        if pin is not None and pin.doubted != doubted:
            self._write(case, msgspec.structs.replace(pin, doubted=doubted))

    def leave(self, case: str) -> None:
        """Note that this person knows why a case is no longer theirs."""
        pin = self.of(case)
        if pin is not None:
            self._write(case, msgspec.structs.replace(pin, left=self._clock.today()))

    def forget(self, case: str) -> None:
        """Forget a case that was destroyed."""
        self.require_session()
        try:
            (self._folder / case).unlink(missing_ok=True)
        except OSError:
            raise PinsFilesError from None

    def all(self) -> dict[str, Pin]:
        """Return all that is remembered, by case; raises `PinsError` if a file is damaged."""
        return _all(self._folder)

    def accept_chain(self, case: str, chain: Sequence[SignedEvent]) -> None:
        """Note where the chain of a pinned case ends, although it lacks events that were there before."""
        pin = self.of(case)
        if pin is not None:
            bare = msgspec.structs.replace(pin, courses=(), events=0)
            self._write(case, _goes_on(bare, chain, self._clock.today()))

    def accept_messages(self, case: str, highest: int, shown: date | None) -> None:
        """Note the highest number of a pinned case and the day on which it was shown last, if that is known.

        There were higher ones before.
        """
        pin = self.of(case)
        if pin is not None:
            day = shown or pin.highest_day
            self._write(case, msgspec.structs.replace(pin, highest=highest, highest_day=day))

    def settle(self, case: str, losses: Sequence[str], notes: Mapping[str, tuple[int, ...]]) -> None:
        """Note the digests of losses that were taken into account, and of notes with what they may explain yet."""
        pin = self.of(case)
        if pin is not None:
            settled = (*pin.settled, *losses)
            self._write(case, msgspec.structs.replace(pin, settled=settled, notes={**pin.notes, **notes}))

    def _write(self, case: str, pin: Pin) -> None:
        self.require_session()
        write(self._folder / case, msgspec.json.encode(_Written(pin)))


def goes_through(chain: Sequence[SignedEvent], end: Pin | CourseEnd) -> bool:
    """Return whether a chain goes through an end that was noted of it; there was none if it has no events."""
    if end.events > len(chain):
        return False
    return end.events == 0 or chain[end.events - 1].matches(end.head, end.statement)


def _goes_on(pin: Pin, chain: Sequence[SignedEvent], today: date) -> Pin:
    """Return a pin with the end of a chain that goes through it."""
    last = chain[-1]
    if len(chain) > pin.events or (pin.head == last.digest and pin.statement == NO_EVENT):
        end = {"events": len(chain), "head": last.digest, "statement": last.statement_digest}
        return msgspec.structs.replace(pin, **end, events_day=today)
    # A clock that is set back makes nothing older.
    is_later = pin.events_day is None or today > pin.events_day
    return msgspec.structs.replace(pin, events_day=today) if is_later else pin


def read_pins(state: Path) -> dict[str, Pin]:
    """Return all that a workstation remembers, by case, without changing anything; `PinsError` if a file is damaged."""
    return _all(state / _FOLDER)


def _all(folder: Path) -> dict[str, Pin]:
    if not folder.is_dir():
        return {}
    names = sorted(path.name for path in folder.iterdir() if _CASE.fullmatch(path.name))
    return {name: pin for name in names if (pin := _of(folder, name)) is not None}


def _of(folder: Path, case: str) -> Pin | None:
    found = read(folder / case, _Written, PinsError)
    if found is None or found.pin.course is None:
        return None if found is None else found.pin
    return msgspec.structs.replace(found.pin, course=None, courses=(found.pin.course,))


def read(path: Path, kind: type[T], damaged: type[PinsError]) -> T | None:
    """Return what a file holds, None if there is none; raises `PinsFilesError`, or `damaged` for anything else."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=decoder_ready(kind))
    except FileNotFoundError:
        return None
    except OSError:
        raise PinsFilesError from None
    except msgspec.MsgspecError:
        raise damaged from None


def write(path: Path, data: bytes) -> None:
    """Write the data into a file that only its owner can read; raises `PinsFilesError`."""
    try:
        replace_file(path, data, 0o600)
    except OSError:
        raise PinsFilesError from None


def digest(padded: bytes) -> str:
    """Return the digest of a decrypted message; that of the first envelope is what is pinned."""
    return hashlib.sha256(padded).hexdigest()
