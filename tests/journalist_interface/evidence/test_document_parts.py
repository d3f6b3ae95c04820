"""Parts of documents tell whom they name, and say which of them no program searched."""

import zipfile
from pathlib import Path

import pytest

from journalist_interface.evidence.inside.document_tells import office_facts
from tests.journalist_interface.evidence.made_files import AUTHOR, COMMENTER


def container(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w") as written:
        for name, text in parts.items():
            written.writestr(name.replace("__", "/") + ".xml", text)
    return path


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
DC = 'xmlns:b="http://purl.org/dc/elements/1.1/"'


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("xl__workbook", f'<x15ac:absPath url="C:\\Users\\{AUTHOR}\\"/>'),
        ("xl__workbook", f'<fileSharing userName="{AUTHOR}"/>'),
        ("xl__pivotCache__definition", f'<pivotCacheDefinition refreshedBy="{AUTHOR}"/>'),
        ("word__people", f'<w15:person w15:author="{AUTHOR}"/>'),
        ("word__document", f"<w:ins w:id='1' w:author='{AUTHOR}'>"),
        ("word__document", f'<wp:docPr id="1" descr="C:\\Users\\{AUTHOR}\\Pictures\\1.jpg"/>'),
        ("word___rels__settings.xml", f'<Relationship Target="file:///C:\\Users\\{AUTHOR}\\Normal.dotm"/>'),
        ("xl__externalLinks___rels__1", f'<Relationship Target="file:///\\\\kantor\\{AUTHOR}\\gaji.xlsx"/>'),
        ("customXml__item1", f"<a:UserInfo><a:DisplayName>{AUTHOR}</a:DisplayName></a:UserInfo>"),
        ("xl__connections", f'<connection connection="Data Source=x;User ID={AUTHOR};"/>'),
        ("word__document", f'<a:p xmlns:a="{WORD}"><a:ins a:author="{AUTHOR}"/></a:p>'),
        (
            "styles",
            f'<a:x xmlns:a="{ODF}" {DC}><a:annotation><b:creator>{AUTHOR}</b:creator></a:annotation></a:x>',
        ),
        ("settings", f'<x config:name="PrinterName" config:type="string">Printer {AUTHOR}</x>'),
        (
            "word__comments",
            f'<comments xmlns="{WORD}" xmlns:w="{WORD}"><comment w:author="{AUTHOR}"></comment></comments>',
        ),
        ("word__comments", f'<w:comment\nw:author = "{AUTHOR}">x</w:comment >'),
        ("lain__catatan", f'<w:comment w:author="{AUTHOR}">x</w:comment>'),
        ("lain__tabel", f"<comments><author>{AUTHOR}</author></comments>"),
        ("lain__pembuat", f"<dc:creator>{AUTHOR}</dc:creator>"),
        ("word___rels__settings.xml", f'<Relationship Target="file:///D:\\{AUTHOR}\\surat.dotm"/>'),
        ("docProps__custom", f'<property pid="2" name="Typist"><vt:lpwstr>{AUTHOR}</vt:lpwstr></property>'),
        ("meta", f'<meta:user-defined meta:name="Diketik oleh">{AUTHOR}</meta:user-defined>'),
        ("ppt__changesInfos__changesInfo1", f'<pc:chgData name="{AUTHOR}" userId="1" providerId="LiveId"/>'),
        ("xl__revisions__userNames", f'<userInfo guid="{{1}}" name="{AUTHOR}" id="-1"/>'),
        ("xl__worksheets__sheet1", f'<scenario name="s" user="{AUTHOR}"/>'),
        ("xl__workbook", f'<customWorkbookView name="{AUTHOR} - Personal View" personalView="1"/>'),
        ("word__document", f'<w:permStart w:id="1" w:ed="{AUTHOR}"/>'),
        ("ppt__tags__tag1", f'<p:tag name="AUTHOR" val="{AUTHOR}"/>'),
        (
            "content",
            f'<text:user-field-decl office:string-value="{AUTHOR}" text:name="Penyusun"></text:user-field-decl>',
        ),
        ("docMetadata__LabelInfo", f'<clbl:label id="1" siteId="{AUTHOR}"/>'),
    ],
    ids=[
        *("folder", "sharing", "pivot table", "people", "single quotes", "picture", "template", "link"),
        *("properties", "database", "prefix of Word", "prefix of OpenDocument", "printer"),
        *("no prefix", "spaces", "comment elsewhere", "table elsewhere", "properties elsewhere"),
        *("another disk", "property of the office", "property of the office in OpenDocument"),
        *(
            "changes of slides",
            "users of a workbook",
            "scenario",
            "view of a workbook",
            "editor",
            "tag",
            "field",
        ),
        "tenant",
    ],
)
def test_whoever_an_office_program_names_is_told(tmp_path: Path, part: str, xml: str) -> None:
    missing: list[str] = []
    found = list(office_facts(container(tmp_path / "document", **{part: xml}), missing.append))
    assert [value for _, value in found if AUTHOR in value]
    assert missing == []


def test_the_people_in_the_properties_of_a_document_of_dotnet_are_told(tmp_path: Path) -> None:
    path, missing = tmp_path / "document", list[str]()
    with zipfile.ZipFile(path, "w") as written:
        written.writestr(
            "package/services/metadata/core-properties/a.psmdcp",
            f"<dc:creator>{AUTHOR}</dc:creator><cp:lastModifiedBy>{COMMENTER}</cp:lastModifiedBy>",
        )
    told = [("author", AUTHOR), ("changed_by", COMMENTER)]
    assert (list(office_facts(path, missing.append)), missing) == (told, [])


def test_the_printer_of_a_workbook_is_told(tmp_path: Path) -> None:
    path, missing = tmp_path / "document", list[str]()
    with zipfile.ZipFile(path, "w") as written:
        written.writestr(
            "xl/printerSettings/printerSettings1.bin", "Kantor 3".encode("utf-16-le") + bytes(200)
        )
    assert (list(office_facts(path, missing.append)), missing) == ([("device", "Kantor 3")], [])


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/afchunk.mht", b"From: <x>\r\n"),
        ("word/media/image1.emf", b"\x01\0\0\0l\0\0\0"),
        ("word/media/image1.svg", b'<svg><image href="data:image/jpeg;base64,AAAA"/></svg>'),
        ("_xmlsignatures/sig1.xml", b"<Signature/>"),
    ],
)
def test_of_a_part_that_no_program_searches_the_end_says_so(
    tmp_path: Path, part: str, content: bytes
) -> None:
    path, missing = tmp_path / "document", list[str]()
    with zipfile.ZipFile(path, "w") as written:
        written.writestr(part, content)
    assert (list(office_facts(path, missing.append)), missing) == ([], ["facts"])


@pytest.mark.parametrize(
    ("part", "xml", "value"),
    [
        ("word__document", "<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>", ""),
        ("xl__worksheets__sheet1", '<row r="2" hidden="1">', ""),
        ("word__document", '<a:srcRect l="0" r="41000"/>', ""),
        ("ppt__slides__slide1", '<a:srcRect t="9"/>', ""),
        ("xl__pivotCache__pivotCacheRecords1", '<r><s v="x"/></r>', ""),
        ("xl__externalLinks__externalLink1", '<cell r="A1"><v>x</v></cell>', ""),
        ("content", '<style:graphic-properties fo:clip="rect(0cm, 2.1cm, 0cm, 0cm)"/>', ""),
        ("content", '<text:section text:display="none">', ""),
        ("word__settings", f'<w:docVar w:name="a" w:val="{AUTHOR}"/>', AUTHOR),
        ("ppt__notesSlides__notesSlide1", f"<a:t>{AUTHOR}</a:t><a:t>1</a:t>", AUTHOR),
        ("content", f"<presentation:notes><text:p>{AUTHOR}</text:p></presentation:notes>", AUTHOR),
    ],
    ids=[
        *(
            "letters",
            "row",
            "cut in Word",
            "cut in PowerPoint",
            "pivot table",
            "other table",
            "cut in Impress",
        ),
        *("section", "variable", "notes of PowerPoint", "notes of Impress"),
    ],
)
def test_that_pages_do_not_show_all_text_is_told(tmp_path: Path, part: str, xml: str, value: str) -> None:
    found = list(office_facts(container(tmp_path / "document", **{part: xml}), list[str]().append))
    assert found == [("hidden_text", value)]


@pytest.mark.parametrize(
    "xml",
    [
        f'<w:comment w:author="{AUTHOR}">x</w:comment>'.encode("utf-16-le"),
        b'<?xml version="1.0" encoding="UTF-7"?>+ADw-w:comment/+AD4-',
        b'<!DOCTYPE w [<!ENTITY c "&#60;w:comment/>">]><w:comments>&c;</w:comments>',
    ],
    ids=["without a mark", "another charset", "entity"],
)
def test_of_a_part_that_an_office_program_reads_otherwise_the_end_says_so(tmp_path: Path, xml: bytes) -> None:
    path, missing = tmp_path / "document", list[str]()
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("word/comments.xml", xml)
    assert (list(office_facts(path, missing.append)), missing) == ([], ["facts"])


ADDRESS = "http://192.0.2.1/x"
FIELD = f'<w:instrText>INCLUDEPI</w:instrText></w:r><w:r><w:instrText>CTURE "{ADDRESS}"</w:instrText>'


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("word__document", FIELD),
        ("word__document", f'<w:fldSimple w:instr="INCLUDETEXT &quot;{ADDRESS}&quot;">'),
        ("xl__worksheets__sheet1", f'<f>_xlfn.WEBSERVICE("{ADDRESS}")</f>'),
        ("xl__connections", f'<webPr url="{ADDRESS}"/>'),
        ("content", f'<text:section-source xlink:href="{ADDRESS}"/>'),
        ("content", f'<table:table-cell table:formula="of:=WEBSERVICE(&quot;{ADDRESS}&quot;)">'),
        ("styles", f'<style:background-image xlink:href="{ADDRESS}"/>'),
    ],
)
def test_what_a_document_would_fetch_is_told(tmp_path: Path, part: str, xml: str) -> None:
    found = list(office_facts(container(tmp_path / "document", **{part: xml}), list[str]().append))
    assert found == [("remote_content", ADDRESS)]


@pytest.mark.parametrize(
    "xml",
    [
        f'<text:a xlink:href="{ADDRESS}">x</text:a>',
        f'<w:instrText>HYPERLINK "{ADDRESS}"</w:instrText>',
        f'<draw:a xlink:href="{ADDRESS}">',
        f'<x xmlns:a="{ADDRESS}" a:schemaLocation="{ADDRESS}">',
    ],
)
def test_of_a_link_that_a_reader_has_to_click_on_nothing_is_told(tmp_path: Path, xml: str) -> None:
    path = container(tmp_path / "document", content=xml, word__document=xml)
    assert list(office_facts(path, list[str]().append)) == []


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("word__document", "<w:instrText>DDEAU</w:instrText><w:instrText>TO cmd</w:instrText>"),
        ("xl__externalLinks__externalLink1", '<ddeLink ddeService="cmd" ddeTopic="/c calc"/>'),
        ("content", '<office:dde-source office:dde-application="soffice"/>'),
    ],
)
def test_that_a_document_may_start_a_program_is_told(tmp_path: Path, part: str, xml: str) -> None:
    found = list(office_facts(container(tmp_path / "document", **{part: xml}), list[str]().append))
    assert found == [("macro", "")]


def test_of_an_old_document_the_end_says_that_not_all_was_searched(tmp_path: Path) -> None:
    (tmp_path / "document").write_bytes(b"{\\rtf1 Isi}")
    missing: list[str] = []
    assert (list(office_facts(tmp_path / "document", missing.append)), missing) == ([], ["facts"])


def test_where_a_part_of_a_document_is_too_long_to_be_searched_the_end_says_so(tmp_path: Path) -> None:
    missing: list[str] = []
    long = container(tmp_path / "document", word__comments=" " * 17_000_000)
    assert (list(office_facts(long, missing.append)), missing) == ([], ["facts"])
