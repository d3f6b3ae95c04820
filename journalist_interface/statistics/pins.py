"""The progress of each case in the figures last counted here, so that no store can turn them back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from crypto.decoding import decoder_ready
from crypto.fields import CaseId, Struct
from journalist_interface.verification.pins import PinsError, PinsFilesError, write

_FILE: Final = "figures"
_Events = Annotated[int, Meta(ge=0, le=1_000_000)]


class FiguresPinsError(PinsError):
    """The record of the figures on this workstation is damaged; an administrator must look at it."""


class _Written(Struct, frozen=True):
    events: dict[CaseId, _Events]
    version: Annotated[int, Meta(ge=1, le=1)] = 1


class FiguresPins:
    """One file: for each case, the length of its chain at the record that counted last."""

    def __init__(self, state: Path) -> None:
        self._path = state / _FILE

    def events(self) -> dict[str, int]:
        """Return what is remembered; a `PinsError` if it is damaged or unreadable: then no record may be believed."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=decoder_ready(_Written)).events
        except FileNotFoundError:
            return {}
        except OSError:
            raise PinsFilesError from None
        except msgspec.MsgspecError:
            raise FiguresPinsError from None

    def remember(self, counted: Mapping[str, int]) -> None:
        """Note what counted; numbers only grow."""
        before = self.events()
        after = before | {case: max(events, before.get(case, 0)) for case, events in counted.items()}
        if after != before:
            write(self._path, msgspec.json.encode(_Written(after)))
