"""Whatever one author writes, an export holds the words of all others, and says which entries it does not print."""

from collections.abc import Iterable

import pytest

from journalist_interface.dossier.pdf import TooMuchTextError, typeset
from journalist_interface.dossier.shares import volumes_by_shares
from journalist_interface.dossier.volumes import volumes_of
from journalist_interface.dossier.words import EntryAuthor, Json, item, section
from tests.journalist_interface.dossier.test_strangers_texts import DAY, document

pytestmark = pytest.mark.usefixtures("most_characters")
LONG = "kata " * 2_000
NAMES = {"sari": ("Sari Wulandari", "Sari Wulandari"), "reporter": ("Pelapor", "Reporter")}


def entry(number: int, person: str, text: str, *marks: str, noted: bool = False) -> Json:
    name = NAMES.get(person, (person, person))
    return item(
        (f"{number} · {name[0]}", ""),
        notes=[("Catatan", "Note")] * (noted or bool(marks)),
        text=text.split("\n"),
        marks=marks,
        author=EntryAuthor(person, name, str(number)),
    )


def made(
    items: list[Json], *, archived: bool = True, rows: Iterable[Json] = (), files: Iterable[Json] = ()
) -> list[Json]:
    """Return the sections of all volumes, of which the last can be set."""
    parts = [section(lambda: "Percakapan", items=items, rows=rows, files=files)]
    volumes = volumes_by_shares(
        dict(document("Sampul")) | {"sections": parts, "volume": None}, archived=archived
    )
    assert typeset(volumes[-1], DAY).startswith(b"%PDF-")
    return [found for volume in volumes for found in volume["sections"]]


def entries(sections: list[Json]) -> list[Json]:
    return [found for each in sections for found in each["items"]]


def words_of(sections: list[Json]) -> str:
    return str(
        [(found["heading"], found["notes"], found["text"], found["marks"]) for found in entries(sections)]
    )


def bare(items: list[Json]) -> list[Json]:
    return [{key: value for key, value in each.items() if key != "author"} for each in items]


def test_one_author_without_end_leaves_all_others_whole_and_the_place_says_so() -> None:
    flood = [entry(number, "sari", LONG) for number in range(1, 41)]
    items = [entry(0, "reporter", "Uang muka"), *flood, entry(41, "joko", LONG), entry(42, "sari", "Singkat")]
    with pytest.raises(TooMuchTextError):
        volumes_of(
            dict(document("Sampul")) | {"sections": [section(lambda: "", items=bare(items))], "volume": None}
        )
    sections = made(items)
    shown = words_of(sections)
    for said in ("Uang muka", "Singkat", "5–40 · Sari Wulandari"):
        assert said in shown, said
    assert "Author: Sari Wulandari. Entries: 36. Characters: 360,000. Files: 0." in shown
    assert "The archive of this file has" in shown
    assert shown.count("Not printed") == 2  # in each language, here without a catalogue
    printed = [word for found in entries(sections) for said in found["text"] for word in said.split()]
    assert printed.count("kata") == 5 * 2_000


def test_what_fits_is_printed_as_it_is() -> None:
    items = [entry(number, "sari", LONG[:7_000]) for number in range(6)]
    [*sections] = made(items)
    assert [found["text"] for found in entries(sections)] == [found["text"] for found in items]


def test_the_shares_of_many_authors_shrink_until_an_export_holds_them_all() -> None:
    people = [f"petugas-{number}" for number in range(12)]
    flood = [entry(number, person, LONG[:3_000]) for number in range(10) for person in people]
    sections = made([*flood, entry(999, "reporter", "Uang muka")])
    shown = entries(sections)
    for person in people:
        assert any(found["text"] and person in found["heading"][0] for found in shown), person
    assert "Uang muka" in words_of(sections)


def test_notes_of_entries_that_are_not_printed_are_kept_while_there_is_room() -> None:
    sections = made([entry(number, "sari", LONG, noted=True) for number in range(1_000)])
    noted = [
        found for found in entries(sections) if not found["text"] and ("Catatan", "Note") in found["notes"]
    ]
    assert len(noted) > 5
    assert f"{4 + len(noted)}–999 · Sari Wulandari" in words_of(sections)


def test_of_a_decision_whose_words_are_not_printed_its_mark_and_what_it_was_are() -> None:
    items = [entry(number, "sari", LONG, f"SHA-256 {number}") for number in range(10)]
    shown = entries(made(items, archived=False))
    assert [mark for found in shown for mark in found["marks"]] == [
        f"SHA-256 {number}" for number in range(10)
    ]
    last = shown[-1]
    assert (last["text"], last["notes"][0]) == ([], ("Catatan", "Note"))
    assert last["notes"][-1][1] == "At the office, the page of the case shows it whole."


def test_dozens_of_notes_on_each_decision_of_one_author_leave_its_mark_and_what_it_was() -> None:
    """A record of an export can name 24 files, and one person sign a thousand of them."""
    many = [(said, said) for said in ("Mengekspor", *["ж" * 200] * 24, "Diragukan")]
    items = [entry(number, "sari", LONG, f"SHA-256 {number}") | {"notes": many} for number in range(100)]
    sections = made([*items, entry(100, "joko", "Catatan Joko")])
    shown = entries(sections)
    assert [mark for found in shown for mark in found["marks"]] == [
        f"SHA-256 {number}" for number in range(100)
    ]
    assert all(
        {("Mengekspor", "Mengekspor"), ("Diragukan", "Diragukan")} <= {*found["notes"]}
        for found in shown[:-1]
    )
    assert "Catatan Joko" in words_of(sections)


def test_the_report_and_the_evidence_come_before_the_reporters_messages() -> None:
    rows = [{"label": ("Apa", "What"), "text": [LONG]}]
    files: list[Json] = [
        {"name": f"foto{number}.jpg", "about": ("", ""), "sha256": "a" * 64, "pictures": [], "remark": None}
        for number in range(100)
    ]
    sections = made([entry(number, "reporter", LONG) for number in range(40)], rows=rows, files=files)
    assert LONG.split() == [
        word for each in sections for row in each["rows"] for said in row["text"] for word in said.split()
    ]
    assert sum(len(each["files"]) for each in sections) == 100
    assert "Author: Reporter. Entries: 3" in words_of(sections)


def test_a_list_of_evidence_and_a_report_beyond_the_share_say_so_too() -> None:
    rows = [{"label": ("Apa", "What"), "text": [LONG * 6]}]
    files: list[Json] = [
        {"name": f"foto{number}.jpg", "about": ("", ""), "sha256": "a" * 64, "pictures": [], "remark": None}
        for number in range(1_000)
    ]
    sections = made([], rows=rows, files=files)
    said = [text for each in sections for row in each["rows"] for text in row["text"]]
    assert any("Entries: 1. Characters: 60,000." in text for text in said)
    kept = sum(len(each["files"]) for each in sections)
    assert 0 < kept < 1_000
    assert f"Entries: {1_000 - kept}." in str([each["notes"] for each in sections])
