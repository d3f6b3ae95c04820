"""Texts: decoded by a guess at their charset."""

import re
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MOST_TEXT
from journalist_interface.evidence.inside.output import Output

_MOST_BYTES: Final = 4 * (MOST_TEXT + 1)
_PACKED: Final = b"base64"
_OF_NO_TEXT: Final = re.compile(r"[\0-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text has: what begins as one may go on as another file, which a program finds at its end."""


def read_text(path: Path, output: Output) -> None:
    """Hand out the beginning of a text; what is packed into it, or beyond its bound, is not searched."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES)
    text = decode_text(data)[: MOST_TEXT + 1]  # one character more than is shown says that there is more
    output.text(text)
    if len(text) > MOST_TEXT or _PACKED in data.lower() or _OF_NO_TEXT.search(text):
        output.leave_out("facts")


def decode_text(data: bytes) -> str:
    """Return bytes as text: by their byte order mark, as UTF-8, or as the charset of Windows, which takes any byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    text = data.decode("utf-8-sig", "replace")
    if "\ufffd" not in text[:-1]:  # the last character may be cut
        return text
    return data.decode("cp1252", "replace")
