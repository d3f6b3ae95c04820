"""The links of this machine to others: those that are not down, and radios that are not switched off."""

from pathlib import Path
from typing import Final

SYSTEM = Path("/sys")
_LOOPBACK: Final = "772"  # ARPHRD_LOOPBACK of linux/if_arp.h
_DOWN: Final = frozenset({"down", "notpresent", "lowerlayerdown"})  # RFC 2863, in the kernel's spelling
_UNBLOCKED: Final = "1"


def connections(system: Path | None = None) -> list[str]:
    """Return the names of this machine's links and radios that are on; a cable that is not plugged in is off."""
    system = SYSTEM if system is None else system
    links = [
        path.name
        for path in _entries(system / "class/net")
        if _read(path / "type") not in {"", _LOOPBACK} and _read(path / "operstate") not in _DOWN
    ]
    radios = [
        _read(path / "name") or path.name
        for path in _entries(system / "class/rfkill")
        if _read(path / "state") == _UNBLOCKED
    ]
    return links + [name for name in radios if name not in links]


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii", "replace").strip()
    except OSError:  # no such file, or the device went away meanwhile
        return ""
