"""A signed statement has one purpose and one spelling."""

import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from crypto import signing
from crypto.errors import StatementError
from store.domain.envelope import Excluded, Identity, Introduction
from store.domain.labels import Label

IDENTITY = Identity("0" * 32, "Nama Contoh", "kontak", "pegawai", Introduction(bytes(32), bytes(32), ()))

KEY = b"A" * 43 + b"="  # 32 zero bytes in Base64


def test_the_statement_is_label_newline_canonical_json() -> None:
    expected = (
        b"kentongan/identity/1\n"
        b'{"case":"'
        + b"0" * 32
        + b'","contact":"kontak","introduction":{"excluded":[],"sealing_key":"'
        + KEY
        + b'","voice_key":"'
        + KEY
        + b'"},"name":"Nama Contoh","position":"pegawai"}'
    )
    assert signing.compose(Label.IDENTITY, IDENTITY) == expected


@pytest.mark.parametrize("label", [label for label in Label if label is not Label.IDENTITY])
def test_a_statement_for_another_purpose_is_refused(label: Label) -> None:
    with pytest.raises(StatementError):
        signing.parse(label, signing.compose(Label.IDENTITY, IDENTITY), Identity)


@pytest.mark.parametrize(
    "edit",
    [
        (b'":"', b'": "'),
        (b'"}', b'","more":"x"}'),
        (b"\n{", b"\n {"),
        (b'"Nama Contoh"', b'"\\u004eama Contoh"'),
        (b'"case"', b'"case":"' + b"0" * 32 + b'","case"'),
        (b"}", b"}\n"),
    ],
)
def test_another_spelling_of_the_same_is_refused(edit: tuple[bytes, bytes]) -> None:
    spelled = signing.compose(Label.IDENTITY, IDENTITY).replace(*edit, 1)
    assert spelled != signing.compose(Label.IDENTITY, IDENTITY)
    with pytest.raises(StatementError):
        signing.parse(Label.IDENTITY, spelled, Identity)


def test_parsing_spells_every_character_as_composing_does() -> None:
    characters = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for text in ("".join(characters), *characters[:0x100]):
        assert msgspec.json.encode(text) == rfc8785.dumps(text)


ROOT = Path(signing.__file__).parents[1]
CALL = re.compile(r"\bparse\(Label\.\w+, [\w.]+, (\w+)\)")
SAME_IN_BOTH = (
    msgspec.inspect.StrType,
    msgspec.inspect.BytesType,
    msgspec.inspect.DateType,
    msgspec.inspect.BoolType,
    msgspec.inspect.NoneType,
    msgspec.inspect.LiteralType,
    msgspec.inspect.EnumType,
)


def in_statements(kind: msgspec.inspect.Type) -> Iterator[msgspec.inspect.Type]:
    """The types of the values of which one of this type is made."""
    match kind:
        case msgspec.inspect.StructType():
            assert all(field.encode_name.isascii() for field in kind.fields)
            for field in kind.fields:
                yield from in_statements(field.type)
        case msgspec.inspect.UnionType():
            for choice in kind.types:
                yield from in_statements(choice)
        case msgspec.inspect.VarTupleType():
            yield from in_statements(kind.item_type)
        case _:
            yield kind


def parsed_somewhere() -> Iterator[object]:
    """The types of all statements, from the calls of `parse` in the source."""
    for package in ("store", "journalist_interface", "source_interface", "install"):
        for path in (ROOT / package).rglob("*.py"):
            for name in CALL.findall(path.read_text()):
                module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
                yield getattr(module, name)


def test_no_statement_holds_what_parsing_could_spell_otherwise() -> None:
    """Fractions, numbers of any size, and names that a writer chooses."""
    statements = list(parsed_somewhere())
    assert len(statements) > 12
    for statement in statements:
        for kind in in_statements(msgspec.inspect.type_info(statement)):
            if isinstance(kind, msgspec.inspect.IntType):
                assert kind.ge is not None, statement
                assert kind.le is not None, statement
                assert -(1 << 53) < kind.ge <= kind.le < 1 << 53, statement
            else:
                assert isinstance(kind, SAME_IN_BOTH), (statement, kind)


def test_parsing_costs_little_more_than_decoding_however_much_a_statement_lists() -> None:
    excluded = tuple(Excluded(f"orang-{number}", f"jabatan-{number}") for number in range(50_000))
    listing = msgspec.structs.replace(IDENTITY, introduction=Introduction(bytes(32), bytes(32), excluded))
    text = signing.compose(Label.IDENTITY, listing)
    ways: tuple[Callable[[], Identity], ...] = (
        lambda: msgspec.json.decode(text.partition(b"\n")[2], type=Identity),
        lambda: signing.parse(Label.IDENTITY, text, Identity),
    )
    costs = []
    for read in ways:
        began = time.process_time()
        for _ in range(5):
            assert read() == listing
        costs.append(time.process_time() - began)
    assert costs[1] < 3 * costs[0]


@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    for text in (rubbish, Label.IDENTITY.encode() + b"\n" + rubbish):
        with pytest.raises(StatementError):
            signing.parse(Label.IDENTITY, text, Identity)


def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack() -> None:
    with pytest.raises(StatementError):
        signing.parse(Label.IDENTITY, Label.IDENTITY.encode() + b"\n" + b"[" * 100_000, Identity)
