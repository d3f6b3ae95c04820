"""What the objects of a PDF tell beside its pages is found, in whatever form its strings and objects are written."""

import zlib
from pathlib import Path

import pytest

from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.inside.pdf_objects import PdfObjects
from journalist_interface.evidence.parts import ConvertedFile, FactKind, FileFact
from tests.journalist_interface.evidence.made_files import AUTHOR
from tests.journalist_interface.evidence.test_tells import PAGES, pdf

FOLDER = f"D:\\{AUTHOR}\\foto.jpg"
ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]%s>>"
XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>'
    f"<rdf:li>{AUTHOR}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
).encode()


def stream(words: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (words, len(packed), packed)


def escaped(text: str) -> bytes:
    return b"(" + text.replace("\\", "\\\\").encode("latin-1") + b")"


def objects(tmp_path: Path, *more: bytes) -> PdfObjects:
    (tmp_path / "file.pdf").write_bytes(pdf(ROOT, PAGES, PAGE % b"", *more))
    return PdfObjects(tmp_path / "file.pdf")


@pytest.mark.parametrize(
    "written",
    [
        escaped(FOLDER),
        b"<" + ("\ufeff" + FOLDER).encode("utf-16-be").hex().encode() + b">",
        b"(" + ("\ufeff" + FOLDER).encode("utf-16-be").replace(b"\\", b"\\\\") + b")",
        b"(D:\\134" + AUTHOR.encode() + b"\\134foto.jpg)",
    ],
    ids=["escaped", "digits", "wide", "octal"],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["plain", "packed"])
def test_a_folder_in_the_description_of_a_picture_is_found(
    tmp_path: Path, written: bytes, *, is_packed: bool
) -> None:
    element = b"<</Type/StructElem/S/Figure/Alt" + written + b">>"
    made = stream(b"/Type/ObjStm/N 1/First 4", b"9 0 " + element) if is_packed else element
    found = objects(tmp_path, made)
    assert ("author", FOLDER) in set(found.facts())
    assert found.is_whole


def test_what_starts_a_program_or_leads_to_another_computer_is_found_and_a_page_of_the_web_is_not(
    tmp_path: Path,
) -> None:
    launch, elsewhere = b"<</S/Launch/F(x.exe)>>", b"<</S/GoToR/F" + escaped("\\\\192.0.2.1\\x") + b">>"
    link = b"<</S/URI/URI(https://contoh.example/home/x)>>"
    found = set(objects(tmp_path, launch, elsewhere, link).facts())
    assert found == {("macro", ""), ("remote_content", "\\\\192.0.2.1\\x")}


def test_of_a_pdf_whose_objects_are_encrypted_or_have_no_end_not_all_is_read(tmp_path: Path) -> None:
    assert objects(tmp_path).is_whole
    assert not objects(tmp_path, b"<</Encrypt 5 0 R>>").is_whole
    assert not objects(tmp_path, b"<<>>stream\n").is_whole


@pytest.mark.slow
def test_whoever_is_noted_on_a_single_picture_of_a_pdf_is_told() -> None:
    image = (
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Metadata 5 0 R"
        b"/Length 1>>stream\nx\nendstream"
    )
    page = PAGE % b"/Resources<</XObject<</I 4 0 R>>>>"
    parts = list(convert((pdf(ROOT, PAGES, page, image, stream(b"/Type/Metadata/Subtype/XML", XMP)),)))
    assert FileFact(FactKind.AUTHOR, AUTHOR) in parts
    assert parts[-1] == ConvertedFile(frozenset())
