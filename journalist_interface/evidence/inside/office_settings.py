"""Settings that office programs leave in documents: printers, variables, and lists to which letters were sent.

The name of a printer can lead to an office, a room or a person; variables hold whatever a program of the office puts
there.
"""

import re
import shutil
import zipfile
from copy import copy
from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.limits import MIB
from journalist_interface.evidence.inside.programs import FOLDER
from journalist_interface.evidence.inside.unseen_words import without_words_of_vml

SETTINGS_OF_PRINTERS: Final = re.compile(r"/printerSettings/[^/]*$")
_NAME_BYTES: Final = 64
"""A DEVMODE of Windows begins with the name of its printer, 32 characters of UTF-16."""
# mat2 writes other prefixes than office programs do.
_NAME: Final = re.compile(r'(\w:name="PrinterName"[^<>]*>)([^<]+)(?=<)')
_SETUP: Final = re.compile(r'(\w:name="PrinterSetup"[^<>]*>)([^<]+)(?=<)')
_VARIABLE: Final = re.compile(r'<w:docVar\b[^<>]*?\bw:val="([^"<]+)"')
_NOTED: Final = re.compile(r"<(\w+:(?:docVars|mailMerge))\b.*?</\1>", re.DOTALL)
_PROPERTY: Final = re.compile(r'<property\b[^<>]*?\bname="([^"<]*)"[^<>]*>\s*<[\w:]+>([^<]+)<')
_FIELD: Final = re.compile(r"<text:user-field-decl\b[^<>]*>")
_FIELD_NAME: Final = re.compile(r'\btext:name="([^"<]*)"')
_FIELD_VALUE: Final = re.compile(r'\boffice:string-value="([^"<]+)"')
_TAG: Final = re.compile(r'<p:tag\b[^<>]*?\bname="([^"<]*)"[^<>]*?\bval="([^"<]+)"')
_USER_DEFINED: Final = re.compile(r'<meta:user-defined\b[^<>]*?\bmeta:name="([^"<]*)"[^<>]*>([^<]+)<')
# The list that Word offers, and what offices here write.
_NAMES_PERSON: Final = re.compile(
    r"\b(?:checked by|client|editor|e-?mail|forward to|mailstop|owner|received from|recorded by|telephone|typist|author"
    r"|name|user|alamat|dibuat|diketik|disusun|nama|ni[pk]|pemeriksa|pemilik|pengarang|pengetik|pembuat|penulis|penyusun"
    r"|operator|telepon)\b",
    re.IGNORECASE,
)
_SETTINGS: Final = frozenset({"settings.xml", "word/settings.xml"})
_OLD_DRAWING: Final = ".vml"
_MOST_BYTES: Final = 16 * MIB


def printer_of_windows(settings: bytes) -> str:
    """Return the name of the printer in the settings that a document of Microsoft's has of it."""
    return settings[:_NAME_BYTES].decode("utf-16-le", "replace").partition("\0")[0]


def printers_of(xml: str) -> list[str]:
    """Return the printers that the settings of an OpenDocument name."""
    return [name for _, name in _NAME.findall(xml)]


def variables_of(xml: str) -> list[str]:
    """Return what the variables of a document of Word hold."""
    return _VARIABLE.findall(xml)


def properties_of_office(xml: str) -> list[tuple[str, str]]:
    """Return the properties that an office added to a document of Microsoft's, which it calls as it likes."""
    return [named_fact(*each) for each in _PROPERTY.findall(xml)]


def properties_of_document(xml: str) -> list[tuple[str, str]]:
    """Return those that it added to an OpenDocument."""
    return [named_fact(*each) for each in _USER_DEFINED.findall(xml)]


def fields_of_document(xml: str) -> list[tuple[str, str]]:
    """Return what the fields hold that somebody added to an OpenDocument: a page shows those alone that it uses."""
    found = ((_FIELD_NAME.search(field), _FIELD_VALUE.search(field)) for field in _FIELD.findall(xml))
    return [named_fact(name[1] if name else "", value[1]) for name, value in found if value]


def people_of_tags(xml: str) -> list[tuple[str, str]]:
    """Return the people in the tags that programs and templates of an office add to slides."""
    found = (named_fact(*each) for each in _TAG.findall(xml))
    return [(category, value) for category, value in found if category == "author"]


def named_fact(name: str, value: str, otherwise: str = "description") -> tuple[str, str]:
    """Return what an office noted under a name of its own, which is told as a person where that name says so."""
    return "author" if _NAMES_PERSON.search(name) else otherwise, f"{name}: {value}"


def forget_settings(document: Path) -> None:
    """Rewrite a document without what mat2 leaves in its settings, and in the drawings of old office programs."""
    rewritten = FOLDER / "without-settings"
    with zipfile.ZipFile(document) as before:
        if not any(name in _SETTINGS or name.endswith(_OLD_DRAWING) for name in before.namelist()):
            return
        with zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as after:
            for entry in before.infolist():
                with before.open(entry) as part, after.open(copy(entry), "w") as written:
                    if entry.filename in _SETTINGS:
                        written.write(_without(part.read(_MOST_BYTES)))
                    elif entry.filename.endswith(_OLD_DRAWING):
                        drawing = part.read(_MOST_BYTES).decode("utf-8", "replace")
                        written.write(without_words_of_vml(drawing).encode())
                    else:
                        shutil.copyfileobj(part, written)
    rewritten.replace(document)


def _without(settings: bytes) -> bytes:
    xml = settings.decode("utf-8", "replace")
    return _NOTED.sub("", _SETUP.sub(r"\1", _NAME.sub(r"\1", xml))).encode()
