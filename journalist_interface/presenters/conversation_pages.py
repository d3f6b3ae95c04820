"""A conversation in pages: the first has the newest places, and on each page the older ones come first."""

from dataclasses import replace

from journalist_interface.presenters.case_words import is_marked
from journalist_interface.presenters.list_pages import PageChoice, ShownRows, paged
from journalist_interface.presenters.row_weights import entry_weight
from journalist_interface.verification.case_file import CaseFile, Shown
from store.domain.roster import REPORTER


def conversation_page(file: CaseFile, choice: PageChoice) -> ShownRows[Shown]:
    """Return a page of the conversation."""
    found = paged(
        file.shown()[::-1],
        entry_weight,
        choice,
        number_of=lambda entry: entry.sequence,
        is_marked=lambda entry: is_marked(file, entry),
    )
    return replace(found, rows=found.rows[::-1])


def first_unread(file: CaseFile) -> int | None:
    """Return the number of the first message of the reporter that this person has not read, by the store's count."""
    if not file.row.unread:
        return None
    sent = [number for number, entry in sorted(file.entries.items()) if entry.author == REPORTER]
    return next(iter(sent[-file.row.unread :]), None)
