"""A check of one object of the server, and what it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from install.doctor.host import Host, HostError, NotYetError
from install.language import Sentence, in_words

_LOOK: Final = "journalctl --boot --priority=warning"
_WAIT: Final = "sleep 60; kentongan doctor"
_UNSEEN: Final = Sentence("Ini tidak dapat diperiksa: {reason}.", "This could not be looked at: {reason}.")
_RIGHT: Final = Sentence("benar", "right")
_WRONG: Final = Sentence("salah", "wrong")
_UNCLEAR: Final = Sentence("perlu dilihat", "look at this")
_WIDTH: Final = 14


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong, in the language of the terminal, and the command that mends it.

    With `unclear` it could not be looked at, and may be right.
    """

    text: str
    mend: str
    unclear: bool = False


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
    """Return the lines below a promise that is kept."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A check that was made, and the fault that it found, if any."""

    check: HostCheck
    fault: Fault | None
    details: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the lines for a person: the result after its word, and below a fault the command that mends it."""
        if self.fault is None:
            return [_line(_RIGHT, self.check.promise.told()), *_below(self.details)]
        word = _UNCLEAR if self.fault.unclear else _WRONG
        return [_line(word, f"{self.fault.text} {self.check.why.told()}"), *_below([self.fault.mend])]

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


def _line(word: Sentence, text: str) -> str:
    return f"{word.told():<{_WIDTH}}{text}"


def _below(lines: Iterable[str]) -> list[str]:
    return [f"{'':<{_WIDTH}}{line}" for line in lines]


def examine(host: Host, checks: Iterable[HostCheck]) -> list[Diagnosis]:
    """Make these checks. What cannot be looked at is a fault too."""
    return [_examined(host, check) for check in checks]


def _examined(host: Host, check: HostCheck) -> Diagnosis:
    try:
        fault = check.look(host)
        return Diagnosis(check, fault, () if fault else tuple(check.list_details(host)))
    except NotYetError as error:
        return Diagnosis(check, Fault(in_words(error), _WAIT, unclear=True))
    except HostError as error:
        return Diagnosis(
            check, Fault(_UNSEEN.told(reason=in_words(error).removesuffix(".")), _LOOK, unclear=True)
        )
