"""The configuration that the answers lead to, written once: a file that is there already is left as it is."""

from pathlib import Path
from typing import Final

from crypto.errors import KentonganError
from journalist_interface.config import OfficeConfig
from journalist_interface.first_start.office_files import HOLIDAYS_FILE, OFFICE_FILE
from journalist_interface.first_start.progress import PRIVATE, DiskError
from store.web.durable import create_file
from store.web.languages import Language
from store.web.toml_text import Value, toml_text

_HEAD: Final = "# Written by Kentongan at its first start. Settings: see configuration.md.\n"


class ConfiguredError(KentonganError):
    """This computer has been set up for you meanwhile, and that was left as it is. Sign out of it, then in again."""


def write_config(path: Path, office: OfficeConfig, person: str, gnupg_home: Path, language: Language) -> None:
    """Write the file for its owner alone, whole or not at all; raises `ConfiguredError` or `DiskError`."""
    settings: dict[str, Value] = {
        "person": person,
        "host": office.host,
        "port": office.port,
        "gateway": office.gateway,
        "office_fingerprint": office.office_fingerprint,
        "office_certificate": OFFICE_FILE,
        "gnupg_home": gnupg_home,
        "state": office.state,
        "language": language,
    }
    if office.gateway_proxy is not None:
        settings["gateway_proxy"] = office.gateway_proxy
    if office.clock_file is not None:
        settings["clock_file"] = office.clock_file
    has_holidays = (path.parent / HOLIDAYS_FILE).exists()
    tables = {"deadlines": {"holidays": HOLIDAYS_FILE}} if has_holidays else {}
    try:
        create_file(path, (_HEAD + toml_text(settings, **tables)).encode(), PRIVATE)
    except FileExistsError:
        raise ConfiguredError from None
    except OSError:
        raise DiskError from None
