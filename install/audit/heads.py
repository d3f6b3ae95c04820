"""The ends of chains that a workstation remembers, as a file to carry to the store's auditor.

    # kentongan/heads/3
    9b0c…32 hex digits 12 e3b0…64 hex digits 8a41…64 hex digits 7

One case a line, sorted: its identifier, the number of its last known event, that event's chain digest, the digest of
its statement alone (zeros if not noted), and the number of the last known message. Two files can be compared with
`diff`. They reveal nothing about the subject of a case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from install.errors import InstallError
from install.language import Sentence
from store.domain.event import NO_EVENT

FIRST_LINE: Final = "# kentongan/heads/3"
MAX_BYTES: Final = 64 * 1024 * 1024
_LINE: Final = re.compile(
    r"([0-9a-f]{32}) (0|[1-9][0-9]{0,6}) ([0-9a-f]{64}) ([0-9a-f]{64}) ([1-9][0-9]{0,6})", re.ASCII
)
_TOO_LARGE: Final = Sentence(
    "{path} terlalu besar untuk berkas ujung rantai.", "{path} is too large for a file of chain heads."
)
_NO_HEADS: Final = Sentence(
    "{path} bukan berkas ujung rantai: baris pertamanya harus {first}.",
    "{path} is no file of chain heads: its first line must be {first}.",
)
_TWICE: Final = Sentence("{path} menyebut satu perkara dua kali.", "{path} names a case twice.")
_NO_HEAD: Final = Sentence(
    "{path}, baris {number}: ini bukan ujung rantai.", "{path}, line {number}: this is no chain head."
)


class HeadsError(InstallError):
    """This file does not hold the chain heads of a workstation."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain and conversation as a workstation last verified it; `source` names the file that says so."""

    case: str
    events: int
    head: str
    statement: str
    messages: int
    source: str


class PinnedCase(Protocol):
    """A case as a workstation's pins hold it: `journalist_interface.verification.pins.Pin` is one.

    The servers and the machine without network read the file, and have nothing of the officers' interface.
    """

    @property
    def events(self) -> int:
        """The number of the last known event."""

    @property
    def head(self) -> str:
        """That event's chain digest."""

    @property
    def statement(self) -> str:
        """The digest of its statement alone."""

    @property
    def highest(self) -> int:
        """The number of the last known message."""


def lines(pins: Mapping[str, PinnedCase]) -> list[str]:
    """Return the lines of the file, for all cases that a workstation remembers."""
    return [
        FIRST_LINE,
        *(
            f"{case} {pin.events} {pin.head} {pin.statement} {pin.highest}"
            for case, pin in sorted(pins.items())
        ),
    ]


def read_heads(path: Path) -> tuple[Head, ...]:
    """Return the heads of a file; raise `HeadsError`, which names the first bad line."""
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise HeadsError(_TOO_LARGE.told(path=path))
    try:
        first, *rest = data.decode("ascii").splitlines() or [""]
    except UnicodeError:
        first, rest = "", []
    if first != FIRST_LINE:
        raise HeadsError(_NO_HEADS.told(path=path, first=repr(FIRST_LINE)))
    found = [_head(path, number, line) for number, line in enumerate(rest, 2)]
    if len({head.case for head in found}) != len(found):
        raise HeadsError(_TWICE.told(path=path))
    return tuple(found)


def _head(path: Path, number: int, line: str) -> Head:
    match = _LINE.fullmatch(line)
    if match is None or (match[2] == "0") != (match[3] == NO_EVENT):
        raise HeadsError(_NO_HEAD.told(path=path, number=number))
    return Head(match[1], int(match[2]), match[3], match[4], int(match[5]), path.name)
