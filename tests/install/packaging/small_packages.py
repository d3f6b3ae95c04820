"""Debian packages of one file, made in a moment."""

import subprocess
from pathlib import Path


def small_package(
    folder: Path, name: str = "contoh", version: str = "1.0", text: str = "", depends: str = ""
) -> Path:
    """Return the file of a package that holds `/usr/share/NAME/text`; each version lies in a folder of its own."""
    root = folder / "root"
    (root / "DEBIAN").mkdir(parents=True)
    held = root / "usr/share" / name / "text"
    held.parent.mkdir(parents=True)
    held.write_text(text)
    lines = {
        "Package": name,
        "Version": version,
        "Architecture": "all",
        "Maintainer": "Contoh <contoh@kantor.example>",
        "Section": "misc",
        "Priority": "optional",
        "Depends": depends,
        "Description": "made for a test",
    }
    control = "".join(f"{field}: {value}\n" for field, value in lines.items() if value)
    (root / "DEBIAN/control").write_text(control)
    file = folder / f"{name}_{version}_all.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", root, file], check=True, capture_output=True)
    return file
