"""The lines that GnuPG writes to its status descriptor (doc/DETAILS in GnuPG), by a strict grammar."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crypto.gpg.errors import GpgStatusError

MAX_STATUS_BYTES: Final = 256 * 1024
_LINE: Final = re.compile(rb"\[GNUPG:\] ([A-Z][A-Z0-9_]*)((?: [^\x00-\x1f\x7f]*)?)")


@dataclass(frozen=True, slots=True)
class StatusLine:
    """A keyword and its arguments, split at spaces. Arguments may hold a stranger's bytes; never show them."""

    keyword: str
    arguments: tuple[str, ...]


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
