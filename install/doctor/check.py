"""A check of one object of the server, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from install.doctor.host import Host, HostError
from install.language import Sentence

_LOOK: Final = "journalctl --boot --priority=warning"
_UNSEEN: Final = Sentence("Ini tidak dapat diperiksa: {reason}.", "This could not be looked at: {reason}.")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, in the language of the terminal, and the command that mends it."""

    text: str
    mend: str


def _no_details(_host: Host) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class HostCheck:
    """A check of one object: what is promised of it, why that matters, and where a fault of it shows.

    `name` is for programs, and never changes. `look` returns the fault that it finds, or None.
    """

    name: str
    promise: Sentence
    why: Sentence
    look: Callable[[Host], Fault | None]
    list_details: Callable[[Host], list[str]] = _no_details
    """What a person reads below the promise when it is kept."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A check that was made, and the fault that it found, if any."""

    check: HostCheck
    fault: Fault | None
    details: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return what a person reads: one line if all is well, else the fault, why it matters, and what mends it."""
        if self.fault is None:
            return [f"✓ {self.check.promise.told()}", *(f"    {line}" for line in self.details)]
        return [f"✗ {self.fault.text}", f"    {self.check.why.told()}", f"    → {self.fault.mend}"]

    def record(self) -> dict[str, Any]:
        """Return the same for a program."""
        found = None if self.fault is None else {"text": self.fault.text, "mend": self.fault.mend}
        return {
            "check": self.check.name,
            "ok": self.fault is None,
            "promise": self.check.promise.told(),
            "why": self.check.why.told(),
            "fault": found,
            "details": list(self.details),
        }


def examine(host: Host, checks: Iterable[HostCheck]) -> list[Diagnosis]:
    """Make these checks. What cannot be looked at is a fault too."""
    return [_examined(host, check) for check in checks]


def _examined(host: Host, check: HostCheck) -> Diagnosis:
    try:
        fault = check.look(host)
        return Diagnosis(check, fault, () if fault else tuple(check.list_details(host)))
    except HostError as error:
        return Diagnosis(check, Fault(_UNSEEN.told(reason=error), _LOOK))
