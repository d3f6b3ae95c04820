"""What a PDF does by itself, starts or sends is told, however it is written, and a link or a view is not."""

from pathlib import Path

import pytest

from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.inside.pdf_forms import unshown_values
from journalist_interface.evidence.inside.pdf_objects import PdfObjects
from journalist_interface.evidence.parts import ConvertedFile, FactKind, FileFact, LeftOut, ListedEntry
from tests.journalist_interface.evidence.test_pdf_objects import PAGE, ROOT, stream
from tests.journalist_interface.evidence.test_tells import PAGES, pdf

ADDRESS = "https://contoh.example/kabar"
URI = b"<</S/URI/URI(%s)>>" % ADDRESS.encode()
FETCHES = {("remote_content", ADDRESS)}
OPENS_FOURTH = b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>"


def objects(tmp_path: Path, root: bytes, *more: bytes, page: bytes = b"") -> PdfObjects:
    (tmp_path / "file.pdf").write_bytes(pdf(root, PAGES, PAGE % page, *more))
    return PdfObjects(tmp_path / "file.pdf")


def catalog(words: bytes) -> bytes:
    return ROOT.replace(b">>", words + b">>")


@pytest.mark.parametrize(
    ("root", "more"),
    [
        (catalog(b"/OpenAction" + URI), ()),
        (catalog(b"/OpenAction 4 0 R"), (URI,)),
        (catalog(b"/OpenAction % (\n 4 0 R"), (b"% >> \n" + URI,)),
        (catalog(b"/AA<</WC 4 0 R>>"), (URI,)),
        (catalog(b"/AA 4 0 R"), (b"<</WC 5 0 R>>", URI)),
        (catalog(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next 4 0 R>>"), (URI,)),
        (
            catalog(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[5 0 R 4 0 R]>>"),
            (URI, b"<</S/Named/N/NextPage>>"),
        ),
        (catalog(b"/Open#41ction 4 0 R"), (URI.replace(b"/S/URI", b"/S/#55RI"),)),
        (catalog(b"/OpenAction" + URI.replace(b"/S/URI", b"/S % x\n /URI")), ()),
        (
            catalog(b"/OpenAction" + URI.replace(b"(" + ADDRESS.encode() + b")", b" 4 0 R")),
            (b"(%s)" % ADDRESS.encode(),),
        ),
        (catalog(b"/OpenAction<</S/SubmitForm/F<</FS/URL/F(%s)>>>>" % ADDRESS.encode()), ()),
        (catalog(b"/OpenAction<</S/GoToR/F(%s)/D[0/Fit]>>" % ADDRESS.encode()), ()),
        (catalog(b"/OpenAction 9 0 R"), (stream(b"/Type/ObjStm/N 1/First 4", b"9 0 " + URI),)),
        (catalog(b"/OpenAction 9 0 R"), (stream(b"/N 2/First 9", b"8 0 9 3 0 12" + b" " + URI),)),
        (catalog(b"/OpenAction 9 0 R"), (stream(b"/Type/Obj#53tm/N 1/First 4", b"9 0 " + URI),)),
    ],
)
def test_what_a_pdf_fetches_when_it_is_opened_is_told(
    tmp_path: Path, root: bytes, more: tuple[bytes, ...]
) -> None:
    assert set(objects(tmp_path, root, *more).facts()) >= FETCHES


def test_what_a_page_fetches_when_it_is_turned_to_is_told(tmp_path: Path) -> None:
    assert set(objects(tmp_path, ROOT, URI, page=b"/AA<</O 4 0 R>>").facts()) == FETCHES


@pytest.mark.parametrize(
    ("root", "page", "more"),
    [
        (catalog(b"/OpenAction[3 0 R/Fit]"), b"", ()),
        (catalog(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>"), b"", ()),
        (
            OPENS_FOURTH,
            b"/Annots[5 0 R]",
            (b"<</S/GoTo/D[3 0 R/XYZ null null null]>>", b"<</Subtype/Link/A" + URI + b">>"),
        ),
        (ROOT, b"/Annots[4 0 R]", (b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A" + URI + b">>",)),
        (ROOT, b"", (b"<</First 5 0 R/S/Figure/Next 5 0 R>>", URI)),
        (
            ROOT,
            b"",
            (b"<</First 5 0 R>>", stream(b"/Type/XRef/DecodeParms<</Predictor 12/Columns 5>>", b"x")),
        ),
    ],
    ids=["view", "place", "place elsewhere", "link", "outline", "outline before another stream"],
)
def test_of_a_view_and_of_a_link_nothing_is_told(
    tmp_path: Path, root: bytes, page: bytes, more: tuple[bytes, ...]
) -> None:
    found = objects(tmp_path, root, *more, page=page)
    assert set(found.facts()) == set()
    assert found.is_whole


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"<</S/JavaScript/JS(x)>>", ("macro", "")),
        (b"<</S /Launch/F(x)>>", ("macro", "")),
        (b"<</S/Java#53cript/JS(x)>>", ("macro", "")),
        (b"<</S/ImportData/F(x.fdf)>>", ("macro", "")),
        (b"<</Type/Annot/Subtype/RichMedia>>", ("macro", "")),
        (b"<</S/SubmitForm/F(%s)>>" % ADDRESS.encode(), ("form_target", ADDRESS)),
        (b"<</F<</FS/URL/F(%s)>>/S/SubmitForm/Flags 4>>" % ADDRESS.encode(), ("form_target", ADDRESS)),
        (b"<</S/SubmitForm>>", ("form_target", "")),
        (b"<</S/GoToR/F(//192.0.2.1/x)>>", ("remote_content", "//192.0.2.1/x")),
    ],
)
def test_what_it_starts_or_sends_at_a_click_is_told(
    tmp_path: Path, written: bytes, told: tuple[str, str]
) -> None:
    assert set(objects(tmp_path, ROOT, written).facts()) == {told}


@pytest.mark.parametrize(
    ("root", "more"),
    [
        (catalog(b"/OpenAction 9 0 R"), ()),
        (catalog(b"/OpenAction<</S 4 0 R>>"), (b"/URI",)),
        (ROOT, (stream(b"/Type/ObjStm/N 1/First 4/DecodeParms<</Predictor 12>>", b"9 0 " + URI),)),
        (ROOT, (stream(b"/N 1/DecodeParms<</Predictor 12>>/X(%s)/First 4" % bytes(600), b"9 0 " + URI),)),
        (catalog(b"/OpenAction 4 0 R"), (b"<<>>", b"<<>>\nendobj\n4 0 obj" * 5 + URI)),
        (catalog(b"/OpenAction<</X(%s)/S/URI>>" % bytes(5_000)), ()),
        (catalog(b"/OpenAction 4 0 R"), (b" " * 9_000 + URI,)),
        (ROOT, (stream(b"/Type/ObjStm/N 1/First 4/LZW", b"9 0 " + URI),)),
        (ROOT, (stream(b"/Type/ObjStm/N 1/First 4", bytes(2_000_000)),)),
        (ROOT, (b"% stream\n", b"<</OpenAction" + URI + b">>", b"<<>>stream\nx\nendstream")),
        (
            catalog(b"/OpenAction 4 0 R"),
            tuple(b"<</S/Named/Next %d 0 R>>" % number for number in range(5, 1_100)),
        ),
    ],
    ids=[
        "nowhere",
        "kind elsewhere",
        "predicted",
        "predicted without a name",
        "one of many",
        "behind a long text",
        "far away",
        "otherwise packed",
        "endless",
        "behind a comment",
        "long chain",
    ],
)
def test_of_objects_that_are_hidden_not_all_is_read(
    tmp_path: Path, root: bytes, more: tuple[bytes, ...]
) -> None:
    found = objects(tmp_path, root, *more)
    list(found.facts())
    assert not found.is_whole


FIELD = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(Nama)/F %d/Rect[5 50 95 60]/V%s/DA(/Helv 8 Tf)>>"


@pytest.mark.parametrize(
    "value",
    [b"(Sri Contoh)", b"<5372 6920436f6e746f68>", b"( % (nama) \\\n)", b" 5 0 R", b"<FEFF005300720069>"],
)
def test_the_values_of_fields_are_found_in_any_form(tmp_path: Path, value: bytes) -> None:
    meant = {b"( % (nama) \\\n)": " % (nama) ", b"<FEFF005300720069>": "Sri"}.get(value, "Sri Contoh")
    assert list(objects(tmp_path, ROOT, FIELD % (4, value), b"(Sri Contoh)").values()) == [("Nama", meant)]


def test_of_an_encrypted_form_no_values_are_made_up(tmp_path: Path) -> None:
    assert list(objects(tmp_path, ROOT, FIELD % (4, b"(x)"), b"<</Encrypt 9 0 R>>").values()) == []


@pytest.mark.parametrize(("flags", "told"), [(4, []), (2, ["Sri Contoh"]), (32, ["Sri Contoh"])])
def test_a_value_that_no_page_shows_is_told(tmp_path: Path, flags: int, told: list[str]) -> None:
    form = catalog(b"/AcroForm<</Fields[4 0 R]/DR<</Font<</Helv 5 0 R>>>>/NeedAppearances true>>")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    found = objects(tmp_path, form, FIELD % (flags, b"(Sri Contoh)"), font, page=b"/Annots[4 0 R]")
    assert list(unshown_values(tmp_path / "file.pdf", dict(found.values()).values())) == told


def test_bookmarks_that_stand_on_no_page_are_told_and_the_title_of_the_file_is_none(tmp_path: Path) -> None:
    outline = catalog(b"/Outlines 5 0 R")
    page = b"/Contents 7 0 R/Resources<</Font<</F 8 0 R>>>>"
    drawn = b"BT/F 9 Tf 5 50 Td(Bab Satu)Tj ET"
    found = objects(
        tmp_path,
        outline,
        b"<</Title(Judul berkas)/Author(x)>>",
        b"<</Type/Outlines/First 6 0 R/Last 9 0 R/Count 2>>",
        b"<</Title(Laporan_Sri.docx)/Parent 5 0 R/Next 9 0 R/Dest[3 0 R/Fit]>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Parent 5 0 R/Prev 6 0 R/Title(Bab Satu)/Dest[3 0 R/Fit]>>",
        page=page,
    )
    assert list(found.bookmarks()) == ["Laporan_Sri.docx", "Bab Satu"]
    assert list(unshown_values(tmp_path / "file.pdf", found.bookmarks())) == ["Laporan_Sri.docx"]


@pytest.mark.slow
def test_a_hidden_field_for_a_name_asks_before_its_original_is_saved() -> None:
    form = catalog(b"/AcroForm<</Fields[4 0 R]>>")
    made = pdf(form, PAGES, PAGE % b"/Annots[4 0 R]", FIELD % (2, b"(Sri Contoh)"))
    [told] = [part for part in convert((made,)) if isinstance(part, FileFact) and part.value]
    assert (told, told.kind.identifies) == (FileFact(FactKind.AUTHOR, "Nama: Sri Contoh"), True)


@pytest.mark.slow
def test_the_files_in_a_pdf_are_listed_and_a_hidden_note_is_told() -> None:
    root = catalog(b"/Names<</EmbeddedFiles<</Names[(a) 4 0 R(b) 6 0 R]>>>>")
    named = b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 5 0 R>>>>"
    note = b"<</Type/Annot/Subtype/Square/F 2/Rect[5 5 9 9]>>"
    inner = b"<</Length 1>>stream\nx\nendstream"
    made = pdf(
        root,
        PAGES,
        PAGE % b"/Annots[7 0 R]",
        named % (b"a.exe", b"a.exe"),
        inner,
        named % (b"b.txt", b"b.txt"),
        note,
    )
    parts = list(convert((made,)))
    assert [part for part in parts if isinstance(part, ListedEntry)] == [
        ListedEntry("a.exe", None),
        ListedEntry("b.txt", None),
    ]
    assert FileFact(FactKind.HIDDEN_TEXT, "") in parts
    assert parts[-1] == ConvertedFile(frozenset({LeftOut.FACTS}))
