"""People must be able to tell apart what the roster shows them: reporters exclude a person by a title."""

import pytest

from store.web.toml_text import array_entry, toml_text
from tests.install.offices import OfflineOffice, person

Capture = pytest.CaptureFixture[str]


def write(office: OfflineOffice, first: str, second: str, name: str = "Orang dua") -> None:
    """An officer and a custodian in two positions with these titles."""
    titles = {"petugas": first, "pemegang": second}
    people = [
        person("satu"),
        person("dua", name=name, position="pemegang", roles=["custodian"], certificates=["dua.gpg"]),
    ]
    parts = [toml_text({}, office={"name": "Kantor Contoh", "unit": "WBS", "gateway": "gateway.contoh"})]
    parts += [
        array_entry("positions", {"id": position, "title": titles[position], "title_en": position})
        for position in titles
    ]
    office.source.write_text(
        "\n".join([*parts, *(array_entry("people", person) for person in people)]), "utf-8"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Auditor Madya", "Auditor Madya"),
        ("Auditor Madya", "AUDITOR  madya"),
        ("Inspektur Ré", "Inspektur Re\u0301"),
        ("Auditor Madya", "Auditor\u00a0Ｍadya"),
    ],
)
def test_two_positions_that_look_the_same_are_refused(
    first: str, second: str, office: OfflineOffice, capsys: Capture
) -> None:
    write(office, first, second)
    assert office.sign() == 1
    assert "The positions petugas and pemegang have titles that look the same" in capsys.readouterr().err


@pytest.mark.parametrize(
    "title", ["", "Auditor ", "Auditor\tMadya", "Auditor\u200bMadya", "Auditor\u202eMadya"]
)
def test_a_title_that_hides_something_is_refused(title: str, office: OfflineOffice, capsys: Capture) -> None:
    write(office, "Petugas", title)
    assert office.sign() == 1
    said = capsys.readouterr().err
    assert "The title of pemegang is empty, has spaces at its ends, or characters that do not show." in said


def test_letters_that_only_look_latin_and_names_alike_are_pointed_out(
    office: OfflineOffice, capsys: Capture
) -> None:
    write(office, "Petugas", "Pem\u0435gang", name="orang SATU")  # a Cyrillic e
    assert office.sign() == 0
    said = capsys.readouterr().err
    assert "Note: The title of pemegang has letters that are not Latin" in said
    assert "Note: satu and dua have names that look the same." in said
