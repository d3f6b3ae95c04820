"""Warnings in the name of a file."""

import re
from collections.abc import Iterator
from typing import Final

from source_interface.metadata.kinds import MetadataWarning

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_DATE: Final = re.compile(r"(?<!\d)(19|20)\d\d([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DEVICE: Final = re.compile(
    r"\A(IMG|DSC|DSCN|DCIM|VID|PXL|MVIMG|PANO|WhatsApp|Screenshot|Screen Shot|CamScanner|Adobe Scan)[-_ \d]"
)
_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){8,}(?!\d)")  # NIP 18 digits, NIK 16, telephones 10 to 13


def metadata_in_name(name: str) -> Iterator[MetadataWarning]:
    """Yield the warnings for the name as the reporter's device gave it."""
    if _ADDRESS.search(name):
        yield MetadataWarning.NAME_ADDRESS
    if _DATE.search(name):
        yield MetadataWarning.NAME_DATE
    if _NUMBER.search(_DATE.sub("", name)):
        yield MetadataWarning.NAME_NUMBER
    if _DEVICE.search(name):
        yield MetadataWarning.NAME_DEVICE
