"""The office's texts as they lie in the store: signed by their editor, encrypted to all who answer reporters."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final

from msgspec import Meta

from crypto import signing
from crypto.errors import CryptoError, KentonganError
from crypto.gpg.encrypt import encrypt_bytes
from crypto.gpg.errors import GpgFaultError, KeyLockedError
from crypto.signing import pack, unpack
from journalist_interface.keyring import OpenKey
from journalist_interface.reply_templates import MOST_TEXTS, ReplyTemplate, TemplateFile
from store.api.sealed_records import MAX_SEALED_BYTES
from store.domain.current_roster import CurrentRoster
from store.domain.errors import AuthorError
from store.domain.fields import Identifier, Struct
from store.domain.labels import Label
from store.domain.roster import answers_reporters

CHANGES_A_DAY: Final = 100
_OTHER_CLOCK: Final = timedelta(days=1)  # a colleague's workstation may be past midnight already


class TextsFullError(KentonganError):
    """The texts of the office have become too long together. Shorten or remove some."""


class TooManyTextsError(TextsFullError):
    """The office already has 100 texts, and cannot have more. Remove one that is not needed, then save again."""


class TextsChangedTooOftenError(KentonganError):
    """The texts of the office were changed too often. They can be changed again tomorrow."""


class TextsStatement(Struct, frozen=True):
    """The signed statement: all texts, their editor, and a serial that grows with each change."""

    editor: Identifier
    serial: Annotated[int, Meta(ge=1, le=1_000_000_000)]
    day: date
    texts: Annotated[tuple[ReplyTemplate, ...], Meta(max_length=MOST_TEXTS)]


@dataclass(frozen=True, slots=True)
class OpenedTexts:
    """The texts, and who signed them on which day."""

    file: TemplateFile
    editor: str
    day: date
    serial: int


def seal_texts(
    texts: tuple[ReplyTemplate, ...],
    serial: int,
    editor: str,
    key: OpenKey,
    current: CurrentRoster,
    today: date,
) -> bytes:
    """Return the ciphertext.

    Raises `TextsFullError`, `TextsChangedTooOftenError`, `NoReaderError` or a `GpgError`.
    """
    if len(texts) > MOST_TEXTS:
        raise TooManyTextsError
    if serial > most_serial(today):
        raise TextsChangedTooOftenError
    text = signing.compose(Label.TEXTS, TextsStatement(editor, serial, today, texts))
    readers = [person for person in current.roster.active() if answers_reporters(person)]
    sealed = encrypt_bytes(pack(text, key.sign(text)), current.recipients(readers), today)
    if len(sealed) > MAX_SEALED_BYTES:
        raise TextsFullError
    return sealed


def most_serial(day: date) -> int:
    """Return the highest serial of a day.

    Without it, who signs the highest number of all would leave no higher one to any colleague.
    """
    return day.toordinal() * CHANGES_A_DAY


def open_texts(ciphertext: bytes, key: OpenKey, current: CurrentRoster, today: date) -> OpenedTexts | None:
    """Return the texts; None for what no person signed who may answer reporters, or what this key does not open.

    None too for texts of a day to come, and for a serial that is too high for its day. Raises `KeyLockedError`, or
    `GpgFaultError` if it cannot be judged.
    """
    try:
        signed = unpack(key.decrypt(ciphertext))
        found = signing.parse(Label.TEXTS, signed.text, TextsStatement)
        editor = current.roster.person(found.editor)
        if editor is None or not answers_reporters(editor):
            raise AuthorError
        if found.day > today + _OTHER_CLOCK or found.serial > most_serial(found.day):
            return None
        current.verify_by(found.editor, signed.text, signed.signature, found.day)
    except (KeyLockedError, GpgFaultError):
        raise
    except CryptoError:
        return None
    return OpenedTexts(TemplateFile(templates=found.texts), found.editor, found.day, found.serial)
