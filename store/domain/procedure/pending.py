"""Requests to one person for which a case waits: an answer about the identity, a signature under a destruction."""

from dataclasses import dataclass
from datetime import date

from store.domain.deadlines import disclosed_by
from store.domain.retention import DestroyedPart, DestructionScope


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for the reporter's identity: who asked whom, when, at which head, and the event that answered."""

    asker: str
    custodians: frozenset[str]
    day: date
    head: str
    answered: int | None = None

    def waits_on(self, day: date) -> bool:
        """Return whether the request has no answer, and may still be granted on this day."""
        return self.answered is None and day <= disclosed_by(self.day)


@dataclass(frozen=True, slots=True)
class Destruction:
    """A proposal to destroy a case: the event that made it, by whom, who is asked to sign, and the day they signed."""

    sequence: int
    proposer: str
    signatory: str
    scope: DestructionScope
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class PartDestruction:
    """A proposal to destroy one message: the event that made it, by whom, who is asked to sign, and the message."""

    sequence: int
    proposer: str
    signatory: str
    part: DestroyedPart
