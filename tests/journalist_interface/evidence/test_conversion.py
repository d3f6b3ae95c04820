"""Files of each kind show their pages, texts and lists, and what they tell; the sandbox and its converters are real."""

import gzip
import hashlib
import io
import os
import signal
import struct
import subprocess
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.errors import (
    ConversionLimitError,
    DamagedFileError,
    EvidenceError,
    EvidenceTooLargeError,
    PasswordProtectedError,
    UnknownKindError,
)
from journalist_interface.evidence.parts import (
    LARGEST_FILE,
    ConvertedFile,
    FactKind,
    FileFact,
    FileKind,
    LeftOut,
    ListedEntry,
    MailField,
    MailHeader,
    OpenedFile,
    PagePicture,
    Part,
    SoundPiece,
    TextPassage,
)
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.compound_file import compound, outlook_mail
from tests.journalist_interface.evidence.made_files import AUTHOR, COMMENTER, COMPANY
from tests.process_tree import children

pytestmark = pytest.mark.slow


def shown(content: bytes) -> list[Part]:
    parts = list(convert(iter((content,))))
    assert isinstance(parts[-1], ConvertedFile)
    return parts


def opened(parts: list[Part]) -> OpenedFile:
    (found,) = (part for part in parts if isinstance(part, OpenedFile))
    return found


def pictures(parts: list[Part]) -> list[PagePicture]:
    return [part for part in parts if isinstance(part, PagePicture)]


def facts(parts: list[Part]) -> set[tuple[FactKind, str]]:
    return {(part.kind, part.value) for part in parts if isinstance(part, FileFact)}


def drawn(picture: PagePicture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.data), formats=["PNG", "JPEG"])
    assert (image.size, f"image/{(image.format or '').lower()}") == (
        (picture.width, picture.height),
        picture.media_type,
    )
    return image


def test_each_page_of_a_pdf_is_shown_and_its_author_is_told() -> None:
    parts = shown(made_files.pdf(3))
    assert opened(parts) == OpenedFile(FileKind.PDF, 3)
    assert [picture.number for picture in pictures(parts)] == [1, 2, 3]
    assert all(drawn(picture).convert("L").histogram()[0] for picture in pictures(parts))  # there is black
    assert (FactKind.AUTHOR, AUTHOR) in facts(parts)


def test_a_title_with_line_breaks_does_not_hide_pages() -> None:
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setTitle("x\nPages:           1\nAuthor:          Palsu\n")
    canvas.setAuthor(AUTHOR)
    for _ in range(3):
        canvas.showPage()
    canvas.save()
    parts = shown(made.getvalue())
    assert opened(parts) == OpenedFile(FileKind.PDF, 3)
    assert len(pictures(parts)) == 3
    assert (FactKind.AUTHOR, AUTHOR) in facts(parts)


def test_a_text_document_is_shown_and_tells_its_author_and_office() -> None:
    parts = shown(made_files.rtf())
    assert opened(parts) == OpenedFile(FileKind.DOCUMENT, 1, has_copy=False)
    drawn(pictures(parts)[0]).load()
    assert {(FactKind.AUTHOR, AUTHOR), (FactKind.COMPANY, COMPANY)} <= facts(parts)


def test_a_document_of_word_tells_its_people_comments_changes_photos_and_remote_content() -> None:
    change = f'<w:p><w:ins w:id="1" w:author="{COMMENTER}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    comment = f'<w:comment w:id="0" w:author="{COMMENTER}"><w:p><w:r><w:t>Ini &amp; itu</w:t></w:r></w:p></w:comment>'
    image = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    parts = shown(
        made_files.docx(
            change,
            relations=f'<Relationship Id="i" Type="{image}" Target="http://127.0.0.1:9/x.png" TargetMode="External"/>',
            comments=comment,
            photo=made_files.photo(),
        )
    )
    assert opened(parts).kind is FileKind.DOCUMENT
    assert pictures(parts)
    assert facts(parts) >= {
        (FactKind.AUTHOR, AUTHOR),
        (FactKind.CHANGED_BY, COMMENTER),
        (FactKind.COMMENT, f"{COMMENTER}: Ini & itu"),
        (FactKind.TRACKED_CHANGE, COMMENTER),
        (FactKind.REMOTE_CONTENT, "http://127.0.0.1:9/x.png"),
        (FactKind.PLACE, "6.200000 S, 106.800000 E"),
    }


def test_the_author_of_a_photo_is_told_before_a_flood_of_words_and_the_end_says_that_some_are_missing() -> (
    None
):
    *told, end = shown(made_files.photo_with_keywords(250))
    assert FileFact(FactKind.AUTHOR, AUTHOR) in told
    assert end == ConvertedFile(frozenset({LeftOut.FACTS}))


def test_that_files_inside_a_file_are_not_searched_is_said_at_the_end() -> None:
    outlook = outlook_mail(AUTHOR, "Perihal", "Isi surat.", "lampiran.pdf")
    archives = made_files.archive("satu.txt"), made_files.seven_zip("satu.txt")
    for content in (*archives, made_files.mail(), outlook):
        assert shown(content)[-1] == ConvertedFile(frozenset({LeftOut.FACTS}))
    alone = f"From: {AUTHOR} <budi@contoh.example>\r\nTo: siti@contoh.example\r\nSubject: x\r\n\r\nIsi.\r\n"
    assert shown(alone.encode())[-1] == ConvertedFile(frozenset())


def test_a_workbook_tells_its_hidden_sheets_and_does_not_show_them() -> None:
    parts = shown(made_files.xlsx())
    assert opened(parts) == OpenedFile(FileKind.SPREADSHEET, 1)
    assert {(FactKind.HIDDEN_SHEET, "Gaji & tunjangan"), (FactKind.COMMENT, COMMENTER)} <= facts(parts)


def test_a_document_of_another_office_program_tells_its_comments_changes_and_hidden_sheets() -> None:
    properties = '<style:table-properties table:display="false"/>'
    hidden = f'<style:style style:name="t" style:family="table">{properties}</style:style>'
    sheet = "<table:table-row><table:table-cell>"
    note = f"<office:annotation><dc:creator>{COMMENTER}</dc:creator><text:p>Periksa ini</text:p></office:annotation>"
    end = "</table:table-cell></table:table-row></table:table>"
    body = (
        f'<table:table table:name="Terbuka">{sheet}{note}<text:p>7</text:p>{end}'
        f'<table:table table:name="Gaji" table:style-name="t">{sheet}<text:p>8</text:p>{end}'
    )
    parts = shown(made_files.open_document("spreadsheet", body, hidden))
    assert opened(parts) == OpenedFile(FileKind.SPREADSHEET, 1)
    comment = (FactKind.COMMENT, f"{COMMENTER}: Periksa ini")
    assert {(FactKind.HIDDEN_SHEET, "Gaji"), comment} <= facts(parts)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_shown_and_tells_its_place_camera_and_author(form: str) -> None:
    parts = shown(made_files.photo(form))
    assert opened(parts) == OpenedFile(FileKind.PICTURE, 1)
    red, green, _ = drawn(pictures(parts)[0]).convert("RGB").getpixel((10, 10))  # type: ignore[misc]
    assert red > 150 > green
    assert facts(parts) >= {
        (FactKind.AUTHOR, AUTHOR),
        (FactKind.DEVICE, "K1"),
        (FactKind.PLACE, "6.200000 S, 106.800000 E"),
    }
    assert all(kind.identifies for kind, _ in facts(parts) if kind in {FactKind.AUTHOR, FactKind.PLACE})


def test_a_photo_inside_a_document_tells_its_place_too() -> None:
    found = facts(shown(made_files.pdf_of_a_photo()))
    assert {(FactKind.PLACE, "6.200000 S, 106.800000 E"), (FactKind.DEVICE, "K1")} <= found


@pytest.mark.parametrize("make", [made_files.heic, partial(made_files.photo, "AVIF")], ids=["HEIC", "AVIF"])
def test_a_picture_of_a_telephone_is_shown(make: Callable[[], bytes]) -> None:
    parts = shown(make())
    assert opened(parts).kind is FileKind.PICTURE
    drawn(pictures(parts)[0]).load()


def test_of_several_pictures_in_one_of_a_telephone_the_end_says_that_not_all_are_shown() -> None:
    parts = shown(made_files.heic(2))
    assert len(pictures(parts)) == 1
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.PAGES}))
    assert shown(made_files.heic())[-1] == ConvertedFile(frozenset())


def test_each_page_of_a_fax_is_shown() -> None:
    made = io.BytesIO()
    pages = [Image.new("1", (30, 40), number % 2) for number in range(3)]
    pages[0].save(made, "TIFF", save_all=True, append_images=pages[1:])
    parts = shown(made.getvalue())
    assert opened(parts) == OpenedFile(FileKind.PICTURE, 3)
    assert [drawn(picture).convert("L").getpixel((5, 5)) for picture in pictures(parts)] == [0, 255, 0]


def test_a_presentation_is_shown() -> None:
    parts = shown(made_files.slides())
    assert opened(parts) == OpenedFile(FileKind.SLIDES, 1)
    assert drawn(pictures(parts)[0]).convert("L").histogram()[0]  # there is black


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("make", "before", "after", "kind"),
    [
        (made_files.docx, "docx", "doc", FileKind.DOCUMENT),
        (made_files.docx, "docx", "odt", FileKind.DOCUMENT),
        (made_files.xlsx, "xlsx", "xls", FileKind.SPREADSHEET),
        (made_files.xlsx, "xlsx", "ods", FileKind.SPREADSHEET),
        (made_files.slides, "odp", "pptx", FileKind.SLIDES),
        (made_files.slides, "odp", "ppt", FileKind.SLIDES),
    ],
)
def test_a_document_is_shown_in_whatever_format_it_is_saved(
    make: Callable[[], bytes], before: str, after: str, kind: FileKind
) -> None:
    parts = shown(made_files.saved_by_libreoffice(make(), before, after))
    assert opened(parts) == OpenedFile(kind, 1, has_copy=after not in {"doc", "xls", "ppt"})
    assert drawn(pictures(parts)[0]).convert("L").histogram()[0]  # there is black


def test_a_drawing_is_shown_within_bounds_whatever_size_it_claims() -> None:
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9e9" height="9e9"><rect width="9" height="9"/></svg>'
    )
    assert max(drawn(pictures(shown(drawing))[0]).size) <= 1600


@pytest.mark.parametrize(
    ("mode", "form"), [("I;16", "PNG"), ("CMYK", "JPEG"), ("LA", "PNG"), ("P", "GIF"), ("1", "TIFF")]
)
def test_a_picture_of_any_mode_is_shown(mode: str, form: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (20, 10)).save(made, form)
    assert pictures(shown(made.getvalue()))


def test_a_photo_is_shown_the_right_way_up() -> None:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it to the right
    Image.new("RGB", (40, 20)).save(made, "JPEG", exif=exif)
    assert drawn(pictures(shown(made.getvalue()))[0]).size == (20, 40)


def test_what_is_white_on_a_picture_without_paper_is_shown_on_black_too() -> None:
    def drawn_in(colour: str) -> list[Image.Image]:
        made = io.BytesIO()
        image = Image.new("RGBA", (40, 40), (255, 255, 255, 0))
        image.paste(colour, (10, 10, 20, 20))
        image.save(made, "PNG")
        return [drawn(picture).convert("L") for picture in pictures(shown(made.getvalue()))]

    assert [image.getextrema() for image in drawn_in("black")] == [(0, 255)]
    assert [image.getextrema() for image in drawn_in("white")] == [(255, 255), (0, 255)]


@pytest.mark.parametrize(("gamma", "count"), [(45_455, 1), (2_300, 2)])
def test_a_picture_that_browsers_show_as_another_is_shown_as_both(gamma: int, count: int) -> None:
    made = io.BytesIO()
    Image.new("RGB", (20, 20), (200, 200, 200)).save(made, "PNG")
    chunk = b"gAMA" + gamma.to_bytes(4)
    content = (
        made.getvalue()[:33] + b"\0\0\0\4" + chunk + zlib.crc32(chunk).to_bytes(4) + made.getvalue()[33:]
    )
    grey = [drawn(picture).convert("L").getpixel((5, 5)) for picture in pictures(shown(content))]
    assert grey[0] == 200
    assert len(grey) == count
    assert grey[-1] == (200 if count == 1 else 2)


def test_a_picture_of_a_program_that_calculates_with_light_is_not_black() -> None:
    made = io.BytesIO()
    Image.new("F", (20, 10), 0.8).save(made, "TIFF")
    assert drawn(pictures(shown(made.getvalue()))[0]).convert("L").getpixel((5, 5)) == 204


@pytest.mark.parametrize("size", [(1080, 5000), (5000, 1080)])
def test_a_long_picture_is_shown_in_several_that_can_be_read(size: tuple[int, int]) -> None:
    made = io.BytesIO()
    image = Image.new("RGB", size, "white")
    image.paste("black", (size[0] - 80, size[1] - 80, *size))
    image.save(made, "PNG")
    parts = shown(made.getvalue())
    assert opened(parts).pictures == 4
    drawings = [drawn(picture).convert("L") for picture in pictures(parts)]
    assert [max(drawing.size) for drawing in drawings] == [1600, 1600, 1600, 1080]
    assert [drawing.getextrema()[0] for drawing in drawings] == [255, 255, 255, 0]
    assert parts[-1] == ConvertedFile(frozenset())


def test_a_large_picture_is_made_smaller() -> None:
    picture = pictures(shown(made_files.photo("JPEG", (3000, 1500))))[0]
    assert (picture.width, picture.height) == (1600, 800)


def test_frames_and_sound_of_a_video_are_shown_with_its_length() -> None:
    parts = shown(made_files.video())
    assert (opened(parts).kind, opened(parts).pictures) == (FileKind.VIDEO, 2)
    assert opened(parts).seconds == pytest.approx(2.0, abs=0.2)
    assert [picture.at_second for picture in pictures(parts)] == [0.0, pytest.approx(1.0, abs=0.2)]
    assert sound(parts).startswith(b"OggS")


def test_a_sound_is_encoded_anew_in_full_length() -> None:
    parts = shown(made_files.tone())
    assert (opened(parts).kind, opened(parts).pictures) == (FileKind.AUDIO, None)
    assert opened(parts).seconds == pytest.approx(2.0, abs=0.2)
    ogg = sound(parts)
    assert b"OpusHead" in ogg[:100]
    assert b"Lavf" not in ogg
    # The last page of Ogg (RFC 3533, 6) says how many samples of 1/48000 s there were.
    assert struct.unpack_from("<q", ogg, ogg.rindex(b"OggS") + 6)[0] / 48_000 == pytest.approx(2.0, abs=0.2)


def test_two_channels_do_not_silence_each_other(tmp_path: Path) -> None:
    source = ("-f", "lavfi", "-i", "sine=duration=1", "-af", "pan=stereo|c0=c0|c1=-1*c0")
    subprocess.run(["ffmpeg", "-v", "error", *source, "opposite.wav"], cwd=tmp_path, check=True)
    (tmp_path / "played.ogg").write_bytes(sound(shown((tmp_path / "opposite.wav").read_bytes())))
    decoder = ["ffmpeg", "-v", "error", "-i", "played.ogg", "-f", "s16le", "-"]
    played = subprocess.run(decoder, cwd=tmp_path, check=True, capture_output=True).stdout
    assert max(abs(sample) for (sample,) in struct.iter_unpack("<h", played[: len(played) // 2 * 2])) > 1000


def sound(parts: list[Part]) -> bytes:
    return b"".join(part.data for part in parts if isinstance(part, SoundPiece))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Baris satu\nBaris dua \u202eterbalik", "Baris satu\nBaris dua [U+202E]terbalik"),
        ("\ufefftanda", "tanda"),
    ],
)
def test_a_text_is_shown_with_each_character_visible(content: str, text: str) -> None:
    parts = shown(content.encode())
    assert opened(parts).kind is FileKind.TEXT
    assert "".join(part.text for part in parts if isinstance(part, TextPassage)) == text


def test_a_text_in_the_charset_of_windows_is_shown() -> None:
    assert TextPassage("Caf\u00e9 \u2013 10 \u20ac") in shown("Caf\u00e9 \u2013 10 \u20ac".encode("cp1252"))


def test_what_is_beyond_the_bounds_of_a_text_is_said() -> None:
    parts = shown(b"kata " * 110_000)
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.TEXT, LeftOut.FACTS}))
    assert sum(len(part.text) for part in parts if isinstance(part, TextPassage)) == 500_000


def test_a_mail_shows_its_headers_text_and_attachments() -> None:
    parts = shown(made_files.mail())
    assert opened(parts).kind is FileKind.MAIL
    assert MailField(MailHeader.FROM, f"{AUTHOR} <budi@contoh.example>") in parts
    assert MailField(MailHeader.SUBJECT, "Perihal") in parts
    assert TextPassage("Isi surat.") in parts
    assert ListedEntry("lampiran.pdf", 3) in parts
    assert (FactKind.SOFTWARE, "Surat 1.0") in facts(parts)


def test_a_mail_of_outlook_shows_its_headers_text_and_attachments() -> None:
    parts = shown(outlook_mail(AUTHOR, "Perihal", "Isi surat.", "lampiran.pdf"))
    assert opened(parts).kind is FileKind.MAIL
    assert (FactKind.AUTHOR, AUTHOR) in facts(parts)
    assert MailField(MailHeader.FROM, AUTHOR) in parts
    assert MailField(MailHeader.SUBJECT, "Perihal") in parts
    assert TextPassage("Isi surat.") in parts
    assert ListedEntry("lampiran.pdf", 4096) in parts


NOISE = b"".join(hashlib.sha512(number.to_bytes(4)).digest() for number in range(1_000))
TEXT = "Content-Type: text/plain\r\n\r\nIsi surat."
ATTACHED = 'Content-Type: application/pdf; name="lampiran.pdf"\r\n\r\nisi'
PASTED = 'Content-Type: image/jpeg; name="foto.jpg"\r\nContent-ID: <1>\r\n\r\nisi'
PAGE = "Content-Type: text/html\r\n\r\n<p>Isi surat.</p>"
INVITATION = "Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"
SIGNATURE = 'Content-Type: application/pgp-signature; name="signature.asc"\r\n\r\nisi'


@pytest.mark.parametrize(
    ("parts", "listed"),
    [
        (
            ("multipart/signed", made_files.multipart("multipart/mixed", TEXT, ATTACHED), SIGNATURE),
            ["lampiran.pdf", "signature.asc"],
        ),
        (("multipart/mixed", made_files.multipart("multipart/related", PAGE, PASTED)), ["foto.jpg"]),
        (("multipart/alternative", TEXT, PAGE, INVITATION), ["text/html", "text/calendar"]),
    ],
    ids=["signed", "with a picture in its text", "with an invitation"],
)
def test_what_lies_anywhere_in_a_mail_is_listed(parts: tuple[str, ...], listed: list[str]) -> None:
    found = shown(made_files.mail_of(*parts))
    assert [part.text.strip() for part in found if isinstance(part, TextPassage)] == ["Isi surat."]
    assert [part.name for part in found if isinstance(part, ListedEntry)] == listed
    assert found[-1] == ConvertedFile(frozenset({LeftOut.FACTS}))


@pytest.mark.parametrize(
    "content",
    [
        made_files.mail_of('application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"'),
        made_files.mail_of(
            "multipart/encrypted",
            "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
            'Content-Type: application/octet-stream; name="encrypted.asc"\r\n\r\nisi',
        ),
    ],
    ids=["S/MIME", "PGP/MIME"],
)
def test_that_the_text_of_a_mail_is_packed_is_said_at_the_end(content: bytes) -> None:
    parts = shown(content)
    assert not any(isinstance(part, TextPassage) for part in parts)
    assert [part for part in parts if isinstance(part, ListedEntry)]
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.BODY, LeftOut.FACTS}))


def test_a_mail_that_is_nothing_but_an_invitation_is_shown_as_a_text() -> None:
    assert TextPassage("MIIB\n") in shown(made_files.mail_of("text/calendar; method=REQUEST"))


def test_an_archive_is_shown_as_a_list() -> None:
    parts = shown(made_files.archive("gaji/mei.xlsx", "a\u202eb.txt"))
    assert opened(parts).kind is FileKind.ARCHIVE
    assert ListedEntry("gaji/mei.xlsx", 3) in parts
    assert ListedEntry("a[U+202E]b.txt", 3) in parts


@pytest.mark.parametrize("make", [made_files.seven_zip, made_files.rar])
def test_an_archive_of_another_program_is_shown_as_a_list(make: Callable[[str], bytes]) -> None:
    parts = shown(make("daftar gaji.txt"))
    assert ListedEntry("daftar gaji.txt", 3) in parts
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.FACTS}))


@pytest.mark.parametrize("unpack", [gzip.decompress, bytes], ids=["tar", "tar.gz"])
def test_an_archive_that_begins_with_a_pdf_is_an_archive(unpack: Callable[[bytes], bytes]) -> None:
    parts = shown(unpack(made_files.packed_tar(made_files.pdf())))
    assert [part.name for part in parts if isinstance(part, ListedEntry)] == ["satu.pdf", "dua.txt"]


def test_where_the_list_of_an_archive_ends_too_early_its_end_says_so() -> None:
    parts = shown(made_files.packed_tar(NOISE * 4)[:100_000])
    assert ListedEntry("satu.pdf", len(NOISE * 4)) in parts
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.ENTRIES, LeftOut.FACTS}))


def tar_of(*members: tuple[str, str]) -> bytes:
    """A tar of files that hold their own names, each with the name of its group."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as written:
        for name, group in members:
            head = tarfile.TarInfo(name)
            head.gname, head.size = group, len(name)
            written.addfile(head, io.BytesIO(name.encode()))
    return made.getvalue()


@pytest.mark.parametrize(
    "group", ["Domain Users", "g\n-rw-r--r--  0 u g 12345 Jan  1 12:00 palsu.pdf\nx"], ids=["space", "line"]
)
def test_no_name_of_a_group_hides_a_file_or_makes_one_up(group: str) -> None:
    parts = shown(tar_of(("satu.txt", "g"), ("dua.txt", group), ("tiga.txt", "g")))
    assert [part.name for part in parts if isinstance(part, ListedEntry)] == [
        "satu.txt",
        "dua.txt",
        "tiga.txt",
    ]
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.FACTS}))


def test_a_name_without_end_does_not_pass_for_the_end_of_a_list_or_for_another_file() -> None:
    before = len("-rw-r--r--  0 0      0       70000 Jan  1  1970 ")
    for behind in ("whole", "-rw-r--r--  0 0 0 12345 Jan  1 12:00 palsu.pdf"):
        parts = shown(tar_of(("satu.txt", "g"), ("a" * (64 * 1024 - before) + behind, "g")))
        assert [part.name for part in parts if isinstance(part, ListedEntry)] == ["satu.txt"]
        assert parts[-1] == ConvertedFile(frozenset({LeftOut.ENTRIES, LeftOut.FACTS}))


def test_where_an_entry_of_an_archive_is_damaged_its_end_says_that_more_may_be_in_it() -> None:
    whole = tar_of(("satu.txt", "g"), ("dua.txt", "g"), ("tiga.txt", "g"))
    damaged = whole[:1024] + b"x" * 3 + whole[1027:]
    assert whole[1024:1031] == b"dua.txt"
    assert shown(damaged)[-1] == ConvertedFile(frozenset({LeftOut.ENTRIES, LeftOut.FACTS}))


def test_a_locked_pdf_ends_as_a_sentence_of_its_own() -> None:
    made = io.BytesIO()
    canvas = Canvas(made, encrypt=StandardEncryption("rahasia"))
    canvas.drawString(100, 100, "Halaman")
    canvas.save()
    with pytest.raises(PasswordProtectedError):
        shown(made.getvalue())


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"\0\1\2\3" * 100, UnknownKindError),
        (b"%PDF-1.7 and nothing else", DamagedFileError),
        (b"\x89PNG\r\n\x1a\n and nothing else", DamagedFileError),
        (b"PK\x03\x04 and nothing else", DamagedFileError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, DamagedFileError),
        (compound({"WordDocument": NOISE}), UnknownKindError),
        (compound({"EncryptedPackage": b""}), PasswordProtectedError),
        (compound({"WordDocument": b"\xec\xa5" + bytes(9) + b"\x01"}), PasswordProtectedError),
        (compound({"Workbook": b"\x09\x08\x02\0\0\x06" + b"\x2f\0"}), PasswordProtectedError),
        (compound({"Current User": b"\0\0\xf6\x0f", "EncryptedSummary": b""}), PasswordProtectedError),
    ],
)
def test_a_file_that_cannot_be_shown_ends_as_a_sentence(content: bytes, error: type[EvidenceError]) -> None:
    with pytest.raises(error):
        shown(content)


def test_a_file_that_is_too_large_is_refused_before_it_is_all_there() -> None:
    def pieces() -> Iterator[bytes]:
        piece = bytes(10_000_000)
        for _ in range(LARGEST_FILE // len(piece) + 1):
            yield piece
        pytest.fail("it was read beyond its bound")

    with pytest.raises(EvidenceTooLargeError):
        list(convert(pieces()))


class SourceError(Exception):
    pass


def test_a_conversion_that_is_not_wanted_any_more_ends_between_two_parts_too() -> None:
    parts: list[Part] = []
    with pytest.raises(ConversionLimitError):
        parts.extend(convert([made_files.pdf(200)], lambda: True))
    assert len(parts) < 200


def test_a_sandbox_that_the_kernel_killed_for_its_memory_does_not_make_its_file_a_damaged_one() -> None:
    def pieces() -> Iterator[bytes]:
        yield made_files.pdf()
        for process in children(os.getpid()):
            if Path(f"/proc/{process}/comm").read_text().strip() == "bwrap":
                os.kill(process, signal.SIGKILL)

    with pytest.raises(ConversionLimitError):
        list(convert(pieces()))


def test_an_error_of_the_source_is_raised_as_it_is_and_nothing_is_shown() -> None:
    def pieces() -> Iterator[bytes]:
        yield made_files.pdf()
        raise SourceError

    conversion = convert(pieces())
    with pytest.raises(SourceError):
        next(conversion)
