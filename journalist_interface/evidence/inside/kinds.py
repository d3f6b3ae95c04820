"""The kind of a file, by its first bytes and by what is in its container; its name is not known here."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.compound_files import COMPOUND, compound_ending
from journalist_interface.evidence.inside.output import RefusedFileError

OFFICE: Final = frozenset({"document", "spreadsheet", "slides"})
_HEAD: Final = 8192


@dataclass(frozen=True, slots=True)
class ContentKind:
    """A kind as pages know it, and the ending that converters know it by."""

    kind: str
    ending: str


_PDF: Final = b"%PDF-"
_FIRST_BYTES: Final = (
    (_PDF, ContentKind("pdf", "pdf")),
    (b"\x89PNG\r\n\x1a\n", ContentKind("picture", "png")),
    (b"\xff\xd8\xff", ContentKind("picture", "jpg")),
    (b"GIF8", ContentKind("picture", "gif")),
    (b"II*\0", ContentKind("picture", "tiff")),
    (b"MM\0*", ContentKind("picture", "tiff")),
    (b"BM", ContentKind("picture", "bmp")),
    (b"{\\rtf", ContentKind("document", "rtf")),
    (b"7z\xbc\xaf\x27\x1c", ContentKind("archive", "7z")),
    (b"Rar!\x1a\x07", ContentKind("archive", "rar")),
    (b"\x1f\x8b", ContentKind("archive", "tar.gz")),
    (b"BZh", ContentKind("archive", "tar.bz2")),
    (b"\xfd7zXZ\0", ContentKind("archive", "tar.xz")),
    (b"\x28\xb5\x2f\xfd", ContentKind("archive", "tar.zst")),
    (b"MSCF", ContentKind("archive", "cab")),
    (b"OggS", ContentKind("audio", "ogg")),
    (b"fLaC", ContentKind("audio", "flac")),
    (b"ID3", ContentKind("audio", "mp3")),
    (b"#!AMR", ContentKind("audio", "amr")),
    (b"caff", ContentKind("audio", "caf")),
    (b"\x1aE\xdf\xa3", ContentKind("video", "mkv")),
    (b"FLV\x01", ContentKind("video", "flv")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ContentKind("video", "wmv")),
    (b"\0\0\x01\xba", ContentKind("video", "mpg")),
    (b"\0\0\x01\xb3", ContentKind("video", "mpg")),
)
_HEIC: Final = ContentKind("picture", "heic")
_AVIF: Final = ContentKind("picture", "avif")
_STILL_BRANDS: Final = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), _HEIC),
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
}
_MP4: Final = ContentKind("video", "mp4")
_OLD_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})
"""The first boxes of films of QuickTime, from before they said their brand."""
_COMPOUND_KINDS: Final = {
    ending: ContentKind(kind, ending)
    for ending, kind in (("msg", "mail"), ("doc", "document"), ("xls", "spreadsheet"), ("ppt", "slides"))
}
_FORMS: Final = {
    b"WEBP": ContentKind("picture", "webp"),
    b"WAVE": ContentKind("audio", "wav"),
    b"AVI ": ContentKind("video", "avi"),
    b"AIFF": ContentKind("audio", "aiff"),
    b"AIFC": ContentKind("audio", "aiff"),
}
_OFFICE_FOLDERS: Final = (
    ("word/", ContentKind("document", "docx")),
    ("xl/", ContentKind("spreadsheet", "xlsx")),
    ("ppt/", ContentKind("slides", "pptx")),
)
_OPEN_DOCUMENT: Final = {
    b"application/vnd.oasis.opendocument.text": ContentKind("document", "odt"),
    b"application/vnd.oasis.opendocument.spreadsheet": ContentKind("spreadsheet", "ods"),
    b"application/vnd.oasis.opendocument.presentation": ContentKind("slides", "odp"),
}
_ZIP: Final = ContentKind("archive", "zip")
_MAIL: Final = re.compile(
    rb"(?:(?:Return-Path|Received|Delivered-To|From|To|Subject|Date|MIME-Version|Message-ID|X-[\w-]+|DKIM-Signature"
    rb"|Authentication-Results|ARC-[\w-]+|Reply-To|Content-Type):[^\n]*\n(?:[ \t][^\n]*\n)*){3}",
    re.IGNORECASE,
)
_CONTROL: Final = frozenset(range(32)) - {8, 9, 10, 12, 13, 27}


def detect_kind(path: Path) -> ContentKind:
    """Return the kind of this file. Raises `RefusedFileError` for one that is unknown or locked."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if (told := kind_of_beginning(head)) is not None:
        return told
    for detect in (_by_container, _late_pdf, _by_words, _by_rhythm):
        if (kind := detect(head, path)) is not None:
            return kind
    raise RefusedFileError("unknown")


def kind_of_beginning(head: bytes) -> ContentKind | None:
    """Return the kind that the first bytes of a file tell alone, if they do."""
    found = next((kind for beginning, kind in _FIRST_BYTES if head.startswith(beginning)), None)
    return found or _by_later_bytes(head)


def _by_later_bytes(head: bytes) -> ContentKind | None:
    if head[4:8] == b"ftyp":
        return _STILL_BRANDS.get(head[8:12], _MP4)
    if head[4:8] in _OLD_BOXES:
        return _MP4
    if head[:4] in {b"RIFF", b"FORM"}:
        return _FORMS.get(head[8:12])
    if head[257:262] == b"ustar":
        return ContentKind("archive", "tar")
    return None


def _late_pdf(head: bytes, _path: Path) -> ContentKind | None:
    """Find the beginning of a PDF behind other bytes, as readers do: in an archive it would be a file in that."""
    return ContentKind("pdf", "pdf") if _PDF in head[:1024] else None


def _by_rhythm(head: bytes, _path: Path) -> ContentKind | None:
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return ContentKind("audio", "mp3")
    if head.startswith((b"\xff\xf1", b"\xff\xf9")):
        return ContentKind("audio", "aac")
    if all(head[place : place + 1] == b"\x47" for place in (0, 188, 376)):
        return ContentKind("video", "ts")
    return None


def _by_container(head: bytes, path: Path) -> ContentKind | None:
    if head.startswith(COMPOUND):
        return _COMPOUND_KINDS[compound_ending(path)]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path)
    return None


def _zip_kind(path: Path) -> ContentKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    told = file.read(100).strip()
                return _open_document(archive, told)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise RefusedFileError("damaged") from None
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE_FOLDERS:
            if any(name.startswith(folder) for name in names):
                return kind
    return _ZIP


def _open_document(archive: zipfile.ZipFile, told: bytes) -> ContentKind:
    kind = _OPEN_DOCUMENT.get(told.removesuffix(b"-template"))
    if kind is None:
        return _ZIP
    if "META-INF/manifest.xml" in archive.namelist():
        with archive.open("META-INF/manifest.xml") as file:
            if b"encryption-data" in file.read(1024 * 1024):
                raise RefusedFileError("password")
    return kind


def _by_words(head: bytes, _path: Path) -> ContentKind | None:
    if re.search(rb"<svg[\s>]", head) and head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ContentKind("picture", "svg")
    if _MAIL.match(head.replace(b"\r\n", b"\n")):
        return ContentKind("mail", "eml")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not _CONTROL & set(head):
        return ContentKind("text", "txt")
    return None
