"""The files of an office beside the configuration: its certificate, which the gateway gives, and its holidays."""

from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.first_start.progress import PRIVATE, DiskError
from store.domain.deadlines import HolidayFileError, parse_changes
from store.web.durable import replace_file

OFFICE_FILE: Final = "office.gpg"
HOLIDAYS_FILE: Final = "holidays.txt"


class HolidaysError(KentonganError):
    """This file holds no list of holidays. Choose the file holidays.txt, or leave the field empty."""


class OfficeFiles:
    """The folder of the configuration, where these files lie."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / OFFICE_FILE
        self.holidays = folder / HOLIDAYS_FILE

    def take_holidays(self, data: bytes) -> None:
        """Keep the list of holidays; raises `HolidaysError` for other files, or `DiskError`."""
        try:
            parse_changes(data.decode("utf-8-sig"), HOLIDAYS_FILE)
        except (UnicodeDecodeError, HolidayFileError):
            raise HolidaysError from None
        try:
            replace_file(self.holidays, data, PRIVATE)
        except OSError:
            raise DiskError from None
