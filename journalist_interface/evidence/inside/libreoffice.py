"""Documents of office programs: LibreOffice makes a PDF of them, with macros and links off."""

from pathlib import Path
from typing import Final

from journalist_interface.evidence.inside.kinds import ContentKind
from journalist_interface.evidence.inside.limits import MOST_PICTURES
from journalist_interface.evidence.inside.output import RefusedFileError
from journalist_interface.evidence.inside.programs import FOLDER, output_of

_SECONDS: Final = 90.0
_FILTERS: Final = {"document": "writer", "spreadsheet": "calc", "slides": "impress"}
_PROFILE: Final = FOLDER / "profile"
_SCRIPTING: Final = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS: Final = (
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Misc", "UseLocking", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
)


def make_pdf(path: Path, kind: ContentKind) -> Path:
    """Return a PDF of a document. Raises `RefusedFileError` if LibreOffice cannot make one."""
    _write_settings()
    pages = f'{{"PageRange":{{"type":"string","value":"1-{MOST_PICTURES + 1}"}}}}'
    target = f"pdf:{_FILTERS[kind.kind]}_pdf_Export:{pages}"
    options = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
    command = ["soffice", f"-env:UserInstallation=file://{_PROFILE}", *options]
    output_of([*command, "--convert-to", target, "--outdir", str(FOLDER / "made"), str(path)], _SECONDS)
    made = FOLDER / "made" / f"{path.stem}.pdf"
    if not made.exists():
        raise RefusedFileError("damaged")
    return made


def _write_settings() -> None:
    """Write the profile: no macro runs, and no link is followed, whatever the document asks for."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    folder = _PROFILE / "user"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>",
        "utf-8",
    )
