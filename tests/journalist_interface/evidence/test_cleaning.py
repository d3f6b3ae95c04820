"""A cleaned copy tells nothing of its author, says how it was made, and still shows what it showed."""

import io
import json
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CleaningMethod, CopyForm
from journalist_interface.evidence.errors import (
    DamagedFileError,
    EvidenceError,
    NotCleanableError,
    NotPrintableError,
)
from journalist_interface.evidence.parts import OpenedFile, SoundPiece
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.made_files import AUTHOR, COMMENTER

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


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_photo_is_cleaned_without_being_encoded_anew(form: str, tmp_path: Path) -> None:
    photo = made_files.photo(form)
    method, ending, made = copied(photo)
    assert method is CleaningMethod.LIGHTWEIGHT
    assert AUTHOR in told(photo, ending, tmp_path)
    left = told(made, ending, tmp_path)
    assert [word for word in (AUTHOR, "GPS", "K1") if word in left] == []
    assert Image.open(io.BytesIO(made)).tobytes() == Image.open(io.BytesIO(photo)).tobytes()


def test_a_pdf_is_encoded_anew(tmp_path: Path) -> None:
    method, ending, made = copied(made_files.pdf())
    assert (method, ending, made[:5]) == (CleaningMethod.FULL, ".pdf", b"%PDF-")
    assert AUTHOR not in told(made, ending, tmp_path)


def test_a_document_of_word_loses_its_people() -> None:
    change = f'<w:p><w:ins w:id="1" w:author="{COMMENTER}"><w:r><w:t>x</w:t></w:r></w:ins></w:p>'
    method, ending, made = copied(made_files.docx(change))
    assert (method, ending) == (CleaningMethod.FULL, ".docx")
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        everything = b"".join(container.read(name) for name in container.namelist())
    assert b"Halo dunia." in everything
    assert AUTHOR.encode() not in everything
    assert COMMENTER.encode() not in everything


def with_object(name: str, content: bytes) -> bytes:
    made = io.BytesIO(made_files.docx())
    with zipfile.ZipFile(made, "a") as container:
        container.writestr(f"word/embeddings/{name}", content)
    return made.getvalue()


def with_footer(content: str) -> bytes:
    made = made_files.docx(footer1=content)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as before, zipfile.ZipFile(written, "w") as after:
        for name in before.namelist():
            named = f'<Override PartName="/word/footer1.xml" ContentType="{kind}"/></Types>'.encode()
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
    assert (method, ending) == (CleaningMethod.FULL, ".mp4")
    assert '"video/mp4"' in told(made, ending, tmp_path)


BEHIND = f"\n{AUTHOR}\n".encode()


@pytest.mark.parametrize("form", ["GIF", "BMP"])
def test_of_a_picture_behind_which_more_could_stay_there_is_no_cleaned_copy_but_a_pdf(form: str) -> None:
    made = io.BytesIO()
    Image.new("RGB", (60, 60)).save(made, form)
    with pytest.raises(NotCleanableError), cleaned_copy((made.getvalue() + BEHIND,), CopyForm.CLEANED):
        pass
    assert AUTHOR.encode() not in copied(made.getvalue() + BEHIND, CopyForm.PICTURES)[2]


@pytest.mark.parametrize("ending", ["mp3", "flac", "ogg"])
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
