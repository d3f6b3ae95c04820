"""Configuration of a process: a TOML file, read into a strict, immutable value."""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from crypto.errors import KentonganError

T = TypeVar("T", bound="Settings")
Positive = Annotated[int, Meta(ge=1)]


class ConfigurationError(KentonganError):
    """The configuration cannot be used."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a configuration. Relative paths in its `Path` fields start at the file's folder."""


def from_environment(variable: str, kind: type[T], whose: str) -> T:
    """Return the configuration that this variable names, or raise `ConfigurationError` with what is wrong with it."""
    path = os.environ.get(variable)
    if not path:
        raise ConfigurationError(f"{variable} must name the configuration file of {whose}.")
    return read_config(Path(path), kind)


def read_config(path: Path, kind: type[T]) -> T:
    """Return the configuration in this file.

    Raises `ConfigurationError`, which names the file and the field, never a value.
    """
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeError:
        raise ConfigurationError(f"{path} is not written in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path} is not correct TOML: {error}.") from None
    folder = path.absolute().parent

    def convert(wanted: type[Any], value: object) -> object:
        if wanted is Path and isinstance(value, str) and value:
            return folder / value
        raise ValueError("Expected a path")

    try:
        return msgspec.convert(content, kind, dec_hook=convert)
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"{path}: {error}.") from None
