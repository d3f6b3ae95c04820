"""The list of the reporter's places holds for its voice and its case alone, and says nothing but places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import signing
from crypto.errors import CryptoError, StatementError, VoiceError
from crypto.mailbox import Mailbox
from store.domain.envelope import MAX_STATEMENT_BYTES, OwnPlaces, SignedPlaces
from store.domain.errors import MisplacedError
from store.domain.labels import Label

SEED = bytes(range(32))
STATEMENT = b'kentongan/own-places/1\n{"case":"b0d7bc5d31d10fdb6a567d9c56954a37","places":[1,3,4]}'
SIGNATURE = (
    "9e61d0d3ccc6d50074e8462c541b526af40f9406e16ff2fe82cc4f81edc0eae3"
    "336a793441075e5ebf4cc0a5faa844f5013ad96d166387b46284fc5e05df6a04"
)


def test_the_bytes_are_these_and_no_others() -> None:
    signed = SignedPlaces.by(Mailbox(SEED), [4, 1, 3, 3])
    assert signed.statement == STATEMENT
    assert signed.signature.hex() == SIGNATURE


@given(st.sets(st.integers(1, 1_000_000)))
def test_all_places_come_back(places: set[int]) -> None:
    mailbox = Mailbox(SEED)
    assert SignedPlaces.by(mailbox, places).read(mailbox.voice_key, mailbox.id) == places


def test_all_that_fits_into_a_mailbox_fits_into_the_list() -> None:
    assert len(SignedPlaces.by(Mailbox(SEED), range(990_000, 994_096)).statement) < MAX_STATEMENT_BYTES


def test_the_list_of_another_voice_or_case_is_refused() -> None:
    mailbox, other = Mailbox(SEED), Mailbox.new()
    signed = SignedPlaces.by(mailbox, [1])
    with pytest.raises(VoiceError):
        signed.read(other.voice_key, mailbox.id)
    with pytest.raises(MisplacedError):
        signed.read(mailbox.voice_key, other.id)


def test_what_the_voice_signed_for_another_purpose_is_no_list() -> None:
    mailbox = Mailbox(SEED)
    for label in set(Label) - {Label.OWN_PLACES}:
        text = signing.compose(label, OwnPlaces(mailbox.id, (1, 2)))
        with pytest.raises(StatementError):
            SignedPlaces(text, mailbox.sign(text)).read(mailbox.voice_key, mailbox.id)


@given(st.data())
def test_no_altered_byte_is_accepted(data: st.DataObject) -> None:
    mailbox = Mailbox(SEED)
    signed = SignedPlaces.by(mailbox, [1, 3, 4])
    altered = bytearray(signed.statement + signed.signature)
    altered[data.draw(st.integers(0, len(altered) - 1))] ^= data.draw(st.integers(1, 255))
    cut = len(signed.statement)
    with pytest.raises(CryptoError):
        SignedPlaces(bytes(altered[:cut]), bytes(altered[cut:])).read(mailbox.voice_key, mailbox.id)
