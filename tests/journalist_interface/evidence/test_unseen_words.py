"""Alternative texts and names of bookmarks: the page of a file tells them, and its cleaned copy has none of them."""

import io
import zipfile
from pathlib import Path

import pytest

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CopyForm
from journalist_interface.evidence.errors import NotCleanableError
from journalist_interface.evidence.inside.document_tells import office_facts
from journalist_interface.evidence.parts import FactKind, FileFact, PagePicture
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.made_files import COMMENTER

pytestmark = pytest.mark.slow

NAME = COMMENTER.replace(" ", "_")
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PICTURE_OF_WORD = (
    f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing"><wp:extent cx="600000" cy="400000"/>'
    f'<wp:docPr id="1" name="{COMMENTER} 1" descr="Foto {COMMENTER}" title="Foto {COMMENTER}"/>'
    f'<a:graphic xmlns:a="{DRAWING}/main"><a:graphicData uri="{DRAWING}/picture"><pic:pic '
    f'xmlns:pic="{DRAWING}/picture">'
    f'<pic:nvPicPr><pic:cNvPr id="1" name="{NAME}.jpg" descr="{COMMENTER}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="p1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="600000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
TABLE = (
    f'<w:tbl><w:tblPr><w:tblCaption w:val="{COMMENTER}"/><w:tblDescription w:val="{COMMENTER}"/></w:tblPr>'
    "<w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc><w:p><w:r><w:t>Sel</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def field(*instruction: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in instruction)
    ends = [f'<w:r><w:fldChar w:fldCharType="{end}"/></w:r>' for end in ("begin", "separate", "end")]
    return f"{ends[0]}{pieces}{ends[1]}<w:r><w:t>Isi</w:t></w:r>{ends[2]}"


REFERENCES = (
    field(" REF ", NAME[:3], NAME[3:], " \\h "),
    f'<w:fldSimple w:instr=" PAGEREF {NAME.upper()} "/>',
    field(" PAGEREF _Toc12 \\h "),
)
MARKED = (
    f'<w:p><w:bookmarkStart w:id="1" w:name="{NAME}"/><w:r><w:t>Isi</w:t></w:r><w:bookmarkEnd w:id="1"/>'
    f'<w:bookmarkStart w:id="2" w:name="_Toc12"/><w:bookmarkEnd w:id="2"/></w:p><w:p><w:hyperlink w:anchor="{NAME}">'
    f"<w:r><w:t>Tautan</w:t></w:r></w:hyperlink>{''.join(REFERENCES)}</w:p>"
)
FRAME = (
    f'<text:p><draw:frame draw:name="{NAME}.jpg" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'svg:width="2cm" svg:height="1cm" text:anchor-type="as-char"><draw:image xlink:href="Pictures/1.png"/>'
    f"<svg:title>{COMMENTER}</svg:title><svg:desc>Foto {COMMENTER}</svg:desc></draw:frame></text:p>"
)
MARKED_TEXT = (
    f'<text:p><text:bookmark-start text:name="{NAME}"/>Isi<text:bookmark-end text:name="{NAME}"/>'
    f'<text:bookmark-ref text:reference-format="text" text:ref-name="{NAME}">Isi</text:bookmark-ref>'
    f'<text:a xlink:href="#{NAME}">Tautan</text:a></text:p>'
)


def of_word(body: str) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="p1" Type="{office}/image" Target="media/image1.jpeg"/>'
    return made_files.docx(body, relations=relation, photo=made_files.photo())


def copied(content: bytes) -> dict[str, str]:
    """The parts of the cleaned copy of a document, which can still be shown."""
    with cleaned_copy((content,), CopyForm.CLEANED) as copy:
        made = b"".join(copy.pieces)
    assert any(isinstance(part, PagePicture) for part in convert((made,)))
    with zipfile.ZipFile(io.BytesIO(made)) as container:
        return {name: container.read(name).decode("utf-8", "replace") for name in container.namelist()}


def test_alternative_texts_and_names_of_pictures_do_not_stay_in_a_copy_of_word() -> None:
    document = of_word(PICTURE_OF_WORD + TABLE)
    told = {part.value for part in convert((document,)) if isinstance(part, FileFact)}
    assert {f"Foto {COMMENTER}", COMMENTER} <= told
    parts = copied(document)
    assert [name for name, text in parts.items() if COMMENTER in text or NAME in text] == []
    assert "graphicData" in parts["word/document.xml"]


def test_a_bookmark_of_word_has_a_number_in_a_copy_and_all_that_leads_to_it_still_does() -> None:
    document = copied(made_files.docx(MARKED))["word/document.xml"]
    assert NAME.casefold() not in document.casefold()
    for leads in (
        'bookmarkStart w:id="1" w:name="bookmark1"',
        'anchor="bookmark1"',
        "> REF bookmark1 \\h <",
        '" PAGEREF bookmark1 "',
        'w:name="_Toc12"',
        "> PAGEREF _Toc12 \\h <",
    ):
        assert leads in document


@pytest.mark.parametrize("instruction", [f" = {NAME} * 2 ", f' IF {NAME} = "x" "a" "b" ', f" {NAME} \\h "])
def test_of_a_document_that_calculates_with_a_bookmark_there_is_no_copy_that_could_not(
    instruction: str,
) -> None:
    mark = (
        f'<w:p><w:bookmarkStart w:id="1" w:name="{NAME}"/><w:bookmarkEnd w:id="1"/>{field(instruction)}</w:p>'
    )
    with pytest.raises(NotCleanableError):
        copied(made_files.docx(mark))


def test_a_link_to_a_page_keeps_the_words_that_are_names_of_bookmarks_too() -> None:
    mark = f'<w:bookmarkStart w:id="1" w:name="{NAME}"/><w:bookmarkEnd w:id="1"/>'
    link = f' HYPERLINK "https://contoh.example/{NAME}" \\l "{NAME}" '
    document = copied(made_files.docx(f"<w:p>{mark}{field(link)}</w:p>"))["word/document.xml"]
    assert f'HYPERLINK "https://contoh.example/{NAME}" \\l "bookmark1" ' in document


def test_what_an_opendocument_keeps_behind_its_pictures_and_passages_does_not_stay_in_its_copy() -> None:
    document = made_files.open_document("text", FRAME + MARKED_TEXT)
    told = {(part.kind, part.value) for part in convert((document,)) if isinstance(part, FileFact)}
    assert {(FactKind.ALTERNATIVE_TEXT, f"Foto {COMMENTER}"), (FactKind.BOOKMARK, NAME)} <= told
    content = copied(document)["content.xml"]
    assert (COMMENTER in content, NAME in content) == (False, False)
    assert content.count("bookmark1") == 4
    assert "image" in content


def test_a_table_of_a_sheet_loses_its_alternative_text_too() -> None:
    made = io.BytesIO(made_files.docx())
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(made, "a") as container:
        container.writestr(
            "word/tables/table1.xml", f'<table xmlns="{main}" altText="{COMMENTER}" ref="A1"/>'
        )
    kept = copied(made.getvalue())["word/tables/table1.xml"]
    assert ("altText" in kept, "A1" in kept) == (False, True)


def test_a_drawing_of_old_programs_loses_its_alternative_text_too() -> None:
    made = io.BytesIO(made_files.docx())
    drawing = f'<v:shape id="a" alt="{COMMENTER}"><v:imagedata r:id="r1" o:title="{NAME}"><br></v:shape>'
    with zipfile.ZipFile(made, "a") as container:
        container.writestr("word/drawings/vmlDrawing1.vml", drawing)
    kept = copied(made.getvalue())["word/drawings/vmlDrawing1.vml"]
    assert kept == '<v:shape id="a" alt=""><v:imagedata r:id="r1" o:title=""><br></v:shape>'


@pytest.mark.parametrize(
    ("part", "xml", "told"),
    [
        ("word/document.xml", f'<wp:docPr id="1" descr="{COMMENTER}"/>', FactKind.ALTERNATIVE_TEXT),
        ("ppt/slides/slide1.xml", f'<p:cNvPr id="1" title="{COMMENTER}"/>', FactKind.ALTERNATIVE_TEXT),
        ("xl/drawings/vmlDrawing1.vml", f'<v:imagedata o:title="{COMMENTER}"/>', FactKind.ALTERNATIVE_TEXT),
        ("xl/tables/table1.xml", f'<x14:table altTextSummary="{COMMENTER}"/>', FactKind.ALTERNATIVE_TEXT),
        ("word/footer1.xml", f'<w:tblCaption w:val="{COMMENTER}"/>', FactKind.ALTERNATIVE_TEXT),
        ("content.xml", f"<table:desc>{COMMENTER}</table:desc>", FactKind.ALTERNATIVE_TEXT),
        ("word/document.xml", f'<w:bookmarkStart w:id="0" w:name="{COMMENTER}"/>', FactKind.BOOKMARK),
        ("content.xml", f'<text:reference-mark text:name="{COMMENTER}"/>', FactKind.BOOKMARK),
    ],
)
def test_they_are_told_before_the_original_is_saved(
    tmp_path: Path, part: str, xml: str, told: FactKind
) -> None:
    path, missing = tmp_path / "document", list[str]()
    with zipfile.ZipFile(path, "w") as written:
        written.writestr(part, xml)
    assert (list(office_facts(path, missing.append)), missing) == ([(told.value, COMMENTER)], [])


@pytest.mark.parametrize("name", ["_Toc170000000", "_GoBack", "_Hlk12", "__RefHeading___Toc1_2", "OLE_LINK3"])
def test_a_bookmark_that_no_person_named_is_not_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / "document"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("word/document.xml", f'<w:bookmarkStart w:id="0" w:name="{name}"/>')
    assert list(office_facts(path, lambda _: None)) == []


def test_a_flood_of_bookmarks_does_not_keep_a_person_from_being_told() -> None:
    marks = "".join(f'<w:bookmarkStart w:id="{number}" w:name="b{number}"/>' for number in range(300))
    comment = f'<w:comment w:id="0" w:author="{COMMENTER}"><w:p/></w:comment>'
    document = made_files.docx(f"<w:p>{marks}</w:p>", comments=comment)
    told = [part.kind for part in convert((document,)) if isinstance(part, FileFact)]
    assert FactKind.COMMENT in told
