"""The six questions of a report (5W+1H), and two whose answers are chosen: message ids, translated where shown."""

from dataclasses import dataclass
from typing import Final

from source_interface.i18n.translate import lazy as _
from source_interface.i18n.translate import translated
from store.domain.categories import CATEGORIES, RELATIONS, Choice


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the field's name, the question, a hint beneath it, and what opens on demand.

    The hint is empty where the question says enough, the explanation where the hint does.
    """

    field: str
    text: str
    hint: str
    explanation: str
    example: str
    required: bool


@dataclass(frozen=True, slots=True)
class Choosing:
    """A question with a list of answers, of which one may be chosen."""

    field: str
    text: str
    choices: tuple[Choice, ...]

    def answer(self, code: str | None) -> str:
        """Return the chosen answer in the language of the page; empty if none was chosen."""
        return next((translated(choice.name) for choice in self.choices if choice.code == code), "")


CATEGORY: Final = Choosing("category", _("What kind of violation is it?"), CATEGORIES)
RELATION: Final = Choosing("relation", _("What is your relation to the office?"), RELATIONS)
CHOOSING: Final = (CATEGORY, RELATION)
QUESTIONS: Final = (
    Question(
        "what",
        _("What happened?"),
        "",
        _("Tell it in your own words, one thing after the other."),
        _("Example: The price on the invoice was twice that of the shop."),
        required=True,
    ),
    Question(
        "who",
        _("Who is involved?"),
        _("Leave out your own name."),
        _("Names or positions of those reported, and of witnesses if you know any."),
        _("Example: The head of procurement, and the supplier CV Maju."),
        required=True,
    ),
    Question(
        "when",
        _("When did it happen?"),
        _("About is enough."),
        _("A day, a month or a period."),
        _("Example: Since March 2026, at every purchase."),
        required=True,
    ),
    Question(
        "how",
        _("How was it done?"),
        "",
        _("The steps or the means, and what shows that it happened."),
        _("Example: The supplier was chosen before the tender. I have seen both offers."),
        required=True,
    ),
    Question(
        "where",
        _("Where did it happen?"),
        _("A place, a unit, or a project."),
        "",
        _("Example: In the warehouse on the ground floor."),
        required=False,
    ),
    Question(
        "why",
        _("Why did it happen?"),
        _("The reason or the gain, if you know it."),
        "",
        _("Example: The supplier is a relative."),
        required=False,
    ),
)
