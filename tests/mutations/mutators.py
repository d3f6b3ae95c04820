"""Changes to bytes, to the text of a JSON value, to packets, and to a detached signature."""

import base64
import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from tests.hostile_packets import MARKER
from tests.mutations.packet_mutators import packet, split

FORGED: Final = "PALSU"
"""Stands in every text that a mutation puts in place of another: no page may show it as another person's."""
_HUGE: Final = 300_000
_ODD: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1.5, 2**63, 10**30, "", FORGED, "\u202e" + FORGED, "\x00", "[GNUPG:] GOODSIG", [], {},
    [[]], ["x"] * 40, {"a": 1}, "x" * 5_000, "2026-02-30", "9999-12-31", "0" * 32, "f" * 64, "reporter", "sari",
)  # fmt: skip
_SIGNATURE_ARMOR: Final = b"-----BEGIN PGP SIGNATURE-----\n\n%s\n-----END PGP SIGNATURE-----\n"

Raw = Callable[[Random, bytes, Sequence[bytes]], bytes]


def raw(random: Random, data: bytes, pool: Sequence[bytes]) -> tuple[str, bytes]:
    """One of the things that need no knowledge of the form; `pool` is what other rows hold."""
    name = random.choice(sorted(_RAW))
    return name, _RAW[name](random, data, pool)


def packets(random: Random, message: bytes, pool: Sequence[bytes]) -> tuple[str, bytes]:
    """One of the things that know where a packet ends."""
    name = random.choice(sorted(_PACKETS))
    return f"packets: {name}", _PACKETS[name](random, message, pool)


def signature(random: Random, good: bytes, pool: Sequence[bytes]) -> tuple[str, bytes]:
    """One of the things done to a detached signature."""
    name = random.choice(sorted(_SIGNATURES))
    return f"signature: {name}", _SIGNATURES[name](random, good, pool)


def jumbled(random: Random, text: bytes) -> tuple[str, bytes]:
    """JSON with one value, one name or one member changed, perhaps not as canonical as it was."""
    label, found, body = text.rpartition(b"\n")
    value = json.loads(body)
    where, holder, key = _somewhere(random, value)
    kind = random.choice(("odd", "odd", "odd", "gone", "renamed", "more", "twice", "spelled", "deep"))
    match kind:
        case "odd":
            holder[key] = random.choice(_ODD)
        case "gone":
            del holder[key]
        case "renamed" if isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        case "more" if isinstance(holder, dict):
            holder["further"] = random.choice(_ODD)
        case "twice" if isinstance(holder, list):
            holder.append(holder[key])
        case "deep":
            holder[key] = json.loads("[" * 400 + "]" * 400)
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if kind == "spelled":
        written = json.dumps(value, indent=1)
    return f"json: {kind} {where}", label + found + written.encode("utf-8", "surrogatepass")


def forged_texts(text: bytes) -> bytes:
    """The same statement or content with other words in it."""
    label, found, body = text.rpartition(b"\n")
    value = json.loads(body)
    _forge(value)
    return (
        label + found + json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    )


def with_markers(data: bytes) -> dict[str, bytes]:
    """The attack of five bytes: before, after, in place of, and around."""
    return {
        "marker before": MARKER + data,
        "marker after": data + MARKER,
        "marker in place": MARKER,
        "markers around": MARKER + data + MARKER,
    }


def _forge(value: Any) -> None:  # noqa: ANN401 - any JSON
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        if isinstance(item, dict | list):
            _forge(item)
        elif (
            key in {"text", "what", "name", "contact", "category", "reason"}
            and isinstance(item, str)
            and item
        ):
            value[key] = FORGED if key != "category" else "palsu"


def _somewhere(random: Random, value: Any) -> tuple[str, Any, Any]:  # noqa: ANN401 - any JSON
    """A member of an object or a list, some way down: its path, what holds it, its key."""
    path, holder = "", value
    while True:
        keys = sorted(holder) if isinstance(holder, dict) else range(len(holder))
        key = random.choice(list(keys))
        path = f"{path}/{key}"
        below = holder[key]
        if not isinstance(below, dict | list) or not below or random.random() < 0.2:
            return path, holder, key
        holder = below


def _flipped(random: Random, data: bytes, times: int) -> bytes:
    changed = bytearray(data)
    for _ in range(times if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(random: Random, data: bytes) -> tuple[int, int]:
    return tuple(sorted((random.randint(0, len(data)), random.randint(0, len(data)))))  # type: ignore[return-value]  # two


def _without(random: Random, data: bytes) -> bytes:
    begin, end = _cut(random, data)
    return data[:begin] + data[end:]


def _repeated(random: Random, data: bytes) -> bytes:
    begin, end = _cut(random, data)
    return data[:end] + data[begin:]


def _inserted(random: Random, data: bytes) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.randbytes(random.randint(1, 64)) + data[at:]


def _length_changed(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[random.randrange(min(6, len(changed)))] = random.choice((0, 1, 0x7F, 0xC0, 0xE0, 0xFE, 0xFF))
    return bytes(changed)


def _spliced(random: Random, data: bytes, pool: Sequence[bytes]) -> bytes:
    other = random.choice(pool)
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


_RAW: Final[dict[str, Raw]] = {
    "flip one bit": lambda random, data, _: _flipped(random, data, 1),
    "flip some bits": lambda random, data, _: _flipped(random, data, random.randint(2, 40)),
    "truncate": lambda random, data, _: data[: random.randint(0, max(0, len(data) - 1))],
    "drop the beginning": lambda random, data, _: data[random.randint(1, max(1, len(data))) :],
    "drop a piece": lambda random, data, _: _without(random, data),
    "repeat a piece": lambda random, data, _: _repeated(random, data),
    "insert": lambda random, data, _: _inserted(random, data),
    "twice": lambda _random, data, _: data + data,
    "empty": lambda _random, _data, _: b"",
    "one byte": lambda random, _data, _: random.randbytes(1),
    "noise": lambda random, data, _: random.randbytes(min(len(data), 4_096)),
    "huge": lambda random, data, _: data + bytes([random.randrange(256)]) * _HUGE,
    "zeros": lambda _random, data, _: bytes(len(data)),
    "another row": lambda random, _data, pool: random.choice(pool),
    "spliced with another row": _spliced,
    "the first lengths": lambda random, data, _: _length_changed(random, data) if data else b"",
}  # fmt: skip


def _shuffled(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    random.shuffle(found)
    return b"".join(found)


def _one_changed(random: Random, message: bytes, pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    at = random.randrange(len(found))
    found[at] = raw(random, found[at], pool)[1]
    return b"".join(found)


def _one_dropped(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    del found[random.randrange(len(found))]
    return b"".join(found)


def _one_repeated(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    at = random.randrange(len(found))
    return b"".join(found[:at] + [found[at]] * random.choice((2, 3, 65, 200)) + found[at:])


def _heads_of_another(random: Random, message: bytes, pool: Sequence[bytes]) -> bytes:
    """The keys of one message, the data of another."""
    heads = [packet.data for packet in split(random.choice(pool)) if packet.tag == 1]
    return b"".join(heads + [packet.data for packet in split(message) if packet.tag != 1])


def _with_packet(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    tag = random.choice((0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 18, 19, 20, 21, 60, 63))
    body = random.choice(
        (b"", b"PGP", b"\x01", bytes(20), random.randbytes(60), b"\x04\x09\x03\x08" + bytes(9))
    )
    found.insert(random.randint(0, len(found)), packet(tag, body))
    return b"".join(found)


def _tag_changed(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    found = [packet.data for packet in split(message)]
    at = random.randrange(len(found))
    found[at] = bytes([random.randrange(128, 256)]) + found[at][1:]
    return b"".join(found)


def _unknown_key_ids(random: Random, message: bytes, _pool: Sequence[bytes]) -> bytes:
    """Key ids of zero, or of no known key."""
    found = []
    for piece in split(message):
        key = bytes(8) if random.random() < 0.5 else random.randbytes(8)
        found.append(piece.data[:3] + key + piece.data[11:] if piece.tag == 1 else piece.data)
    return b"".join(found)


_PACKETS: Final[dict[str, Raw]] = {
    "shuffled": _shuffled,
    "one changed": _one_changed,
    "one dropped": _one_dropped,
    "one repeated": _one_repeated,
    "keys of another": _heads_of_another,
    "one more": _with_packet,
    "another tag": _tag_changed,
    "unknown key ids": _unknown_key_ids,
    "marker": lambda random, message, _: random.choice(sorted(with_markers(message).values())),
    "plain text": lambda _random, message, _: packet(11, b"b\x00\x00\x00\x00\x00" + message[:50]),
}


def _armored(_random: Random, good: bytes, _pool: Sequence[bytes]) -> bytes:
    return _SIGNATURE_ARMOR % base64.b64encode(good)


_SIGNATURES: Final[dict[str, Raw]] = {
    "changed": lambda random, good, pool: raw(random, good, pool)[1],
    "packets changed": lambda random, good, pool: packets(random, good, pool)[1],
    "marker": lambda random, good, _: random.choice(sorted(with_markers(good).values())),
    "twice": lambda _random, good, _: good + good,
    "armored": _armored,
    "as long as a voice's": lambda random, _good, _: random.randbytes(64),
    "compressed": lambda _random, good, _: packet(8, b"\x00" + good),
}
