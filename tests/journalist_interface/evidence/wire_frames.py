"""Messages as the program in the sandbox writes them, or as a converter that was taken over does."""

import json
import struct


def wire(message: object, data: bytes = b"") -> bytes:
    line = json.dumps(message).encode()
    return struct.pack(">I", len(line)) + line + data


def opening(**changed: object) -> bytes:
    return wire({"type": "opened", "kind": "pdf", "pictures": 1, "seconds": None, "has_copy": True} | changed)


def pixels(number: int = 1, width: int = 2, height: int = 2, data: bytes | None = None) -> bytes:
    message = {"type": "pixels", "number": number, "width": width, "height": height, "at_second": None}
    return wire(message, bytes(3 * width * height) if data is None else data)


def fact(value: str = "x", kind: str = "author") -> bytes:
    return wire({"type": "fact", "kind": kind, "value": value})


def text(content: str) -> bytes:
    return wire({"type": "text", "text": content})


def entry(name: str = "x") -> bytes:
    return wire({"type": "entry", "name": name, "size": None})


def copy(size: int) -> bytes:
    return wire({"type": "copy", "method": "full", "ending": "pdf", "size": size})


def piece(data: bytes) -> bytes:
    return wire({"type": "piece", "size": len(data)}, data)


def samples(data: bytes) -> bytes:
    return wire({"type": "samples", "size": len(data)}, data)


def refusal(code: str) -> bytes:
    return wire({"type": "refused", "code": code})


CLOSING = wire({"type": "closed", "left_out": []})
EVERY_KIND = b"".join(
    (
        fact(),
        opening(),
        pixels(),
        wire({"type": "header", "header": "from", "value": "x"}),
        text("x"),
        entry(),
        samples(b"ab"),
        CLOSING,
    )
)
COPY = copy(3) + piece(b"ab") + piece(b"c") + CLOSING
