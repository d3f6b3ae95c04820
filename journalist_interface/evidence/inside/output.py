"""The messages of this program: JSON after its length, with the bytes that it announces right behind it."""

import json
import struct
from typing import BinaryIO, Final

from journalist_interface.evidence.inside.limits import LINE, MOST_ENTRIES, MOST_FACTS, MOST_TEXT, PASSAGE

_LENGTH: Final = struct.Struct(">I")


class RefusedFileError(Exception):
    """A file that is not converted; its code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Output:
    """The messages so far: what is beyond the bounds is counted as left out. `has_copy` is said where it opens."""

    def __init__(self, stream: BinaryIO) -> None:
        self.has_copy = False
        self._stream = stream
        self._left_out: set[str] = set()
        self._facts: set[tuple[str, str]] = set()
        self._entries = 0
        self._characters = 0
        self._pictures = 0

    def opened(self, kind: str, pictures: int | None = None, seconds: float | None = None) -> None:
        """Say the kind of the file, and how much of it there is."""
        much: dict[str, object] = {"pictures": pictures, "seconds": seconds, "has_copy": self.has_copy}
        self._say({"type": "opened", "kind": kind} | much)

    def fact(self, kind: str, value: str) -> None:
        """Say one thing that the file tells, once."""
        line = _line(value)
        if (kind, line) in self._facts:
            return
        if len(self._facts) >= MOST_FACTS:
            self.leave_out("facts")
            return
        self._facts.add((kind, line))
        self._say({"type": "fact", "kind": kind, "value": line})

    def picture(self, size: tuple[int, int], pixels: bytes, at_second: float | None = None) -> None:
        """Hand out the pixels of the next picture, three bytes each."""
        self._pictures += 1
        width, height = size
        message = {"type": "pixels", "number": self._pictures, "width": width, "height": height}
        self._say(message | {"at_second": at_second}, pixels)

    def header(self, header: str, value: str) -> None:
        """Say one header of a mail."""
        self._say({"type": "header", "header": header, "value": _line(value)})

    def text(self, text: str) -> None:
        """Say a text in passages, as far as it is within the bounds."""
        room = MOST_TEXT - self._characters
        if len(text) > room:
            self.leave_out("text")
        self._characters += min(len(text), room)
        for start in range(0, min(len(text), room), PASSAGE):
            end = min(start + PASSAGE, room)
            self._say({"type": "text", "text": _encodable(text[start:end])})

    def entry(self, name: str, size: int | None) -> bool:
        """Say a file inside this one; return whether there is room for more."""
        if self._entries >= MOST_ENTRIES:
            self.leave_out("entries")
            return False
        self._entries += 1
        self._say({"type": "entry", "name": _line(name), "size": size})
        return True

    def samples(self, samples: bytes) -> None:
        """Hand out samples of a sound."""
        self._say({"type": "samples", "size": len(samples)}, samples)

    def copy(self, method: str, ending: str, size: int) -> None:
        """Announce a copy."""
        self._say({"type": "copy", "method": method, "ending": ending, "size": size})

    def piece(self, piece: bytes) -> None:
        """Hand out the next bytes of a copy."""
        self._say({"type": "piece", "size": len(piece)}, piece)

    def leave_out(self, what: str) -> None:
        """Remember that something is missing."""
        self._left_out.add(what)

    def closed(self) -> None:
        """End a conversion that went well."""
        self._say({"type": "closed", "left_out": sorted(self._left_out)})

    def refused(self, code: str) -> None:
        """End a conversion that did not."""
        self._say({"type": "refused", "code": code})

    def _say(self, message: dict[str, object], data: bytes = b"") -> None:
        line = json.dumps(message, ensure_ascii=False).encode()
        self._stream.write(_LENGTH.pack(len(line)))
        self._stream.write(line)
        self._stream.write(data)
        self._stream.flush()


def _line(text: str) -> str:
    return _encodable(" ".join(text[: 4 * LINE].split())[:LINE])


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
