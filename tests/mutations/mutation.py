"""Which mutation a number is: first the genuine row and the attacks by name, then what chance makes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from crypto.padding import pad
from tests.hostile_packets import MARKER, silent_packets
from tests.mutations import mutators
from tests.mutations.packet_mutators import packet
from tests.mutations.row_kinds import Original, Value

GENUINE: Final = "genuine"
SILENT: Final = "silent packets"


@dataclass(frozen=True)
class Mutation:
    """A value for the place of a row. `attack`: all pages look at it; `rightful`: its words may be shown."""

    number: int
    name: str
    value: Value = field(repr=False)
    attack: bool = False
    rightful: bool = False


def mutation(original: Original, kind: str, seed: int, number: int, pool: Sequence[bytes]) -> Mutation:
    """The mutation of this number; the same for the same kind and seed, but for what encryption draws anew."""
    random = Random(f"{seed}:{kind}:{number}")  # noqa: S311 - to be repeated, not to be secret
    named = attacks(original)
    if number < len(named):
        name, make = list(named.items())[number]
        return Mutation(number, name, make(), attack=True)
    ways = _ways(original)
    name, value, rightful = random.choice(ways)(random, original, pool)
    return Mutation(number, name, value, rightful=rightful)


def attacks(original: Original) -> dict[str, Callable[[], Value]]:
    """The genuine row, and each attack that this kind can carry; those of the kind alone come first."""
    found: dict[str, Callable[[], Value]] = {GENUINE: lambda: original.stored, **original.named}
    if original.detached:
        for name in mutators.with_markers(b""):
            found[f"signature: {name}"] = _marked_signature(original, name)
    if original.openpgp:
        for name in mutators.with_markers(b""):
            found[f"message: {name}"] = _marked_message(original, name)
    if original.enclosed is not None:
        enclosed = original.enclosed
        found["marker packet inside"] = lambda: enclosed(MARKER + packet(11, b"b\x00\x00\x00\x00\x00hi"))
        found[SILENT] = lambda: enclosed(silent_packets())
    return found


def _marked_signature(original: Original, name: str) -> Callable[[], Value]:
    assemble = original.assemble
    assert assemble is not None
    return lambda: assemble(original.statement, mutators.with_markers(original.signature)[name])


def _marked_message(original: Original, name: str) -> Callable[[], Value]:
    return lambda: (mutators.with_markers(original.stored[0])[name], *original.stored[1:])


_Made = tuple[str, Value, bool]
_Way = Callable[[Random, Original, Sequence[bytes]], _Made]


def _ways(original: Original) -> list[_Way]:
    if original.alone:
        return [_by_chance]
    ways: list[_Way] = [_outside, _outside]
    if original.chance is not None:
        ways += [_by_chance] * 4
    if original.openpgp:
        ways += [_packets, _packets]
    if original.close is not None:
        ways += [_inside, _padding]
        if original.plain.lstrip().startswith(b"{"):
            ways += [_json_inside]
    if original.enclosed is not None:
        ways += [_enclosed]
    if original.assemble is not None:
        ways += [_signature, _statement, _signed_by_another, _signed_by_the_author, _signed_by_the_author]
    return ways


def _by_chance(random: Random, original: Original, _pool: Sequence[bytes]) -> _Made:
    """Return a mutation that the kind itself makes."""
    assert original.chance is not None
    return *original.chance(random), False


def _outside(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    at = random.randrange(len(original.stored))
    name, changed = mutators.raw(random, original.stored[at], pool)
    return name, (*original.stored[:at], changed, *original.stored[at + 1 :]), False


def _packets(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    name, changed = mutators.packets(random, original.stored[0], pool)
    return name, (changed, *original.stored[1:]), False


def _inside(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    assert original.close is not None
    name, changed = mutators.raw(random, original.plain.rstrip(b"\0\x80"), pool)
    return f"inside: {name}", original.close(pad(changed)), True


def _padding(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    assert original.close is not None
    name, changed = mutators.raw(random, original.plain, pool)
    return f"padding: {name}", original.close(changed), True


def _json_inside(random: Random, original: Original, _pool: Sequence[bytes]) -> _Made:
    assert original.close is not None
    plain = original.plain.rstrip(b"\0").removesuffix(b"\x80")
    if random.random() < 0.2:
        return (
            "inside: other words",
            original.close(pad(mutators.forged_texts(plain))),
            not original.statement,
        )
    name, changed = mutators.jumbled(random, plain)
    return f"inside: {name}", original.close(pad(changed)), not original.statement


def _enclosed(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    """Packets of any kind inside the encryption, where gpg alone sees them."""
    assert original.enclosed is not None
    literal = packet(11, b"b\x00\x00\x00\x00\x00" + original.plain[:200])
    name, changed = mutators.packets(random, literal, pool)
    return f"enclosed {name}", original.enclosed(changed or b"\x00"), True


def _signature(random: Random, original: Original, pool: Sequence[bytes]) -> _Made:
    assert original.assemble is not None
    name, changed = mutators.signature(random, original.signature, pool)
    return name, original.assemble(original.statement, changed), False


def _statement(random: Random, original: Original, _pool: Sequence[bytes]) -> _Made:
    """Another statement under the old signature."""
    assert original.assemble is not None
    changed = mutators.forged_texts(original.statement)
    name = "other words"
    if random.random() < 0.7 or changed == original.statement:
        name, changed = mutators.jumbled(random, original.statement)
    return f"statement: {name}", original.assemble(changed, original.signature), False


def _signed_by_another(random: Random, original: Original, _pool: Sequence[bytes]) -> _Made:
    """Other words, signed well by a person whose word it is not."""
    assert original.assemble is not None
    others = sorted(set(original.signers) - {original.author})
    name = random.choice(others) if others else original.author
    changed = mutators.forged_texts(original.statement)
    signature = original.signers[name](changed)
    return f"signed by {name}", original.assemble(changed, signature), name == original.author


def _signed_by_the_author(random: Random, original: Original, _pool: Sequence[bytes]) -> _Made:
    """A statement of any form, signed well by whose word it is: what an insider can do."""
    assert original.assemble is not None
    name, changed = mutators.jumbled(random, original.statement)
    signature = original.signers[original.author](changed)
    if random.random() < 0.2:
        signature = mutators.with_markers(signature)[random.choice(sorted(mutators.with_markers(b"")))]
    return f"rightly signed: {name}", original.assemble(changed, signature), True
