"""The bill of materials of a package, as CycloneDX 1.6 in JSON: the same bytes for the same contents, and no time."""

import hashlib
import json
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from install.packaging.distributions import Unpacked
from install.packaging.errors import PackagingError

_NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/schema/bom-1.6.schema.json")


def bill(package: str, version: str, parts: Sequence[Unpacked], wheels: Path) -> str:
    """Return the bill of a Debian package: each wheel in it by its hash, with the libraries that the wheel brings."""
    contents = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": f"pkg:deb/{package}@{version}",
                "name": package,
                "version": version,
                "licenses": [{"expression": "AGPL-3.0-or-later"}],
            }
        },
        "components": [_component(part, wheels) for part in parts],
    }
    serial = uuid.uuid5(_NAMESPACE, json.dumps(contents, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": serial.urn, "version": 1}
    return json.dumps(head | contents, indent=1, ensure_ascii=False) + "\n"


def _component(part: Unpacked, wheels: Path) -> dict[str, Any]:
    reference = f"pkg:pypi/{part.name}@{part.version}"
    licence = {"expression": part.licence} if part.is_expression else {"license": {"name": part.licence}}
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": reference,
        "name": part.name,
        "version": part.version,
        "description": part.summary,
        "hashes": [{"alg": "SHA-256", "content": _digest(_wheel(part, wheels))}],
        "licenses": [licence],
        "purl": reference,
    }
    if part.bundled:
        component["components"] = [
            library | {"bom-ref": f"{reference}#{library['bom-ref']}"} for library in part.bundled
        ]
    return component


def _wheel(part: Unpacked, wheels: Path) -> Path:
    for wheel in wheels.glob("*.whl"):
        name, version, *_ = wheel.name.split("-")
        if re.sub(r"[-_.]+", "-", name).lower() == part.name and version == part.version:
            return wheel
    raise PackagingError(f"There is no wheel of {part.name} {part.version}.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
