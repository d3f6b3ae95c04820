"""Retention: how long a closed case is kept, what two people sign before it is destroyed, and how long that waits.

The periods stand in the signed roster, so that reporters, workstations and the gateway read the same ones.
"""

from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from store.domain.calendar_days import days_after, months_after
from store.domain.fields import MAX_SEQUENCE, Digest, Identifier, Sequence, Struct
from store.domain.stages import Stage

WAITING_DAYS: Final = (
    7  # between the second signature and the destruction: each reader sees it, and can lay a hold
)

Months = Annotated[int, Meta(ge=1, le=600)]


class Retention(Struct, frozen=True, rename="kebab"):
    """The months for which the office keeps a case after it was closed, by its outcome, or once it was archived."""

    proven: Months = 120
    partly_proven: Months = 120
    not_proven: Months = 60
    insufficient_evidence: Months = 60
    archived: Months = 24

    def months(self, stage: Stage, outcome: str | None) -> int:
        """Return the months for a case closed so; a concluded case of unknown outcome is kept as long as any."""
        if stage is Stage.ARCHIVED:
            return self.archived
        concluded = self.concluded()
        return concluded.get(outcome or "", max(concluded.values()))

    def concluded(self) -> dict[str, int]:
        """Return the months by the code of each outcome."""
        return {
            "proven": self.proven,
            "partly-proven": self.partly_proven,
            "not-proven": self.not_proven,
            "insufficient-evidence": self.insufficient_evidence,
        }

    def kept_until(self, stage: Stage, outcome: str | None, since: date) -> date:
        """Return the last day on which a case is kept that was closed, or last added to by its reporter, on a day."""
        return months_after(since, self.months(stage, outcome))

    def shortest_until(self, stage: Stage, since: date) -> date:
        """Return the earliest of these days, for those who do not know the outcome."""
        months = self.archived if stage is Stage.ARCHIVED else min(self.concluded().values())
        return months_after(since, months)

    def longest_until(self, stage: Stage, since: date) -> date:
        """Return the latest of these days."""
        return self.kept_until(stage, None, since)


DEFAULT_RETENTION: Final = Retention()


class RetentionEnd(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The end of a case as a leader is told it who may sign its destruction: how and when closed, without content.

    `since` is the day from which its period counted, `until` the last day of that period.
    """

    stage: Stage
    since: date
    until: date
    outcome: Identifier | None = None


class DestructionScope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The case that two people sign away, with its conversation up to the message `last`."""

    last: Sequence

    def covers(self, last: int) -> bool:
        """Return whether the reporter, whose last message has this place, wrote nothing that was not signed away."""
        return last <= self.last


class DestroyedPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part of a conversation that two people sign away: one message with its files, or the reporter's file.

    `digest` is the SHA-256 of the signed bytes, padded as they were encrypted. They hold a signature, so they cannot
    be guessed without its key. The first place has the report with the reporter's keys, and is no part.
    """

    sequence: Annotated[int, Meta(ge=2, le=MAX_SEQUENCE)]
    kind: Literal["message", "file"]
    digest: Digest


def destroyed_after(signed: date) -> date:
    """Return the day from which a case is destroyed whose destruction a second person signed on this day."""
    return days_after(signed, WAITING_DAYS)
