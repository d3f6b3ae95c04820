"""Tables of figures as files for spreadsheets: CSV (RFC 4180) and OpenDocument (ODF 1.3), without any formula.

A spreadsheet takes the text of a CSV cell for a formula if it begins so, and the formula can send what stands beside
it elsewhere. Such a text gets an apostrophe. In OpenDocument each cell names its type, and none here is a formula.
The writer is ours: what it needs of the format is a page, and the libraries for it are unmaintained or bring an XML
parser in C to the workstation.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree import ElementTree as ET  # nosec B405 # nothing is parsed

from journalist_interface.statistics.tables import Cell, FigureTable

ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
# OWASP, CSV Injection; the wide forms are what some spreadsheets read alike.
_FORMULA: Final = re.compile(r"[\s'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NOT_IN_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_NAMES: Final = re.compile(r"[\[\]*?:/\\'$.#]")
_MOST_IN_NAMES: Final = 31
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a moment of the workstation tells more than the day in the file does
_OFFICE, _TABLE, _TEXT, _MANIFEST = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "manifest")
)
for _prefix, _space in (("office", _OFFICE), ("table", _TABLE), ("text", _TEXT), ("manifest", _MANIFEST)):
    ET.register_namespace(_prefix, _space)


def as_csv(tables: Iterable[FigureTable], headings: Sequence[str]) -> bytes:
    """Return one line a figure: table, row, column and value, under these four headings. A mark says UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(heading) for heading in headings])
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                said = [harmless(words) for words in (table.title, row.name, column)]
                writer.writerow([*said, harmless(cell) if isinstance(cell, str) else cell])
    return text.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def as_ods(tables: Iterable[FigureTable], heading: Sequence[str]) -> bytes:
    """Return a sheet for each table, each under these lines."""
    content = ET.Element(f"{{{_OFFICE}}}document-content", {f"{{{_OFFICE}}}version": "1.3"})
    body = ET.SubElement(content, f"{{{_OFFICE}}}body")
    sheets, names = ET.SubElement(body, f"{{{_OFFICE}}}spreadsheet"), set[str]()
    for table in tables:
        name = _sheet_name(table.title, names)
        names.add(name)
        _add_sheet(sheets, name, table, heading)
    manifest = ET.Element(f"{{{_MANIFEST}}}manifest", {f"{{{_MANIFEST}}}version": "1.3"})
    for path, kind in (("/", ODS_TYPE), ("content.xml", "text/xml")):
        entry = {f"{{{_MANIFEST}}}full-path": path, f"{{{_MANIFEST}}}media-type": kind}
        ET.SubElement(manifest, f"{{{_MANIFEST}}}file-entry", entry)
    return _packed(
        {"mimetype": ODS_TYPE.encode(), "content.xml": _xml(content), "META-INF/manifest.xml": _xml(manifest)}
    )


def _add_sheet(sheets: ET.Element, name: str, table: FigureTable, heading: Sequence[str]) -> None:
    sheet = ET.SubElement(sheets, f"{{{_TABLE}}}table", {f"{{{_TABLE}}}name": name})
    columns = {f"{{{_TABLE}}}number-columns-repeated": str(1 + len(table.columns))}
    ET.SubElement(sheet, f"{{{_TABLE}}}table-column", columns)
    for line in (*heading, table.title):
        _add_row(sheet, (line,))
    _add_row(sheet, (table.head, *table.columns))
    for row in table.rows:
        _add_row(sheet, (row.name, *row.cells))
    if table.note:
        _add_row(sheet, (table.note,))


def _add_row(sheet: ET.Element, cells: Iterable[Cell]) -> None:
    row = ET.SubElement(sheet, f"{{{_TABLE}}}table-row")
    for cell in cells:
        made = ET.SubElement(row, f"{{{_TABLE}}}table-cell")
        if isinstance(cell, str):
            made.set(f"{{{_OFFICE}}}value-type", "string")
            ET.SubElement(made, f"{{{_TEXT}}}p").text = _NOT_IN_XML.sub("\ufffd", cell)
        elif cell is not None:
            made.set(f"{{{_OFFICE}}}value-type", "float")
            made.set(f"{{{_OFFICE}}}value", str(cell))
            ET.SubElement(made, f"{{{_TEXT}}}p").text = str(cell)


def _sheet_name(title: str, taken: set[str]) -> str:
    name = _NOT_IN_NAMES.sub(" ", _NOT_IN_XML.sub(" ", title)).strip()[:_MOST_IN_NAMES] or "–"
    number = 1
    while name in taken:
        number += 1
        name = f"{name[: _MOST_IN_NAMES - 4]} {number}"
    return name


def _xml(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _packed(files: dict[str, bytes]) -> bytes:
    """Return the archive; the type stands first and is not compressed (ODF 1.3, part 2, 3.3)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return made.getvalue()
