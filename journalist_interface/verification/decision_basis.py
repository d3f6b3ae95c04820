"""The places up to which the maker of a decision had read the case, and the later news that the decision depends on."""

import re
from dataclasses import dataclass
from typing import Final, Self

from crypto.errors import KentonganError
from journalist_interface.verification.case_file import CaseFile, FromOffice, FromReporter
from journalist_interface.verification.chain import ReadEvent
from store.domain.event import EventKind

_SPELLING: Final = re.compile(r"([0-9]{1,7})-([0-9]{1,7})", re.ASCII)


class WentOnError(KentonganError):
    """The case went on since this page was shown. Nothing was decided: read what is new, then press again."""


@dataclass(frozen=True, slots=True)
class SeenUpTo:
    """The numbers of the last decision and the last message that a page, or the page that led to it, showed."""

    events: int = 0
    entries: int = 0

    @classmethod
    def of(cls, file: CaseFile) -> Self:
        """Return what a page made now shows; the caller holds the case's lock."""
        return cls(len(file.events), max(file.entries, default=0))

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what a form carried; a malformed or missing text means that nothing was seen."""
        found = _SPELLING.fullmatch(text)
        return cls() if found is None else cls(int(found[1]), int(found[2]))

    @property
    def text(self) -> str:
        """The text that a form carries."""
        return f"{self.events}-{self.entries}"


UNOPENED: Final = SeenUpTo(entries=1)
"""The part that a list shows of a case never opened here: a report came. The rest is the gateway's word."""


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The things that a decision rests on: others' decisions of these kinds, and the messages of the conversation."""

    kinds: frozenset[EventKind] = frozenset(EventKind)
    conversation: bool = True


ON_EVERYTHING: Final = Dependencies()
ON_CONVERSATION: Final = Dependencies(frozenset())
ON_PEOPLE: Final = Dependencies(
    frozenset({EventKind.ASSIGN, EventKind.ADMIT, EventKind.DISMISS}), conversation=False
)
ON_HANDLER: Final = Dependencies(frozenset({EventKind.TAKE}), conversation=False)
ON_PAPERS: Final = Dependencies(frozenset({EventKind.PAPER}), conversation=False)
ON_CLASSIFICATION: Final = Dependencies(
    frozenset({EventKind.CLASSIFY, EventKind.REQUEST_ATTENTION}), conversation=False
)


@dataclass(frozen=True, slots=True)
class Basis:
    """The things that a decision rests on, and how far its maker has read them."""

    seen: SeenUpTo
    depends: Dependencies


def new_events(file: CaseFile, basis: Basis, me: str) -> list[ReadEvent]:
    """Return, in order, the decisions of others that this one depends on and its maker has not seen."""
    later = file.events[basis.seen.events :]
    return [read for read in later if read.event.actor != me and read.event.kind in basis.depends.kinds]


def new_messages(file: CaseFile, basis: Basis, me: str) -> list[FromReporter | FromOffice]:
    """Return, in order, the messages of others that this decision depends on and its maker has not seen."""
    if not basis.depends.conversation:
        return []
    later = (entry for number, entry in sorted(file.entries.items()) if number > basis.seen.entries)
    return [entry for entry in later if isinstance(entry, FromReporter | FromOffice) and entry.author != me]
