"""A withdrawal counts only for the file, the place and the case for which the reporter signed it."""

from datetime import date

import msgspec
import pytest

from crypto.errors import CryptoError, MessageFormError, StatementError, VoiceError
from crypto.mailbox import Mailbox
from crypto.padding import pad
from store.domain.envelope import Envelope, WithdrawnFile, signed_by, signed_envelope
from store.domain.errors import MisplacedError
from store.domain.labels import Label
from store.domain.withdrawal import Withdrawal, read_entry, signed_withdrawal, withdrawal_by

DAY = date(2026, 11, 2)
BLOB = "ab" * 16
MAILBOX = Mailbox.new()
WITHDRAWAL = Withdrawal(MAILBOX.id, 2, BLOB, 4)
MESSAGE = Envelope(MAILBOX.id, 4, "withdrawal", DAY, withdraws=WithdrawnFile(2, BLOB))


def read(padded: bytes, sequence: int, mailbox: Mailbox = MAILBOX) -> Envelope | Withdrawal:
    return read_entry(padded, mailbox.voice_key, mailbox.id, sequence)


def test_the_message_and_what_lies_in_the_files_place_name_each_other() -> None:
    said = read(signed_envelope(MAILBOX, MESSAGE), 4)
    assert said == MESSAGE
    assert isinstance(said, Envelope)
    assert withdrawal_by(said) == read(signed_withdrawal(MAILBOX, WITHDRAWAL), 2) == WITHDRAWAL


def test_neither_differs_from_a_message_in_length() -> None:
    message = signed_envelope(MAILBOX, Envelope(MAILBOX.id, 3, "message", DAY, text="Kuitansi"))
    assert {len(signed_envelope(MAILBOX, MESSAGE)), len(signed_withdrawal(MAILBOX, WITHDRAWAL))} == {
        len(message)
    }


@pytest.mark.parametrize("sequence", [1, 3, 4])
def test_in_another_place_it_says_nothing(sequence: int) -> None:
    with pytest.raises(MisplacedError):
        read(signed_withdrawal(MAILBOX, WITHDRAWAL), sequence)


def test_in_another_case_or_by_another_voice_it_says_nothing() -> None:
    other = Mailbox.new()
    with pytest.raises(VoiceError):
        read(signed_withdrawal(MAILBOX, WITHDRAWAL), 2, other)
    with pytest.raises(MisplacedError):
        read(signed_withdrawal(other, WITHDRAWAL), 2, other)
    with pytest.raises(VoiceError):
        read(signed_withdrawal(other, WITHDRAWAL), 2)


@pytest.mark.parametrize("entry", [1, 2])
def test_no_file_is_withdrawn_before_it_came(entry: int) -> None:
    with pytest.raises(MessageFormError):
        read(signed_withdrawal(MAILBOX, msgspec.structs.replace(WITHDRAWAL, entry=entry)), 2)
    early = msgspec.structs.replace(MESSAGE, sequence=2)
    with pytest.raises(MessageFormError):
        read(signed_envelope(MAILBOX, early), 2)


@pytest.mark.parametrize("label", sorted(set(Label) - {Label.WITHDRAWAL}))
def test_under_another_purpose_it_is_none(label: Label) -> None:
    with pytest.raises(CryptoError):
        read(signed_by(MAILBOX, label, WITHDRAWAL), 2)
    with pytest.raises(StatementError):
        read(signed_by(MAILBOX, label, Withdrawal(MAILBOX.id, 2, BLOB, 4)), 2)


def test_a_withdrawal_brings_nothing_else_and_nothing_else_brings_one() -> None:
    for wrong in (
        msgspec.structs.replace(MESSAGE, text="Dan juga"),
        msgspec.structs.replace(MESSAGE, kind="message", text="Dan juga"),
        Envelope(MAILBOX.id, 4, "withdrawal", DAY),
    ):
        with pytest.raises(MessageFormError):
            read(signed_envelope(MAILBOX, wrong), 4)
    with pytest.raises(MessageFormError):
        read(pad(b"{}"), 2)
