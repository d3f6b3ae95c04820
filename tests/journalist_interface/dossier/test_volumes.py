"""A document beyond the length of a file becomes volumes: every word is in one, and each says which it is."""

import pytest

from journalist_interface.dossier import pdf
from journalist_interface.dossier.passages import Passages
from journalist_interface.dossier.pdf import TooMuchTextError, typeset
from journalist_interface.dossier.printable import printable
from journalist_interface.dossier.volumes import volumes_of
from journalist_interface.dossier.words import Json, item, section
from store.domain.reply import MAX_ATTACHMENTS
from tests.journalist_interface.dossier.test_strangers_texts import DAY, document

pytestmark = pytest.mark.usefixtures("most_characters")
WORDS = [f"kata{number}" for number in range(1_500)]


def long_document(*texts: str) -> Json:
    items = [
        item((f"{number} · Pelapor", ""), text=[*printable(text).split("\n"), None], marks=["SHA-256"])
        for number, text in enumerate(texts)
    ]
    rows = [{"label": ("Apa", "What"), "text": [texts[0]]}]
    sections = [
        section(lambda: "Laporan", rows=rows),
        section(lambda: "Percakapan", notes=[("Catatan", "Note")], items=items),
    ]
    return dict(document("Sampul")) | {"sections": sections, "volume": None}


def said(volumes: tuple[Json, ...]) -> list[str]:
    """Return every word of rows and items, in its order."""
    found: list[str] = []
    for volume in volumes:
        for part in volume["sections"]:
            for entry in (*part["rows"], *part["items"]):
                found += [word for line in entry["text"] if line is not None for word in line.split()]
    return found


def marks(volumes: tuple[Json, ...]) -> int:
    return sum(
        len(entry["marks"]) for volume in volumes for part in volume["sections"] for entry in part["items"]
    )


@pytest.mark.parametrize("between", [" ", "\n"])
def test_every_word_of_a_long_case_is_in_one_of_the_volumes_and_each_can_be_set(between: str) -> None:
    texts = [between.join(WORDS[:20]), between.join(WORDS), *(between.join(WORDS[:90]) for _ in range(12))]
    data = long_document(*texts)
    volumes = volumes_of(data)
    assert len(volumes) > 1
    assert said(volumes) == said((data,))
    assert marks(volumes) == marks((data,))
    assert [volume["volume"][1] for volume in volumes] == [
        f"Volume {number} of {len(volumes)}" for number in range(1, len(volumes) + 1)
    ]
    for volume in volumes:
        assert typeset(volume, DAY).startswith(b"%PDF-")


def test_a_text_that_is_to_be_spelled_out_has_room_for_that() -> None:
    volumes = volumes_of(long_document("\N{CYRILLIC CAPITAL LETTER ZHE}" * 1_200))
    assert len(volumes) > 1
    for volume in volumes:
        assert pdf.size_in_print(str(volume["sections"])) < pdf.MOST_CHARACTERS


def test_what_fits_one_file_is_one_and_what_no_export_holds_is_refused_with_a_sentence() -> None:
    data = long_document("Singkat")
    assert volumes_of(data) == (data,)
    with pytest.raises(TooMuchTextError):
        volumes_of(long_document(" ".join(WORDS * 30)))


def test_the_longest_names_of_the_files_of_one_message_fit_a_volume(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 4_000_000)
    name = "\U0010fffd" * 4_096
    file = {"name": Passages.shown_file(name), "about": ("", ""), "sha256": "a" * 64}
    items = [item(("1 · Sari", ""), files=[file] * MAX_ATTACHMENTS) for _ in range(20)]
    data = dict(document("Sampul")) | {
        "sections": [section(lambda: "Percakapan", items=items)],
        "volume": None,
    }
    assert volumes_of(data)


def test_the_archive_is_in_the_first_volume_alone() -> None:
    data = long_document(" ".join(WORDS)) | {"archive": {"name": "a.tar.gz"}}
    assert [volume["archive"] is not None for volume in volumes_of(data)][:3] == [True, False, False]
