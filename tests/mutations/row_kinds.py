"""A kind of row as a mutation sees it: what lies there, what is inside, how it is put, who reads it."""

import base64
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from random import Random
from typing import ClassVar, Final

from tests.mutations.scene import Scene
from tests.office_people import KeyHolder

Value = tuple[bytes, ...]
"""The row in the store at a place: one ciphertext, or a statement and its signature."""
Close = Callable[[bytes], Value]
"""Encrypt or seal bytes again, whatever they are."""
Sign = Callable[[bytes], bytes]
VOICE: Final = "reporter"
_INSIDERS: Final = ("sari", "budi", "joko")


@dataclass(frozen=True)
class Place:
    """A page: whose, and where."""

    person: str
    address: str

    @property
    def of_reporter(self) -> bool:
        """Return whether it is a page of the mailbox."""
        return self.person == VOICE


@dataclass(frozen=True)
class Original:
    """A row as it is genuine, taken apart as far as there is something to take apart.

    `openpgp` says that the first part is an OpenPGP message; `plain` is what is inside, with its padding where there is
    one; `close` makes a row of other insides; `statement` is what was signed, `signers` are those who can sign it anew,
    `author` the one of them whose word it is; `assemble` makes a row of a statement and a signature.
    `enclosed` makes a row of OpenPGP packets that stand inside the encryption. `named` are further attacks, by their
    names, and `chance` makes a mutation of the kind's own; with `alone` there are no others.
    """

    stored: Value
    openpgp: bool = False
    plain: bytes = field(default=b"", repr=False)
    close: Close | None = None
    enclosed: Close | None = None
    statement: bytes = b""
    signature: bytes = b""
    detached: bool = False
    signers: Mapping[str, Sign] = field(default_factory=dict)
    author: str = ""
    assemble: Callable[[bytes, bytes], Value] | None = None
    named: Mapping[str, Callable[[], Value]] = field(default_factory=dict)
    chance: Callable[[Random], tuple[str, Value]] | None = None
    alone: bool = False


class Kind(ABC):
    """One kind of row; `genuine` is what its reader shows of the genuine one.

    `readers` are the places that skip or mark it: `module:name`, see `proving`.

    `labels`, `tables` and `contents` are what of the product it covers, see `registry`.
    """

    name: ClassVar[str]
    readers: ClassVar[tuple[str, ...]]
    labels: ClassVar[frozenset[str]] = frozenset()
    tables: ClassVar[frozenset[str]] = frozenset()
    contents: ClassVar[frozenset[str]] = frozenset()
    genuine: ClassVar[str] = ""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.original = self.made()

    @abstractmethod
    def made(self) -> Original:
        """The genuine row."""

    @abstractmethod
    def put(self, value: Value) -> None:
        """Put a value into the store in place of the genuine one, or beside it."""

    @abstractmethod
    def read(self) -> str:
        """Let the function that reads it read it; all that can be read then."""

    def hides(self, _page: Place, _word: str) -> bool:
        """Return whether this word of the mutated case may be missing from this page, by what the documents say."""
        return False

    def post(self, _value: Value) -> int | None:
        """Send it through the gateway as its author, and give the status; None for what comes another way."""
        return None

    def own_page(self, _page: Place) -> bool:
        """Return whether a page is the place of this row alone: a download, which may break off."""
        return False


def in_statement(original: bytes, signature: bytes) -> bytes:
    """Statement and signature as they are packed, also where the product would not pack them; not padded."""
    value = {
        "statement": original.decode("utf-8", "surrogateescape").encode("utf-8", "replace").decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def insiders(scene: Scene) -> dict[str, Sign]:
    """People of the office who can sign whatever they like, by their names."""
    day, holder = scene.office.clock.today(), scene.office.keys.holder
    return {name: partial(_signed, holder(name), day) for name in _INSIDERS}


def _signed(holder: KeyHolder, day: date, statement: bytes) -> bytes:
    return holder.sign(statement, day)
