"""The figures as CSV and OpenDocument: what they hold, and that no spreadsheet runs any of it."""

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journalist_interface.statistics.spreadsheet import ODS_TYPE, as_csv, as_ods, harmless
from journalist_interface.statistics.tables import FigureRow, FigureTable

HEADINGS = ("Table", "Row", "Column", "Number")
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "＝1+1",
    '"=1+1',
    '=HYPERLINK("x")',
)


def table(*names: str, title: str = "Kategori") -> FigureTable:
    return FigureTable(
        title, "Kategori", ("2026", "2025"), tuple(FigureRow(name, (3, None)) for name in names)
    )


def cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_has_a_line_for_each_figure() -> None:
    found = cells(as_csv([table("Korupsi", "Penipuan, dan lain")], HEADINGS))
    assert found == [
        [*HEADINGS],
        ["Kategori", "Korupsi", "2026", "3"],
        ["Kategori", "Korupsi", "2025", ""],
        ["Kategori", "Penipuan, dan lain", "2026", "3"],
        ["Kategori", "Penipuan, dan lain", "2025", ""],
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_a_csv_begins_like_a_formula(hostile: str) -> None:
    made = FigureTable(hostile, hostile, (hostile,), (FigureRow(hostile, (hostile,)),))
    assert all(cell == f"'{hostile}" for cell in cells(as_csv([made], [hostile] * 4))[1])


@given(st.text())
def test_no_text_at_all_begins_like_a_formula(text: str) -> None:
    assert harmless(text)[:1] not in {"=", "+", "-", "@", "\t", "\r", "\n"}
    assert harmless(text).removeprefix("'") == text.removeprefix("'") or harmless(text) == text


@given(st.lists(st.text(), min_size=1, max_size=4), st.text())
def test_an_ods_is_well_formed_and_without_formulas_whatever_it_holds(names: list[str], title: str) -> None:
    data = as_ods([table(*names, title=title), table(*names, title=title)], ["=1+1"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.read("mimetype").decode() == ODS_TYPE
        content = archive.read("content.xml")
    root = ET.fromstring(content)  # noqa: S314 - our own
    used = {name for element in root.iter() for name in element.attrib}
    assert not any("formula" in name for name in used)
    sheets = [element.attrib for element in root.iter() if element.tag.endswith("}table")]
    names_of_sheets = [next(iter(found.values())) for found in sheets]
    assert len(set(names_of_sheets)) == len(sheets) == 2


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_the_numbers_and_calculates_nothing(tmp_path: Path) -> None:
    (tmp_path / "s.ods").write_bytes(as_ods([table("Korupsi", *HOSTILE[:4])], ["=2+2"]))
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "csv",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "s.ods"),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    found = cells((tmp_path / "s.csv").read_bytes())
    assert [row[0] for row in found] == ["=2+2", "Kategori", "Kategori", "Korupsi", *HOSTILE[:4]]
    assert found[3] == ["Korupsi", "3", ""]
