"""A cleaned copy tells nothing of its author, says how it was made, and still shows what it showed."""

import io
import json
import re
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat, TiffImagePlugin

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CleaningMethod, CopyForm
from journalist_interface.evidence.errors import (
    DamagedFileError,
    EvidenceError,
    NotCleanableError,
    NotPrintableError,
)
from journalist_interface.evidence.parts import (
    ConvertedFile,
    FactKind,
    FileFact,
    LeftOut,
    OpenedFile,
    PagePicture,
    SoundPiece,
)
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.made_files import AUTHOR, COMMENTER
from tests.journalist_interface.evidence.test_tells import PAGES, pdf

pytestmark = pytest.mark.slow


def copied(content: bytes, form: CopyForm = CopyForm.CLEANED) -> tuple[CleaningMethod, str, bytes]:
    with cleaned_copy((content,), form) as copy:
        made = b"".join(copy.pieces)
        assert len(made) == copy.size
        return copy.method, copy.ending, made


def told(content: bytes, ending: str, folder: Path) -> str:
    """All that exiftool finds in this file."""
    path = folder / f"file{ending}"
    path.write_bytes(content)
    done = subprocess.run(["exiftool", "-json", "-G", str(path)], check=True, capture_output=True, text=True)
    return json.dumps(json.loads(done.stdout)[0])


FILM = made_files.video()


@pytest.mark.parametrize("form", ["JPEG", pytest.param("PNG", marks=pytest.mark.thorough)])
def test_a_photo_is_cleaned_without_being_encoded_anew(form: str, tmp_path: Path) -> None:
    photo = made_files.photo(form)
    method, ending, made = copied(photo + FILM)
    assert method is CleaningMethod.LIGHTWEIGHT
    assert b"moov" not in made
    assert AUTHOR in told(photo, ending, tmp_path)
    left = told(made, ending, tmp_path)
    assert [word for word in (AUTHOR, "GPS", "K1") if word in left] == []
    assert Image.open(io.BytesIO(made)).tobytes() == Image.open(io.BytesIO(photo)).tobytes()


def test_a_pdf_is_encoded_anew(tmp_path: Path) -> None:
    method, ending, made = copied(made_files.pdf())
    assert (method, ending, made[:5]) == (CleaningMethod.FULL, ".pdf", b"%PDF-")
    assert AUTHOR not in told(made, ending, tmp_path)


def test_a_pdf_with_files_inside_has_no_copy_that_lacks_them() -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>"
    inner = (b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>", b"<</Length 1>>stream\nx\nendstream")
    made = pdf(root, PAGES, page, *inner)
    with pytest.raises(NotCleanableError):
        copied(made)
    [opened] = [part for part in convert((made,)) if isinstance(part, OpenedFile)]
    assert not opened.has_copy


def test_who_may_edit_a_passage_of_a_document_does_not_stay_in_its_copy() -> None:
    passage = (
        f'<w:permStart w:id="1" w:ed="{COMMENTER}"/><w:p><w:r><w:t>x</w:t></w:r></w:p><w:permEnd w:id="1"/>'
    )
    _, _, made = copied(made_files.docx(passage))
    with zipfile.ZipFile(io.BytesIO(made)) as copy:
        document = copy.read("word/document.xml").decode()
    assert (COMMENTER in document, ">x<" in document) == (False, True)


def test_a_document_of_word_loses_its_people() -> None:
    change = f'<w:p><w:ins w:id="1" w:author="{COMMENTER}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    method, ending, made = copied(made_files.docx(change))
    assert (method, ending) == (CleaningMethod.FULL, ".docx")
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        everything = b"".join(container.read(name) for name in container.namelist())
    assert b"Halo dunia." in everything
    assert AUTHOR.encode() not in everything
    assert COMMENTER.encode() not in everything


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


TABLE = f"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p>{run('Dua')}</w:p></w:tc></w:tr></w:tbl>"
BY = f'w:id="1" w:author="{COMMENTER}"'
CHANGED = (
    f"<w:p><w:ins {BY}>{run('Tidak')}</w:ins>{run('ada')}<w:del {BY}><w:r><w:delText>dua</w:delText></w:r></w:del>"
    f"<w:ins {BY}>{run('suap')}</w:ins></w:p><w:tbl><w:tblGrid><w:gridCol/></w:tblGrid>"
    f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc><w:p>{run('Dihapus')}</w:p></w:tc></w:tr>"
    f"<w:tr><w:tc><w:p>{run('Tetap')}</w:p></w:tc></w:tr></w:tbl>"
)
LINK = f"<w:p>{run('Tiga')}<w:hyperlink>{run('Empat')}</w:hyperlink>{run('Lima')}</w:p>"


def test_all_of_a_document_stays_in_its_place() -> None:
    _method, _ending, made = copied(made_files.docx(TABLE + LINK + CHANGED))
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        text = container.read("word/document.xml").decode()
    words = "Halo dunia. Dua Tiga Empat Lima Tidak ada suap Tetap"
    assert " ".join(re.findall(r"t>([^<]+)</", text)) == words
    assert any(isinstance(part, PagePicture) for part in convert((made,)))


ROW = "<table:table-row><table:table-cell><text:p>Dua</text:p></table:table-cell></table:table-row>"
MIXED = made_files.open_document(
    "text",
    "<text:h>Judul</text:h><text:p>Satu</text:p>"
    f'<table:table table:name="T">{ROW}</table:table><text:list><text:list-item><text:p>Tiga</text:p></text:list-item>'
    "</text:list><text:p>Empat</text:p>",
)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("content", "before", "after"),
    [
        (MIXED, "odt", "docx"),
        (made_files.docx(TABLE), "docx", "odt"),
        (made_files.xlsx(), "xlsx", "ods"),
        (made_files.slides(), "odp", "pptx"),
    ],
    ids=["docx", "odt", "ods", "pptx"],
)
def test_a_cleaned_document_looks_as_it_did(content: bytes, before: str, after: str) -> None:
    def drawn(document: bytes) -> list[Image.Image]:
        pages = [part for part in convert((document,)) if isinstance(part, PagePicture)]
        return [Image.open(io.BytesIO(page.data)).convert("L") for page in pages]

    document = made_files.saved_by_libreoffice(content, before, after)
    _method, _ending, made = copied(document)
    was, is_now = drawn(document), drawn(made)
    assert [page.size for page in was] == [page.size for page in is_now]
    for page, other in zip(was, is_now, strict=True):
        assert sum(page.histogram()[:128]) > 0  # something is written on it
        assert ImageStat.Stat(ImageChops.difference(page, other)).mean[0] < 0.1


def with_object(name: str, content: bytes) -> bytes:
    made = io.BytesIO(made_files.docx())
    with zipfile.ZipFile(made, "a") as container:
        container.writestr(f"word/embeddings/{name}", content)
    return made.getvalue()


def with_footer(content: str) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
    return declared(made_files.docx(footer1=content), "/word/footer1.xml", kind)


def declared(made: bytes, part: str, kind: str) -> bytes:
    """A document that says of what kind a part of it is."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(written, "w") as after:
        for name in before.namelist():
            named = f'<Override PartName="{part}" ContentType="{kind}"/></Types>'.encode()
            after.writestr(name, before.read(name).replace(b"</Types>", named))
    return written.getvalue()


def changed(element: str) -> str:
    return f'<{element} w:id="1" w:author="{COMMENTER}"><w:rPr/></{element}>'


NOTE = f"<text:p><office:annotation><dc:creator>{COMMENTER}</dc:creator><text:p>x</text:p></office:annotation></text:p>"


@pytest.mark.parametrize(
    "content",
    [
        made_files.docx(f"<w:p><w:r><w:rPr>{changed('w:rPrChange')}</w:rPr><w:t>x</w:t></w:r></w:p>"),
        made_files.docx(f"<w:p><w:pPr>{changed('w:pPrChange')}</w:pPr></w:p>"),
        made_files.docx(f"<w:p>{changed('w:moveFrom')}</w:p>"),
        made_files.docx(f"<w:p>{changed('w:cellIns')}</w:p>"),
        with_footer(f"<w:p>{changed('w:ins')}</w:p>"),
        made_files.open_document("text", NOTE),
        with_object("Microsoft_Excel_Worksheet1.xlsx", made_files.docx()),
        made_files.archive("satu.txt"),
    ],
    ids=["run", "paragraph", "moved", "cell", "footer", "note", "embedded", "archive"],
)
def test_a_copy_in_which_a_person_is_left_or_that_was_not_searched_wholly_is_not_given_out(
    content: bytes,
) -> None:
    with pytest.raises(NotCleanableError), cleaned_copy((content,), CopyForm.CLEANED):
        pass


def test_a_document_without_people_is_cleaned() -> None:
    assert copied(made_files.open_document("text", "<text:p>Halo dunia.</text:p>"))[1] == ".odt"


def test_a_video_loses_what_it_tells(tmp_path: Path) -> None:
    method, ending, made = copied(made_files.video())
    assert (method, ending) == (CleaningMethod.LIGHTWEIGHT, ".mp4")  # its streams are as they were
    assert '"video/mp4"' in told(made, ending, tmp_path)


BEHIND = f"\n{AUTHOR}\n".encode()


@pytest.mark.parametrize("form", ["GIF", "BMP"])
def test_of_a_picture_behind_which_more_could_stay_there_is_no_cleaned_copy_but_a_pdf(form: str) -> None:
    made = io.BytesIO()
    Image.new("RGB", (60, 60)).save(made, form)
    with pytest.raises(NotCleanableError), cleaned_copy((made.getvalue() + BEHIND,), CopyForm.CLEANED):
        pass
    assert AUTHOR.encode() not in copied(made.getvalue() + BEHIND, CopyForm.PICTURES)[2]


@pytest.mark.parametrize("form", [pytest.param("WEBP", marks=pytest.mark.thorough), "AVIF"])
def test_a_photo_of_a_telephone_is_cleaned_too(form: str, tmp_path: Path) -> None:
    photo = made_files.photo(form)
    method, ending, made = copied(photo + FILM)
    assert len(made) <= len(photo)
    assert b"moov" not in made
    assert (method, ending) == (CleaningMethod.LIGHTWEIGHT, f".{form.lower()}")
    assert AUTHOR in told(photo, ending, tmp_path)
    left = told(made, ending, tmp_path)
    assert [word for word in (AUTHOR, "GPS", "K1") if word in left] == []
    assert any(isinstance(part, PagePicture) for part in convert((made,)))


def with_chunk(form: str, content: bytes) -> bytes:
    """A picture with a chunk that no program knows."""
    made = made_files.photo(form)
    if form == "WEBP":
        more = made + b"ABCD" + struct.pack("<I", len(content)) + content
        return more[:4] + struct.pack("<I", len(more) - 8) + more[8:]
    chunk = struct.pack(">I", len(content)) + b"abCd" + content
    return made[:33] + chunk + struct.pack(">I", zlib.crc32(chunk[4:])) + made[33:]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_an_editor_keeps_beside_a_picture_does_not_stay_in_its_copy(form: str, tmp_path: Path) -> None:
    picture = with_chunk(form, COMMENTER.ljust(12).encode())
    _method, ending, made = copied(picture)
    assert COMMENTER.encode() not in made
    assert "Error" not in told(made, ending, tmp_path)
    opened = [Image.open(io.BytesIO(each)).convert("RGB").tobytes() for each in (picture, made)]
    assert opened[0] == opened[1]


@pytest.mark.parametrize("mode", ["CMYK", "RGB"])
def test_a_photo_of_an_editor_keeps_its_colours_in_its_copy(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (20, 20), (200, 30, 30, 0)[: len(mode)]).save(made, "JPEG", keep_rgb=True)
    # As Photoshop numbers them: then a field of Adobe's alone says that they are red, green and blue.
    photo = made.getvalue().replace(b"R\x11\0G\x11\0B\x11\0", b"\1\x11\0\2\x11\0\3\x11\0")
    photo = photo.replace(b"\3R\0G\0B\0", b"\3\1\0\2\0\3\0")
    assert b"Adobe" in photo
    method, _ending, copy = copied(photo)
    assert method is CleaningMethod.FULL
    colours = [Image.open(io.BytesIO(each)).convert("RGB").getpixel((5, 5)) for each in (photo, copy)]
    assert colours[0] == pytest.approx(colours[1], abs=12)


def test_a_cleaned_photo_stays_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, AUTHOR
    photo = io.BytesIO()
    Image.new("RGB", (40, 20)).save(photo, "JPEG", exif=exif)
    _method, _ending, made = copied(photo.getvalue())
    assert Image.open(io.BytesIO(made)).getexif()[0x0112] == 6
    assert AUTHOR.encode() not in made


def scan(pages: int, **told: str) -> bytes:
    """Pages of a scanner, that says which it is."""
    made = io.BytesIO()
    images = [Image.new("L", (30, 40), 60 * number) for number in range(pages)]
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in told.items():
        info[int(tag.removeprefix("t"))] = value
    images[0].save(made, "TIFF", save_all=True, append_images=images[1:], tiffinfo=info)
    return made.getvalue()


def test_no_page_of_a_scan_is_lost_in_its_copy(tmp_path: Path) -> None:
    _method, ending, made = copied(scan(3, t315=AUTHOR, t316="KANTOR-BUDI"))
    assert getattr(Image.open(io.BytesIO(made)), "n_frames", 1) == 3
    assert [word for word in (AUTHOR, "KANTOR-BUDI") if word in told(made, ending, tmp_path)] == []


def test_of_a_drawing_there_is_no_cleaned_copy_that_lacks_a_part_but_a_pdf() -> None:
    size = b'width="200" height="20" viewBox="0 0 200 20"'
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" %s><circle r="9"/></svg>' % size
    with pytest.raises(NotCleanableError), cleaned_copy((drawing,), CopyForm.CLEANED):
        pass
    assert copied(drawing, CopyForm.PICTURES)[1] == ".pdf"


SETTINGS = (
    '<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0"><office:settings><config:config-item-set '
    'config:name="x"><config:config-item config:name="PrinterName" config:type="string">'
    f"{COMMENTER}</config:config-item></config:config-item-set></office:settings></office:document-settings>"
)


def test_a_document_is_cleaned_of_the_printer_of_its_office() -> None:
    document = made_files.open_document("text", "<text:p>Halo</text:p>", parts=(("settings.xml", SETTINGS),))
    assert (FactKind.DEVICE, COMMENTER) in {
        (part.kind, part.value) for part in convert((document,)) if isinstance(part, FileFact)
    }
    _method, ending, made = copied(document)
    assert ending == ".odt"
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        assert "settings.xml" in container.namelist()
        assert COMMENTER.encode() not in b"".join(container.read(name) for name in container.namelist())


def test_a_document_is_cleaned_of_the_variables_of_its_office() -> None:
    variables = f'<w:docVars><w:docVar w:name="a" w:val="{COMMENTER}"/></w:docVars><w:zoom w:percent="90"/>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"
    document = declared(made_files.docx(settings=variables), "/word/settings.xml", kind)
    _method, _ending, made = copied(document)
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        settings = container.read("word/settings.xml")
    assert b"zoom" in settings
    assert COMMENTER.encode() not in settings


@pytest.mark.parametrize(
    "ending",
    [
        "opus",
        "aac",
        pytest.param("wav", marks=pytest.mark.thorough),
        pytest.param("aiff", marks=pytest.mark.thorough),
    ],
)
def test_a_recording_is_packed_anew_and_keeps_its_sound(ending: str) -> None:
    recording = made_files.tone(ending=ending, title=AUTHOR)
    method, given, made = copied(recording)
    assert (method, given) == (CleaningMethod.LIGHTWEIGHT, ".ogg" if ending == "opus" else f".{ending}")
    assert AUTHOR.encode() not in made
    parts = list(convert((made,)))
    (opened,) = (part for part in parts if isinstance(part, OpenedFile))
    assert opened.seconds == pytest.approx(2.0, abs=0.2)
    assert isinstance(parts[-1], ConvertedFile)
    assert LeftOut.SOUND not in parts[-1].left_out


@pytest.mark.parametrize("ending", ["mp3", pytest.param("flac", marks=pytest.mark.thorough)])
def test_a_sound_of_which_most_is_damaged_has_no_cleaned_copy(ending: str) -> None:
    damaged = bytearray(made_files.tone(ending=ending))
    for place in range(len(damaged) // 10, len(damaged), 7):
        damaged[place] ^= 0x55
    with pytest.raises(NotCleanableError), cleaned_copy((bytes(damaged),), CopyForm.CLEANED):
        pass


@pytest.mark.parametrize(
    "ending",
    [
        "mp3",
        pytest.param("flac", marks=pytest.mark.thorough),
        pytest.param("ogg", marks=pytest.mark.thorough),
    ],
)
def test_nothing_that_lies_behind_a_sound_stays_in_its_copy(ending: str) -> None:
    _method, given, made = copied(made_files.tone(ending=ending) + BEHIND)
    assert given == f".{ending}"
    assert AUTHOR.encode() not in made
    parts = list(convert((made,)))
    (opened,) = (part for part in parts if isinstance(part, OpenedFile))
    assert opened.seconds == pytest.approx(2.0, abs=0.2)
    assert any(isinstance(part, SoundPiece) for part in parts)


@pytest.mark.parametrize("content", [made_files.pdf(3), made_files.photo()], ids=["pdf", "jpeg"])
def test_pages_are_saved_as_pictures_in_a_pdf_that_tells_nobody(content: bytes, tmp_path: Path) -> None:
    method, ending, made = copied(content, CopyForm.PICTURES)
    assert (method, ending) == (CleaningMethod.PICTURES, ".pdf")
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    listed = subprocess.run(
        ["pdfimages", "-list", str(path)], check=True, capture_output=True, text=True
    ).stdout
    assert len(listed.splitlines()) == 2 + (3 if content == made_files.pdf(3) else 1)
    assert (
        subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True).stdout.strip() == b""
    )
    words = told(made, ending, tmp_path)
    assert [word for word in (AUTHOR, "anonymous", "untitled") if word in words] == []
    assert "2026" not in words.replace("File:FileModifyDate", "").partition("PDF:")[2]


@pytest.mark.parametrize(
    ("content", "form", "error"),
    [
        (made_files.rtf(), CopyForm.CLEANED, NotCleanableError),
        (made_files.mail(), CopyForm.CLEANED, NotCleanableError),
        (made_files.tone(), CopyForm.PICTURES, NotPrintableError),
        (b"Catatan.", CopyForm.PICTURES, NotPrintableError),
        (made_files.heic(2), CopyForm.PICTURES, NotPrintableError),
        (b"%PDF-1.7", CopyForm.PICTURES, DamagedFileError),
    ],
    ids=["rtf", "mail", "sound", "text", "several", "damaged"],
)
def test_where_there_is_no_copy_a_sentence_says_so(
    content: bytes, form: CopyForm, error: type[EvidenceError]
) -> None:
    with pytest.raises(error), cleaned_copy((content,), form):
        pass


HIDDEN = (
    b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
    b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    b"<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'>"
    b"<dc:creator><rdf:Seq><rdf:li>Wati Rahasia</rdf:li></rdf:Seq></dc:creator>"
    b"</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
)


def test_what_somebody_hid_in_the_coded_data_of_a_picture_is_told_and_does_not_stay_in_its_copy() -> None:
    made = io.BytesIO()
    Image.effect_noise((64, 48), 80).save(made, "JPEG")
    marked = made.getvalue()[:-2] + HIDDEN + made.getvalue()[-2:]
    assert any(isinstance(part, FileFact) and "Wati Rahasia" in part.value for part in convert((marked,)))
    method, _ending, copy = copied(marked)
    assert method is CleaningMethod.FULL
    assert b"Wati Rahasia" not in copy
