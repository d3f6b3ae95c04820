"""The options of the ceremony in which the office key is made, handed to its command as one value."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import click

from install.ceremony.key_copies import require_apart
from install.commands.bilingual import BilingualOption
from install.commands.office_parameters import same_device_allowed
from install.commands.parameters import path_option
from install.language import Sentence

_OPTIONS: Final = (
    click.option(
        "--present",
        cls=BilingualOption,
        multiple=True,
        metavar="NAME",
        text=Sentence(
            "orang yang hadir (dapat diulang; tanpa ini ditanyakan)",
            "a person present (repeat it; asked for without)",
        ),
    ),
    path_option(
        "--copy",
        "media",
        multiple=True,
        metavar="FOLDER",
        text=Sentence(
            "map di media untuk salinan (dapat diulang)", "a folder on a medium for a copy (repeat it)"
        ),
    ),
    path_option(
        "--record",
        metavar="FILE",
        text=Sentence(
            "berkas berita acara (bawaan: di map kunci)",
            "the file of the record (default: in the key's folder)",
        ),
    ),
    click.option(
        "--without-backup-key",
        cls=BilingualOption,
        is_flag=True,
        text=Sentence("tidak membuat kunci cadangan", "make no backup key"),
    ),
    click.option(
        "--despite-network",
        cls=BilingualOption,
        is_flag=True,
        text=Sentence("teruskan walaupun mesin ini tersambung", "go on although this machine is connected"),
    ),
    same_device_allowed,
)


@dataclass(frozen=True, slots=True)
class CeremonyOptions:
    """The ceremony as its options describe it; `same_device` lets the media be one."""

    present: tuple[str, ...]
    media: tuple[Path, ...]
    record: Path | None
    without_backup_key: bool
    despite_network: bool
    same_device: bool

    def require_apart(self, *folders: Path) -> None:
        """Raise `CopyError` if two of these are on one medium, unless that was allowed."""
        if not self.same_device:
            require_apart(folders)


def ceremony_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Hand the command these options as `given`."""

    @functools.wraps(command)
    def with_given(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - click's
        given = CeremonyOptions(**{field.name: named.pop(field.name) for field in fields(CeremonyOptions)})
        return command(*arguments, given=given, **named)

    wrapped: Callable[..., Any] = with_given
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
