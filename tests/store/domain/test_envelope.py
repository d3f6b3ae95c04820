"""A reporter's message cannot be forged, altered, moved, repeated or given to another case."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from crypto import signing
from crypto.errors import CryptoError, MessageFormError, VoiceError
from crypto.mailbox import Mailbox
from crypto.padding import pad, unpad
from store.domain.envelope import (
    MOST_EXCLUDED,
    Attachment,
    Consent,
    Envelope,
    Excluded,
    ExclusionRecord,
    Identity,
    Introduction,
    Report,
    read_envelope,
    read_exclusion,
    read_first_envelope,
    read_identity,
    signed_by,
    signed_envelope,
)
from store.domain.errors import MisplacedError
from store.domain.labels import Label

DAY = date(2026, 11, 25)
REPORT = Report("apa", "siapa", "kapan", "bagaimana", "", "", "corruption", None, anonymous=True)


def first(mailbox: Mailbox, case: str | None = None) -> Envelope:
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, ())
    return Envelope(case or mailbox.id, 1, "report", DAY, introduction, REPORT)


def message(mailbox: Mailbox, sequence: int = 2, text: str = "tambahan") -> Envelope:
    return Envelope(mailbox.id, sequence, "message", DAY, text=text)


@given(st.text(max_size=2000))
def test_any_text_comes_back_as_typed(text: str) -> None:
    mailbox = Mailbox.new()
    envelope = message(mailbox, text=text)
    padded = signed_envelope(mailbox, envelope)
    assert read_envelope(padded, mailbox.voice_key, mailbox.id, 2) == envelope


def test_an_envelope_says_how_many_replies_there_were_and_one_of_before_is_still_read() -> None:
    mailbox = Mailbox.new()
    before = message(mailbox)
    text = signing.compose(Label.ENVELOPE, before)
    assert b"replies" not in text
    assert read_envelope(signed_envelope(mailbox, before), mailbox.voice_key, mailbox.id, 2).replies is UNSET
    after = msgspec.structs.replace(before, replies=3)
    assert signing.compose(Label.ENVELOPE, after) == text.replace(
        b'"report":null', b'"replies":3,"report":null'
    )
    assert read_envelope(signed_envelope(mailbox, after), mailbox.voice_key, mailbox.id, 2) == after


def test_the_first_envelope_brings_the_keys_of_its_case() -> None:
    mailbox = Mailbox.new()
    assert read_first_envelope(signed_envelope(mailbox, first(mailbox)), mailbox.id) == first(mailbox)


def test_keys_of_another_mailbox_cannot_open_a_case() -> None:
    honest, forger = Mailbox.new(), Mailbox.new()
    with pytest.raises(MisplacedError):
        read_first_envelope(signed_envelope(forger, first(forger, honest.id)), honest.id)


def test_a_message_of_another_voice_is_refused() -> None:
    honest, forger = Mailbox.new(), Mailbox.new()
    forged = signed_envelope(forger, message(honest))
    with pytest.raises(VoiceError):
        read_envelope(forged, honest.voice_key, honest.id, 2)


def test_a_message_is_refused_at_any_other_place() -> None:
    mailbox = Mailbox.new()
    padded = signed_envelope(mailbox, message(mailbox))
    for case, sequence in ((mailbox.id, 3), (Mailbox.new().id, 2)):
        with pytest.raises(MisplacedError):
            read_envelope(padded, mailbox.voice_key, case, sequence)


@given(st.data())
def test_no_altered_byte_is_accepted(data: st.DataObject) -> None:
    mailbox = Mailbox.new()
    padded = bytearray(signed_envelope(mailbox, message(mailbox)))
    end = len(unpad(bytes(padded)))
    padded[data.draw(st.integers(0, end))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CryptoError):
        read_envelope(bytes(padded), mailbox.voice_key, mailbox.id, 2)


@given(st.binary(max_size=300))
def test_rubbish_is_refused_with_our_own_error(rubbish: bytes) -> None:
    mailbox = Mailbox.new()
    for padded in (rubbish, pad(rubbish)):
        with pytest.raises(CryptoError):
            read_envelope(padded, mailbox.voice_key, mailbox.id, 2)
        with pytest.raises(CryptoError):
            read_first_envelope(padded, mailbox.id)


@pytest.mark.parametrize(
    "change",
    [
        {"text": "two parts", "attachment": Attachment("0" * 32, "a", 1, "0" * 64)},
        {"text": None},
        {"kind": "attachment"},
        {"kind": "report", "report": REPORT, "text": None},
        {"introduction": Introduction(b"a" * 32, b"b" * 32, ())},
    ],
)
def test_an_envelope_says_exactly_one_thing(change: dict[str, object]) -> None:
    mailbox = Mailbox.new()
    envelope = msgspec.structs.replace(message(mailbox), **change)
    with pytest.raises(MessageFormError):
        read_envelope(signed_envelope(mailbox, envelope), mailbox.voice_key, mailbox.id, 2)


@pytest.mark.parametrize(("text", "about"), [("", 3), ("", 4), ("words", 2), (None, 2), ("", None)], ids=str)
def test_a_consent_is_an_answer_to_what_came_before_and_nothing_else(
    text: str | None, about: int | None
) -> None:
    mailbox = Mailbox.new()
    answer = UNSET if about is None else Consent(about, "d" * 64, agreed=True)
    envelope = Envelope(mailbox.id, 3, "consent", DAY, text=text, consent=answer)
    with pytest.raises(MessageFormError):
        read_envelope(signed_envelope(mailbox, envelope), mailbox.voice_key, mailbox.id, 3)
    good = msgspec.structs.replace(envelope, text="", consent=Consent(2, "d" * 64, agreed=True))
    assert read_envelope(signed_envelope(mailbox, good), mailbox.voice_key, mailbox.id, 3) == good


def test_short_and_empty_messages_have_one_size() -> None:
    mailbox = Mailbox.new()
    sizes = {len(signed_envelope(mailbox, message(mailbox, text="x" * n))) for n in (0, 1, 500, 3000)}
    assert sizes == {4096}


def test_an_exclusion_record_holds_for_its_voice_and_case_alone() -> None:
    mailbox, other = Mailbox.new(), Mailbox.new()
    record = ExclusionRecord(mailbox.id, (Excluded("budi", "petugas-2"),))
    padded = signed_by(mailbox, Label.EXCLUSION, record)
    assert read_exclusion(padded, mailbox.voice_key, mailbox.id) == record
    with pytest.raises(VoiceError):
        read_exclusion(padded, other.voice_key, mailbox.id)
    with pytest.raises(MisplacedError):
        read_exclusion(padded, mailbox.voice_key, other.id)


def test_an_envelope_is_no_exclusion_record_and_the_reverse() -> None:
    mailbox = Mailbox.new()
    with pytest.raises(CryptoError):
        read_exclusion(signed_envelope(mailbox, message(mailbox)), mailbox.voice_key, mailbox.id)
    padded = signed_by(mailbox, Label.EXCLUSION, ExclusionRecord(mailbox.id, ()))
    with pytest.raises(CryptoError):
        read_envelope(padded, mailbox.voice_key, mailbox.id, 2)


@pytest.mark.parametrize(
    ("signed", "counted", "too_many"), [(999, 999, False), (50_000, MOST_EXCLUDED, True)]
)
def test_every_reader_counts_the_same_exclusions_of_a_list_that_no_form_makes(
    signed: int, counted: int, *, too_many: bool
) -> None:
    mailbox = Mailbox.new()
    excluded = tuple(Excluded(f"orang-{number}", "petugas-2") for number in range(signed))
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, excluded)
    opening = Envelope(mailbox.id, 1, "report", DAY, introduction, REPORT)
    named = Identity(mailbox.id, "Nama", "kontak", "pegawai", introduction)
    record = signed_by(mailbox, Label.EXCLUSION, ExclusionRecord(mailbox.id, excluded))
    read = read_first_envelope(signed_envelope(mailbox, opening), mailbox.id).introduction
    assert read is not None
    assert read.excluded == excluded[:counted]
    assert read.excludes_too_many is too_many
    assert read_identity(signed_by(mailbox, Label.IDENTITY, named), mailbox.id).introduction == read
    assert read_exclusion(record, mailbox.voice_key, mailbox.id).excluded == read.excluded


def identity(mailbox: Mailbox, case: str | None = None) -> Identity:
    introduction = Introduction(mailbox.sealing_key, mailbox.voice_key, (Excluded("budi", "petugas-2"),))
    return Identity(case or mailbox.id, "Nama", "kontak", "pegawai", introduction)


def test_an_identity_proves_itself_to_who_knows_only_the_case() -> None:
    mailbox = Mailbox.new()
    assert read_identity(signed_by(mailbox, Label.IDENTITY, identity(mailbox)), mailbox.id) == identity(
        mailbox
    )


def test_no_other_voice_can_say_who_the_reporter_is() -> None:
    honest, forger = Mailbox.new(), Mailbox.new()
    with pytest.raises(MisplacedError):
        read_identity(signed_by(forger, Label.IDENTITY, identity(forger, honest.id)), honest.id)
    with pytest.raises(VoiceError):
        read_identity(signed_by(forger, Label.IDENTITY, identity(honest)), honest.id)
    with pytest.raises(MisplacedError):
        read_identity(signed_by(forger, Label.IDENTITY, identity(forger)), honest.id)
