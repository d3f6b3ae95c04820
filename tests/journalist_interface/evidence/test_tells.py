"""What leads to a file's author is told, or the end says that not all was searched: never that nothing was found."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from journalist_interface.evidence.cleaning import cleaned_copy
from journalist_interface.evidence.conversion import convert
from journalist_interface.evidence.copies import CopyForm
from journalist_interface.evidence.errors import NotCleanableError
from journalist_interface.evidence.inside import embedded_photos, poppler_tells
from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.output import Output
from journalist_interface.evidence.inside.tells import read_facts
from journalist_interface.evidence.parts import (
    ConvertedFile,
    FactKind,
    FileFact,
    LeftOut,
    PagePicture,
    Part,
)
from journalist_interface.evidence.system_calls import PYTHON
from tests.fork_server import ROOT
from tests.journalist_interface.evidence import made_files
from tests.journalist_interface.evidence.made_files import AUTHOR, COMMENTER

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


def exif(tmp_path: Path, *fields: str) -> tuple[set[tuple[str, str]], list[str]]:
    """What is found in a photo into which exiftool wrote these fields, and what was not searched."""
    photo, missing = tmp_path / "photo.jpg", list[str]()
    photo.write_bytes(made_files.photo())
    subprocess.run(["exiftool", "-q", "-overwrite_original", *fields, str(photo)], check=True)
    return set(read_facts(photo, ContentKind("picture", "jpg"), missing.append)), missing


def test_an_empty_field_does_not_stand_for_another_of_its_name(tmp_path: Path) -> None:
    found, missing = exif(
        tmp_path, "-IFD0:Artist= ", f"-IFD1:Artist={COMMENTER}", "-ThumbnailImage<=photo.jpg"
    )
    assert ("author", COMMENTER) in found
    assert missing == []


def test_a_field_that_is_not_in_our_list_is_told_where_its_name_or_value_leads_to_a_person(
    tmp_path: Path,
) -> None:
    folder, address = f"/home/{COMMENTER}/x", "siti@contoh.example"
    found, _ = exif(
        tmp_path, f"-CollectionName={folder}", f"-CreatorWorkTelephone={COMMENTER}", f"-Label={address}"
    )
    assert {("author", folder), ("author", address), ("author", COMMENTER)} <= found


def test_a_title_that_is_a_folder_or_an_address_counts_as_a_person(tmp_path: Path) -> None:
    folder, address = "file:///D:/Budi/laporan.html", "siti@contoh.example"
    found, _ = exif(
        tmp_path, f"-XMP-dc:Title={folder}", f"-Software={address}", "-Label=C:\\Program Files\\x"
    )
    assert {kind for kind, value in found if value in {folder, address}} == {"author"}
    assert not any("Program" in value for _, value in found)


def test_who_recorded_a_sound_and_whom_a_photo_shows_is_told(tmp_path: Path) -> None:
    recorder = (
        "-metadata",
        "originator=ZOOM H1",
        "-metadata",
        "originator_reference=USZ12345",
        "-write_bext",
        "1",
    )
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=duration=1", *recorder, "sound.wav"]
    subprocess.run(command, cwd=tmp_path, check=True)
    missing: list[str] = []
    found = read_facts(tmp_path / "sound.wav", ContentKind("audio", "wav"), missing.append)
    assert {("device", "ZOOM H1"), ("serial_number", "USZ12345")} <= set(found)
    shown_person = exif(tmp_path, f"-HierarchicalSubject=People|{AUTHOR}")[0]
    assert ("author", f"People|{AUTHOR}") in shown_person


def test_a_place_is_told_once_and_half_of_one_too(tmp_path: Path) -> None:
    whole, _ = exif(tmp_path)
    assert {value for kind, value in whole if kind == "place"} == {"6.200000 S, 106.800000 E"}
    half, _ = exif(tmp_path, "-GPSLongitude=", "-GPSLongitudeRef=")
    assert {value.split()[0] for kind, value in half if kind == "place"} >= {"6.200000"}


def test_the_small_picture_in_a_photo_is_told(tmp_path: Path) -> None:
    (tmp_path / "small.jpg").write_bytes(made_files.photo())
    found, _ = exif(tmp_path, f"-ThumbnailImage<={tmp_path / 'small.jpg'}")
    assert ("preview", "") in found


def test_of_a_file_that_exiftool_does_not_read_the_end_says_so() -> None:
    assert LeftOut.FACTS in left_out(shown(made_files.tone(ending="caf")))
    assert LeftOut.FACTS in left_out(shown(made_files.tone(ending="ts")))  # its table of services


def picture(form: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 60)).save(made, form)
    return made.getvalue()


FILM = made_files.video()


def test_that_a_film_lies_behind_a_photo_is_said() -> None:
    assert left_out(shown(picture("JPEG"))) == frozenset()
    assert left_out(shown(picture("JPEG") + FILM)) == {LeftOut.BEHIND, LeftOut.FACTS}
    assert left_out(shown(made_files.heic())) == frozenset()
    assert left_out(shown(made_files.heic() + b"\0\0\0\x10moovxxxxxxxx")) == {LeftOut.BEHIND, LeftOut.FACTS}


def test_of_several_pictures_of_one_camera_in_a_jpeg_each_is_shown() -> None:
    made, others = io.BytesIO(), [Image.new("RGB", (60, 60), (90 * number, 0, 0)) for number in range(2)]
    others[0].save(made, "MPO", save_all=True, append_images=others[1:])
    parts = shown(made.getvalue())
    assert sum(isinstance(part, PagePicture) for part in parts) == 2
    assert LeftOut.BEHIND not in left_out(parts)


def film_with(tmp_path: Path, *arguments: str) -> bytes:
    (tmp_path / "film.mp4").write_bytes(FILM)
    (tmp_path / "track.srt").write_text(SUBTITLE)
    command = ["ffmpeg", "-v", "error", "-i", "film.mp4", *arguments, "-c", "copy", "both.mkv"]
    subprocess.run(command, cwd=tmp_path, check=True)
    return (tmp_path / "both.mkv").read_bytes()


def test_a_track_that_is_neither_picture_nor_sound_is_said(tmp_path: Path) -> None:
    film = film_with(tmp_path, "-i", "track.srt", "-map", "0", "-map", "1")
    assert LeftOut.FACTS in left_out(shown(film))


def test_of_more_channels_than_are_played_the_end_says_so(tmp_path: Path) -> None:
    source = ("-f", "lavfi", "-i", "sine=duration=1", "-af", "pan=quad|c0=c0|c1=c0|c2=c0|c3=c0")
    subprocess.run(["ffmpeg", "-v", "error", *source, "four.wav"], cwd=tmp_path, check=True)
    assert LeftOut.SOUND in left_out(shown((tmp_path / "four.wav").read_bytes()))


def test_a_second_sound_is_said(tmp_path: Path) -> None:
    film = film_with(tmp_path, "-map", "0:v", "-map", "0:a", "-map", "0:a")
    assert LeftOut.SOUND in left_out(shown(film))


def test_a_sound_that_ends_before_its_length_is_said() -> None:
    whole = made_files.tone(10, "wav")
    assert left_out(shown(whole)) == frozenset()
    assert LeftOut.SOUND in left_out(shown(made_files.tone(10, "flac")[:-100_000]))


def test_what_poppler_finds_in_a_pdf_is_told_and_what_it_does_not_draw_or_read_is_said() -> None:
    root = (
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]/Order[5 0 R]>>>>"
        b"/AcroForm<</Fields[4 0 R]/SigFlags 3/XFA 6 0 R>>>>"
    )
    field = b"<</FT/Sig/Type/Annot/Subtype/Widget/T(a)/Rect[0 0 0 0]/P 3 0 R/V 7 0 R>>"
    layer, form = b"<</Type/OCG/Name(Coretan)>>", b"<</Length 9>>stream\n<xdp></x>\nendstream"
    value = (
        b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]/Contents<00>>>"
    )
    cut = PAGE.replace(b"/MediaBox", b"/CropBox[0 50 99 99]/MediaBox")
    parts = shown(pdf(root, PAGES, cut, field, layer, form, value))
    assert (FactKind.HIDDEN_TEXT, "") in facts(parts)
    assert (FactKind.HIDDEN_SHEET, "Coretan") in facts(parts)
    assert left_out(parts) == {LeftOut.PAGES, LeftOut.FACTS}


def signature(folder: Path) -> bytes:
    """A signature (CMS) by a certificate that names its person."""
    key = (
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "key",
        "-out",
        "certificate",
    )
    output = ("-outform", "DER", "-out", "signature")
    (folder / "data").write_bytes(b"x")
    for command in (
        ["openssl", "req", "-x509", *key, "-subj", f"/CN={AUTHOR}"],
        ["openssl", "cms", "-sign", "-in", "data", "-signer", "certificate", "-inkey", "key", *output],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / "signature").read_bytes()


def test_who_signed_a_pdf_is_told(tmp_path: Path) -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>"
    field = b"<</FT/Sig/Type/Annot/Subtype/Widget/T(a)/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>>"
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[%s]/Contents<%s>>>"
    packed = signature(tmp_path).hex().encode()
    draft = pdf(root, PAGES, PAGE, field, value % (b"0 1000 2000 3000", packed))
    begin = draft.index(b"/Contents<") + len(b"/Contents")
    end = begin + len(packed) + 2
    ranges = b"0 %04d %04d %04d" % (begin, end, len(draft) - end)
    parts = shown(pdf(root, PAGES, PAGE, field, value % (ranges, packed)))
    assert (FactKind.SIGNED_BY, AUTHOR) in facts(parts)
    assert left_out(parts) == frozenset()


def test_who_annotated_a_pdf_is_told() -> None:
    note = b"<</Type/Annot/Subtype/Text/Rect[5 5 9 9]/T(%s)/Contents(x)>>" % AUTHOR.encode()
    parts = shown(pdf(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, note))
    assert facts(parts) == {(FactKind.COMMENT, f"{AUTHOR}: x")}
    assert left_out(parts) == frozenset()


@pytest.mark.parametrize(("pages", "said"), [(1, ""), (2, "\n")], ids=["some pages", "all pages"])
def test_the_list_of_who_annotated_a_pdf_has_an_end_only_if_every_page_was_looked_at(
    tmp_path: Path, pages: int, said: str
) -> None:
    (tmp_path / "file.pdf").write_bytes(made_files.pdf(2))
    command = [PYTHON, "-s", "-P", "-m", poppler_tells.__name__, str(tmp_path / "file.pdf"), str(pages)]
    run = subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)
    assert run.stdout == said


def test_a_file_inside_a_pdf_is_not_searched_and_the_end_says_so() -> None:
    root = b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>>>"
    inner = b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>"
    parts = shown(
        pdf(root, PAGES, PAGE.replace(b"/Annots[4 0 R]", b""), inner, b"<</Length 1>>stream\nx\nendstream")
    )
    assert left_out(parts) == {LeftOut.FACTS}


@pytest.mark.parametrize("name", ["word/media/image1.jpeg", "word/other/1.jfif", "word/media/sound.bin"])
def test_a_photo_or_sound_in_a_document_is_searched_whatever_it_is_called(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_photos, "_PHOTOS", tmp_path / "photos")
    photo, sound = made_files.photo(), made_files.tone(title="Rapat", author=AUTHOR)
    with zipfile.ZipFile(tmp_path / "file.docx", "w") as written:
        written.writestr(name, sound if "sound" in name else photo)
    said = io.BytesIO()
    embedded_photos.hand_out_photo_facts(
        tmp_path / "file.docx", ContentKind("document", "docx"), Output(said)
    )
    assert AUTHOR.encode() in said.getvalue()
    assert not (tmp_path / "photos").exists()


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
