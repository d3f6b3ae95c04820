"""A mailbox opens only what was sealed to it, and speaks only with its own voice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import SealedMessageError, VoiceError, WrappingError
from crypto.mailbox import Mailbox, Wrapping, is_sealed_size, mailbox_id, seal, seal_reply, verify_voice
from crypto.padding import pad


@given(st.binary(max_size=5000))
def test_what_is_sealed_to_a_mailbox_opens_there(message: bytes) -> None:
    mailbox = Mailbox.new()
    assert mailbox.open(seal(mailbox.sealing_key, message)) == message


def test_another_mailbox_opens_nothing() -> None:
    with pytest.raises(SealedMessageError):
        Mailbox.new().open(seal(Mailbox.new().sealing_key, b"jawaban"))


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_sealed_message_is_refused(place: int, change: int) -> None:
    mailbox = Mailbox.new()
    sealed = bytearray(seal(mailbox.sealing_key, b"jawaban"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(SealedMessageError):
        mailbox.open(bytes(sealed))


@given(st.binary(max_size=5000), st.binary(max_size=5000))
def test_a_sealed_reply_opens_and_tells_the_holder_of_a_reply_whether_it_is_that_one(
    reply: bytes, other: bytes
) -> None:
    mailbox = Mailbox.new()
    sealed = seal_reply(mailbox.sealing_key, reply)
    assert mailbox.open(sealed) == reply
    assert seal_reply(mailbox.sealing_key, reply) == sealed
    assert (seal_reply(mailbox.sealing_key, other) == sealed) is (other == reply)
    assert seal_reply(Mailbox.new().sealing_key, reply) != sealed


def test_a_reply_sealed_to_two_mailboxes_has_nothing_in_common() -> None:
    one, other = (seal_reply(Mailbox.new().sealing_key, b"jawaban") for _ in range(2))
    key_bytes = 32
    assert one[:key_bytes] != other[:key_bytes]
    assert one[key_bytes:] != other[key_bytes:]


def test_a_reply_is_sealed_as_it_always_was() -> None:
    """Known answer; a workstation of another version must make the same bytes."""
    sealed = seal_reply(Mailbox(bytes(range(32))).sealing_key, b"jawaban")
    assert sealed.hex() == (
        "b88b2c587fe3ad41bf1725d9ca9268660cb1b7ff1ef4699eb8b87c86c01542615488ebfb92733c6ffd485a9b2bc7c49c"
        "0e6d14cf874e7f"
    )


@pytest.mark.parametrize("nothing", [b"", b"short", b"x" * 47])
def test_what_is_no_sealed_message_is_refused(nothing: bytes) -> None:
    with pytest.raises(SealedMessageError):
        Mailbox.new().open(nothing)


def test_only_the_voice_of_the_case_is_believed() -> None:
    mailbox = Mailbox.new()
    verify_voice(mailbox.voice_key, b"text", mailbox.sign(b"text"))
    for key, text, signature in (
        (mailbox.voice_key, b"other", mailbox.sign(b"text")),
        (Mailbox.new().voice_key, b"text", mailbox.sign(b"text")),
        (mailbox.voice_key, b"text", b"short"),
        (b"short", b"text", mailbox.sign(b"text")),
    ):
        with pytest.raises(VoiceError):
            verify_voice(key, text, signature)


def test_a_case_identifier_commits_to_both_keys() -> None:
    one, other = Mailbox.new(), Mailbox.new()
    assert one.id == mailbox_id(one.sealing_key, one.voice_key)
    assert one.id != mailbox_id(other.sealing_key, one.voice_key)
    assert one.id != mailbox_id(one.sealing_key, other.voice_key)


def test_a_seed_comes_back_only_under_its_own_root() -> None:
    seed = Mailbox.new().seed
    slot = Wrapping.of_slot(b"r" * 32)
    assert slot.open(slot.seal(seed)) == seed
    for other in (Wrapping.of_slot(b"s" * 32), Wrapping.of_session(b"r" * 32)):
        with pytest.raises(WrappingError):
            other.open(slot.seal(seed))


def test_a_slot_row_moved_to_another_lookup_is_refused() -> None:
    slot = Wrapping.of_slot(b"r" * 32)
    moved = Wrapping(b"x" * 32, slot._key)
    with pytest.raises(WrappingError):
        moved.open(slot.seal(b"s" * 32))


@pytest.mark.parametrize("row", [b"", b"x" * 23, b"x" * 72])
def test_a_damaged_slot_row_is_refused(row: bytes) -> None:
    with pytest.raises(WrappingError):
        Wrapping.of_slot(b"r" * 32).open(row)


def test_no_key_shows_in_a_representation() -> None:
    mailbox, slot = Mailbox.new(), Wrapping.of_slot(b"r" * 32)
    assert mailbox.seed.hex() not in repr(mailbox)
    assert str(mailbox.seed) not in repr(mailbox)
    assert repr(slot) == "Wrapping(…)"


@given(st.binary(max_size=70_000))
def test_a_padded_message_has_a_size_of_its_own_when_it_is_sealed(message: bytes) -> None:
    sealed = seal(Mailbox.new().sealing_key, pad(message))
    assert is_sealed_size(len(sealed))
    assert not is_sealed_size(len(sealed) - 1)
    assert not is_sealed_size(len(sealed) + 1)
    assert not is_sealed_size(len(pad(message)))
