"""What a reporter seeks beside writing: who is under threat, who wants to know the outcome."""

from crypto.event import Action, Event
from journalist_interface.reading.case_file import CaseFile, FromReporter


def sought_kinds(file: CaseFile) -> list[str]:
    """What the reporter seeks and nobody has seen to, a threat first."""
    if file.state is None or file.state.sought is None:
        return []
    kinds = []
    for one in reversed(file.events):
        if one.event.action is Action.ATTEND:
            break
        if one.event.action is Action.SEEK:
            kinds.append(sought_kind(file, one.event))
    return sorted(set(kinds), key=("threat", "outcome").index)


def sought_kind(file: CaseFile, event: Event) -> str:
    """The store knows only that something is sought; the envelope says what."""
    entry = file.entries.get(event.entry or 0)
    return "threat" if isinstance(entry, FromReporter) and entry.envelope.kind == "threat" else "outcome"
