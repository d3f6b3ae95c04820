"""A kind of row against its mutations: each read by its reader, every fiftieth looked at through the pages of all."""

import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from crypto.errors import StatementError
from store.errors import StoreError
from tests.mutations.look import Before, round_of
from tests.mutations.mutation import GENUINE, SILENT, Mutation, attacks, mutation
from tests.mutations.mutators import FORGED
from tests.mutations.row_kinds import Kind
from tests.mutations.scene import Scene

EVERY: Final = 50
_POSTED: Final = 10
_TOLD: Final = 4
_CREATED: Final = 201


@dataclass(frozen=True)
class Failure:
    """A failure: what the mutation did, and how it is run again alone."""

    kind: str
    seed: int
    number: int
    mutation: str
    what: str

    def __str__(self) -> str:
        again = f"python -m tests.mutations --kind {self.kind} --seed {self.seed} --only {self.number}"
        return f"{self.kind} {self.number} ({self.mutation}): {self.what}   [{again}]"


@dataclass
class Tally:
    """The results of a kind."""

    kind: str
    mutations: int = 0
    refused: int = 0
    posted: int = 0
    taken: int = 0
    rounds: int = 0
    pages: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    failures: list[Failure] = field(default_factory=list)


def try_kind(
    scene: Scene,
    kind_class: type[Kind],
    seed: int,
    numbers: Iterable[int],
    before: Before | None,
    *,
    whole: bool = False,
    quietly: bool = False,
    one_failure: bool = False,
) -> Tally:
    """Try these mutations, with `one_failure` until one fails.

    Without `before` no pages are looked at, with `whole` all of them for each.
    """
    began = time.monotonic()
    scene.renew()
    kind, tally = kind_class(scene), Tally(kind_class.name)
    pool = pool_of(scene)
    for number in numbers:
        mutated = mutation(kind.original, kind.name, seed, number, pool)
        started = time.monotonic()
        found = list(_tried(kind, mutated, before, tally, whole=whole))
        if len(found) > _TOLD:
            found = [*found[:_TOLD], f"… and {len(found) - _TOLD} more"]
        for what in found:
            tally.failures.append(Failure(kind.name, seed, number, mutated.name, what))
            if not quietly:
                sys.stderr.write(f"{tally.failures[-1]}\n")
        tally.slowest = max(tally.slowest, time.monotonic() - started)
        tally.mutations += 1
        if one_failure and tally.failures:
            break
    scene.renew()
    tally.seconds = time.monotonic() - began
    return tally


def quick(scene: Scene, kind_class: type[Kind], further: int) -> list[int]:
    """The numbers of the attacks but for the one that holds gpg for seconds, and so many that chance makes."""
    scene.renew()
    names = list(attacks(kind_class(scene).original))
    return [number for number in range(len(names) + further) if number not in _silent(names)]


def slow(scene: Scene, kind_class: type[Kind]) -> list[int]:
    """The numbers of the attack that holds gpg for seconds."""
    scene.renew()
    return _silent(list(attacks(kind_class(scene).original)))


def _silent(names: list[str]) -> list[int]:
    return [number for number, name in enumerate(names) if name == SILENT]


def pool_of(scene: Scene) -> list[bytes]:
    """Return what other rows hold, of this kind and of others."""
    columns = [
        ("entry", "envelope"), ("entry", "sealed"), ("event", "statement"), ("event", "signature"),
        ("event", "content"), ("own_places", "statement"), ("own_places", "signature"), ("exclusion", "record"),
        ("identity", "envelope"), ("statistic", "record"), ("private_record", "record"),
        ("office_texts", "record"),
        ("part_tombstone", "confirmation"),
    ]  # fmt: skip
    with sqlite3.connect(scene.office.folder / "database" / "store.sqlite3") as database:
        return [
            bytes(value)
            for table, column in columns
            for (value,) in database.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
        ]


def _tried(
    kind: Kind, mutated: Mutation, before: Before | None, tally: Tally, *, whole: bool
) -> Iterator[str]:
    kind.scene.rows.put_back()
    if whole or mutated.attack or mutated.number % _POSTED == 0:
        status = kind.post(mutated.value)
        tally.posted += status is not None
        tally.taken += status == _CREATED
        if status is not None and status >= 500:
            yield f"the gateway answers {status} to who sends it"
        kind.scene.rows.put_back()
    try:
        kind.put(mutated.value)
    except (sqlite3.IntegrityError, StoreError, StatementError):
        tally.refused += 1
        return
    yield from _read(kind, mutated)
    if before is not None and (whole or mutated.attack or mutated.number % EVERY == 0):
        kind.scene.forget()
        for what in round_of(kind, before, mutated.number // EVERY, rightful=mutated.rightful):
            if what.startswith("pages "):
                tally.pages += int(what.removeprefix("pages "))
            else:
                yield what
        tally.rounds += 1


def _read(kind: Kind, mutated: Mutation) -> Iterator[str]:
    try:
        shown = kind.read()
    except Exception as error:  # noqa: BLE001 - whatever a reader raises closes the page to others
        yield f"the reader raises {type(error).__name__}: {str(error)[:100]}"
        return
    if mutated.name == GENUINE and kind.genuine not in shown:
        yield "the reader does not show the genuine row"
    if FORGED in shown and not mutated.rightful:
        yield "the reader shows forged words"
