"""The requests for attention that a case's reporter made and the office has not yet seen to."""

from typing import get_args

from journalist_interface.verification.case_file import CaseFile, FromReporter
from store.domain.envelope import AttentionKind
from store.domain.event import Event, EventKind


def attention_kinds(file: CaseFile) -> list[AttentionKind]:
    """Return what the reporter asked and the office has not yet seen to, a threat first."""
    if file.state is None or file.state.attention_request is None:
        return []
    kinds: list[AttentionKind] = []
    for read in reversed(file.events):
        if read.event.kind is EventKind.RESOLVE_REQUEST:
            break
        if read.event.kind is EventKind.REQUEST_ATTENTION:
            kinds.append(attention_kind(file, read.event))
    return sorted(set(kinds), key=get_args(AttentionKind).index)


def attention_kind(file: CaseFile, event: Event) -> AttentionKind:
    """Return what the reporter asked as the envelope says it; the store knows only that they did."""
    entry = file.entries.get(event.entry or 0)
    return "threat" if isinstance(entry, FromReporter) and entry.envelope.kind == "threat" else "outcome"
