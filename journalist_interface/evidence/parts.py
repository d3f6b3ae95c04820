"""The parts of a converted file: its kind, pictures, texts, lists, and what it tells of its author.

Each value was bounded and each text made visible before it came here. A page only has to escape it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from journalist_interface.evidence.inside.tells import IDENTIFYING


class FileKind(StrEnum):
    """A kind of file, decided by its content and never by its name."""

    PDF = "pdf"
    DOCUMENT = "document"
    SPREADSHEET = "spreadsheet"
    SLIDES = "slides"
    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    MAIL = "mail"
    ARCHIVE = "archive"


class FactKind(StrEnum):
    """A category of what a file tells beyond what its pages show; pages have a label for each."""

    AUTHOR = "author"
    CHANGED_BY = "changed_by"
    COMPANY = "company"
    SIGNED_BY = "signed_by"
    RECIPIENT = "recipient"
    DEVICE = "device"
    SERIAL_NUMBER = "serial_number"
    PLACE = "place"
    CREATED = "created"
    CHANGED = "changed"
    PRINTED = "printed"
    TITLE = "title"
    DESCRIPTION = "description"
    SOFTWARE = "software"
    COMMENT = "comment"
    TRACKED_CHANGE = "tracked_change"
    HIDDEN_SHEET = "hidden_sheet"
    HIDDEN_TEXT = "hidden_text"
    ALTERNATIVE_TEXT = "alternative_text"
    BOOKMARK = "bookmark"
    PREVIEW = "preview"
    MACRO = "macro"
    REMOTE_CONTENT = "remote_content"
    FORM_TARGET = "form_target"

    @property
    def identifies(self) -> bool:
        """Return whether this may lead to who made the file; such a file asks once before its original is saved."""
        return self in _IDENTIFYING


_IDENTIFYING: Final = frozenset(map(FactKind, IDENTIFYING))


class MailHeader(StrEnum):
    """A header of a mail that is shown."""

    FROM = "from"
    TO = "to"
    CC = "cc"
    DATE = "date"
    SUBJECT = "subject"


class LeftOut(StrEnum):
    """A part of a file that is beyond the bounds and was not converted."""

    PAGES = "pages"
    TEXT = "text"
    BODY = "body"
    ENTRIES = "entries"
    SOUND = "sound"
    FACTS = "facts"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """The kind of a file, and how many pictures and seconds there are, where that is known. Only facts come before it.

    `pictures` counts pages of a document, or frames of a video that will be shown. It may be more than those that
    follow, where some are left out. `seconds` is the length of a video or of a sound. `has_copy` says whether there may
    be a cleaned copy of such files.
    """

    kind: FileKind
    pictures: int | None = None
    seconds: float | None = None
    has_copy: bool = True


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page, picture or frame, encoded by us from pixels. `number` begins at 1 and grows by one."""

    number: int
    width: int
    height: int
    media_type: str
    data: bytes
    at_second: float | None = None
    """The place of a frame in its video."""


@dataclass(frozen=True, slots=True)
class FileFact:
    """One thing that a file tells: a category, and a visible line. The value is empty where its kind says all."""

    kind: FactKind
    value: str


@dataclass(frozen=True, slots=True)
class MailField:
    """One header of a mail, as a visible line."""

    header: MailHeader
    value: str


@dataclass(frozen=True, slots=True)
class TextPassage:
    """The next passage of a text or of a mail's body: visible characters, lines kept. Passages follow each other."""

    text: str


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A file inside an archive, or attached to a mail: its name as a visible line, and its size where it is known."""

    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class SoundPiece:
    """The next bytes of a sound that we encoded anew from samples; all of them together are one Ogg file with Opus."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ConvertedFile:
    """The last part of each conversion that went well, and what of the file is missing in it."""

    left_out: frozenset[LeftOut]


Part = (
    OpenedFile | FileFact | PagePicture | MailField | TextPassage | ListedEntry | SoundPiece | ConvertedFile
)

_ENTRY_BYTES: Final = 200  # about what Python needs for a small object
SOUND_MEDIA_TYPE: Final = "audio/ogg"
LARGEST_FILE: Final = 300 * 1000 * 1000
"""Bytes of the largest file that is opened."""


def size_of(part: Part) -> int:
    """Return about how many bytes a part takes."""
    match part:
        case PagePicture() | SoundPiece():
            return len(part.data) + _ENTRY_BYTES
        case TextPassage():
            return 4 * len(part.text) + _ENTRY_BYTES
        case _:
            return _ENTRY_BYTES
