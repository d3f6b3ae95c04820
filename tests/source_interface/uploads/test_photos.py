"""Photos arrive without place, camera and author, unless the reporter says otherwise before them."""

import hashlib
import re

import pytest

from tests.source_interface.attached import blobs_of, kept
from tests.source_interface.box import Box
from tests.source_interface.photos.samples import (
    FILM,
    SECRET,
    clean_jpeg_file,
    clean_png_file,
    clean_webp_file,
    heif,
    jpeg,
    png,
    webp,
)
from tests.source_interface.report_reader import Reader
from tests.source_interface.reporter import FormOnPage, Reporter, form_to, multipart, withdrawal_forms

UNTICKED = ["as-they-are"]
TICKED = ["as-they-are", "clean"]
NOTHING = "Selain gambarnya, kami tidak menemukan apa-apa di dalamnya."
NOT_KEPT = "Data dalam foto ini tidak dapat dihapus, sehingga foto ini tidak disimpan."


@pytest.mark.parametrize("photos", [[], TICKED, ["lain"]])
def test_photos_arrive_clean_and_with_a_name_of_ours_unless_the_box_says_otherwise(
    inside: Reporter, reader: Reader, photos: list[str]
) -> None:
    page = inside.attaches(
        ("IMG_20260512_1.jpg", jpeg(tail=SECRET)),
        ("surat.pdf", b"%PDF-1.4\n" + SECRET),
        ("Budi.png", png()),
        ("layar", webp()),
        photos=photos,
    )
    assert kept(reader) == [
        ("foto-2.jpg", clean_jpeg_file()),
        ("surat.pdf", b"%PDF-1.4\n" + SECRET),
        ("foto-4.png", clean_png_file()),
        ("foto-5.webp", clean_webp_file()),
    ]
    assert "Sudah dibersihkan. Anda mengirimnya dengan nama IMG_20260512_1.jpg." in page.text
    assert page.text.count("Sudah dibersihkan.") == 3
    assert re.search(rf"foto-4\.png</span> <span class=\"size\">\({len(clean_png_file())}\s", page.text)
    assert "IMG_2026" not in inside.mailbox().text
    assert "foto-2.jpg" in inside.mailbox().text


def test_of_a_photo_with_more_pictures_than_programs_show_the_page_says_how_many(inside: Reporter) -> None:
    """The officers can see what the reporter's own program did not show them."""
    several = inside.attaches(("a.heic", heif(thumbnail=b"beda")), ("b.png", png())).text
    assert several.count("Berkas ini memuat 2 gambar, dan petugas dapat melihat semuanya.") == 2
    assert NOTHING not in several
    one = inside.attaches(("c.heic", heif()), ("d.jpg", jpeg())).text
    assert "gambar, dan petugas" not in one
    assert one.count(NOTHING) == 2


LEFT_OUT = "Keduanya dihapus dari foto dan tidak sampai ke kantor."


def test_the_page_says_that_the_film_or_sound_of_a_photo_was_left_out(
    inside: Reporter, reader: Reader
) -> None:
    """Telephones record seconds beside each photo: they may be the evidence."""
    page = inside.attaches(
        ("PXL_MP.jpg", jpeg(tail=FILM)), ("a.heic", heif(traces=FILM)), ("b.jpg", jpeg())
    ).text
    assert page.count(LEFT_OUT) == 2
    assert page.count(NOTHING) == 1
    assert "utuh" not in page
    assert not any(b"ftypmp42" in data for _name, data in kept(reader))
    kept_as_it_is = inside.attaches(("PXL_MP.jpg", jpeg(tail=FILM)), photos=UNTICKED).text
    assert LEFT_OUT not in kept_as_it_is
    assert "tiba utuh" in kept_as_it_is


def test_no_two_photos_of_a_mailbox_ever_have_one_name(inside: Reporter, reader: Reader) -> None:
    inside.attaches(("KTP saya.jpg", jpeg()))
    page = inside.attaches(("kuitansi.jpg", jpeg())).text
    assert re.search(r"foto-3\.jpg.*Anda mengirimnya dengan nama kuitansi\.jpg\.", page, re.DOTALL)
    last = withdrawal_forms(inside.mailbox())[-1]
    inside.send(last)
    inside.attaches(("daftar.jpg", jpeg()))
    assert [name for name, _ in kept(reader)] == ["foto-2.jpg", "foto-5.jpg"]


def test_the_recorded_sum_is_that_of_what_is_kept(inside: Reporter, reader: Reader) -> None:
    inside.attaches(("a.jpg", jpeg()), ("b.jpg", jpeg()), photos=TICKED)
    inside.attaches(("c.jpg", jpeg()), photos=UNTICKED)
    files = [envelope.attachment for envelope in reader.read() if envelope.attachment is not None]
    assert [(file.name, file.size, file.sha256) for file in files] == [
        *(
            (f"foto-{at}.jpg", len(clean_jpeg_file()), hashlib.sha256(clean_jpeg_file()).hexdigest())
            for at in (2, 3)
        ),
        ("c.jpg", len(jpeg()), hashlib.sha256(jpeg()).hexdigest()),
    ]
    assert [file.cleaned is True for file in files] == [True, True, False]


def test_without_the_tick_a_photo_arrives_byte_for_byte(inside: Reporter, reader: Reader) -> None:
    sent = [("IMG_1.jpg", jpeg()), ("b.heic", heif()), ("rusak.png", png()[:-3])]
    page = inside.attaches(*sent, photos=UNTICKED)
    assert kept(reader) == sent
    assert "Sudah dibersihkan" not in page.text


def test_a_photo_that_cannot_be_cleaned_is_not_kept_and_the_page_says_what_to_do(
    inside: Reporter, box: Box, reader: Reader
) -> None:
    page = inside.attaches(("rusak.jpg", jpeg()[:-2]), ("utuh.jpg", jpeg()), ("catatan.txt", b"isi"))
    assert page.status_code == 200
    assert re.search(rf"rusak\.jpg</span>: {NOT_KEPT}", page.text)
    assert "hapus centang untuk foto" in page.text
    assert [name for name, _ in kept(reader)] == ["foto-2.jpg", "catatan.txt"]
    assert len(blobs_of(box)) == 2


def test_what_says_otherwise_behind_the_file_comes_too_late(inside: Reporter, reader: Reader) -> None:
    form = form_to(inside.files_page(), "/mailbox/attachments")
    first, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], [("a.jpg", jpeg())])
    late, _ = multipart([("photos", "as-they-are")], [])
    inside.client.post(form.action, data=first.removesuffix(b"------batas--\r\n") + late, content_type=kind)
    assert kept(reader) == [("foto-2.jpg", clean_jpeg_file())]


def test_the_name_of_a_file_does_not_say_what_it_is(inside: Reporter, reader: Reader) -> None:
    inside.attaches(("surat.pdf", jpeg()), ("foto.jpg", b"%PDF-1.4\n"))
    assert kept(reader) == [("foto-2.jpg", clean_jpeg_file()), ("foto.jpg", b"%PDF-1.4\n")]


def test_the_form_has_the_box_ticked_before_the_files_and_says_so_when_it_is_not(inside: Reporter) -> None:
    page = inside.files_page()
    tick = 'type="checkbox" id="photos" name="photos" value="clean" aria-describedby="photos-hint" checked'
    hidden = '<input type="hidden" name="photos" value="as-they-are">'
    assert page.text.index(hidden) < page.text.index(tick) < page.text.index('type="file"')
    assert "Hapus data tempat, kamera, dan pembuat dari foto" in page.text
    form = form_to(page, "/mailbox/files/frame")
    assert form.fields["photos"] == TICKED
    unticked = other_language(inside, form, UNTICKED)
    assert "checked" not in unticked
    assert "checked" in other_language(inside, form, TICKED)


def other_language(inside: Reporter, form: FormOnPage, photos: list[str]) -> str:
    """The page for files in the other language, with a message that was being written."""
    fields = {"csrf_token": form.fields["csrf_token"][0], "text": "Pesan", "seen": "1", "photos": photos}
    return inside.client.post("/en/mailbox/files", data=fields).text


def test_a_clean_photo_answers_in_a_frame_of_the_same_size(inside: Reporter) -> None:
    form = form_to(inside.files_page(), "/mailbox/files/frame")
    sizes = set()
    for files in ([("a.jpg", jpeg())], [("a.txt", b"isi")], [("b.jpg", jpeg()[:-2])]):
        body, kind = multipart([("csrf_token", form.fields["csrf_token"][0])], files)
        sizes.add(len(inside.client.post(form.action, data=body, content_type=kind).data))
    assert len(sizes) == 1
