"""What a reporter seeks beside writing: who is under threat, who wants to know the outcome."""

from typing import get_args

from journalist_interface.verification.case_file import CaseFile, FromReporter
from store.domain.envelope import SeekKind
from store.domain.event import Event, EventKind


def sought_kinds(file: CaseFile) -> list[SeekKind]:
    """What the reporter seeks and nobody has seen to, a threat first."""
    if file.state is None or file.state.sought is None:
        return []
    kinds: list[SeekKind] = []
    for one in reversed(file.events):
        if one.event.action is EventKind.ATTEND:
            break
        if one.event.action is EventKind.SEEK:
            kinds.append(sought_kind(file, one.event))
    return sorted(set(kinds), key=get_args(SeekKind).index)


def sought_kind(file: CaseFile, event: Event) -> SeekKind:
    """The store knows only that something is sought; the envelope says what."""
    entry = file.entries.get(event.entry or 0)
    return "threat" if isinstance(entry, FromReporter) and entry.envelope.kind == "threat" else "outcome"
