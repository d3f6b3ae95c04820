"""The lines that GnuPG writes to its status descriptor (doc/DETAILS in GnuPG), by a strict grammar; and a run's end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crypto.gpg.errors import GpgStatusError

MAX_STATUS_BYTES: Final = 256 * 1024
# gpg-agent's reasons for not using a key: libgpg-error's codes with source 4.
WRONG_PASSPHRASE: Final = frozenset({"67108875", "67109041"})  # bad passphrase, none given
LOCKED: Final = frozenset({"67108949", "67108963"})  # no pinentry to ask, cancelled
_BEGUN: Final = b"[GNUPG:] BEGIN_DECRYPTION"
_NEXT_FILE: Final = b"[GNUPG:] FILE_START "  # only where gpg was given several files: another message
# gpg's lines about a session key, for a key or a passphrase, before it asks the agent (doc/DETAILS in GnuPG).
_INSIDE: Final = (b"[GNUPG:] ENC_TO ", b"[GNUPG:] NEED_PASSPHRASE", _BEGUN)
_LONGEST: Final = max(map(len, _INSIDE))
_LINE: Final = re.compile(rb"\[GNUPG:\] ([A-Z][A-Z0-9_]*)((?: [^\x00-\x1f\x7f]*)?)")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A keyword and its arguments, split at spaces. Arguments may hold a stranger's bytes; never show them."""

    keyword: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a run. The exit code alone is never trusted."""

    status: tuple[StatusLine, ...]
    exit_code: int

    def has(self, *keywords: str) -> bool:
        """Return whether any of these status lines came."""
        return any(line.keyword in keywords for line in self.status)

    def arguments(self, keyword: str) -> list[str]:
        """Return every argument of every line with this keyword."""
        return [argument for line in self.status if line.keyword == keyword for argument in line.arguments]

    def numbers(self) -> str:
        """Return the exit code, and the place and number of each error, for a note: they hold nothing secret."""
        errors = (line for line in self.status if line.keyword in {"ERROR", "FAILURE"})
        return " ".join(
            [f"exit {self.exit_code}", *(" ".join(["error", *line.arguments[:2]]) for line in errors)]
        )


class LayerWatch:
    """A watch for an encrypted message inside an encrypted one, in gpg's status lines as they come.

    This system encrypts nothing twice. For such a layer gpg asks the agent about each of its session keys, without a
    limit to their number. Eleven kilobytes, compressed, held gpg until the wall clock ran out while its processor time
    stood still.
    """

    def __init__(self) -> None:
        self.nested = False
        self._begun = False
        self._line = b""

    def sees(self, piece: bytes) -> bool:
        """Take the next piece of the status lines; return whether a second layer has come."""
        *lines, rest = (self._line + piece).split(b"\n")
        for line in lines:
            self._begun &= not line.startswith(_NEXT_FILE)
            self.nested |= self._begun and line.startswith(_INSIDE)
            self._begun |= line.startswith(_BEGUN)
        self._line = rest[:_LONGEST]  # a line without an end must not grow here
        return self.nested


def parse_status(data: bytes) -> tuple[StatusLine, ...]:
    """Return all lines of the status.

    Raises `GpgStatusError` if one byte is out of place, the last line is cut, or there are too many bytes.
    """
    if len(data) > MAX_STATUS_BYTES or (data and not data.endswith(b"\n")):
        raise GpgStatusError
    return tuple(_parse_line(line) for line in data.split(b"\n")[:-1])


def only(lines: Iterable[StatusLine], keyword: str) -> StatusLine:
    """Return the one line with this keyword, or raise `GpgStatusError` if there is none or another."""
    found = [line for line in lines if line.keyword == keyword]
    if len(found) != 1:
        raise GpgStatusError
    return found[0]


def _parse_line(line: bytes) -> StatusLine:
    match = _LINE.fullmatch(line)
    if match is None:
        raise GpgStatusError
    return StatusLine(match[1].decode("ascii"), tuple(filter(None, match[2].decode("latin-1").split(" "))))
