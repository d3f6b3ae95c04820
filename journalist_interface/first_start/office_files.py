"""The files of the office that come with its paper: the office certificate, checked, and the holidays."""

from pathlib import Path
from typing import Final

from crypto.errors import CryptoError, KentonganError
from crypto.gpg.certificate import inspect
from crypto.gpg.errors import GpgFaultError
from journalist_interface.first_start.progress import DiskError
from store.domain.deadlines import HolidayFileError, parse_changes
from store.web.durable import replace_file

OFFICE_FILE: Final = "office.gpg"
HOLIDAYS_FILE: Final = "holidays.txt"
_MODE: Final = 0o600


class NoOfficeKeyError(KentonganError):
    """This file holds no public key of an office. Choose the file office.gpg that the administrator gave you."""


class OtherOfficeFileError(KentonganError):
    """The key in this file has another fingerprint. Compare what you typed with the paper, group by group."""


class HolidaysError(KentonganError):
    """This file holds no list of holidays. Choose the file holidays.txt, or leave the field empty."""


class OfficeFiles:
    """The folder of the configuration, where these files lie beside it."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / OFFICE_FILE
        self.holidays = folder / HOLIDAYS_FILE

    def take_certificate(self, data: bytes) -> None:
        """Keep the certificate; raises `NoOfficeKeyError` for other files."""
        try:
            inspect(data)
        except GpgFaultError:
            raise
        except CryptoError:
            raise NoOfficeKeyError from None
        _keep(self.certificate, data)

    def require_certificate(self, fingerprint: str | None) -> None:
        """Raise `NoOfficeKeyError` without a certificate, `OtherOfficeFileError` if it has another fingerprint."""
        try:
            found = inspect(self.certificate.read_bytes()).fingerprint
        except GpgFaultError:
            raise
        except (OSError, CryptoError):
            raise NoOfficeKeyError from None
        if fingerprint is not None and found != fingerprint:
            raise OtherOfficeFileError

    def take_holidays(self, data: bytes) -> None:
        """Keep the list of holidays; raises `HolidaysError` for other files."""
        try:
            parse_changes(data.decode("utf-8-sig"), HOLIDAYS_FILE)
        except (UnicodeDecodeError, HolidayFileError):
            raise HolidaysError from None
        _keep(self.holidays, data)


def _keep(path: Path, data: bytes) -> None:
    try:
        replace_file(path, data, _MODE)
    except OSError:
        raise DiskError from None
