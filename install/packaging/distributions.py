"""The packages of PyPI that were unpacked into a folder: name, version, licence, and the texts that came with them."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from typing import Any, Final

from install.packaging.errors import PackagingError

_TEXTS: Final = ("license", "licence", "copying", "notice")
_CLASSIFIER: Final = "License :: "


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A package of PyPI: `places` are patterns of its files, `texts` those of its licence.

    `bundled` are libraries of other projects that its wheel brings: as its own bill of materials describes them, and
    each shared object, since such a bill is seldom whole.
    """

    name: str
    version: str
    summary: str
    licence: str
    is_expression: bool
    places: tuple[str, ...]
    texts: tuple[PurePosixPath, ...]
    bundled: tuple[dict[str, Any], ...]


def unpacked(folder: Path) -> tuple[Unpacked, ...]:
    """Return the folder's packages in order of their names; raise `PackagingError` for one without a licence text."""
    return tuple(sorted(_read(folder), key=lambda package: package.name))


def _read(folder: Path) -> Iterator[Unpacked]:
    for found in distributions(path=[str(folder)]):
        name = found.metadata["Name"].lower().replace("_", "-")
        files = [PurePosixPath(str(path)) for path in found.files or ()]
        described = [path for path in files if path.parts[0].endswith(".dist-info")]
        texts = tuple(sorted(path for path in described if path.name.lower().startswith(_TEXTS)))
        if not texts:
            raise PackagingError(f"{name} brings no text of its licence.")
        licence, is_expression = _licence(found)
        yield Unpacked(
            name,
            found.version,
            found.metadata["Summary"],
            licence,
            is_expression,
            tuple(sorted({path.parts[0] + "/*" * (len(path.parts) > 1) for path in files})),
            texts,
            (*_described(folder, described), *_shared_objects(folder, files)),
        )


def _licence(found: Distribution) -> tuple[str, bool]:
    """Return the licence, and whether it is an SPDX expression."""
    said = found.metadata
    if "License-Expression" in said:
        return said["License-Expression"], True
    classified = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith(_CLASSIFIER)
    ]
    if not classified and "License" not in said:
        raise PackagingError(f"{said['Name']} does not say its licence.")
    return " or ".join(classified) or said["License"].strip().splitlines()[0], False


def _described(folder: Path, described: list[PurePosixPath]) -> Iterator[dict[str, Any]]:
    """Yield the components that the wheel's own bill of materials names."""
    for path in described:
        if path.match("*.dist-info/sboms/*.json"):
            bill = json.loads((folder / path).read_text("utf-8"))
            itself = bill["metadata"]["component"]["bom-ref"]
            yield from (part for part in bill["components"] if part["bom-ref"] != itself)


def _shared_objects(folder: Path, files: list[PurePosixPath]) -> Iterator[dict[str, Any]]:
    """Yield the shared objects that were copied into the wheel, as components of CycloneDX."""
    for path in sorted(files):
        if path.parts[0].endswith(".libs"):
            digest = hashlib.sha256((folder / path).read_bytes()).hexdigest()
            hashes = [{"alg": "SHA-256", "content": digest}]
            yield {"type": "file", "bom-ref": str(path), "name": str(path), "hashes": hashes}
