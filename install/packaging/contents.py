"""The contents of each Debian package, of this checkout and of the lock: declared here, and nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

LIBRARY: Final = PurePosixPath("usr/lib/kentongan")
PYTHON: Final = (3, 13)
"""Debian 13's: wheels with machine code fit one Python alone, and `debian/control` asks for this one."""


@dataclass(frozen=True, slots=True)
class DebianPackage:
    """A Debian package: paths of this checkout (folders whole), direct requirements, and commands by their module.

    A module of `commands` has a function `main` that returns the exit status. The files of `system`, a folder of the
    checkout, lie below `/` as they lie there: units and the like. Paths of `without` are left out of folders of `code`.
    Paths of `documents` lie below `docs`; they go into the package's folder in `/usr/share/doc`.
    """

    name: str
    code: tuple[str, ...]
    requirements: tuple[str, ...]
    commands: Mapping[str, str]
    system: str | None = None
    without: tuple[str, ...] = ()
    documents: tuple[str, ...] = (
        "docs/audit.md",
        "docs/configuration.md",
        "docs/guides",
        "docs/operations.md",
        "docs/procedure.md",
        "docs/threat-model-attacks.md",
        "docs/threat-model.md",
    )

    def document(self, path: PurePosixPath) -> PurePosixPath | None:
        """Return where this file of the checkout lies among the package's documents; None if it is none of them."""
        is_one = any(path.is_relative_to(place) for place in self.documents)
        return path.relative_to("docs") if is_one else None

    def holds(self, path: PurePosixPath) -> bool:
        """Return whether this file of the checkout belongs into the package."""
        within = any(path.is_relative_to(place) for place in self.code)
        without = any(path.is_relative_to(place) for place in self.without)
        return within and not without and path.suffix not in _OF_A_CHECKOUT


_OF_A_CHECKOUT: Final = frozenset({"", ".md", ".sh", ".po"})
"""Endings of what is read or started in a checkout alone: commands of the shell, pages, sources of translations."""

_EVERYWHERE: Final = (
    "crypto",
    "install/__init__.py",
    "install/commands/__init__.py",
    "install/commands/bilingual.py",
    "install/commands/click_words.py",
    "install/commands/command_line.py",
    "install/console.py",
    "install/errors.py",
    "install/kentongan.py",
    "install/language.py",
    "install/translations",
    "store/__init__.py",
    "store/domain",
    "store/web",
)

_STORE_TO_READ: Final = (
    "store/api",
    "store/attachments",
    "store/cases/__init__.py",
    "store/cases/mailboxes.py",
    "store/cases/records.py",
    "store/cases/signatories.py",
    "store/cases/tombstones.py",
    "store/config.py",
    "store/engine",
    "store/errors.py",
    "store/gateway/__init__.py",
    "store/gateway/config.py",
    "store/gateway/day_counts.py",
    "store/gateway/errors.py",
    "store/gateway/upload_quota.py",
    "store/migrations",
    "store/model",
    "store/server/__init__.py",
    "store/server/connection_limits.py",
    "store/server/fair_queue.py",
    "store/server/logs.py",
    "store/values.py",
)

_BACKUPS_TO_OPEN: Final = tuple(
    f"install/backups/{name}.py"
    for name in (
        "__init__",
        "dump",
        "errors",
        "manifest",
        "opened_backup",
        "repository",
        "run_keys",
        "sealing",
        "secret_key",
        "signing_key",
    )
)

SERVER: Final = DebianPackage(
    "kentongan-server",
    (
        *_EVERYWHERE,
        "install/audit",
        "install/backup_checks/__init__.py",
        "install/backup_checks/note.py",
        "install/backups",
        "install/commands",
        "install/doctor",
        "install/holidays_file.py",
        "install/pdf_sheet.py",
        "install/publishing",
        "install/restores",
        "install/roster",
        "install/server",
        "install/upgrading",
        "source_interface",
        "store",
    ),
    (
        "alembic",
        "click",
        "diceware",
        "flask",
        "flask-babel",
        "flask-wtf",
        "gunicorn",
        "holidays",
        "itsdangerous",
        "msgspec",
        "psycopg[binary]",
        "pynacl",
        "pyotp",
        "python-gnupg",
        "reportlab",
        "rfc8785",
        "segno",
        "sqlalchemy",
        "tzdata",
    ),
    {"kentongan": "install.kentongan"},
    system="install/system",
    without=(
        "install/commands/audit/heads.py",
        "install/commands/gateway_key.py",
        "install/commands/office_backup.py",
        "install/commands/office_key.py",
        "install/commands/office_key_changes.py",
        "install/commands/office_keys.py",
        "install/commands/office_parameters.py",
        "install/commands/pin_office_key.py",
        "install/commands/restores.py",
        "install/commands/roster.py",
        "install/commands/roster_enrolment.py",
        "install/commands/ceremony_options.py",
        "install/commands/ceremony_passphrases.py",
        "install/commands/office_ceremony.py",
        "install/commands/office_key_copies.py",
        "install/roster/enrolling.py",
        "install/roster/key_change.py",
        "install/roster/source_edit.py",
    ),
)

WORKSTATION: Final = DebianPackage(
    "kentongan-workstation",
    (
        *_EVERYWHERE,
        "install/audit/__init__.py",
        "install/audit/heads.py",
        "install/commands/audit/__init__.py",
        "install/commands/asking.py",
        "install/commands/audit/heads.py",
        "install/commands/gateway_key.py",
        "install/commands/key_change_parameters.py",
        "install/commands/pin_office_key.py",
        "install/server/__init__.py",
        "install/server/layout.py",
        "install/server/onions.py",
        "install/server/privileges.py",
        "install/server/system.py",
        "install/workstation",
        "journalist_interface",
        "store/api",
        "store/server",
    ),
    (
        "click",
        "diceware",
        "flask",
        "flask-babel",
        "flask-wtf",
        "gunicorn",
        "holidays",
        "httpcore",
        "httpx[socks]",
        "msgspec",
        "pillow",
        "pynacl",
        "pyotp",
        "python-gnupg",
        "reportlab",
        "rfc8785",
        "segno",
        "typst",
        "tzdata",
    ),
    {"kentongan": "install.kentongan", "kentongan-workstation": "journalist_interface.__main__"},
    system="install/desktop",
    documents=(*SERVER.documents, "docs/screenshots"),
)

OFFICE: Final = DebianPackage(
    "kentongan-office",
    (
        *_EVERYWHERE,
        "install/audit",
        "install/backup_checks",
        *_BACKUPS_TO_OPEN,
        "install/ceremony",
        "install/commands/audit/__init__.py",
        "install/commands/audit/export.py",
        "install/commands/audit/verify.py",
        "install/commands/asking.py",
        "install/commands/ceremony_options.py",
        "install/commands/ceremony_passphrases.py",
        "install/commands/office_ceremony.py",
        "install/commands/office_key_copies.py",
        "install/commands/secret_backup_key.py",
        "install/commands/office_backup.py",
        "install/commands/office_key.py",
        "install/commands/office_key_changes.py",
        "install/commands/office_keys.py",
        "install/commands/office_parameters.py",
        "install/commands/parameters.py",
        "install/commands/restores.py",
        "install/commands/roster.py",
        "install/commands/roster_enrolment.py",
        "install/kentongan_office.py",
        "install/pdf_sheet.py",
        "install/restores",
        "install/roster",
        "install/server/__init__.py",
        "install/server/layout.py",
        # The audit reads the store of a backup, and the gateway's configuration names it.
        *_STORE_TO_READ,
    ),
    (
        "alembic",
        "click",
        "diceware",
        "holidays",
        "msgspec",
        "pynacl",
        "python-gnupg",
        "reportlab",
        "rfc8785",
        "sqlalchemy",
        "tzdata",
    ),
    {
        "kentongan": "install.kentongan",
        "kentongan-office": "install.kentongan_office",
        "kentongan-office-key": "install.commands.office_key",
        "kentongan-restores": "install.commands.restores",
        "kentongan-roster": "install.commands.roster",
    },
    without=("store/web/multipart.py",),
)

PACKAGES: Final = (SERVER, WORKSTATION, OFFICE)


def missing(package: DebianPackage, checkout: Path) -> list[str]:
    """Return the paths that the package names and the checkout lacks."""
    named = (*package.code, *package.without, *package.documents)
    return [path for path in named if not (checkout / path).exists()]
