"""Differences of a form that is sent again, as a message to the officers."""

from collections.abc import Iterable

from flask_babel import force_locale, gettext

from source_interface.presenters.questions import CHOOSING, QUESTIONS
from store.domain.envelope import Report


def changes(before: Report, after: Report) -> str:
    """Return the differences in the language of the page; empty when both say the same."""
    texts = [
        (str(question.text), getattr(after, question.field).strip())
        for question in QUESTIONS
        if getattr(before, question.field) != getattr(after, question.field)
    ]
    texts += [
        (str(asked.text), asked.answer(getattr(after, asked.field)))
        for asked in CHOOSING
        if getattr(before, asked.field) != getattr(after, asked.field)
    ]
    empty = gettext("(left empty)")
    return "\n\n".join(f"{label}\n{text or empty}" for label, text in texts)


def in_every_language(languages: Iterable[str], before: Report, after: Report) -> frozenset[str]:
    """Return the same changes in each language, since a form can be sent again from another language's page."""
    found = set()
    for language in languages:
        with force_locale(language):
            found.add(changes(before, after))
    return frozenset(found)
