"""The entries of an officer's private record, and how each change makes a new set of them."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, Self

import msgspec
from msgspec import Meta

from store.domain.event import MOST_LABEL_CHARACTERS, MOST_LABELS
from store.domain.fields import CaseId, Sequence, Struct

MOST_REMINDER_CHARACTERS: Final = 200
MOST_NAME_CHARACTERS: Final = 40
_MOST_ENTRIES: Final = 2_000  # the size of the record is the limit that is met first
_MOST_QUERY_CHARACTERS: Final = 400


class PrivateLabels(Struct, frozen=True):
    """The labels that an officer alone sees on a case."""

    case: CaseId
    labels: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=MOST_LABEL_CHARACTERS)], ...],
        Meta(min_length=1, max_length=MOST_LABELS),
    ]


class OpenedMention(Struct, frozen=True):
    """The last note of a case pointed out to this officer that they opened."""

    case: CaseId
    sequence: Sequence


class Reminder(Struct, frozen=True, order=True):
    """A day on which an officer wants to be reminded of a case, and of what."""

    day: date
    case: CaseId
    text: Annotated[str, Meta(min_length=1, max_length=MOST_REMINDER_CHARACTERS)]

    @property
    def key(self) -> str:
        """Return the name by which a form refers to this reminder."""
        return hashlib.sha256(f"{self.case}\n{self.day}\n{self.text}".encode()).hexdigest()[:32]


class SavedFilter(Struct, frozen=True, order=True):
    """A selection and an order of the list under a name; `query` is what its address asks for."""

    name: Annotated[str, Meta(min_length=1, max_length=MOST_NAME_CHARACTERS)]
    query: Annotated[str, Meta(max_length=_MOST_QUERY_CHARACTERS)]


class PrivateEntries(Struct, frozen=True, omit_defaults=True):
    """All that an officer keeps for themselves, in order."""

    labels: Annotated[tuple[PrivateLabels, ...], Meta(max_length=_MOST_ENTRIES)] = ()
    reminders: Annotated[tuple[Reminder, ...], Meta(max_length=_MOST_ENTRIES)] = ()
    filters: Annotated[tuple[SavedFilter, ...], Meta(max_length=_MOST_ENTRIES)] = ()
    opened: Annotated[tuple[OpenedMention, ...], Meta(max_length=_MOST_ENTRIES)] = ()

    @property
    def cases(self) -> frozenset[str]:
        """Return the cases that something is kept about."""
        named = ({entry.case for entry in entries} for entries in (self.labels, self.opened))
        return frozenset[str]().union(*named, (reminder.case for reminder in self.reminders))

    def labels_of(self, case: str) -> tuple[str, ...]:
        """Return the private labels of a case."""
        return next((entry.labels for entry in self.labels if entry.case == case), ())

    def reminders_of(self, case: str) -> tuple[Reminder, ...]:
        """Return the reminders on a case, the earliest first."""
        return tuple(reminder for reminder in self.reminders if reminder.case == case)

    def due(self, today: date) -> tuple[Reminder, ...]:
        """Return the reminders whose day has come, the earliest first."""
        return tuple(reminder for reminder in self.reminders if reminder.day <= today)

    def labelled(self, case: str, labels: Iterable[str]) -> Self:
        """Return the entries with exactly these private labels on a case."""
        others = [entry for entry in self.labels if entry.case != case]
        wanted = tuple(sorted(set(labels), key=str.casefold))
        added = [PrivateLabels(case, wanted)] if wanted else []
        return msgspec.structs.replace(
            self, labels=tuple(sorted((*others, *added), key=lambda entry: entry.case))
        )

    def reminding(self, reminder: Reminder) -> Self:
        """Return the entries with this reminder; the same one twice counts once."""
        return msgspec.structs.replace(self, reminders=tuple(sorted({*self.reminders, reminder})))

    def done(self, key: str) -> Self:
        """Return the entries without the reminder of this key."""
        return msgspec.structs.replace(
            self, reminders=tuple(reminder for reminder in self.reminders if reminder.key != key)
        )

    def opening(self, case: str, sequence: int) -> Self:
        """Return the entries in which the notes of a case are opened up to this one."""
        others = [entry for entry in self.opened if entry.case != case]
        opened = sorted((*others, OpenedMention(case, sequence)), key=lambda entry: entry.case)
        return msgspec.structs.replace(self, opened=tuple(opened))

    def with_half_opened(self) -> Self:
        """Return the entries with every second of the notes that were opened, and none if there was only one."""
        return msgspec.structs.replace(self, opened=self.opened[1::2])

    def saving(self, saved: SavedFilter) -> Self:
        """Return the entries with this filter, in the place of one of the same name."""
        return self._with_filters([*self._filters_but(saved.name), saved])

    def removing(self, name: str) -> Self:
        """Return the entries without the filter of this name."""
        return self._with_filters(self._filters_but(name))

    def without(self, cases: Iterable[str]) -> Self:
        """Return the entries without anything about these cases."""
        gone = frozenset(cases)
        return msgspec.structs.replace(
            self,
            labels=tuple(entry for entry in self.labels if entry.case not in gone),
            reminders=tuple(reminder for reminder in self.reminders if reminder.case not in gone),
            opened=tuple(entry for entry in self.opened if entry.case not in gone),
        )

    def _filters_but(self, name: str) -> list[SavedFilter]:
        return [saved for saved in self.filters if saved.name != name]

    def _with_filters(self, filters: Iterable[SavedFilter]) -> Self:
        return msgspec.structs.replace(
            self, filters=tuple(sorted(filters, key=lambda saved: saved.name.casefold()))
        )
