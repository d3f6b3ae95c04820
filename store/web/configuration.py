"""Configuration of a process: a TOML file, read into a strict, immutable value."""

import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError

T = TypeVar("T", bound="Settings")
Positive = Annotated[int, Meta(ge=1)]
# The words of tomllib and of msgspec, as far as a person can act on them.
_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)\Z")
_LACKING: Final = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.+)`")
_OTHER_KIND: Final = re.compile(r"Expected (`[^`]+`), got (`[^`]+`)")


class ConfigurationError(KentonganError):
    """The configuration cannot be used."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a configuration. Relative paths in its `Path` fields start at the file's folder."""


def from_environment(variable: str, kind: type[T], whose: str) -> T:
    """Return the configuration that this variable names, or raise `ConfigurationError` with what is wrong with it."""
    path = os.environ.get(variable)
    if not path:
        raise ConfigurationError(
            "{variable} must name the configuration file of {whose}.", variable=variable, whose=whose
        )
    return read_config(Path(path), kind)


def read_config(path: Path, kind: type[T]) -> T:
    """Return the configuration in this file.

    Raises `ConfigurationError`, which names the file and the field, never a value.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(
            "{path} cannot be read: {reason}.", path=path, reason=error.strerror
        ) from None
    except UnicodeError:
        raise ConfigurationError("{path} is not written in UTF-8.", path=path) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, str(error)) from None
    folder = path.absolute().parent

    def convert(wanted: type[Any], value: object) -> object:
        if wanted is Path and isinstance(value, str) and value:
            return folder / value
        raise ValueError("Expected a path")

    try:
        return msgspec.convert(content, kind, dec_hook=convert)
    except msgspec.ValidationError as error:
        raise _not_fitting(path, str(error)) from None


def _not_toml(path: Path, reason: str) -> ConfigurationError:
    """Return the error of a file that Python's parser refused for this reason, which ends with the place."""
    place = _LINE.search(reason)
    if place is None:
        return ConfigurationError("{path} is not correct TOML: {reason}.", path=path, reason=reason)
    return ConfigurationError(
        "{path} is not correct TOML in line {line}: {reason}.",
        path=path,
        line=place[1],
        reason=reason[: place.start()],
    )


def _not_fitting(path: Path, reason: str) -> ConfigurationError:
    """Return the error of a file that has other settings than it should, in words that can be translated."""
    what, _, field = reason.partition(" - at ")
    field = field.strip("`").removeprefix("$").removeprefix(".")
    if lacking := _LACKING.fullmatch(what):
        field = ".".join(filter(None, (field, lacking[1])))
        return ConfigurationError("{path} lacks the setting `{field}`.", path=path, field=field)
    if unknown := _UNKNOWN.fullmatch(what):
        field = ".".join(filter(None, (field, unknown[1])))
        return ConfigurationError("{path}: there is no setting `{field}`.", path=path, field=field)
    if other := _OTHER_KIND.fullmatch(what):
        return ConfigurationError(
            "{path}: the setting `{field}` must be of the kind {wanted}, and is of the kind {found}.",
            path=path,
            field=field,
            wanted=other[1],
            found=other[2],
        )
    if field:
        return ConfigurationError(
            "{path}: the setting `{field}` cannot be used. {reason}.", path=path, field=field, reason=what
        )
    return ConfigurationError("{path}: {reason}.", path=path, reason=what)
