"""A signed statement has one purpose and one spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import signing
from crypto.errors import StatementError
from store.domain.envelope import Identity, Introduction
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


@given(st.binary(max_size=200))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    for text in (rubbish, Label.IDENTITY.encode() + b"\n" + rubbish):
        with pytest.raises(StatementError):
            signing.parse(Label.IDENTITY, text, Identity)


def test_deep_nesting_is_refused_and_does_not_exhaust_the_stack() -> None:
    with pytest.raises(StatementError):
        signing.parse(Label.IDENTITY, Label.IDENTITY.encode() + b"\n" + b"[" * 100_000, Identity)
