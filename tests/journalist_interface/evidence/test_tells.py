"""What leads to a file's author is told, or the end says that not all was searched: never that nothing was found."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CopyForm
from journalist_interface.evidence.errors import NotCleanableError
from journalist_interface.evidence.inside import annotation_authors
from journalist_interface.evidence.inside.document_tells import office_facts
from journalist_interface.evidence.parts import (
    ConvertedFile,
    FactKind,
    FileFact,
    LeftOut,
    ListedEntry,
    MailField,
    MailHeader,
    Part,
    TextPassage,
)
from journalist_interface.evidence.system_calls import PYTHON
from tests.fork_server import ROOT
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.compound_file import outlook_mail
from tests.journalist_interface.evidence.made_files import AUTHOR

pytestmark = pytest.mark.slow
SUBTITLE = f"1\n00:00:00,000 --> 00:00:01,000\nGPS(106.8272,-6.1754,20) {AUTHOR}\n"


def shown(content: bytes) -> list[Part]:
    return list(convert(iter((content,))))


def facts(parts: list[Part]) -> set[tuple[FactKind, str]]:
    return {(part.kind, part.value) for part in parts if isinstance(part, FileFact)}


def left_out(parts: list[Part]) -> frozenset[LeftOut]:
    end = parts[-1]
    assert isinstance(end, ConvertedFile)
    return end.left_out


def container(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as written:
        for name, text in parts.items():
            written.writestr(name.replace("__", "/") + ".xml", text)
    return path


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1."""
    written, places = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, part in enumerate(objects, 1):
        places += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    size = len(objects) + 1
    end = b"xref\n0 %d\n%strailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return written + end % (size, places, size, len(written))


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Annots[4 0 R]>>"


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("xl__workbook", f'<x15ac:absPath url="C:\\Users\\{AUTHOR}\\"/>'),
        ("xl__workbook", f'<fileSharing userName="{AUTHOR}"/>'),
        ("xl__pivotCache__definition", f'<pivotCacheDefinition refreshedBy="{AUTHOR}"/>'),
        ("word__people", f'<w15:person w15:author="{AUTHOR}"/>'),
        ("word__document", f"<w:ins w:id='1' w:author='{AUTHOR}'>"),
    ],
    ids=["folder", "sharing", "pivot table", "people", "single quotes"],
)
def test_whoever_an_office_program_names_is_told(tmp_path: Path, part: str, xml: str) -> None:
    missing: list[str] = []
    found = list(office_facts(container(tmp_path / "document", **{part: xml}), missing.append))
    assert [value for _, value in found if AUTHOR in value]
    assert missing == []


def test_of_an_old_document_the_end_says_that_not_all_was_searched(tmp_path: Path) -> None:
    (tmp_path / "document").write_bytes(b"{\\rtf1 Isi}")
    missing: list[str] = []
    assert (list(office_facts(tmp_path / "document", missing.append)), missing) == ([], ["facts"])


def test_who_annotated_a_pdf_is_told() -> None:
    note = b"<</Type/Annot/Subtype/Text/Rect[5 5 9 9]/T(%s)/Contents(x)>>" % AUTHOR.encode()
    parts = shown(pdf(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, note))
    assert facts(parts) == {(FactKind.COMMENT, AUTHOR)}
    assert left_out(parts) == frozenset()


@pytest.mark.parametrize(("pages", "said"), [(1, ""), (2, "\n")], ids=["some pages", "all pages"])
def test_the_list_of_who_annotated_a_pdf_has_an_end_only_if_every_page_was_looked_at(
    tmp_path: Path, pages: int, said: str
) -> None:
    (tmp_path / "file.pdf").write_bytes(made_files.pdf(2))
    command = [PYTHON, "-s", "-P", "-m", annotation_authors.__name__, str(tmp_path / "file.pdf"), str(pages)]
    run = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    assert run.stdout == said


def test_a_file_inside_a_pdf_is_not_searched_and_the_end_says_so() -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>"
    inner = b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>"
    parts = shown(
        pdf(root, PAGES, PAGE.replace(b"/Annots[4 0 R]", b""), inner, b"<</Length 1>>stream\nx\nendstream")
    )
    assert left_out(parts) == {LeftOut.FACTS}


def test_a_photo_in_a_document_is_searched_whatever_it_is_called() -> None:
    with zipfile.ZipFile(io.BytesIO(made_files.docx(photo=made_files.photo()))) as before:
        named = {entry: before.read(entry) for entry in before.namelist()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as after:
        for name, data in named.items():
            after.writestr(f"word/other/{len(name)}.jfif" if name.startswith("word/media/") else name, data)
    assert FactKind.PLACE in {kind for kind, _ in facts(shown(changed.getvalue()))}


def test_a_sound_in_a_document_is_searched_too(tmp_path: Path) -> None:
    (tmp_path / "sound.mp3").write_bytes(made_files.tone())
    named = ["-c", "copy", "-metadata", "artist=Perekam Contoh", "named.mp3"]
    subprocess.run(["ffmpeg", "-v", "error", "-i", "sound.mp3", *named], cwd=tmp_path, check=True)
    made = io.BytesIO(made_files.docx())
    with zipfile.ZipFile(made, "a") as container:
        container.writestr("word/media/sound.bin", (tmp_path / "named.mp3").read_bytes())
    assert (FactKind.AUTHOR, "Perekam Contoh") in facts(shown(made.getvalue()))


def test_a_track_of_a_film_that_was_not_read_is_said_and_such_a_film_has_no_cleaned_copy(
    tmp_path: Path,
) -> None:
    (tmp_path / "film.mp4").write_bytes(made_files.video())
    (tmp_path / "track.srt").write_text(SUBTITLE)
    command = ["ffmpeg", "-v", "error", "-i", "film.mp4", "-i", "track.srt", "-c", "copy", "-c:s", "mov_text"]
    subprocess.run([*command, "both.mp4"], cwd=tmp_path, check=True)
    film = (tmp_path / "both.mp4").read_bytes()
    assert LeftOut.FACTS in left_out(shown(film))
    with pytest.raises(NotCleanableError), cleaned_copy(iter((film,)), CopyForm.CLEANED) as copy:
        list(copy.pieces)


def test_who_sent_a_mail_and_by_which_computer_is_told() -> None:
    mail = (
        b"Received: from LAPTOP-BUDI ([10.0.0.9])\r\nReturn-Path: <budi@contoh.example>\r\n"
        + made_files.mail()
    )
    found = facts(shown(mail))
    assert {kind for kind, value in found if "budi" in value.lower()} == {FactKind.AUTHOR, FactKind.DEVICE}
    assert (FactKind.AUTHOR, AUTHOR) in facts(shown(outlook_mail(AUTHOR, "Perihal", "Isi", "a.pdf")))


def test_who_sent_a_mail_is_told_as_it_is_written_where_its_header_cannot_be_parsed() -> None:
    mail = (
        f'From: "{AUTHOR}" <"\r\nFrom: Siti <siti@contoh.example>\r\nTo: a@b.example\r\nSubject: x\r\n\r\nIsi'
    )
    told = {(FactKind.AUTHOR, f'"{AUTHOR}" <"'), (FactKind.AUTHOR, "Siti <siti@contoh.example>")}
    parts = shown(mail.encode())
    assert told <= facts(parts)
    assert MailField(MailHeader.FROM, f'"{AUTHOR}" <"') in parts


def test_a_text_that_is_attached_beside_another_form_of_the_mail_is_listed() -> None:
    attached = 'Content-Type: text/plain; name="saksi.txt"\r\n\r\nisi'
    inner = made_files.multipart("multipart/mixed", "Content-Type: text/html\r\n\r\n<p>Lain", attached)
    found = shown(made_files.mail_of("multipart/alternative", "Content-Type: text/plain\r\n\r\nIsi", inner))
    assert [part.name for part in found if isinstance(part, ListedEntry)] == ["text/html", "saksi.txt"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><head><title>x<body>Isi surat.", frozenset()),
        ("<p>" + " " * 2_100_000 + "Isi", {LeftOut.TEXT}),
    ],
    ids=["a head without end", "a long page"],
)
def test_no_text_of_a_mail_vanishes_unsaid(page: str, said: frozenset[LeftOut]) -> None:
    parts = shown(b"Subject: x\r\nFrom: a@b.example\r\nContent-Type: text/html\r\n\r\n" + page.encode())
    assert left_out(parts) == said
    assert said or TextPassage("Isi surat.") in parts


def test_a_mail_whose_boundary_never_comes_says_that_its_text_is_missing() -> None:
    mail = b'Subject: x\r\nFrom: a@b.example\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\nIsi'
    assert LeftOut.BODY in left_out(shown(mail))
