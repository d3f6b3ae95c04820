"""Requests for attention beside a reporter's message: being under threat, or wanting to know the outcome."""

from typing import get_args

from journalist_interface.verification.case_file import CaseFile, FromReporter
from store.domain.envelope import SeekKind
from store.domain.event import Event, EventKind


def sought_kinds(file: CaseFile) -> list[SeekKind]:
    """Return what the reporter seeks and has not yet been attended to, a threat first."""
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
    """Return what is sought as the envelope says it; the store knows only that something is sought."""
    entry = file.entries.get(event.entry or 0)
    return "threat" if isinstance(entry, FromReporter) and entry.envelope.kind == "threat" else "outcome"
